-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Visits of the partners' websites, for everyone. Page actions are shown where the visits are; totals have none.
with measures as (

    select * from {{ ref('web_visits_monthly') }}

),

series as (

    {{ protected_series('measures', ['ars', 'origin', 'device_type'], cases='sum(visits)') }}

),

grid as (

    {{ monthly_grid('series.origin') }}

),

delivered_months as (

    select distinct month, ars
    from {{ ref('partner_deliveries_monthly') }}
    where dataset in ('web_visits', 'web_visit_totals') and status = 'geliefert'

)

select
    grid.month,
    grid.ars,
    grid.partner_name,
    grid.origin,
    grid.device_type,
    {{ protected_measure('visits', 'measures.visits', 'grid.delivered') }},
    case
        when grid.origin = 'web_visits'
            then {{ threshold('measures.actions', 'grid.delivered', contributors='measures.visits') }}
    end as actions,
    case
        when grid.origin = 'web_visit_totals' then 'nicht_zutreffend'
        else {{ threshold_status('measures.visits', 'grid.delivered') }}
    end as actions_status
from grid
left join measures
    on measures.month = grid.month and measures.ars = grid.ars
    and measures.origin = grid.origin and measures.device_type = grid.device_type
left join delivered_months
    on delivered_months.month = grid.month and delivered_months.ars = grid.ars
-- A partner that changes from totals to visits is not missing its totals; it is missing when it delivered neither.
-- Only deliveries decide here, never a count: which rows there are must not depend on anybody's visit.
where grid.delivered or delivered_months.ars is null
