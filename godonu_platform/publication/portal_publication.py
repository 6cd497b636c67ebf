# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One publication into the portal from end to end: orders by the gate, plan, apply, read back.

A portal that does not answer is told, never raised: the data and the local catalogue do not depend on it.
Keep out: what a plan or a call is (catalogs/ckan), and what the portal is asked to show (portal_publication_orders).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from godonu_platform.catalogs.ckan import site
from godonu_platform.catalogs.ckan.apply import PlanOutdated, Progress, apply_plan
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.orders import ACTION_TITLES, WRITING, Applied, Closing, Order
from godonu_platform.catalogs.ckan.portal_facts import PortalTooOld
from godonu_platform.catalogs.ckan.portal_plan import (
    PortalEntry,
    PortalPlan,
    plan_portal,
    read_portal_plan,
    store_portal_plan,
)
from godonu_platform.catalogs.ckan.verify import Difference, verify_datasets
from godonu_platform.catalogs.portal import load_portal
from godonu_platform.catalogs.release_folder import UnusableRelease, refuse_unless_target
from godonu_platform.contracts.contract import Contract
from godonu_platform.project import Project, SettingsMistake
from godonu_platform.publication.evidence import Evidence
from godonu_platform.publication.portal_publication_orders import orders_for

NO_TARGET = "Dieser Katalog ist nicht mehr Ziel der Veröffentlichung."
__all__ = ["PortalResult", "orders_for", "portal_calls", "publish_to_portal", "verify_portal"]


class CannotPublish(RuntimeError):
    """The portal is no target, or there is no such plan; the text is German. Nothing was done."""


# What ends a publication as a whole; each text is a German sentence of ours.
_TOLD = (PortalFault, PortalTooOld, PlanOutdated, UnusableRelease, CannotPublish)


@dataclass(frozen=True)
class PortalResult:
    """What the portal was asked to show, what would change or has changed, and what differs when read back.

    problem: why nothing could be planned or applied at all, in German.
    """

    orders: tuple[Order, ...] = ()
    plan: PortalPlan | None = None
    applied: tuple[Applied, ...] = ()
    differences: tuple[Difference, ...] = ()
    problem: str = ""

    @property
    def stopped(self) -> bool:
        """Whether the gate stops an intended publication."""
        return any(order.gate is not None and order.gate.outcome == "gestoppt" for order in self.orders)

    @property
    def exit_code(self) -> int:
        """0 done as decided, 1 something failed, 3 the gate stopped an intended publication."""
        broken = any(self.is_broken(order.dataset) for order in self.orders)
        if self.problem or broken or self.differences or any(done.failed for done in self.applied):
            return 1
        return 3 if self.stopped else 0

    def is_broken(self, dataset: str) -> bool:
        """Whether nobody knows what is to be shown of a dataset, or the portal or its client would not have it."""
        order, entry = self.order_of(dataset), self.entry_of(dataset)
        if order is None:
            return entry is None
        if order.gate is None and order.closing is None:
            return True
        # what the client adds to the reasons of an order that it holds back is why it could not carry it out
        return entry is not None and entry.action == "held_back" and entry.reasons != order.reasons

    def entry_of(self, dataset: str) -> PortalEntry | None:
        """Return what the plan says of a dataset."""
        return next((e for e in self.plan.entries if e.dataset == dataset), None) if self.plan else None

    def order_of(self, dataset: str) -> Order | None:
        """Return what was to be shown of a dataset."""
        return next((order for order in self.orders if order.dataset == dataset), None)

    def applied_of(self, dataset: str) -> Applied | None:
        """Return what was done for a dataset; None when nothing was to be done."""
        return next((done for done in self.applied if done.dataset == dataset), None)

    def differences_of(self, dataset: str) -> tuple[Difference, ...]:
        """Return in what a dataset on the portal differs from its release."""
        return tuple(found for found in self.differences if found.dataset == dataset)

    def as_reports(self) -> list[dict[str, Any]]:
        """Return an entry of the run report for each dataset; without orders one that says what was wrong at all."""
        if not self.orders and self.problem:
            return [{**self.as_report("-"), "titel": "alle Datensätze"}]
        strangers = [entry.dataset for entry in (self.plan.entries if self.plan else ())]
        return [self.as_report(name) for name in dict.fromkeys([*(order.dataset for order in self.orders), *strangers])]

    def as_report(self, dataset: str) -> dict[str, Any]:
        """Return the entry of the run report for one dataset."""
        order, entry, done = self.order_of(dataset), self.entry_of(dataset), self.applied_of(dataset)
        gate, broken = order.gate if order else None, self.is_broken(dataset)
        found = [in_words(difference) for difference in self.differences_of(dataset)]
        told = [*([self.problem] if self.problem else []), *(done.problems if done else ()), *found]
        return {
            "dataset": dataset,
            "titel": order.title if order else entry.title if entry else dataset,
            "ausgang": gate.outcome if gate else "gestoppt" if broken else "nicht_offen",
            "ergebnis": ACTION_TITLES[entry.action] if entry else "nicht erreicht",
            "adresse": (entry.url if entry else "") or None,
            "schreibzugriffe": done.writes if done else 0,
            "gruende": [*told, *(entry.reasons if entry else order.reasons if order else ())],
            "abgebrochen": bool(self.problem or found or broken or (done and done.failed)),
        }


