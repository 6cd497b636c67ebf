-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- How far applications came, for everyone. A step shows number and technical key; its label is free text and stays.
with measures as (

    select * from {{ ref('application_funnel_monthly') }}

),

series as (

    {{ protected_series(
        'measures', ['ars', 'service_key', 'service_label', 'step_index'], cases='sum(reached)', label='step_key'
    ) }}

),

service_names as (

    select ars, service_key, min(name) as name
    from {{ ref('stg_services') }}
    where service_key is not null
    group by ars, service_key

),

grid as (

    {{ monthly_grid("'portal_events'") }}

)

select
    grid.month,
    grid.ars,
    grid.partner_name,
    grid.service_key,
    {{ service_label('grid.service_key', name='service_names.name') }} as service_label,
    grid.step_index,
    grid.step_key,
    {{ protected_measure('reached', 'measures.reached', 'grid.delivered') }},
    {{ protected_measure('continued', 'measures.continued', 'grid.delivered') }},
    {{ protected_measure('dropped_off', 'measures.dropped_off', 'grid.delivered') }}
from grid
left join service_names on service_names.ars = grid.ars and service_names.service_key = grid.service_key
left join measures
    on measures.month = grid.month and measures.ars = grid.ars
    and measures.service_label = grid.service_label
    and measures.step_index = grid.step_index
