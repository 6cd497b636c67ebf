-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- What one month says about each application. An application is a case; until there is a case number it is the session
-- on one service. Both keys are looked at within the month, so a month depends on nothing but itself.
with parts as (

    select
        month,
        ars,
        case_pid,
        session_pid,
        service_key,
        min(occurred_at) filter (where event_type = 'case_started') as started_at,
        min(occurred_at) filter (where event_type = 'submitted') as submitted_at,
        min(occurred_at) filter (where event_type = 'completed') as completed_at,
        max(occurred_at) filter (where event_type = 'draft_saved') as draft_saved_at,
        max(occurred_at) as last_event_at,
        {{ latest('auth_method', "event_type in ('submitted', 'auth_succeeded')") }} as auth_method,
        {{ latest_place('auth_method', "event_type in ('submitted', 'auth_succeeded')") }} as auth_place,
        {{ latest('payment_method', "event_type in ('submitted', 'payment_succeeded')") }} as payment_method,
        {{ latest_place('payment_method', "event_type in ('submitted', 'payment_succeeded')") }} as payment_place,
        bit_or({{ step_bit('step_index') }}) filter (where event_type = 'step_viewed' and step_index >= 0) as steps
    from {{ ref('stg_portal_events') }}
    where
        {{ month_in('month', window_months()) }}
        and event_type <> 'service_viewed'
        and (case_pid is not null or session_pid is not null)
    group by month, ars, case_pid, session_pid, service_key

),

-- A session that led to exactly one case of a service: what was done before the case had a number belongs to it.
sessions_with_case as (

    select month, ars, session_pid, coalesce(service_key, '') as service, min(case_pid) as case_pid
    from parts
    where case_pid is not null and session_pid is not null
    group by month, ars, session_pid, coalesce(service_key, '')
    having min(case_pid) = max(case_pid)

),

assigned as (

    select parts.*, coalesce(parts.case_pid, sessions_with_case.case_pid) as application_case
    from parts
    left join sessions_with_case
        on parts.case_pid is null
        and sessions_with_case.month = parts.month
        and sessions_with_case.ars = parts.ars
        and sessions_with_case.session_pid = parts.session_pid
        and sessions_with_case.service = coalesce(parts.service_key, '')

)

select
    month,
    ars,
    coalesce(application_case, session_pid) as application_pid,
    application_case is not null as has_case,
    max(service_key) as service_key,
    min(started_at) as started_at,
    min(submitted_at) as submitted_at,
    min(completed_at) as completed_at,
    max(draft_saved_at) as draft_saved_at,
    max(last_event_at) as last_event_at,
    max_by(auth_method, auth_place) as auth_method,
    max_by(payment_method, payment_place) as payment_method,
    coalesce(bit_or(steps), 0) as steps
from assigned
group by
    month, ars, coalesce(application_case, session_pid), application_case is not null,
    case when application_case is null then service_key end
