# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A contract as a pandera schema, for the frames of marts and releases and as an oracle for the row checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from godonu_platform.contracts.contract import Column, Contract

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

_DTYPES = {
    "string": "string",
    "integer": "Int64",
    "number": "Float64",
    "timestamp": "datetime64[us]",
    "date": "datetime64[us]",
    "boolean": "boolean",
}


def frame_schema(contract: Contract) -> pa.DataFrameSchema:
    """Return the schema that a frame of this dataset must meet: columns, types, null, range, codes, key.

    Values are coerced first, because the dtype that DuckDB hands out depends on the data
    (an empty result is `object`, an integer without null is not nullable).
    """
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        columns={column.name: _column(column) for column in contract.columns},
        checks=[_at_most(column.name, column.at_most) for column in contract.columns if column.at_most is not None],
        unique=list(contract.key) or None,
        strict=True,
        coerce=True,
        name=contract.name,
    )


def frame_failures(contract: Contract, frame: pd.DataFrame) -> list[tuple[str, str, int]]:
    """Return (column, rule, rows) for every rule that the frame breaks; no cell values.

    An empty list means that the frame keeps the contract.
    """
    import pandera.errors

    try:
        frame_schema(contract).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        grouped = cases.groupby(["column", "check"], dropna=False)["index"].nunique()
        return [(str(column), str(check), int(rows)) for (column, check), rows in grouped.items()]
    return []


def _at_most(name: str, other: str) -> Any:
    import pandera.pandas as pa

    return pa.Check(lambda frame: ~(frame[name] > frame[other]).fillna(False), name=f"{name} höchstens {other}")


def _column(column: Column) -> Any:
    import pandera.pandas as pa

    checks: list[Any] = []
    if column.allowed is not None:
        checks.append(pa.Check.isin(list(column.allowed)))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    if column.pattern is not None:
        checks.append(pa.Check.str_matches(f"^(?:{column.pattern})$"))
    if column.max_length is not None:
        checks.append(pa.Check.str_length(max_value=column.max_length))
    return pa.Column(
        _DTYPES[column.type],
        checks=checks,
        nullable=not column.required,
        unique=column.unique,
        title=column.title,
    )
