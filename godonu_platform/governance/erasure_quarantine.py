# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes erased records out of a quarantine and counts the others as the rewritten delivery counts them.

A replay reads the rewritten delivery by these numbers. Line numbers stay: they mean the deliverer's lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from godonu_platform.landing.screening import masked_name
from godonu_platform.landing.staging import sync


def without_records(quarantine: Path, target: Path, gone: Collection[int], name: str | None) -> bool:
    """Write a quarantine anew, aside, without some records and under another file name; False: nothing changes."""
    rows = pq.read_table(quarantine)
    if not gone and name is None:
        return False
    numbers = np.array(sorted(gone), np.int64)
    kept = rows.filter(pc.invert(pc.is_in(rows.column("record_no"), value_set=pa.array(numbers))))
    before = kept.column("record_no").to_numpy()
    after = pa.array(before - np.searchsorted(numbers, before), pa.int64())
    kept = kept.set_column(kept.column_names.index("record_no"), "record_no", after)
    if name is not None:
        files = pa.array([masked_name(name)] * kept.num_rows, pa.string())
        kept = kept.set_column(kept.column_names.index("file"), "file", files)
    pq.write_table(kept, target, compression="zstd")
    sync(target)
    return True


def rejected_among(quarantine: Path, gone: Collection[int]) -> dict[str, int]:
    """Return how many of some records lie in a quarantine, by reason."""
    if not quarantine.is_file():
        return {}
    rows = pq.read_table(quarantine, columns=["record_no", "reason_code"])
    among = rows.filter(pc.is_in(rows.column("record_no"), value_set=pa.array(sorted(gone), pa.int64())))
    return dict(Counter(among.column("reason_code").to_pylist()))
