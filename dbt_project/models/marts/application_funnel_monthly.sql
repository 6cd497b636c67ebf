-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window(2) }}") }}
-- How far applications came: a step is passed when a later one was reached or the application was submitted.
-- So reached = continued + dropped_off + still_open, and going back is no exit.
with outcomes as (

    select month, ars, service_key, steps, outcome, count(*) as applications
    from {{ ref('int_applications_followed') }}
    where steps > 0 and {{ month_in('month', window_months(2)) }}
    group by month, ars, service_key, steps, outcome

),

-- A step is called as it is called most often.
step_names as (

    select
        month, ars, service_key, least(step_index, 62) as step_index, step_key,
        row_number() over (
            partition by month, ars, service_key, least(step_index, 62)
            order by sum(events) desc nulls last, step_key nulls last
        ) as place
    from {{ ref('int_portal_events_counted') }}
    where
        event_type = 'step_viewed' and step_index >= 0
        and {{ month_in('month', input_months(look_back=2, look_ahead=2)) }}
    group by month, ars, service_key, least(step_index, 62), step_key

),

step_bits as (

    select step_index, {{ step_bit('step_index') }} as step_bit
    from (select distinct step_index from step_names) as seen

),

funnel as (

    select
        outcomes.month, outcomes.ars, outcomes.service_key, step_bits.step_index,
        sum(applications) as reached,
        sum(applications) filter (where outcome = 'submitted' or steps - step_bit >= step_bit) as continued,
        sum(applications) filter (where outcome = 'dropped_off' and steps - step_bit < step_bit) as dropped_off
    from outcomes
    inner join step_bits on (outcomes.steps & step_bits.step_bit) <> 0
    group by outcomes.month, outcomes.ars, outcomes.service_key, step_bits.step_index

)

select
    funnel.month,
    funnel.ars,
    funnel.service_key,
    {{ service_label('funnel.service_key') }} as service_label,
    funnel.step_index,
    step_names.step_key,
    cast(funnel.reached as bigint) as reached,
    cast(coalesce(funnel.continued, 0) as bigint) as continued,
    cast(coalesce(funnel.dropped_off, 0) as bigint) as dropped_off,
    cast(funnel.reached - coalesce(funnel.continued, 0) - coalesce(funnel.dropped_off, 0) as bigint) as still_open
from funnel
left join step_names
    on step_names.month = funnel.month and step_names.ars = funnel.ars
    and step_names.service_key is not distinct from funnel.service_key
    and step_names.step_index = funnel.step_index and step_names.place = 1
