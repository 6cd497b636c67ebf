# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Resolves the hour that exists twice in autumn by the order of a strictly ordered file.

Only the few rows of that hour are looked at one by one. Keep out: finding them (typing_rules, local_time).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from godonu_platform.contracts.contract import Contract
from godonu_platform.landing.local_time import Zone
from godonu_platform.landing.mapping import Mapping

_State = dict[tuple[str, tuple[str | None, ...]], datetime]


class AutumnHour:
    """Remembers over the chunks of one delivery which local times of the double hour have gone by.

    A time that is not later than one before it in the same series is in the second occurrence. A series is what the
    key tells apart besides times; where the key has nothing else (events), it is the whole file, in which several
    records may bear the same time, so there only a step back counts.
    """

    def __init__(self, contract: Contract, mapping: Mapping, span: tuple[int, int]) -> None:
        """Take the columns with a zone from a mapping that says `strictly_ordered`."""
        self._zones = {name: Zone(rule.zone, *span) for name, rule in mapping.columns.items() if rule.zone is not None}
        timed = {column.name for column in contract.columns if column.type in ("timestamp", "date")}
        has_series = contract.arrival != "ereignisse"
        self._series = [name for name in contract.key if name not in timed] if has_series else []
        self._repeats_count = has_series
        self._latest: _State = {}
        self._second: set[tuple[str, tuple[str | None, ...]]] = set()

    def apply(self, typed: pa.Table) -> pa.Table:
        """Return the table with the times of second occurrences moved."""
        for name, zone in self._zones.items():
            double = typed.column(f"d:{name}")
            if pc.any(double).as_py():
                place = typed.column_names.index(f"v:{name}")
                typed = typed.set_column(place, f"v:{name}", self._moved(typed, name, zone, double))
        return typed

    def _moved(self, typed: pa.Table, name: str, zone: Zone, double: Any) -> Any:
        rows = np.flatnonzero(double.to_numpy(zero_copy_only=False))
        picked = typed.take(pa.array(rows))
        local = picked.column(f"l:{name}").to_pylist()
        series = zip(*(picked.column(f"t:{key}").to_pylist() for key in self._series), strict=True)
        keys = list(series) if self._series else [()] * len(rows)
        shifts = np.zeros(len(typed), dtype="int64")
        for row, moment, key in zip(rows, local, keys, strict=True):
            if self._is_second(name, key, moment):
                shifts[row] = int(zone.second_shift(moment).total_seconds() * 1_000_000)
        return pc.add(typed.column(f"v:{name}"), pa.array(shifts, pa.duration("us")))

    def _is_second(self, name: str, key: tuple[str | None, ...], moment: datetime) -> bool:
        # the year keeps the autumns of a long file apart
        at = (f"{name}:{moment.year}", key)
        latest = self._latest.get(at)
        back = latest is not None and (moment < latest or (self._repeats_count and moment == latest))
        if back:
            self._second.add(at)
        self._latest[at] = moment if latest is None else max(latest, moment)
        return at in self._second
