# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decides whether a run would find anything to do, without importing Dagster, dbt or DuckDB's engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from godonu_platform.catalogs.lifecycle import NOTICE_PERIOD
from godonu_platform.governance.decisions import holding_decisions
from godonu_platform.landing import build_window
from godonu_platform.landing.arrival import waiting_digests
from godonu_platform.project import Project
from godonu_platform.quality.check_results import results_path
from godonu_platform.warehouse import replace_text
from godonu_platform.yaml_model import YamlMistakes, read_document


@dataclass(frozen=True)
class Sight:
    """What a run depends on beside what has landed, as it was at one moment."""

    rules: dict[str, str]
    waiting: frozenset[str]


def look_around(project: Project) -> Sight:
    """Return the present sight; take it before a run, so that what changes meanwhile is not taken for seen."""
    today = project.clock().astimezone(ZoneInfo("Europe/Berlin")).date()
    rules = {
        "drawers": _drawers(project),
        # a Wiedervorlage passes without anybody editing a file
        "decisions": _digest(holding_decisions(project, today)),
        # an announced end comes without anybody editing a file either
        "ended": _digest(_ended(project, today)),
        "portal": project.ckan.url if project.ckan else "",
        # deliveries that were refused for want of a key
        "key": project.hmac_key.key_id if project.hmac_key else "",
    }
    return Sight(rules, frozenset(waiting_digests(project)))


def anything_to_do(project: Project, sight: Sight) -> bool:
    """Whether something new waits, is landed but not built, or is governed differently than at the last good run."""
    remembered = _remembered(project)
    if not remembered or not project.warehouse.is_file() or not project.catalogue.is_dir():
        return True
    if remembered.get("state") != _state(project):
        return True
    if remembered.get("rules") != sight.rules or sight.waiting - set(remembered.get("refused", ())):
        return True
    return build_window.pending(project).anything


def remember(project: Project, before: Sight, *, done: bool) -> None:
    """Remember what a run has seen; one that was not done as decided is to be repeated.

    What waited before and still waits unchanged was refused; it is looked at again only when a rule changes.
    """
    if not done:
        forget(project)
        return
    refused = sorted(before.waiting & set(waiting_digests(project)))
    content = {"rules": before.rules, "refused": refused, "state": _state(project)}
    replace_text(project.reports / "seen.json", json.dumps(content, indent=1) + "\n")


def forget(project: Project) -> None:
    """Forget what was seen; done when any work begins, so that work that is killed is taken up again."""
    (project.reports / "seen.json").unlink(missing_ok=True)


def _state(project: Project) -> str:
    """Digest what builds leave behind: a run from the UI changes it without telling the command."""
    files = (project.warehouse_state, results_path(project))
    return _digest(path.read_text(encoding="utf-8") if path.is_file() else "" for path in files)


def _remembered(project: Project) -> dict[str, Any]:
    path = project.reports / "seen.json"
    if not path.is_file():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _ended(project: Project, today: date) -> Iterator[str]:
    """Yield the datasets whose notice period is over; a file with mistakes is the run's to tell."""
    for path in sorted((project.catalogs / "datasets").glob("*.yaml")):
        if "\ndeprecation:" in path.read_text(encoding="utf-8", errors="replace"):
            try:
                value = read_document(path).value
            except YamlMistakes:
                continue
            announced = value.get("deprecation") if isinstance(value, dict) else None
            since = announced.get("since") if isinstance(announced, dict) else None
            if isinstance(since, date) and since + NOTICE_PERIOD <= today:
                yield path.stem


def _drawers(project: Project) -> str:
    seen = hashlib.sha256()
    for drawer in (project.governance, project.catalogs, project.assets, project.dbt_project):
        for path in sorted(p for p in drawer.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            seen.update(f"{drawer.name}/{path.relative_to(drawer)}".encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
