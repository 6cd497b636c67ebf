# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the lineage events of runs that have ended into the outbox, each run once; marks the run when it is done.

A run whose events could not be written keeps no mark and is taken up again. Nothing here fails a run or uses a network.
Keep out: reading the log (run_log), the events (lineage).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg

from godonu_platform.components.model_events import meta
from godonu_platform.components.run_log import Asset, Names, read_run
from godonu_platform.contracts.contract import Contract, load_contracts
from godonu_platform.failure import place_of
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.lineage import outbox
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.lineage.openlineage_datasets import (
    Described,
    catalogue_name,
    describe,
    inbox_name,
    is_published,
    lake_name,
    relation_of,
)
from godonu_platform.lineage.openlineage_facts import Dataset, FinishedRun
from godonu_platform.project import Project

# on the run itself: the mark goes when the run goes, and people see it
MARK = "godonu/openlineage"
_WRITTEN = "geschrieben"
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
_PAGE = 50
_MARKED_ENOUGH = 1000


@dataclass(frozen=True)
class Written:
    """What became of the events: how many of how many runs, and what went wrong (German, without any value)."""

    runs: int = 0
    events: int = 0
    trouble: str = ""

    def as_report(self) -> dict[str, object]:
        """Return the entry of the run report."""
        return {"laeufe": self.runs, "ereignisse": self.events, "fehler": self.trouble}


def write_pending(project: Project, instance: dg.DagsterInstance) -> Written:
    """Write the events of every ended run that has no mark, oldest first; what goes wrong is told, not raised."""
    runs, events, trouble = 0, 0, ""
    try:
        pending = sorted(_unmarked(instance), key=lambda record: record.storage_id)
        if not pending:
            return Written()
        from godonu_platform.lineage.openlineage_events import lines_of

        names = _names(project)
        for record in pending:
            try:
                run = read_run(instance, record, names)
                lines = lines_of(run, _described(project, [run]), f"godonu://{project.installation}")
                written = _write(project, instance, run.run_id, lines)
            except Exception as error:
                # one run that cannot be told must not keep the others back
                trouble = trouble or _trouble(error)
                continue
            runs, events = runs + written, events + written * len(lines)
    except Exception as error:
        trouble = _trouble(error)
    return Written(runs, events, trouble)


def _trouble(error: Exception) -> str:
    return f"Herkunftsereignisse nicht geschrieben ({place_of(error)}); der nächste Lauf holt sie nach."


def _write(project: Project, instance: dg.DagsterInstance, run_id: str, lines: Sequence[str]) -> bool:
    """Append the events of one run and mark it; False when another process was faster."""
    with outbox.locked(project):
        if _marked(instance.get_run_by_id(run_id)):
            return False
        outbox.append(project, lines)
        instance.add_run_tags(run_id, {MARK: _WRITTEN})
    return True


def _unmarked(instance: dg.DagsterInstance) -> Iterator[dg.RunRecord]:
    """Yield ended runs without mark, newest first; behind a thousand marked ones nothing is left.

    A killed run that is ended late stands behind many that came after it.
    """
    cursor, marked = None, 0
    while marked < _MARKED_ENOUGH:
        page = instance.get_run_records(dg.RunsFilter(statuses=_ENDED), limit=_PAGE, cursor=cursor)
        found = [record for record in page if not _marked(record.dagster_run)]
        yield from found
        if len(page) < _PAGE:
            return
        marked = 0 if found else marked + len(page)
        cursor = page[-1].dagster_run.run_id


def _marked(run: dg.DagsterRun | None) -> bool:
    return run is None or run.tags.get(MARK) == _WRITTEN


def _names(project: Project) -> Names:
    manifest, contracts = load_manifest(project), load_contracts(project)
    return Names(dict(_assets(manifest, contracts)), dict(_tests(manifest)))


def _described(project: Project, ended: Sequence[FinishedRun]) -> dict[str, Dataset]:
    """Describe all datasets; lineage and classes cost time and are left out where runs only landed."""
    manifest, contracts = load_manifest(project), load_contracts(project)
    made = {work.dataset for run in ended for step in run.steps for work in step.works}
    if made <= {lake_name(contract.name) for contract in contracts.values() if contract.is_source}:
        return describe(Described(manifest, contracts))
    # only writing needs them, not everybody who loads the definitions
    from godonu_platform.governance.project_classes import named_steps, project_classes

    classes = project_classes(project)
    tags = {
        relation: {column: _tags(found) for column, found in columns.items()}
        for relation, columns in classes.classes.items()
    }
    return describe(Described(manifest, contracts, classes.lineages, tags, named_steps(contracts, manifest)))


def _tags(found: ColumnClass) -> tuple[tuple[str, str], ...]:
    """The classes of a column as tags: what flows in on top of the declaration is the effective one."""
    axes = ("ml_nutzung", "personenbezug", "schutzbedarf", "vertraulichkeit")
    return tuple(
        (f"{axis}{ending}", getattr(classes, axis))
        for axis in axes
        for ending, classes in (("", found.effective), ("_erklaert", found.declared))
    )


def _assets(manifest: Mapping[str, Any], contracts: Mapping[str, Contract]) -> Iterator[tuple[tuple[str, ...], Asset]]:
    for node in manifest["nodes"].values():
        if node["resource_type"] != "model":
            continue
        relation = relation_of(node)
        whole = node["config"].get("materialized") == "table" and not meta(node).get("partitioned")
        yield (node["fqn"][1], node["name"]), Asset(relation, relation, run=relation, overwrites=whole)
        if is_published(contracts.get(node["name"])):
            yield ("catalogue", node["name"]), Asset(catalogue_name(node["name"]), relation)
    for contract in contracts.values():
        if contract.is_source:
            yield ("raw", contract.name), Asset(lake_name(contract.name), inbox_name(contract.name))


def _tests(manifest: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """Kind and column of each dbt test; a test written as a query has neither."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test":
            kind = (node.get("test_metadata") or {}).get("name") or "custom_sql"
            yield node["name"], (str(kind), node.get("column_name"))
