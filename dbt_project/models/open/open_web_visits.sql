-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Visits of the partners' websites by device, for everyone. Page actions are shown where the visits may be shown.
with measures as (

    select * from {{ ref('web_visits_monthly') }}

),

series as (

    select distinct ars, device_type
    from measures

),

grid as (

    {{ monthly_grid('web_visits') }}

)

select
    grid.month,
    grid.ars,
    grid.partner_name,
    grid.device_type,
    {{ protected_measure('visits', 'measures.visits', 'grid.delivered') }},
    {{ protected_measure('actions', 'measures.actions', 'grid.delivered', contributors='measures.visits') }}
from grid
left join measures
    on measures.month = grid.month and measures.ars = grid.ars and measures.device_type = grid.device_type
