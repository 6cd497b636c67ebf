-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Offices of all partners with the office above them and the region they stand for.
with units as (

    select * from {{ ref('stg_organisational_units') }}

),

regions as (

    select region_key, min(name) as name
    from {{ ref('stg_regions') }}
    group by region_key

),

partners as (

    select ars, name from {{ source('raw', 'partners') }}

)

select
    units.ars,
    units.unit_id,
    units.name,
    units.parent_unit_id,
    parents.name as parent_name,
    units.street,
    units.postcode,
    units.city,
    coalesce(units.region_key, units.ars) as region_key,
    coalesce(regions.name, partners.name) as region_name,
    units.url,
    units.updated_at
from units
left join units as parents on parents.ars = units.ars and parents.unit_id = units.parent_unit_id
left join regions on regions.region_key = coalesce(units.region_key, units.ars)
left join partners on partners.ars = coalesce(units.region_key, units.ars)
