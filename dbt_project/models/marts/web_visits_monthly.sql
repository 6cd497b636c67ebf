-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- Visits of a partner's websites by device.
select
    month,
    ars,
    coalesce(device_type, 'unknown') as device_type,
    cast(count(*) as bigint) as visits,
    cast(coalesce(sum(actions), 0) as bigint) as actions,
    cast(coalesce(sum(duration_s), 0) as bigint) as duration_s
from {{ ref('stg_web_visits') }}
where {{ month_in('month', window_months()) }}
group by month, ars, coalesce(device_type, 'unknown')
