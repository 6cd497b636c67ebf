# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads a finished run from Dagster's event log as plain facts for lineage events.

Of metadata only counts, versions and results by name are taken, of an error its kind and place: everything else in the
log may quote a file name or a cell value. Keep out: events and files (lineage).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Any

import dagster as dg

from godonu_platform.components.model_events import COMPUTED_ANEW, SECONDS
from godonu_platform.components.source_dataset import LANDED_ROWS
from godonu_platform.lineage.openlineage_facts import Change, Check, FinishedRun, State, Step, Work
from godonu_platform.publication.plan import ACTION_TITLES

Kind = dg.DagsterEventType
_READ = {
    Kind.PIPELINE_START, Kind.PIPELINE_SUCCESS, Kind.PIPELINE_FAILURE, Kind.PIPELINE_CANCELED,
    Kind.STEP_START, Kind.STEP_SUCCESS, Kind.STEP_FAILURE, Kind.STEP_SKIPPED,
    Kind.ASSET_MATERIALIZATION_PLANNED, Kind.ASSET_CHECK_EVALUATION_PLANNED,
    Kind.ASSET_MATERIALIZATION, Kind.ASSET_OBSERVATION, Kind.ASSET_CHECK_EVALUATION,
}  # fmt: skip
_ENDS: dict[Kind, State] = {Kind.STEP_SUCCESS: "COMPLETE", Kind.STEP_FAILURE: "FAIL", Kind.STEP_SKIPPED: "ABORT"}
_CHANGES: dict[str, Change] = {
    ACTION_TITLES["created"]: "CREATE",
    ACTION_TITLES["changed"]: "OVERWRITE",
    ACTION_TITLES["withdrawn"]: "DROP",
}
_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')
_GONE = "von außen beendet oder der Prozess ist nicht mehr da"
_PASSED_OVER = "nicht begonnen: was davor liegt, ist nicht gelungen"
_NEVER_BEGUN = "nicht begonnen: der Lauf endete vorher"
_NOT_BUILT: dict[str, tuple[State, str]] = {
    "error": ("FAIL", "nicht gerechnet"),
    "skipped": ("ABORT", "übersprungen: was davor liegt, ist nicht gelungen"),
}


@dataclass(frozen=True)
class Asset:
    """What an asset is outside Dagster: the dataset it makes, the one its checks look at, and its own run, if any."""

    dataset: str
    checked: str
    run: str = ""
    overwrites: bool = False


@dataclass(frozen=True)
class Names:
    """What the log names, in the words of lineage: assets by key, and kind and column of a check by its name."""

    assets: Mapping[tuple[str, ...], Asset]
    checks: Mapping[str, tuple[str, str | None]]


@dataclass
class _Noted:
    """What the log says about one step."""

    started: float | None = None
    ended: float | None = None
    state: State | None = None
    error: str = ""
    planned: set[tuple[str, ...]] = field(default_factory=set)
    made: dict[tuple[str, ...], list[tuple[float, dg.AssetMaterialization]]] = field(default_factory=dict)
    seen: dict[tuple[str, ...], tuple[float, str]] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)


def read_run(instance: dg.DagsterInstance, record: dg.RunRecord, names: Names) -> FinishedRun:
    """Return the facts of a run that has ended; the same log gives the same facts."""
    run = record.dagster_run
    events = [e for e in instance.all_logs(run.run_id, of_type=_READ) if e.dagster_event is not None]
    steps: dict[str, _Noted] = {}
    begun = ended = None
    state, error = _state_of(run.status), ""
    for event in events:
        kind = event.get_dagster_event().event_type
        if event.step_key:
            _note(steps.setdefault(event.step_key, _Noted()), event, names)
        elif kind is Kind.PIPELINE_START:
            begun = event.timestamp
        elif kind in (Kind.PIPELINE_SUCCESS, Kind.PIPELINE_FAILURE, Kind.PIPELINE_CANCELED):
            ended = event.timestamp
            facts: Any = event.get_dagster_event().event_specific_data
            if kind is Kind.PIPELINE_FAILURE:
                # Dagster's own end of a failed run says what failed; one that is reported from outside cannot
                state, error = ("FAIL", _place_of(facts.error)) if facts is not None else ("ABORT", _GONE)
    last = ended or record.end_time or max((e.timestamp for e in events), default=record.create_timestamp.timestamp())
    first = begun or record.start_time or last
    told = [_step(name, noted, last, names) for name, noted in steps.items()]
    told.sort(key=lambda step: (step.started, step.name))
    return FinishedRun(run.run_id, run.job_name, state, _moment(first), _moment(last), error, tuple(told))


def _note(noted: _Noted, event: dg.EventLogEntry, names: Names) -> None:
    kind, facts = event.get_dagster_event().event_type, _facts(event)
    if kind is Kind.STEP_START:
        noted.started = noted.started or event.timestamp
    elif kind in _ENDS:
        noted.state, noted.ended = _ENDS[kind], event.timestamp
        if kind is Kind.STEP_FAILURE:
            noted.error = _place_of(facts.error)
        elif kind is Kind.STEP_SKIPPED:
            noted.error = _PASSED_OVER
    elif kind is Kind.ASSET_MATERIALIZATION_PLANNED:
        noted.planned.add(tuple(facts.asset_key.path))
    elif kind is Kind.ASSET_MATERIALIZATION:
        made = facts.materialization
        noted.made.setdefault(tuple(made.asset_key.path), []).append((event.timestamp, made))
    elif kind is Kind.ASSET_OBSERVATION:
        seen = facts.asset_observation
        noted.seen[tuple(seen.asset_key.path)] = (event.timestamp, str(_value(seen.metadata, "Ergebnis") or ""))
    elif kind is Kind.ASSET_CHECK_EVALUATION:
        noted.checks += _check(facts, names)


