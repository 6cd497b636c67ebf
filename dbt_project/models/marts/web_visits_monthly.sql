-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- Visits of a partner's websites: counted from single visits, and where a website delivered only its totals for the
-- month, from these; never both for the same website and month (ADR 0003). Totals know neither device nor actions.
with visits as (

    select *
    from {{ ref('stg_web_visits') }}
    where {{ month_in('month', window_months()) }}

),

totals as (

    select *
    from {{ ref('stg_web_visit_totals') }}
    where visits is not null and {{ month_in('month', window_months()) }}

)

select
    month,
    ars,
    'web_visits' as origin,
    coalesce(device_type, 'unknown') as device_type,
    cast(count(*) as bigint) as visits,
    cast(coalesce(sum(actions), 0) as bigint) as actions,
    cast(coalesce(sum(duration_s), 0) as bigint) as duration_s
from visits
group by month, ars, coalesce(device_type, 'unknown')

union all

select
    month,
    ars,
    'web_visit_totals' as origin,
    'unknown' as device_type,
    cast(sum(visits) as bigint) as visits,
    cast(null as bigint) as actions,
    cast(null as bigint) as duration_s
from totals
where
    not exists (
        select 1
        from visits
        where visits.month = totals.month and visits.ars = totals.ars and visits.site_id = totals.site_id
    )
group by month, ars
