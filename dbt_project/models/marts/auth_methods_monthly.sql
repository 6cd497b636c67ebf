-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- By which means applications were submitted, and how the attempts to sign in went. Without any sign-in: anonymous.
with submissions as (

    select month, ars, service_key, coalesce(auth_method, 'anonymous') as auth_method, count(*) as submissions
    from {{ ref('int_applications_grouped') }}
    where submitted_at is not null and {{ month_in('month', window_months()) }}
    group by month, ars, service_key, coalesce(auth_method, 'anonymous')

),

attempts as (

    select
        month,
        ars,
        service_key,
        coalesce(auth_method, 'unknown') as auth_method,
        sum(events) filter (where event_type = 'auth_started') as started,
        sum(events) filter (where event_type = 'auth_succeeded') as succeeded,
        sum(events) filter (where event_type = 'auth_failed') as failed,
        sum(events) filter (where event_type = 'auth_cancelled') as cancelled
    from {{ ref('int_portal_events_counted') }}
    where
        event_type in ('auth_started', 'auth_succeeded', 'auth_failed', 'auth_cancelled')
        and {{ month_in('month', window_months()) }}
    group by month, ars, service_key, coalesce(auth_method, 'unknown')

),

joined as (

    select
        coalesce(submissions.month, attempts.month) as month,
        coalesce(submissions.ars, attempts.ars) as ars,
        coalesce(submissions.service_key, attempts.service_key) as service_key,
        coalesce(submissions.auth_method, attempts.auth_method) as auth_method,
        cast(coalesce(submissions.submissions, 0) as bigint) as submissions,
        cast(coalesce(attempts.started, 0) as bigint) as started,
        cast(coalesce(attempts.succeeded, 0) as bigint) as succeeded,
        cast(coalesce(attempts.failed, 0) as bigint) as failed,
        cast(coalesce(attempts.cancelled, 0) as bigint) as cancelled
    from submissions
    full outer join attempts
        on attempts.month = submissions.month and attempts.ars = submissions.ars
        and attempts.service_key is not distinct from submissions.service_key
        and attempts.auth_method = submissions.auth_method

)

select
    month,
    ars,
    service_key,
    {{ service_label('service_key') }} as service_label,
    auth_method,
    submissions,
    started,
    succeeded,
    failed,
    cancelled
from joined
