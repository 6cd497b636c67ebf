-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- Events by kind: small, and read by everything that counts events instead of applications.
select
    month,
    ars,
    service_key,
    event_type,
    step_index,
    step_key,
    auth_method,
    payment_method,
    cast(count(*) as bigint) as events,
    cast(sum(amount_cents) as bigint) as amount_cents,
    max(occurred_at) as last_event_at
from {{ ref('stg_portal_events') }}
where {{ month_in('month', window_months()) }}
group by month, ars, service_key, event_type, step_index, step_key, auth_method, payment_method
