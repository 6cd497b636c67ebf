-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window(2) }}") }}
-- How each service was used: what was started in the month and what became of it, and what was submitted in the month.
with started as (

    select
        month,
        ars,
        service_key,
        count(*) as starts,
        count(*) filter (where submitted_in_time) as submitted_in_time,
        count(*) filter (where outcome = 'open_draft') as open_drafts,
        count(*) filter (where outcome = 'in_progress') as in_progress,
        count(*) filter (where outcome = 'dropped_off') as dropped_off,
        percentile_disc(0.5) within group (order by submit_ms nulls last) as median_submit_ms
    from {{ ref('int_applications_followed') }}
    where {{ month_in('month', window_months(2)) }}
    group by month, ars, service_key

),

happened as (

    select
        month,
        ars,
        service_key,
        count(submitted_at) as submissions,
        count(completed_at) as completed
    from {{ ref('int_applications_grouped') }}
    where
        (submitted_at is not null or completed_at is not null)
        and {{ month_in('month', window_months(2)) }}
    group by month, ars, service_key

),

joined as (

    select
        coalesce(started.month, happened.month) as month,
        coalesce(started.ars, happened.ars) as ars,
        coalesce(started.service_key, happened.service_key) as service_key,
        cast(coalesce(started.starts, 0) as bigint) as starts,
        cast(coalesce(happened.submissions, 0) as bigint) as submissions,
        cast(coalesce(started.submitted_in_time, 0) as bigint) as submitted_in_time,
        cast(coalesce(started.open_drafts, 0) as bigint) as open_drafts,
        cast(coalesce(started.in_progress, 0) as bigint) as in_progress,
        cast(coalesce(started.dropped_off, 0) as bigint) as dropped_off,
        cast(coalesce(happened.completed, 0) as bigint) as completed,
        cast(started.median_submit_ms as bigint) as median_submit_ms
    from started
    full outer join happened
        on happened.month = started.month and happened.ars = started.ars
        and happened.service_key is not distinct from started.service_key

)

select
    month,
    ars,
    service_key,
    {{ service_label('service_key') }} as service_label,
    starts,
    submissions,
    submitted_in_time,
    open_drafts,
    in_progress,
    dropped_off,
    completed,
    median_submit_ms,
    last_day(cast(concat_ws('', month, '-01') as date)) + 14 as cohort_closed_on
from joined
