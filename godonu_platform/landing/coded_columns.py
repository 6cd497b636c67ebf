# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Text columns as codes into their distinct values: checked, treated, hashed and written once for each value.

Keep out: what is done with the values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

CODED = pa.dictionary(pa.int32(), pa.string())
Codes = npt.NDArray[np.int64]


def coded(column: Any) -> pa.DictionaryArray:
    """Return a text column as codes, each value once."""
    if not isinstance(column, pa.ChunkedArray):
        return column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    if len(column) == 0:
        return pa.array([], pa.string()).dictionary_encode()
    chunks = pc.dictionary_encode(column).unify_dictionaries().chunks
    if len(chunks) == 1:
        return chunks[0]
    return pa.DictionaryArray.from_arrays(pa.concat_arrays([c.indices for c in chunks]), chunks[-1].dictionary)


def flat(column: Any) -> Any:
    """Return one array of a chunked column."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def values(column: pa.DictionaryArray) -> list[str]:
    """Return the distinct values in the order of their codes."""
    found: list[str] = column.dictionary.to_pylist()
    return found


def codes(column: pa.DictionaryArray) -> Codes:
    """Return the codes row by row; an absent value has the code after the last one."""
    last = len(column.dictionary)
    found: Codes = pc.fill_null(column.indices, last).to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    return found


def with_values(column: pa.DictionaryArray, changed: list[str]) -> pa.DictionaryArray:
    """Return the column with other values in the place of each; values that became the same become one."""
    fresh = pa.array(changed, pa.string())
    if len(set(changed)) == len(changed):
        return pa.DictionaryArray.from_arrays(column.indices, fresh)
    return pc.dictionary_encode(pc.take(fresh, column.indices))
