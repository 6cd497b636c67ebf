-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
{{ config(materialized='view') }}
-- Where contradicting events came from, without what they say: id and position are enough to ask the deliverer.
select event_id, batch, record_no, month
from {{ ref('stg_portal_event_repeats') }}
where verdict = 'conflict'
