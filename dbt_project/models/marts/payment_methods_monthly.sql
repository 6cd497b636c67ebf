-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- How submitted applications were paid, and how the attempts to pay went. Without a completed payment: none.
with submissions as (

    select month, ars, service_key, coalesce(payment_method, 'none') as payment_method, count(*) as submissions
    from {{ ref('int_applications_grouped') }}
    where submitted_at is not null and {{ month_in('month', window_months()) }}
    group by month, ars, service_key, coalesce(payment_method, 'none')

),

attempts as (

    select
        month,
        ars,
        service_key,
        coalesce(payment_method, 'unknown') as payment_method,
        sum(events) filter (where event_type = 'payment_started') as started,
        sum(events) filter (where event_type = 'payment_succeeded') as succeeded,
        sum(events) filter (where event_type = 'payment_failed') as failed,
        sum(events) filter (where event_type = 'payment_cancelled') as cancelled,
        sum(amount_cents) filter (where event_type = 'payment_succeeded') as amount_cents
    from {{ ref('int_portal_events_counted') }}
    where
        event_type in ('payment_started', 'payment_succeeded', 'payment_failed', 'payment_cancelled')
        and {{ month_in('month', window_months()) }}
    group by month, ars, service_key, coalesce(payment_method, 'unknown')

),

joined as (

    select
        coalesce(submissions.month, attempts.month) as month,
        coalesce(submissions.ars, attempts.ars) as ars,
        coalesce(submissions.service_key, attempts.service_key) as service_key,
        coalesce(submissions.payment_method, attempts.payment_method) as payment_method,
        cast(coalesce(submissions.submissions, 0) as bigint) as submissions,
        cast(coalesce(attempts.started, 0) as bigint) as started,
        cast(coalesce(attempts.succeeded, 0) as bigint) as succeeded,
        cast(coalesce(attempts.failed, 0) as bigint) as failed,
        cast(coalesce(attempts.cancelled, 0) as bigint) as cancelled,
        cast(coalesce(attempts.amount_cents, 0) as bigint) as amount_cents
    from submissions
    full outer join attempts
        on attempts.month = submissions.month and attempts.ars = submissions.ars
        and attempts.service_key is not distinct from submissions.service_key
        and attempts.payment_method = submissions.payment_method

)

select
    month,
    ars,
    service_key,
    {{ service_label('service_key') }} as service_label,
    payment_method,
    submissions,
    started,
    succeeded,
    failed,
    cancelled,
    amount_cents
from joined
