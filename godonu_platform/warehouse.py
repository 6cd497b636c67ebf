# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The warehouse: what dbt is given, how dbt is run in this process, and the copy for readers.

Keep out: which months a run rebuilds (landing.pending decides) and everything Dagster.
dbt is the only writer of the DuckDB file. Readers open the copy: DuckDB has one writer and no reader beside it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from godonu_platform.project import Project

SUCCESS = ("success", "pass", "no-op")
OnNode = Callable[[str, str], None] | None


class BuildFailed(RuntimeError):
    """dbt itself could not run (not: a model or a test failed); the text is German and names the cause."""


@dataclass(frozen=True)
class NodeResult:
    """What became of one model or test."""

    unique_id: str
    kind: str
    name: str
    status: str
    message: str
    failures: int | None
    seconds: float
    compiled: str = ""

    @property
    def ok(self) -> bool:
        """Whether the node did what it should; a warning of a test counts as done."""
        return self.status in SUCCESS or self.status == "warn"


@dataclass(frozen=True)
class BuildResult:
    """What became of a whole build."""

    nodes: tuple[NodeResult, ...]

    @property
    def ok(self) -> bool:
        """Whether every node is ok."""
        return all(node.ok for node in self.nodes)


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that readers see the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.tmp")
    with half.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(half, path)


def write_window(project: Project, months: Iterable[str]) -> None:
    """Tell dbt which months (YYYY-MM, Europe/Berlin) were touched; by file, so that the partial parse holds."""
    lines = ["month", *sorted(set(months))]
    replace_text(project.reference / "run_months.csv", "\n".join(lines) + "\n")


