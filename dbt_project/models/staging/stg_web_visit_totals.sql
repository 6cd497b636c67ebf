-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- One row per website and month, as last delivered.
with records as (

    select * from {{ source('raw', 'web_visit_totals') }}

),

newest as (

    select
        ars,
        site_id,
        period_month,
        visits,
        unique_visits,
        duration_s,
        page_views,
        unique_page_views,
        month,
        batch,
        record_no
    from records
    where {{ not_set_aside(ref('stg_web_visit_total_repeats'), 'records') }}

)

select * from newest
