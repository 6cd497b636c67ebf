-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- One row per counting channel and period, as last exported.
with records as (

    select * from {{ source('raw', 'traffic_counts') }}

),

newest as (

    select
        site_id,
        ars,
        flow_id,
        coalesce(direction, 'unknown') as direction,
        mode,
        vehicle_class,
        count,
        quality,
        period_start,
        period_end,
        {{ epoch_ms('period_end') }} - {{ epoch_ms('period_start') }} as period_ms,
        month,
        batch,
        record_no
    from records
    where {{ not_set_aside(ref('stg_traffic_count_repeats'), 'records') }}

)

select * from newest
