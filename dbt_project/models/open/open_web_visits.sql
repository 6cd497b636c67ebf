-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Visits of the partners' websites, for everyone. Page actions are shown where the visits are; totals have none.
with measures as (

    select * from {{ ref('web_visits_monthly') }}

),

series as (

    select distinct ars, origin, device_type
    from measures

),

grid as (

    {{ monthly_grid('series.origin') }}

),

months_with_visits as (

    select distinct month, ars from measures

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
left join months_with_visits
    on months_with_visits.month = grid.month and months_with_visits.ars = grid.ars
-- A partner that changes from totals to visits is not missing its totals; it is missing when it delivered neither.
where
    measures.visits is not null
    or months_with_visits.ars is null
    or (grid.origin = 'web_visits' and grid.delivered)
