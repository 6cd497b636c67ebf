-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Services for everyone; only what the catalogue of a partner holds today, without contact persons.
with entries as (

    select * from {{ ref('service_catalogue') }}

),

partners as (

    select ars, name
    from {{ source('raw', 'partners') }}
    where role = 'partner'

)

select
    entries.ars,
    partners.name as partner_name,
    entries.service_id,
    entries.service_key,
    entries.name,
    entries.name_citizen,
    entries.service_type,
    entries.language,
    entries.region_key,
    entries.region_name,
    entries.updated_at
from entries
inner join partners on partners.ars = entries.ars
