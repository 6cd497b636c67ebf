-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ delete_window() }}") }}
-- Monthly totals as a website's own statistics tell them; beside the visits, never added to them.
select
    month,
    ars,
    site_id,
    visits,
    unique_visits,
    duration_s as average_duration_s,
    page_views,
    unique_page_views
from {{ ref('stg_web_visit_totals') }}
where {{ month_in('month', window_months()) }}
