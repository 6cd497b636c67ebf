# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads everything back from the portal and tells each difference from the release, as a German sentence.

Content that differs although the metadata agree is remembered, so that the next publication puts it right. Nothing is
written to the portal. Keep out: the single comparisons (verify_content, verify_graph).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from godonu_platform.catalogs.ckan.assessment import ReleaseWork, Surroundings, csv_id
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.closing_package import is_tombstone
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.orders import ACTION_TITLES, WRITING, Order
from godonu_platform.catalogs.ckan.package import Site
from godonu_platform.catalogs.ckan.portal_memory import TABLE, note_damage
from godonu_platform.catalogs.ckan.portal_plan import Assessment, assess_all, look_around
from godonu_platform.catalogs.ckan.site import portal_calls
from godonu_platform.catalogs.ckan.verify_content import damaged_files, table_differences
from godonu_platform.catalogs.ckan.verify_graph import graph_differences
from godonu_platform.catalogs.ckan.views import page_status
from godonu_platform.project import Project

AT_ONCE = 3


@dataclass(frozen=True)
class Difference:
    """What the portal shows otherwise than it should; `what` is German, expected and found never hold a cell value."""

    dataset: str
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        """Return it as one sentence."""
        return f"{self.dataset}: {self.what}: {self.found or 'nichts'} statt {self.expected or 'nichts'}"


def verify_datasets(project: Project, orders: Sequence[Order], *, calls: Calls | None = None) -> tuple[Difference, ...]:
    """Return every difference between the portal and what the orders ask to be shown there.

    Raises NoPortal, PortalTooOld and PortalFault when the portal cannot be read at all.
    """
    calls = calls or portal_calls(project)
    around = look_around(project, calls)
    assessed = assess_all(around, calls, orders)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda now: list(_verified(around, calls, now)), assessed))
    return tuple(difference for one in found for difference in one)


def _verified(around: Surroundings, calls: Calls, now: Assessment) -> Iterator[Difference]:
    order = now.order
    if order.folder is not None and now.work is None and now.entry.action == "held_back":
        yield Difference(order.dataset, "nicht zu prüfen", "eine gültige Freigabe", " ".join(now.entry.reasons))
    if _is_not_allowed(now, around.site):
        yield Difference(order.dataset, "Stand im Portal", "eine gültige Freigabe", " ".join(order.reasons))
    yield from _of_metadata(now)
    if now.work is not None and now.shown.package is not None:
        try:
            yield from _of_release(around, calls, now, now.work)
        except PortalFault as fault:
            yield Difference(order.dataset, "Prüfung abgebrochen", "Antworten des Portals", str(fault))


def _is_not_allowed(now: Assessment, site: Site) -> bool:
    """Whether data are shown although no release holds for what the gate would let out: it is not built yet."""
    order, package = now.order, now.shown.package
    opened = order.gate is not None and order.gate.outcome == "offen"
    shown = package is not None and not is_tombstone(package, site)
    return opened and shown and order.folder is None and order.closing is None


def _of_metadata(now: Assessment) -> Iterator[Difference]:
    """What the plan sees too: fields, hashes as the portal tells them, rows, views."""
    dataset, entry = now.order.dataset, now.entry
    for name in now.work.added if now.work is not None else ():
        yield Difference(dataset, "Datei von Hand hinzugefügt", "", name)
    if entry.action == "created":
        yield Difference(dataset, "Datensatz", "im Portal", "fehlt dort")
        return
    if entry.action in WRITING and not entry.changes:
        yield Difference(dataset, "Zustand", ACTION_TITLES[entry.action], "noch nicht")
    for change in entry.changes:
        hint = " (von Hand geändert)" if change.by_hand else ""
        yield Difference(dataset, f"{change.field}{hint}", change.new, change.old)


def _of_release(around: Surroundings, calls: Calls, now: Assessment, work: ReleaseWork) -> Iterator[Difference]:
    """What only reading everything shows: the bytes of each file, the rows of the table, pages, and the graph."""
    dataset, site, project = now.order.dataset, around.site, around.project
    assert now.shown.package is not None
    damage = set()
    for name, told in damaged_files(calls, now.shown.package, work, site):
        damage.add(name)
        yield Difference(dataset, f"Inhalt von {name}", "wie in der Freigabe", told)
    if now.shown.table is not None and work.table is None:
        for what, expected, found in table_differences(calls, csv_id(site, dataset), now.shown.table, work):
            damage.add(TABLE)
            yield Difference(dataset, what, expected, found)
    note_damage(project, dataset, damage)
    for page in _pages(calls, now):
        status = page_status(calls, page)
        if status != 200:
            yield Difference(dataset, f"Seite {page}", "Status 200", f"Status {status}")
    if site.facts.dcat:
        for what, expected, found in graph_differences(calls, around, now.shown.package, work.record):
            yield Difference(dataset, what, expected, found)


def _pages(calls: Calls, now: Assessment) -> list[str]:
    package = now.shown.package or {}
    page = f"{calls.url}/dataset/{package.get('name')}"
    return [page, *(f"{page}/resource/{resource['id']}" for resource in package.get("resources", ()))]
