-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- How submitted applications were paid, for everyone. No sums of money: few large fees would show.
with measures as (

    select * from {{ ref('payment_methods_monthly') }}

),

series as (

    {{ protected_series(
        'measures', ['ars', 'service_key', 'service_label', 'payment_method'], cases='sum(submissions)'
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
    grid.payment_method,
    {{ protected_measure('submissions', 'measures.submissions', 'grid.delivered') }}
from grid
left join service_names on service_names.ars = grid.ars and service_names.service_key = grid.service_key
left join measures
    on measures.month = grid.month and measures.ars = grid.ars
    and measures.service_label = grid.service_label
    and measures.payment_method = grid.payment_method
