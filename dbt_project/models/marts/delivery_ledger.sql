-- SPDX-FileCopyrightText: 2026 GoDonu contributors
-- SPDX-License-Identifier: EUPL-1.2
-- What became of every landed record, one row per delivery; written to reports/ledger.json after each run.
with entries as (

    select dataset, delivery, landed, unique_records, duplicates, superseded, conflicts
    from {{ ref('int_deliveries_counted') }}
    union all
    select dataset, delivery, landed, unique_records, duplicates, superseded, conflicts
    from {{ ref('int_snapshots_counted') }}

)

select
    dataset,
    delivery as batch,
    cast(sum(landed) as bigint) as landed,
    cast(sum(unique_records) as bigint) as unique_records,
    cast(sum(duplicates) as bigint) as duplicates,
    cast(sum(superseded) as bigint) as superseded,
    cast(sum(conflicts) as bigint) as conflicts
from entries
group by dataset, delivery
