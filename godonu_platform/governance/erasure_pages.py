# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts texts in files that hold them compressed, in columns: Parquet and DuckDB.

Keep out: every other kind of file (erasure_search).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from godonu_platform.contracts.row_checks import quoted, text_literal
from godonu_platform.governance.erasure_request import word_pattern


def parquet_hits(path: Path, words: Sequence[str], pseudonyms: Sequence[str]) -> int:
    """Return how many texts of a Parquet file name one of the words or are one of the pseudonyms."""
    found = 0
    sought = pa.array(pseudonyms, pa.string())
    pattern = word_pattern(words) if words else None
    with pq.ParquetFile(path) as file:
        names = [field.name for field in file.schema_arrow if _is_text(field.type)]
        for batch in file.iter_batches(columns=names) if names else ():
            for column in batch.columns:
                texts = column.cast(pa.string())
                found += pc.sum(pc.is_in(texts, value_set=sought)).as_py() or 0
                if pattern is not None:
                    found += pc.sum(pc.match_substring_regex(texts, pattern)).as_py() or 0
        named = pa.array([field.name for field in file.schema_arrow])
    return found + (pc.sum(pc.match_substring_regex(named, pattern)).as_py() or 0 if pattern is not None else 0)


def warehouse_hits(path: Path, words: Sequence[str], pseudonyms: Sequence[str]) -> int:
    """Return the same for all tables of a DuckDB file; views hold nothing of their own."""
    found = 0
    pattern = word_pattern(words) if words else None
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach {text_literal(str(path))} as stored (read_only)")
        connection.execute("create table memory.sought (value varchar)")
        connection.execute("insert into memory.sought select unnest(?::varchar[])", [list(pseudonyms)])
        columns = connection.execute(
            "select schema_name, table_name, list(column_name) from duckdb_columns() c join duckdb_tables() t"
            " using (database_name, schema_name, table_name)"
            " where database_name = 'stored' and c.data_type = 'VARCHAR' group by all"
        ).fetchall()
        for schema, table, names in columns:
            # one pass over a table, however many columns it has
            texts = f"select unnest([{', '.join(map(quoted, names))}]) as text"
            named = "" if pattern is None else " or regexp_matches(text, $pattern)"
            counted = connection.execute(
                f"select count(*) from ({texts} from stored.{quoted(schema)}.{quoted(table)})"
                f" where text in (from memory.sought){named}",
                {"pattern": pattern} if pattern is not None else None,
            ).fetchall()
            found += int(counted[0][0])
    return found


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
