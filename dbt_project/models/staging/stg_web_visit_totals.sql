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
    where
        not exists (
            select 1
            from {{ ref('stg_web_visit_total_repeats') }} as repeats
            where
                repeats.month = records.month
                and repeats.batch = records.batch
                and repeats.record_no = records.record_no
        )

)

select * from newest
