# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether the distinct values of text columns break a rule of their own column, remembered over deliveries.

Keep out: rules that look at several columns or at numbers (record_checks).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from godonu_platform.contracts.row_checks import quoted
from godonu_platform.landing.coded_columns import codes, values
from godonu_platform.landing.engine import Engine
from godonu_platform.landing.row_rule import text_name, value_name

Mask = npt.NDArray[np.bool_]
_MOST_REMEMBERED = 100_000


class Verdicts:
    """Knows for each question (SQL on one column) which values break it."""

    def __init__(self, engine: Engine) -> None:
        """Begin with nothing known."""
        self._engine = engine
        self._known: dict[str, dict[str | None, bool]] = {}

    def broken(self, column: str, condition: str, coded: pa.DictionaryArray) -> Mask | None:
        """Return the rows in which the column's value breaks the condition, None where all is well."""
        known = self._known.setdefault(f"{column}\0{condition}", {})
        distinct: list[str | None] = [*values(coded)]
        if coded.null_count:
            distinct.append(None)
        new = [value for value in distinct if value not in known]
        if new:
            if len(known) > _MOST_REMEMBERED:
                known.clear()
                new = distinct
            known.update(zip(new, self._ask(column, condition, new), strict=True))
        verdicts = [known[value] for value in distinct]
        if not any(verdicts):
            return None
        return np.array(verdicts, np.bool_)[codes(coded)]

    def _ask(self, column: str, condition: str, new: list[str | None]) -> list[bool]:
        table = pa.table({"value": pa.array(new, pa.string())})
        packed = f"struct_pack({quoted(column)} := value)"
        asked: Any = self._engine.query(
            f"select coalesce({condition}, false) as broken from (select {packed} as t, {packed} as v,"
            f" value as {text_name(column)}, value as {value_name(column)} from candidates)",
            table,
            "candidates",
        )
        answers: list[bool] = asked.column("broken").to_pylist()
        return answers
