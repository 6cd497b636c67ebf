-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Hourly traffic for everyone, by site, direction and mode. One row per hour that passed, so the day the clocks go back
-- has 25 and the hour from 2 to 3 stands there twice; hour_start (UTC) tells them apart.
with measures as (

    select
        ars, site_id, direction, mode, hour_start,
        sum(count) as count,
        sum(readings) as readings,
        sum(expected_readings) as expected_readings,
        sum(flagged_readings) as flagged_readings,
        sum(excluded_readings) as excluded_readings,
        count(flow_id) as channels
    from {{ ref('traffic_hourly') }}
    group by ars, site_id, direction, mode, hour_start

),

series as (

    select distinct ars, site_id, direction, mode from measures

),

hours as (

    select
        days.month, days.ars, days.partner_name, days.site_id, days.site_name, days.direction, days.mode, days.day,
        {{ add_hours(utc_ts('cast(days.day as timestamp)'), 'numbers.n') }} as hour_start
    from {{ ref('open_traffic_daily') }} as days
    inner join series
        on series.ars = days.ars and series.site_id = days.site_id and series.direction = days.direction
        and series.mode = days.mode
    inner join ({{ numbers(2) }}) as numbers on numbers.n < days.hours_in_day

)

select
    hours.month, hours.ars, hours.partner_name, hours.site_id, hours.site_name, hours.direction, hours.mode,
    hours.hour_start, hours.day,
    cast(extract(hour from {{ local_ts('hours.hour_start') }}) as bigint) as hour,
    cast(measures.count as bigint) as count,
    {{ open_measure_status('measures.count') }} as count_status,
    cast(coalesce(measures.readings, 0) as bigint) as readings,
    cast(measures.expected_readings as bigint) as expected_readings,
    cast(coalesce(measures.flagged_readings, 0) as bigint) as flagged_readings,
    cast(coalesce(measures.excluded_readings, 0) as bigint) as excluded_readings,
    cast(coalesce(measures.channels, 0) as bigint) as channels
from hours
left join measures
    on measures.ars = hours.ars and measures.site_id = hours.site_id and measures.direction = hours.direction
    and measures.mode = hours.mode and measures.hour_start = hours.hour_start
