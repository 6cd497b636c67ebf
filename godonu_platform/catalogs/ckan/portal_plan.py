# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What publishing into the portal would do, before it does it: per dataset an action and every field that differs.

Only reads the portal. A plan holds a digest of what it saw, so that apply notices when the portal has moved since.
Keep out: writing to the portal, and the decision what may be shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from godonu_platform.catalogs.ckan.assessment import ReleaseWork, Surroundings, release_work
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.closing_package import (
    deprecated_package,
    is_tombstone,
    status_of_package,
    tombstone_package,
)
from godonu_platform.catalogs.ckan.comparison import FieldChange, field_changes
from godonu_platform.catalogs.ckan.extras import lost
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.memberships import memberships
from godonu_platform.catalogs.ckan.orders import ACTION_TITLES, Action, Closing, Order
from godonu_platform.catalogs.ckan.ownership import NotOurs, refuse_strangers
from godonu_platform.catalogs.ckan.plan_file import PortalEntry, PortalPlan, read_portal_plan, store_portal_plan
from godonu_platform.catalogs.ckan.portal_memory import read_memory
from godonu_platform.catalogs.ckan.shown import Detail, Shown, read_details, read_shown
from godonu_platform.catalogs.ckan.site import open_site, portal_calls
from godonu_platform.catalogs.ckan.strangers import forgotten
from godonu_platform.catalogs.release_folder import UnusableRelease
from godonu_platform.project import Project

__all__ = [
    "ACTION_TITLES", "Action", "Assessment", "Closing", "FieldChange", "Order", "PortalEntry", "PortalPlan", "assess",
    "assess_all", "look_around", "plan_portal", "read_portal_plan", "store_portal_plan",
]  # fmt: skip
AT_ONCE = 6


class Assessment:
    """One dataset looked at: the entry of the plan, and what apply needs to carry it out."""

    def __init__(self, order: Order, shown: Shown, entry: PortalEntry, work: ReleaseWork | None = None) -> None:
        """Keep what was found; `work` only where a release is to be shown."""
        self.order, self.shown, self.entry, self.work = order, shown, entry, work


def plan_portal(project: Project, orders: Sequence[Order], *, calls: Calls | None = None) -> PortalPlan:
    """Return what applying the orders would do; nothing is written, neither there nor here.

    Raises NoPortal, PortalTooOld and PortalFault when the portal cannot be read as a whole.
    """
    calls = calls or portal_calls(project)
    around = look_around(project, calls)
    found = assess_all(around, calls, orders)
    entries = [one.entry for one in found]
    entries += [_forgotten(name, title) for name, title in forgotten(calls, around.site, {o.dataset for o in orders})]
    site = around.site
    told = lost(site.form, dcat=site.facts.dcat)
    loader = site.facts.own_loader
    notes = (
        (f"Auf dem Portal lädt »{loader}« Tabellen selbst; bitte für unsere Organisationen abschalten.",)
        if loader
        else ()
    )
    text = "\n".join([calls.url, *(entry.model_dump_json() for entry in entries), *told, *notes])
    return PortalPlan(
        id=hashlib.sha256(text.encode()).hexdigest()[:12],
        created=project.clock(),
        portal=calls.url,
        portal_version=site.facts.version,
        entries=tuple(entries),
        lost=told,
        notes=notes,
    )


def look_around(project: Project, calls: Calls) -> Surroundings:
    """Read once what all datasets share: the portal, our rights there, our settings, what we remember."""
    return Surroundings(project, open_site(project, calls), memberships(calls), read_memory(project))


def assess_all(around: Surroundings, calls: Calls, orders: Sequence[Order]) -> list[Assessment]:
    """Hold every order against what the portal shows, several at once."""
    details = read_details(calls, around.site, [order.dataset for order in orders])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda order: assess(around, calls, order, details), orders))


