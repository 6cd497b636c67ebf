-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Services of all partners with the region they hold for; without one of its own, a service holds for its partner.
with regions as (

    select region_key, min(name) as name
    from {{ ref('stg_regions') }}
    group by region_key

),

partners as (

    select ars, name from {{ source('raw', 'partners') }}

)

select
    services.ars,
    services.service_id,
    services.service_key,
    services.name,
    services.name_citizen,
    services.service_type,
    services.language,
    coalesce(services.region_key, services.ars) as region_key,
    coalesce(regions.name, partners.name) as region_name,
    services.updated_at
from {{ ref('stg_services') }} as services
left join regions on regions.region_key = coalesce(services.region_key, services.ars)
left join partners on partners.ars = coalesce(services.region_key, services.ars)
