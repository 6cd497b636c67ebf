# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opens the in-memory engine of landing and runs one query over a table with several threads, order kept.

Nothing is ever stored in the engine. Keep out: what the queries say.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import duckdb
import pyarrow as pa

from godonu_platform.project import Project

# A query costs some milliseconds before its first row; smaller parts are not worth a thread.
_ROWS_WORTH_A_THREAD = 8_192


def connect(project: Project, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection bounded by the project's memory and threads, in UTC."""
    project.staging.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": project.memory_limit,
            "threads": threads or project.threads,
            "temp_directory": str(project.staging / "engine"),
        },
    )
    connection.execute("set TimeZone = 'UTC'")
    return connection


class Engine:
    """Runs queries over Arrow tables: the table is cut into as many parts as there are threads.

    Reading Arrow with several threads, the engine gives rows in an order of its own; here each part is read by one
    thread and the parts are put together again, so row n of the result is made of row n of the table.
    """

    def __init__(self, project: Project) -> None:
        """Open one connection for each thread, on one shared engine."""
        first = connect(project, threads=1)
        self.connections = [first, *(first.cursor() for _ in range(project.threads - 1))]
        for cursor in self.connections[1:]:
            cursor.execute("set TimeZone = 'UTC'")
        self._pool = ThreadPoolExecutor(project.threads, thread_name_prefix="godonu-engine")

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """One connection, for questions about a few rows."""
        return self.connections[0]

    def query(self, sql: str, table: pa.Table, name: str) -> pa.Table:
        """Return the result of a query that makes one row of each row of the table, in the same order."""
        parts = max(1, min(len(self.connections), table.num_rows // _ROWS_WORTH_A_THREAD))
        if parts == 1:
            return _run(self.connections[0], sql, table, name)
        step = -(-table.num_rows // parts)
        slices = [table.slice(begin, step) for begin in range(0, table.num_rows, step)]
        running = [
            self._pool.submit(_run, connection, sql, part, name)
            for connection, part in zip(self.connections, slices, strict=False)
        ]
        wait(running)  # all of them, also when one fails: its connection must be free for the next query
        return pa.concat_tables([one.result() for one in running])

    def close(self) -> None:
        """Let go of threads and connections."""
        self._pool.shutdown()
        for connection in reversed(self.connections):
            connection.close()


def _run(connection: duckdb.DuckDBPyConnection, sql: str, table: pa.Table, name: str) -> pa.Table:
    connection.register(name, table)
    try:
        return connection.sql(sql).to_arrow_table()
    finally:
        connection.unregister(name)