def assess(around: Surroundings, calls: Calls, order: Order, details: Mapping[str, Detail] | None = None) -> Assessment:
    """Hold one order against what the portal shows; a portal that stumbles over one dataset holds back only that."""
    try:
        shown = read_shown(calls, around.site, order.dataset, details)
    except PortalFault as fault:
        return Assessment(order, Shown(None), _entry(around, order, Shown(None), "held_back", reasons=(str(fault),)))
    if order.folder is not None and not (order.closing and order.closing.kind == "withdrawn"):
        return _release(around, order, shown)
    if order.closing is not None and shown.package is not None:
        return _closing(around, order, order.closing, shown)
    return Assessment(order, shown, _entry(around, order, shown, "held_back"))


def _release(around: Surroundings, order: Order, shown: Shown) -> Assessment:
    try:
        work = release_work(around, order, shown)
    except (UnusableRelease, NotOurs) as refusal:
        return Assessment(order, shown, _entry(around, order, shown, "held_back", reasons=(str(refusal),)))
    action: Action = "changed" if work.changes else "unchanged"
    if shown.package is None:
        action = "created"
    elif work.record.description.deprecation is not None and action == "changed":
        was = status_of_package(shown.package, around.site)
        action = "changed" if was == "DEPRECATED" else "deprecated"
    entry = _entry(
        around, order, shown, action, version=work.record.version, changes=work.changes, reasons=_reasons(around, work)
    )
    return Assessment(order, shown, entry, work)


def _closing(around: Surroundings, order: Order, closing: Closing, shown: Shown) -> Assessment:
    package, site = shown.package, around.site
    assert package is not None
    try:
        refuse_strangers(order.dataset, site, package)
    except NotOurs as refusal:
        return Assessment(order, shown, _entry(around, order, shown, "held_back", reasons=(str(refusal),)))
    version = str(package.get("version") or "") or None
    if is_tombstone(package, site):
        return Assessment(order, shown, _entry(around, order, shown, "unchanged", version=version))
    if closing.kind == "withdrawn":
        changes = field_changes(package, tombstone_package(package, closing.note, closing.successor, site))
    else:
        changes = field_changes(package, deprecated_package(package, closing, site))
    action: Action = closing.kind if changes else "unchanged"
    return Assessment(order, shown, _entry(around, order, shown, action, version=version, changes=tuple(changes)))


def _reasons(around: Surroundings, work: ReleaseWork) -> tuple[str, ...]:
    found = []
    edited = [change.field for change in work.changes if change.by_hand]
    if edited:
        found.append(f"Im Portal von Hand geändert: {', '.join(edited)}. Beim Anwenden wird das überschrieben.")
    found += [f"Datei von Hand hinzugefügt: {name}. Sie bleibt, wie sie ist." for name in work.added]
    if work.table:
        found.append(work.table)
    if work.wanted["owner_org"] not in around.known.organisations:
        found.append(
            f"Die Organisation »{work.wanted['owner_org']}« gibt es im Portal nicht, oder das Token darf nicht in sie "
            "schreiben; beim Anwenden wird sie angelegt, wenn das Portal es erlaubt."
        )
    if work.missing_groups:
        titles = {name: around.site.vocabularies.themes[name.upper()].title for name in work.missing_groups}
        told = ", ".join(f"»{title}« ({name})" for name, title in titles.items())
        found.append(f"In diese Gruppen des Portals darf das Token nicht schreiben, oder es gibt sie nicht: {told}.")
    return tuple(found)


def _entry(
    around: Surroundings,
    order: Order,
    shown: Shown,
    action: Action,
    *,
    version: str | None = None,
    changes: tuple[FieldChange, ...] = (),
    reasons: tuple[str, ...] = (),
) -> PortalEntry:
    return PortalEntry(
        dataset=order.dataset,
        title=order.title,
        action=action,
        version=version,
        changes=changes,
        reasons=(*order.reasons, *reasons),
        seen=shown.digest,
        url=around.site.addresses.page(order.dataset) if shown.package is not None or action == "created" else "",
    )


def _forgotten(name: str, title: str) -> PortalEntry:
    reason = (
        "Dieser Datensatz steht im Portal und stammt von hier, hier kennt ihn aber niemand mehr. Bitte mit »godonu "
        "unpublish« zurückziehen oder seinen Vertrag wiederherstellen."
    )
    return PortalEntry(dataset=name, title=title, action="held_back", reasons=(reason,))
