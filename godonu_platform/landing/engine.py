# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opens the in-memory engine of landing; nothing is ever stored in it.

Keep out: queries.
"""

from __future__ import annotations

import duckdb

from godonu_platform.project import Project


def connect(project: Project) -> duckdb.DuckDBPyConnection:
    """Return a connection bounded by the project's memory and threads, in UTC, keeping the order of rows."""
    project.staging.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": project.memory_limit,
            "threads": project.threads,
            "preserve_insertion_order": True,
            "temp_directory": str(project.staging / "engine"),
        },
    )
    connection.execute("set TimeZone = 'UTC'")
    return connection