def in_words(difference: Difference) -> str:
    """Return one difference as a sentence."""
    return f"{difference.what}: {difference.found or 'nichts'} statt {difference.expected or 'nichts'}"


def portal_calls(project: Project, *, writing: bool) -> Calls:
    """Return the way to the portal of the settings; raises SettingsMistake when one of them is missing."""
    try:
        calls = site.portal_calls(project)
    except site.NoPortal as missing:
        raise SettingsMistake(f"{missing} »make portal« startet eines auf diesem Rechner.") from None
    if writing and project.ckan is not None and not project.ckan.token:
        raise SettingsMistake(
            "Ohne GODONU_CKAN_TOKEN lässt sich das Portal nur lesen: Bitte das Token des Nutzers setzen, der dort "
            "veröffentlichen darf (im Portal unter »Profil«, »API-Token«)."
        )
    return calls


def check_portal(project: Project, plan_id: str | None = None) -> None:
    """Say before a run begins what would keep it from publishing.

    Raises SettingsMistake without portal or token, CannotPublish when the portal is no target or there is no such plan,
    YamlMistakes for catalogs/portal.yaml.
    """
    portal_calls(project, writing=True)
    try:
        refuse_unless_target(load_portal(project), "ckan")
    except UnusableRelease as refusal:
        raise CannotPublish(str(refusal)) from None
    if plan_id is not None:
        stored_plan(project, plan_id)


def stored_plan(project: Project, plan_id: str) -> PortalPlan:
    """Return a plan that was shown before; raises CannotPublish."""
    try:
        return read_portal_plan(project, plan_id)
    except ValueError as damaged:
        raise CannotPublish(str(damaged)) from None
    except FileNotFoundError:
        raise CannotPublish(
            f"Den Plan »{plan_id}« gibt es nicht. Bitte mit »godonu plan --portal ckan« einen zeigen lassen; seine "
            "Nummer steht darunter."
        ) from None


def publish_to_portal(
    project: Project,
    contracts: Mapping[str, Contract],
    evidence: Evidence,
    *,
    datasets: Iterable[str] | None = None,
    progress: Progress | None = None,
    plan_only: bool = False,
    plan_id: str | None = None,
) -> PortalResult:
    """Plan, and unless `plan_only` apply and read back what was written. Unchanged writes nothing.

    plan_id: apply just this stored plan; a portal or a release that has moved since refuses it.
    Raises SettingsMistake without portal or token, YamlMistakes for portal, value lists and partners.
    """
    with closing(portal_calls(project, writing=not plan_only)) as calls:
        try:
            refuse_unless_target(load_portal(project), "ckan")
            stored = stored_plan(project, plan_id) if plan_id else None
        except _TOLD as told:
            return PortalResult(problem=str(told))
        build = not plan_only and stored is None
        orders = tuple(orders_for(project, contracts, evidence, datasets=datasets, build=build))
        result = PortalResult(orders, stored)
        try:
            if stored is None:
                result = replace(result, plan=_plan(project, orders, calls, whole=datasets is None))
            if plan_only or result.plan is None:
                return result
            applied = apply_plan(project, result.plan, orders, calls=calls, progress=progress)
            result = replace(result, applied=applied)
            written = [order for order in orders if _was_written(order, applied)]
            found = verify_datasets(project, written, calls=calls) if written else ()
            return replace(result, differences=tuple(found))
        except _TOLD as told:
            return replace(result, problem=str(told))


def _plan(project: Project, orders: Sequence[Order], calls: Calls, *, whole: bool) -> PortalPlan:
    """Return the plan, stored where it would change something; of some datasets it says nothing of the others."""
    plan = plan_portal(project, orders, calls=calls)
    if not whole:
        asked = {order.dataset for order in orders}
        plan = plan.model_copy(update={"entries": tuple(e for e in plan.entries if e.dataset in asked)})
    if plan.has_changes:
        store_portal_plan(project, plan)
    return plan


def verify_portal(
    project: Project, contracts: Mapping[str, Contract], evidence: Evidence, datasets: Iterable[str] | None = None
) -> PortalResult:
    """Read everything back and return each difference from what the gate lets be shown; writes nothing."""
    with closing(portal_calls(project, writing=False)) as calls:
        orders = tuple(orders_for(project, contracts, evidence, datasets=datasets))
        if "ckan" not in load_portal(project).targets:  # whatever is shown there is told as still to be taken off
            ended = Closing("withdrawn", NO_TARGET, None, project.clock().date())
            orders = tuple(replace(order, folder=None, closing=ended) for order in orders)
        try:
            return PortalResult(orders, differences=tuple(verify_datasets(project, orders, calls=calls)))
        except _TOLD as told:
            return PortalResult(orders, problem=str(told))


def _was_written(order: Order, applied: Sequence[Applied]) -> bool:
    return any(done.dataset == order.dataset and done.action in WRITING and not done.failed for done in applied)
