# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What Dagster shows of a publication into the portal: plan, address, three checks, what was read back.

Keep out: publishing, and the portal's token in any form.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg

from godonu_platform.catalogs.ckan.comparison import FieldChange
from godonu_platform.catalogs.ckan.orders import ACTION_TITLES
from godonu_platform.publication.portal_publication import PortalResult, in_words

PLAN, APPLIED, READ_BACK = "plan", "angewendet", "zurueckgelesen"
CHECK_TITLES = {
    PLAN: "Das Portal antwortet, und die Freigabe lässt den Datensatz hinaus.",
    APPLIED: "Was der Plan nennt, steht im Portal.",
    READ_BACK: "Was das Portal zeigt, ist die Veröffentlichung: Dateien, Tabelle, Beschreibung, Seiten.",
}
WHAT_TO_DO = "Was zu tun ist"
_MOST_LINES = 20
_HAND = " (im Portal von Hand geändert)"
_LONGEST_CELL = 200


def portal_key(dataset: str) -> dg.AssetKey:
    """Return the key of the asset that stands for a dataset on the portal."""
    return dg.AssetKey(["portal", dataset])


def check_specs(key: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Return the checks of one dataset; none blocks, because nothing follows after the portal."""
    return [dg.AssetCheckSpec(name, asset=key, description=title) for name, title in CHECK_TITLES.items()]


def events_of(dataset: str, result: PortalResult) -> Iterator[Any]:
    """Yield what is to be told of one dataset: that it is shown, or that it went, and its checks."""
    entry, done, key = result.entry_of(dataset), result.applied_of(dataset), portal_key(dataset)
    failed = bool(result.problem) or (done is not None and done.failed)
    if entry is not None and not failed and entry.action in ("created", "changed", "unchanged", "deprecated"):
        yield dg.MaterializeResult(asset_key=key, metadata=metadata_of(dataset, result))
    yield from _checks(dataset, result)


def metadata_of(dataset: str, result: PortalResult) -> dict[str, Any]:
    """Return what the asset shows: plan as a table, writes, what was read back, address, what is lost."""
    entry, done = result.entry_of(dataset), result.applied_of(dataset)
    found = [in_words(difference) for difference in result.differences_of(dataset)]
    told: dict[str, Any] = {
        "Ergebnis": ACTION_TITLES[entry.action] if entry else "-",
        "Plan": dg.MetadataValue.md(changes_table(entry.changes if entry else ())),
        "Schreibzugriffe": done.writes if done else 0,
        "Zurückgelesen": dg.MetadataValue.md(_listed(found, "stimmt überein" if done else "unverändert")),
    }
    if entry is not None and entry.url:
        told["Seite im Portal"] = dg.MetadataValue.url(entry.url)
    if result.plan is not None and result.plan.lost:
        told["Was dieses Portal nicht zeigt"] = dg.MetadataValue.md(_listed(result.plan.lost, ""))
    if entry is not None and entry.reasons:
        told["Hinweise"] = dg.MetadataValue.md(_listed(entry.reasons, ""))
    return told


def changes_table(changes: Iterable[FieldChange]) -> str:
    """Return the changes as a Markdown table; what portals and editors wrote is shown, never carried out."""
    rows = [f"| {cell(c.field)}{_HAND if c.by_hand else ''} | {cell(c.old)} | {cell(c.new)} |" for c in changes]
    return "\n".join(["| Feld | bisher | neu |", "|---|---|---|", *rows]) if rows else "keine Änderung"


def cell(text: str) -> str:
    """Return a text for a cell of a Markdown table: no HTML, no link, no line break, not too long."""
    plain = " ".join(str(text).split())
    short = plain if len(plain) <= _LONGEST_CELL else plain[: _LONGEST_CELL - 1] + "…"
    escaped = html.escape(short, quote=False)
    for sign in ("\\", "`", "*", "_", "[", "]", "|", "~", "#"):
        escaped = escaped.replace(sign, f"\\{sign}")
    return escaped


def _checks(dataset: str, result: PortalResult) -> Iterator[dg.AssetCheckResult]:
    order, entry, done = result.order_of(dataset), result.entry_of(dataset), result.applied_of(dataset)
    stopped = result.is_broken(dataset) or _gate_stops(result, dataset)
    problems = [result.problem] if result.problem else []
    told = [*problems, *(entry.reasons if entry else order.reasons if order else ())]
    yield _check(dataset, PLAN, entry is not None and not stopped and not problems, told)
    missing = [*problems, *(done.problems if done else ())]
    yield _check(dataset, APPLIED, entry is not None and not problems and not (done and done.failed), missing)
    found = [in_words(difference) for difference in result.differences_of(dataset)]
    yield _check(dataset, READ_BACK, not problems and not found, problems or found)


def _gate_stops(result: PortalResult, dataset: str) -> bool:
    order = result.order_of(dataset)
    return order is not None and order.gate is not None and order.gate.outcome == "gestoppt"


def _check(dataset: str, name: str, passed: bool, told: list[str]) -> dg.AssetCheckResult:
    # Dagster folds Markdown of a check behind a link; what to do has to be seen at once
    return dg.AssetCheckResult(
        asset_key=portal_key(dataset),
        check_name=name,
        passed=passed,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={WHAT_TO_DO: dg.MetadataValue.text(" · ".join(told[:_MOST_LINES]) or "nichts")},
    )


def _listed(lines: Iterable[str], empty: str) -> str:
    return "\n".join(f"- {cell(line)}" for line in lines) or empty
