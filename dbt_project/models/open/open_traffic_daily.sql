-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Daily traffic for everyone, by site, direction and mode: the sum of the channels. From the first month of a series on
-- each day has a row until the last day anybody reported; a day without usable readings is shown as missing.
with channels as (

    select * from {{ ref('traffic_daily') }}

),

measures as (

    select
        ars, site_id, direction, mode, month, day,
        sum(count) as count,
        sum(readings) as readings,
        sum(expected_readings) as expected_readings,
        sum(flagged_readings) as flagged_readings,
        sum(excluded_readings) as excluded_readings,
        count(flow_id) as channels,
        max(count(flow_id)) over (partition by ars, site_id, direction, mode, month) as expected_channels
    from channels
    group by ars, site_id, direction, mode, month, day

),

series as (

    select ars, site_id, direction, mode, min(month) as first_month
    from channels
    group by ars, site_id, direction, mode

),

days as (

    select bounds.first_day + numbers.n as day
    from (select min(day) as first_day, max(day) as last_day from channels) as bounds
    inner join ({{ numbers(4) }}) as numbers on bounds.first_day + numbers.n <= bounds.last_day

),

grid as (

    {{ monthly_grid("'traffic_counts'") }}

),

sites as (

    select ars, site_id, name from {{ ref('stg_traffic_sites') }}

)

select
    grid.month, grid.ars, grid.partner_name, grid.site_id,
    coalesce(sites.name, grid.site_id) as site_name,
    grid.direction, grid.mode, days.day,
    cast({{ hours_in_day('days.day') }} as bigint) as hours_in_day,
    cast(measures.count as bigint) as count,
    {{ open_measure_status('measures.count') }} as count_status,
    cast(coalesce(measures.readings, 0) as bigint) as readings,
    cast(measures.expected_readings as bigint) as expected_readings,
    cast(coalesce(measures.flagged_readings, 0) as bigint) as flagged_readings,
    cast(coalesce(measures.excluded_readings, 0) as bigint) as excluded_readings,
    cast(coalesce(measures.channels, 0) as bigint) as channels,
    cast(measures.expected_channels as bigint) as expected_channels
from grid
inner join days on substring(cast(days.day as string), 1, 7) = grid.month and grid.month >= grid.first_month
left join sites on sites.ars = grid.ars and sites.site_id = grid.site_id
left join measures
    on measures.ars = grid.ars and measures.site_id = grid.site_id and measures.direction = grid.direction
    and measures.mode = grid.mode and measures.day = days.day
