-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- One row per visit, in its newest version. The entry page stays in the lake: an address can say too much.
with records as (

    select * from {{ source('raw', 'web_visits') }}

),

newest as (

    select
        visit_id,
        site_id,
        ars,
        visitor_pid,
        visitor_type,
        referrer_type,
        device_type,
        country,
        language,
        actions,
        duration_s,
        first_action_at,
        last_action_at,
        month,
        batch,
        record_no
    from records
    where {{ not_set_aside(ref('stg_web_visit_repeats'), 'records') }}

)

select * from newest
