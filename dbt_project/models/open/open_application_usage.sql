-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Portal use for everyone: base-5 counts, nothing below 5, a missing delivery shown as missing.
with measures as (

    select * from {{ ref('application_usage_monthly') }}

),

series as (

    {{ protected_series(
        'measures', ['ars', 'service_key', 'service_label'],
        cases='greatest(sum(starts), sum(submissions), sum(completed))'
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
    {{ protected_measure('starts', 'measures.starts', 'grid.delivered') }},
    {{ protected_measure('submissions', 'measures.submissions', 'grid.delivered') }},
    {{ protected_measure('submitted_in_time', 'measures.submitted_in_time', 'grid.delivered') }},
    {{ protected_measure('completed', 'measures.completed', 'grid.delivered') }}
from grid
left join service_names on service_names.ars = grid.ars and service_names.service_key = grid.service_key
left join measures
    on measures.month = grid.month and measures.ars = grid.ars
    and measures.service_label = grid.service_label
