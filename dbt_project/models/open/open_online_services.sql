-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Online services for everyone, with the service they belong to.
with entries as (

    select * from {{ ref('online_service_catalogue') }}

),

partners as (

    select ars, name
    from {{ source('raw', 'partners') }}
    where role = 'partner'

)

select
    entries.ars,
    partners.name as partner_name,
    entries.online_service_id,
    entries.service_id,
    entries.service_key,
    entries.name,
    entries.service_name,
    entries.url,
    entries.level_of_confidence,
    entries.region_key,
    entries.region_name,
    entries.updated_at
from entries
inner join partners on partners.ars = entries.ars
