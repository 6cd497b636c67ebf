-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Online services of all partners, with the service they belong to and the region they hold for.
with regions as (

    select region_key, min(name) as name
    from {{ ref('stg_regions') }}
    group by region_key

),

partners as (

    select ars, name from {{ source('raw', 'partners') }}

)

select
    online.ars,
    online.online_service_id,
    online.service_id,
    coalesce(online.service_key, services.service_key) as service_key,
    online.name,
    services.name as service_name,
    online.url,
    online.level_of_confidence,
    coalesce(online.region_key, online.ars) as region_key,
    coalesce(regions.name, partners.name) as region_name,
    online.updated_at
from {{ ref('stg_online_services') }} as online
left join {{ ref('stg_services') }} as services on services.ars = online.ars and services.service_id = online.service_id
left join regions on regions.region_key = coalesce(online.region_key, online.ars)
left join partners on partners.ars = coalesce(online.region_key, online.ars)