def write_reference(project: Project, name: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a small typed table for dbt to reference/<name>.parquet; `columns` maps names to DuckDB types."""
    import duckdb

    project.reference.mkdir(parents=True, exist_ok=True)
    target = project.reference / f"{name}.parquet"
    half = project.reference / f".{name}.tmp"
    with duckdb.connect() as connection:
        fields = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"create table reference_rows ({fields})")
        if rows:
            marks = ", ".join("?" for _ in columns)
            connection.executemany(f"insert into reference_rows values ({marks})", [list(row) for row in rows])
        path = str(half).replace("'", "''")
        connection.execute(f"copy (select * from reference_rows order by all) to '{path}' (format parquet)")
    os.replace(half, target)


def dbt_environment(project: Project) -> dict[str, str]:
    """Return the variables that the dbt project reads; set by project.exported() around a dbt call."""
    return {
        "GODONU_LAKE": str(project.lake),
        "GODONU_REFERENCE": str(project.reference),
        "GODONU_FROZEN": str(project.retention / "frozen"),
        "GODONU_WAREHOUSE": str(project.warehouse),
        "GODONU_MEMORY_LIMIT": project.memory_limit,
        "GODONU_THREADS": str(project.threads),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def manifest_path(project: Project) -> Path:
    """Return where dbt writes its manifest."""
    return project.dbt_target / "manifest.json"


def code_digest(project: Project) -> str:
    """Return a digest of everything that decides how data is computed: dbt project, contracts, partners.

    When it changes, what was built before no longer counts and everything is built anew.
    """
    digest = hashlib.sha256()
    for drawer in (project.dbt_project, project.governance):
        for path in sorted(p for p in drawer.rglob("*") if p.suffix in (".sql", ".yml", ".yaml", ".csv", ".py")):
            place = path.relative_to(drawer)
            # decisions and the like say who may see data, not how it is computed
            counts = drawer == project.dbt_project or place.parts[0] in ("contracts", "partners.yaml")
            if counts and place.parts[0] not in ("target", "logs"):
                digest.update(f"{drawer.name}/{place}".encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def prepare_manifest(project: Project) -> Path:
    """Return the manifest of the dbt project, made anew when a dbt file is newer.

    Raises BuildFailed with dbt's own words when the project cannot be parsed.
    """
    target, stamp = manifest_path(project), project.dbt_target / "parsed.txt"
    digest = code_digest(project)
    if target.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return target
    result = run_dbt(project, ["parse"])
    if not result.success:
        raise BuildFailed(f"Das dbt-Projekt ließ sich nicht lesen: {result.exception}")
    replace_text(stamp, digest)
    return target


def build(
    project: Project,
    select: Sequence[str] = (),
    on_node: OnNode = None,
    *,
    anew: bool = False,
) -> BuildResult:
    """Run `dbt build` in this process; `on_node(name, status)` is called as nodes finish.

    `anew` drops what was built before: the tables may have other columns than the models have now.

    Raises BuildFailed when dbt could not run at all; failed models and tests are results, not exceptions.
    """
    arguments = ["build", "--no-write-json", *(["--full-refresh"] if anew else [])]
    arguments += ["--select", *select] if select else []
    with sole_writer(project):
        result = run_dbt(project, arguments, on_node)
    if result.result is None:
        raise BuildFailed(f"dbt konnte nicht laufen: {result.exception}")
    return BuildResult(tuple(_node_result(r) for r in result.result.results))


@contextmanager
def sole_writer(project: Project) -> Iterator[None]:
    """Let one process write the warehouse at a time: a build, or retention and erasure; the others wait."""
    project.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with project.warehouse.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def publish_copy(project: Project) -> None:
    """Replace the copy for readers by the warehouse as it is now, in one rename."""
    half = project.warehouse_ro.with_suffix(".tmp")
    shutil.copyfile(project.warehouse, half)
    os.replace(half, project.warehouse_ro)


def write_docs(project: Project) -> Path:
    """Write the dbt docs as one page that needs no server and return its path.

    Raises BuildFailed when dbt cannot describe the warehouse, e.g. because nothing is built yet.
    """
    if not project.warehouse.is_file():
        raise BuildFailed("Es ist noch nichts gerechnet; bitte zuerst »godonu run« ausführen.")
    result = run_dbt(project, ["docs", "generate", "--static"])
    if not result.success:
        raise BuildFailed(f"Die dbt-Dokumentation ließ sich nicht schreiben: {result.exception}")
    target = project.docs / "dbt.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project.dbt_target / "static_index.html", target)
    return target


def _node_result(result: Any) -> NodeResult:
    return NodeResult(
        unique_id=result.node.unique_id,
        kind=str(result.node.resource_type),
        name=result.node.name,
        status=str(result.status),
        message=result.message or "",
        failures=result.failures,
        seconds=float(result.execution_time or 0.0),
        compiled=getattr(result.node, "compiled_code", None) or "",
    )


def run_dbt(project: Project, arguments: list[str], on_node: OnNode = None, manifest: Any = None, **more: str) -> Any:
    """Run one dbt command in this process, silently; finished nodes are told to `on_node`, `more` are variables."""
    from dbt.cli.main import dbtRunner

    def heard(event: Any) -> None:
        if on_node is not None and event.info.name in ("LogModelResult", "LogTestResult"):
            info = event.data.node_info
            on_node(info.node_name, info.node_status)

    common = [
        # nothing on the terminal or in a file: an engine's error may quote a cell value
        "--log-level", "none",
        "--log-level-file", "none",
        "--project-dir", str(project.dbt_project),
        "--profiles-dir", str(project.dbt_project),
        "--target-path", str(project.dbt_target),
        "--log-path", str(project.dbt_target / "logs"),
        "--no-use-colors", "--no-version-check",
    ]  # fmt: skip
    with project.exported(dbt_environment(project) | more):
        try:
            return dbtRunner(manifest, callbacks=[heard]).invoke([*arguments, *common])
        finally:
            _let_go_of_the_file()


def _let_go_of_the_file() -> None:
    """Close the warehouse after dbt: it keeps the file open in this process (profiles.yml, keep_open).

    Opening and closing it for every model instead would cost 20 ms each, 1.5 CPU seconds per run.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    manager: Any = DuckDBConnectionManager
    if manager._ENV is not None:
        manager._ENV.close()
    manager.close_all_connections()
