-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- Counts per hour and counting channel. The hour is kept in UTC, so that the autumn hour occurs twice and none is lost;
-- day and hour are those of the clock in Europe/Berlin. Impossible values are left out of the sum, and counted.
-- Readings are counted by a public column: count(*) would be as confidential as the whole table.
{%- set capacity = var('traffic_capacity_per_hour') %}
with readings as (

    select
        month, ars, site_id, flow_id, direction, mode, period_ms, count,
        {{ hour_start('period_start') }} as hour_start,
        coalesce(quality, 'ok') as quality,
        count is null or count < 0 or coalesce(quality, 'ok') = 'missing'
        or count * 3600000 > period_ms * case mode
            {% for mode, per_hour in capacity.items() %}when '{{ mode }}' then {{ per_hour }} {% endfor %}
            else {{ capacity.other }}
        end as impossible
    from {{ ref('stg_traffic_counts') }}
    where period_ms between 1 and 3600000 and {{ month_in('month', window_months()) }}

),

-- Where a channel reports one hour twice, in quarters and as a whole, the finer readings count.
hours as (

    select
        month, ars, site_id, flow_id, direction, mode, hour_start, period_ms,
        sum(count) filter (where not impossible) as count,
        min(count) as smallest,
        max(count) as largest,
        count(period_ms) as readings,
        count(period_ms) filter (where quality = 'flagged' and not impossible) as flagged_readings,
        count(period_ms) filter (where impossible) as excluded_readings,
        row_number() over (
            partition by ars, site_id, flow_id, direction, mode, hour_start order by period_ms nulls last
        ) as fineness
    from readings
    group by month, ars, site_id, flow_id, direction, mode, hour_start, period_ms

),

local_hours as (

    select
        *,
        {{ local_ts('hour_start') }} as local_start,
        cast({{ local_ts('hour_start') }} as date) as day
    from hours
    where fineness = 1

),

-- The same value above zero all day long, in at least 24 readings: the counter hangs.
watched as (

    select
        *,
        min(smallest) over channel_day = max(largest) over channel_day and min(smallest) over channel_day > 0
        and sum(readings) over channel_day >= 24 as stuck
    from local_hours
    window channel_day as (partition by ars, site_id, flow_id, direction, mode, day)

)

select
    month, ars, site_id, flow_id, direction, mode, hour_start, day,
    cast(extract(hour from local_start) as bigint) as hour,
    cast(case when not stuck then count end as bigint) as count,
    cast(readings as bigint) as readings,
    cast({{ int_div(3600000, 'period_ms') }} as bigint) as expected_readings,
    cast(case when stuck then 0 else flagged_readings end as bigint) as flagged_readings,
    cast(case when stuck then readings else excluded_readings end as bigint) as excluded_readings
from watched