def _check(facts: dg.AssetCheckEvaluation, names: Names) -> Iterable[Check]:
    asset = names.assets.get(tuple(facts.asset_key.path))
    if asset is None or not asset.checked:
        return
    assertion, column = names.checks.get(facts.check_name, (facts.check_name, None))
    severity = "warn" if facts.severity is dg.AssetCheckSeverity.WARN else "error"
    yield Check(asset.checked, facts.check_name, assertion, facts.passed, severity, column)  # type: ignore[arg-type]


def _step(name: str, noted: _Noted, end_of_run: float, names: Names) -> Step:
    ended = noted.ended or end_of_run
    started = noted.started or ended
    state = noted.state or "ABORT"
    error = noted.error or ("" if noted.state else (_GONE if noted.started else _NEVER_BEGUN))
    told = {key for key, (_, result) in noted.seen.items() if result}
    keys = sorted(key for key in noted.planned | set(noted.made) | told if key in names.assets)
    works = [_work(key, names.assets[key], noted, (started, ended), state) for key in keys]
    # of a step that never began the models are not told one by one
    kept = tuple(w for w in works if w is not None and w.dataset and not (w.run and noted.started is None))
    return Step(name, state, _moment(started), _moment(ended), error, kept, tuple(noted.checks))


def _work(
    key: tuple[str, ...], asset: Asset, noted: _Noted, span: tuple[float, float], step_state: State
) -> Work | None:
    started, ended = _moment(span[0]), _moment(span[1])
    made = noted.made.get(key)
    if made:
        return _made(asset, made, started)
    at, result = noted.seen.get(key, (span[1], ""))
    if _CHANGES.get(result) == "DROP":
        return Work(asset.dataset, "COMPLETE", started, ended, asset.run, change="DROP")
    if asset.run:
        state, error = _NOT_BUILT.get(result, ("ABORT", ""))
        return Work(asset.dataset, state, started, _moment(at), asset.run, error)
    # a step that ended well and made nothing has decided so
    return None if step_state == "COMPLETE" else Work(asset.dataset, step_state, started, ended)


def _made(asset: Asset, made: Sequence[tuple[float, dg.AssetMaterialization]], step_started: datetime) -> Work:
    """One asset, made once or month by month; only months that were computed in this run count."""
    months = [m for _, m in made if m.partition and _value(m.metadata, COMPUTED_ANEW)]
    by_month = any(m.partition for _, m in made)
    newest = made[-1][1]
    ended = _moment(made[-1][0])
    started = step_started
    if asset.run:
        seconds = float(_value(newest.metadata, SECONDS) or 0)
        started = max(step_started, ended - timedelta(seconds=seconds))
    if by_month:
        rows = sum(int(_value(m.metadata, "dagster/partition_row_count") or 0) for m in months)
    else:
        found = _value(newest.metadata, "dagster/row_count")
        rows = found if found is not None else _value(newest.metadata, LANDED_ROWS)
    change = _CHANGES.get(str(_value(newest.metadata, "Ergebnis")))
    return Work(
        asset.dataset,
        "COMPLETE",
        started,
        ended,
        asset.run,
        rows=rows,
        version=_version(made),
        months=tuple(sorted(str(m.partition) for m in months)),
        change="OVERWRITE" if asset.overwrites and not by_month else change,
    )


def _version(made: Sequence[tuple[float, dg.AssetMaterialization]]) -> str:
    """The version of the release, or Dagster's data version; of many months one digest over theirs."""
    released = _value(made[-1][1].metadata, "Version")
    if released and released != "-":
        return str(released)
    versions = [(str(m.partition or ""), (m.tags or {}).get("dagster/data_version", "")) for _, m in made]
    if len(versions) == 1:
        return versions[0][1]
    return hashlib.sha256(repr(sorted(versions)).encode()).hexdigest()


def _place_of(error: Any) -> str:
    """Return kind and place of the first cause, as failure.place_of does for an exception; never its text."""
    if error is None:
        return ""
    while error.cause is not None:
        error = error.cause
    frames = [found for line in error.stack for found in _FRAME.finditer(line)]
    ours = [f for f in frames if "godonu_platform" in PurePath(f["file"]).parts] or frames
    kind = error.cls_name or "Fehler"
    if not ours:
        return kind
    file = PurePath(ours[-1]["file"])
    return f"{kind} in {file.parent.name}/{file.name}:{ours[-1]['line']}"


def _state_of(status: dg.DagsterRunStatus) -> State:
    if status is dg.DagsterRunStatus.SUCCESS:
        return "COMPLETE"
    return "FAIL" if status is dg.DagsterRunStatus.FAILURE else "ABORT"


def _facts(event: dg.EventLogEntry) -> Any:
    return event.get_dagster_event().event_specific_data


def _value(metadata: Mapping[str, Any], name: str) -> Any:
    found = metadata.get(name)
    return getattr(found, "value", None)


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
