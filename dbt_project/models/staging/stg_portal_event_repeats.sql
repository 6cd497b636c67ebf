-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- The few rows of portal_events that do not count: copies, and all variants of an event id that contradict each other.
-- Only event ids that occur more than once are looked at closely; a window over all events would cost five times more.
with repeated_ids as (

    select event_id
    from {{ source('raw', 'portal_events') }}
    where {{ month_in('month', window_months()) }}
    group by event_id
    having count(*) > 1

),

cross_month_ids as (

    select distinct event_id
    from {{ source('raw', 'cross_month_events') }}
    where dataset = 'portal_events'

),

watched_ids as (

    select event_id from repeated_ids
    union
    select event_id from cross_month_ids

),

copies as (

    select
        events.event_id,
        events.batch,
        events.record_no,
        events.month,
        row_number() over (
            partition by events.event_id
            order by events.landed_at nulls last, events.batch nulls last, events.record_no nulls last
        ) as copy,
        min(events.content_hash) over (partition by events.event_id) as smallest_hash,
        max(events.content_hash) over (partition by events.event_id) as largest_hash
    from {{ source('raw', 'portal_events') }} as events
    where
        {{ month_in('events.month', window_months()) }}
        and events.event_id in (select watched_ids.event_id from watched_ids)

),

judged as (

    select
        copies.event_id,
        copies.batch,
        copies.record_no,
        copies.month,
        case
            when copies.smallest_hash <> copies.largest_hash or cross_month_ids.event_id is not null then 'conflict'
            when copies.copy > 1 then 'duplicate'
        end as verdict
    from copies
    left join cross_month_ids on cross_month_ids.event_id = copies.event_id

)

select * from judged
where verdict is not null
