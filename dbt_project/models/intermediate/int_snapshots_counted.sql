-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- The ledger of snapshots: a replaced snapshot is superseded, a key named twice in the newest is a duplicate.
{%- set snapshots = {
    'online_services': ref('stg_online_services'),
    'organisational_units': ref('stg_organisational_units'),
    'regions': ref('stg_regions'),
    'services': ref('stg_services'),
    'traffic_sites': ref('stg_traffic_sites'),
} %}
with landed as (

    {% for dataset in snapshots %}
        select '{{ dataset }}' as dataset, substring(batch, 1, 16) as delivery, count(*) as records
        from {{ source('raw', dataset) }}
        group by substring(batch, 1, 16)
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

current_snapshots as (

    {% for dataset, relation in snapshots.items() %}
        select '{{ dataset }}' as dataset, delivery, count(*) as records
        from {{ relation }}
        group by delivery
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

counted as (

    select
        landed.dataset,
        landed.delivery,
        landed.records as landed,
        coalesce(current_snapshots.records, 0) as unique_records
    from landed
    left join current_snapshots
        on current_snapshots.dataset = landed.dataset and current_snapshots.delivery = landed.delivery

)

select
    dataset,
    delivery,
    cast(landed as bigint) as landed,
    cast(unique_records as bigint) as unique_records,
    cast(landed - unique_records as bigint) as duplicates,
    cast(case when unique_records = 0 then landed else 0 end as bigint) as superseded,
    cast(0 as bigint) as conflicts
from counted
