-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- The ledger of month-wise datasets: landed = unique + duplicates + conflicts, by construction and for each delivery.
{%- set repeats = {
    'portal_events': ref('stg_portal_event_repeats'),
    'traffic_counts': ref('stg_traffic_count_repeats'),
    'web_visit_totals': ref('stg_web_visit_total_repeats'),
    'web_visits': ref('stg_web_visit_repeats'),
} %}
with landed as (

    {% for dataset in repeats %}
        select '{{ dataset }}' as dataset, substring(batch, 1, 16) as delivery, month, count(*) as records
        from {{ source('raw', dataset) }}
        where {{ month_in('month', window_months()) }}
        group by batch, month
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

set_aside as (

    {% for dataset, relation in repeats.items() %}
        select '{{ dataset }}' as dataset, substring(batch, 1, 16) as delivery, month, verdict, count(*) as records
        from {{ relation }}
        where {{ month_in('month', window_months()) }}
        group by batch, month, verdict
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

entries as (

    select dataset, delivery, month, 'landed' as verdict, records from landed
    union all
    select dataset, delivery, month, verdict, records from set_aside

),

counted as (

    select
        dataset,
        delivery,
        month,
        sum(case when verdict = 'landed' then records else 0 end) as landed,
        sum(case when verdict in ('duplicate', 'superseded') then records else 0 end) as duplicates,
        sum(case when verdict = 'superseded' then records else 0 end) as superseded,
        sum(case when verdict = 'conflict' then records else 0 end) as conflicts
    from entries
    group by dataset, delivery, month

)

select
    dataset,
    delivery,
    month,
    cast(landed as bigint) as landed,
    cast(landed - duplicates - conflicts as bigint) as unique_records,
    cast(duplicates as bigint) as duplicates,
    cast(superseded as bigint) as superseded,
    cast(conflicts as bigint) as conflicts
from counted
