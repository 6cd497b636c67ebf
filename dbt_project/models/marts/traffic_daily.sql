-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- Counts per local day and counting channel: the hours of the day (23, 24 or 25), and readings longer than an hour
-- where a channel reports nothing finer that day. A site's total is the sum of its channels; a total column is never
-- added.
-- Readings are counted by a public column: count(*) would be as confidential as the whole table.
with hourly as (

    select
        month, ars, site_id, flow_id, direction, mode, day,
        sum(count) as count,
        sum(readings) as readings,
        sum(flagged_readings) as flagged_readings,
        sum(excluded_readings) as excluded_readings,
        sum(expected_readings)
        + ({{ hours_in_day('day') }} - count(hour_start)) * min(expected_readings) as expected_readings
    from {{ ref('traffic_hourly') }}
    where {{ month_in('month', window_months()) }}
    group by month, ars, site_id, flow_id, direction, mode, day

),

coarse_readings as (

    select
        *,
        cast({{ local_ts('period_start') }} as date) as day,
        count is null or count < 0 or coalesce(quality, 'ok') = 'missing' as impossible
    from {{ ref('stg_traffic_counts') }}
    where period_ms > 3600000 and period_ms <= 90000000 and {{ month_in('month', window_months()) }}

),

coarse as (

    select
        month, ars, site_id, flow_id, direction, mode, day,
        sum(count) filter (where not impossible) as count,
        count(period_ms) as readings,
        count(period_ms) filter (where quality = 'flagged' and not impossible) as flagged_readings,
        count(period_ms) filter (where impossible) as excluded_readings,
        {{ int_div(hours_in_day('day') ~ ' * 3600000', 'min(period_ms)') }} as expected_readings
    from coarse_readings
    where not exists (
        select 1 from hourly
        where
            hourly.ars = coarse_readings.ars and hourly.site_id = coarse_readings.site_id
            and hourly.flow_id = coarse_readings.flow_id and hourly.day = coarse_readings.day
    )
    group by month, ars, site_id, flow_id, direction, mode, day

),

together as (

    select * from hourly
    union all
    select * from coarse

)

select
    month, ars, site_id, flow_id, direction, mode, day,
    cast({{ hours_in_day('day') }} as bigint) as hours_in_day,
    cast(count as bigint) as count,
    cast(readings as bigint) as readings,
    cast(expected_readings as bigint) as expected_readings,
    cast(flagged_readings as bigint) as flagged_readings,
    cast(excluded_readings as bigint) as excluded_readings
from together
