-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Offices for everyone: where they are, not who works there.
with entries as (

    select * from {{ ref('organisational_unit_directory') }}

),

partners as (

    select ars, name
    from {{ source('raw', 'partners') }}
    where role = 'partner'

)

select
    entries.ars,
    partners.name as partner_name,
    entries.unit_id,
    entries.name,
    entries.parent_unit_id,
    entries.parent_name,
    entries.street,
    entries.postcode,
    entries.city,
    entries.region_key,
    entries.region_name,
    entries.url,
    entries.updated_at
from entries
inner join partners on partners.ars = entries.ars
