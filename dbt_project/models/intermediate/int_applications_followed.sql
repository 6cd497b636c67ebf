-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window(2) }}") }}
-- What became of each application that was started in a month (domain.md 3.6). Followed through the month and the two
-- after it: long enough for 14 days until submission and 30 days of an open draft, and no month depends on later ones.
{%- set fourteen_days, thirty_days, half_an_hour = 14 * 86400000, 30 * 86400000, 1800000 %}
with applications as (

    select *, {{ month_number('month') }} as month_number
    from {{ ref('int_applications_grouped') }}
    where {{ month_in('month', input_months(look_back=2, look_ahead=2)) }}

),

starts as (

    select * from applications
    where started_at is not null and {{ month_in('month', window_months(2)) }}

),

-- Nothing is said to have ended before the partner's data reach that far: without news a draft stays open.
horizons as (

    select months.ars, months.month_number, max(seen.last_event_at) as seen_until
    from (select distinct ars, month_number from starts) as months
    inner join {{ ref('int_portal_events_counted') }} as seen
        on seen.ars = months.ars
        and {{ month_number('seen.month') }} between months.month_number and months.month_number + 2
    where {{ month_in('seen.month', input_months(look_back=2, look_ahead=2)) }}
    group by months.ars, months.month_number

),

followed as (

    select
        starts.month,
        starts.ars,
        starts.application_pid,
        starts.service_key,
        starts.started_at,
        coalesce(starts.submitted_at, next.submitted_at, second.submitted_at) as submitted_at,
        coalesce(second.draft_saved_at, next.draft_saved_at, starts.draft_saved_at) as draft_saved_at,
        coalesce(second.last_event_at, next.last_event_at, starts.last_event_at) as last_event_at,
        starts.steps | coalesce(next.steps, 0) | coalesce(second.steps, 0) as steps,
        horizons.seen_until
    from starts
    left join applications as next
        on starts.has_case and next.has_case and next.month_number = starts.month_number + 1
        and next.ars = starts.ars and next.application_pid = starts.application_pid
    left join applications as second
        on starts.has_case and second.has_case and second.month_number = starts.month_number + 2
        and second.ars = starts.ars and second.application_pid = starts.application_pid
    left join horizons
        on horizons.ars = starts.ars and horizons.month_number = starts.month_number

)

select
    month,
    ars,
    application_pid,
    service_key,
    started_at,
    submitted_at,
    {{ epoch_ms('submitted_at') }} - {{ epoch_ms('started_at') }} as submit_ms,
    coalesce(submit_ms <= {{ fourteen_days }}, false) as submitted_in_time,
    steps,
    case
        when submitted_at is not null then 'submitted'
        when {{ epoch_ms('seen_until') }} - {{ epoch_ms('draft_saved_at') }} < {{ thirty_days }} then 'open_draft'
        when {{ epoch_ms('seen_until') }} - {{ epoch_ms('last_event_at') }} < {{ half_an_hour }} then 'in_progress'
        else 'dropped_off'
    end as outcome
from followed
