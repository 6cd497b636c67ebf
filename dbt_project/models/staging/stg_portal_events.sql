-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- One row per event. A view: what is set aside is a small table, so five million events are not written a second time.
with events as (

    select * from {{ source('raw', 'portal_events') }}

),

kept as (

    select
        -- ids
        event_id,
        source_system,
        ars,
        {{ known_service_key('service_key') }} as service_key,
        online_service_id,
        process_key,
        process_version,
        case_pid,
        session_pid,

        -- what happened
        event_type,
        step_index,
        step_key,
        channel,
        auth_method,
        auth_level,
        payment_provider,
        payment_method,
        payment_state,
        amount_cents,
        error_code,
        duration_ms,
        language,
        device_type,

        -- when, and where it came from
        occurred_at,
        month,
        batch,
        record_no
    from events
    where {{ not_set_aside(ref('stg_portal_event_repeats'), 'events') }}

)

select * from kept
