# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Knows where everything lies and what the environment says; the only module that does.

Keep out: any reading of what lies there, any decision about data.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from godonu_platform import settings
from godonu_platform.secret_key import SecretKey, SettingsMistake, key_from

__all__ = ["SHIPPED_CONCEPT", "SOURCE_ROOT", "Project", "SecretKey", "SettingsMistake"]

SOURCE_ROOT = Path(__file__).resolve().parent.parent
# What a single contract is held against when no concept lies beside its drawer.
SHIPPED_CONCEPT = SOURCE_ROOT / "governance" / "concept.yaml"


@dataclass(frozen=True)
class Project:
    """One installation: the drawers it reads, the data folder it writes, its settings."""

    root: Path
    data: Path
    inbox: Path
    hmac_key: SecretKey | None = None
    fixed_clock: datetime | None = None
    memory_limit: str = "2GB"
    threads: int = 2
    people: Path | None = None
    installation: str = "godonu"
    receiver: settings.Receiver | None = None
    revision: str | None = None
    ckan: settings.CkanAccess | None = None
    shapes: Path | None = None

    @classmethod
    def at(cls, root: Path, data: Path, inbox: Path | None = None, **given: object) -> Project:
        """Return a project with explicit folders; for tests and for tools that know better than the environment."""
        return cls(root=root, data=data, inbox=inbox or data / "inbox", **given)  # type: ignore[arg-type]

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Project:
        """Return the project that the GODONU_* variables describe; every one of them has a default.

        Raises SettingsMistake, in German, naming the variable and what to write instead.
        """
        env = os.environ if environ is None else environ
        root = Path(env.get("GODONU_HOME") or _default_root()).resolve()
        data = Path(env.get("GODONU_DATA") or root / "data").resolve()
        return cls(
            root=root,
            data=data,
            inbox=Path(env.get("GODONU_INBOX") or data / "inbox").resolve(),
            hmac_key=key_from(env),
            fixed_clock=settings.clock_from(env),
            memory_limit=env.get("GODONU_MEMORY_LIMIT") or "2GB",
            threads=settings.threads_from(env),
            people=Path(env["GODONU_PEOPLE"]).resolve() if env.get("GODONU_PEOPLE") else None,
            installation=settings.installation_from(env),
            receiver=settings.receiver_from(env),
            revision=settings.revision_from(env, root),
            ckan=settings.ckan_from(env),
            shapes=settings.shapes_from(env),
        )

    def clock(self) -> datetime:
        """Return now in UTC, or the instant fixed by GODONU_CLOCK."""
        return self.fixed_clock or datetime.now(UTC)

    def environment(self) -> dict[str, str]:
        """Return the variables that make a child process see this same project; never the secret."""
        seen = {"GODONU_HOME": str(self.root), "GODONU_DATA": str(self.data), "GODONU_INBOX": str(self.inbox)}
        return seen | ({"GODONU_PEOPLE": str(self.people)} if self.people else {})

    @contextmanager
    def exported(self, variables: Mapping[str, str]) -> Iterator[None]:
        """Set environment variables for a library that reads nothing else (dbt), and put the old ones back."""
        before = {name: os.environ.get(name) for name in variables}
        os.environ.update(variables)
        try:
            yield
        finally:
            for name in before:
                os.environ.pop(name, None)
            os.environ.update({name: value for name, value in before.items() if value is not None})

    # --- the drawers -------------------------------------------------------------------------------------------

    @property
    def assets(self) -> Path:
        """What Dagster builds, from where, when."""
        return self.root / "assets"

    @property
    def governance(self) -> Path:
        """What a dataset is, who answers, who may see it."""
        return self.root / "governance"

    @property
    def concept(self) -> Path:
        """The Data Governance concept: axes, roles, periods, grades."""
        return self.governance / "concept.yaml"

    @property
    def contracts(self) -> Path:
        """One ODCS contract per dataset."""
        return self.governance / "contracts"

    @property
    def catalogs(self) -> Path:
        """How a dataset is shown outside."""
        return self.root / "catalogs"

    @property
    def dbt_project(self) -> Path:
        """How a dataset is computed."""
        return self.root / "dbt_project"

    # --- the state (names fixed by the design, "State and reports") ---------------------------------------------

    @property
    def deliveries(self) -> Path:
        """Deliveries after landing; classed like the strictest thing in them."""
        return self.data / "deliveries"

    @property
    def lake(self) -> Path:
        """Append-only Parquet: lake/<dataset>/batch=<id>/month=YYYY-MM/."""
        return self.data / "lake"

    @property
    def retention(self) -> Path:
        """Frozen months with their rows (ADR 0010), unfinished erasures and what they hold back; keep it."""
        return self.data / "retention"

    @property
    def quarantine(self) -> Path:
        """Rejected records: position, column and reason, never a value."""
        return self.data / "quarantine"

    @property
    def staging(self) -> Path:
        """Half-done work; swept at the start of every run."""
        return self.data / "_staging"

    @property
    def reference(self) -> Path:
        """Small tables that the platform hands to dbt: partners, deliveries, months of this run."""
        return self.data / "reference"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that only dbt writes."""
        return self.data / "warehouse.duckdb"

    @property
    def warehouse_ro(self) -> Path:
        """The copy for readers, replaced as a whole after a build."""
        return self.data / "warehouse_ro.duckdb"

    @property
    def warehouse_state(self) -> Path:
        """What the warehouse holds: digest of its rules, deliveries built into it."""
        return self.data / "warehouse_state.json"

    @property
    def dbt_target(self) -> Path:
        """Compiled dbt project and manifest."""
        return self.data / "dbt"

    @property
    def releases(self) -> Path:
        """What may leave: releases/<dataset>/<version>/."""
        return self.data / "releases"

    @property
    def catalogue(self) -> Path:
        """The local catalogue with its pages."""
        return self.data / "catalogue"

    @property
    def plans(self) -> Path:
        """Stored publication plans."""
        return self.data / "plans"

    @property
    def docs(self) -> Path:
        """Pages made from the project: dbt docs and handbook."""
        return self.data / "docs"

    @property
    def records(self) -> Path:
        """Records made from contracts and decisions: processing, inventory, erasure, steps, yearly report."""
        return self.data / "records"

    @property
    def handbook(self) -> Path:
        """The chapters of the handbook for stewards, in Markdown."""
        return self.root / "docs" / "handbuch"

    @property
    def outbox(self) -> Path:
        """OpenLineage events waiting to be forwarded."""
        return self.data / "lineage" / "outbox.ndjson"

    @property
    def reports(self) -> Path:
        """Machine-readable reports of runs."""
        return self.data / "reports"

    @property
    def gate_ledger(self) -> Path:
        """The gate's own book of all releases; lines are only ever added."""
        return self.reports / "gate_ledger.ndjson"

    @property
    def portal_memory(self) -> Path:
        """What the last check of the portal found damaged, and which views failed there; may be lost."""
        return self.reports / "portal_memory.json"

    @property
    def delivery_reports(self) -> Path:
        """One JSON report per delivery."""
        return self.reports / "deliveries"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own state."""
        return self.data / "dagster"

    @property
    def sample(self) -> Path:
        """What the sample generator remembers: its key and the digests of its deliveries."""
        return self.data / "sample"


def _default_root() -> Path:
    here = Path.cwd()
    return here if (here / "governance").is_dir() and (here / "assets").is_dir() else SOURCE_ROOT

