# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Carries out a plan: what was planned, or nothing. A fault in one dataset stays with that dataset.

Keep out: what a dataset needs (assessment), and the single calls (release_writer, withdrawal).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import cast

from godonu_platform.catalogs.ckan.assessment import ReleaseWork, Surroundings
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.memberships import NoHome
from godonu_platform.catalogs.ckan.orders import WRITING, Applied, Order
from godonu_platform.catalogs.ckan.portal_plan import (
    Assessment,
    PortalEntry,
    PortalPlan,
    assess,
    assess_all,
    look_around,
)
from godonu_platform.catalogs.ckan.release_writer import ReleaseWriter, lost_race
from godonu_platform.catalogs.ckan.shown import Shown
from godonu_platform.catalogs.ckan.site import portal_calls
from godonu_platform.catalogs.ckan.tally import Tally
from godonu_platform.catalogs.ckan.withdrawal import close
from godonu_platform.catalogs.release_folder import UnusableRelease
from godonu_platform.failure import place_of
from godonu_platform.project import Project

__all__ = ["Applied", "PlanOutdated", "apply_plan"]
# More would only wait for one another in CKAN; within a dataset the calls follow one another.
AT_ONCE = 3
Progress = Callable[[str, int, int], None]
_OUTDATED = (
    "Der Plan ist älter als das Portal oder die Freigabe: {names}. Seit dem Planen hat sich dort etwas geändert; bitte "
    "neu planen und den neuen Plan ansehen."
)
_OTHER_PORTAL = (
    "Der Plan gilt für das Portal {planned}, eingestellt ist {now}. Bitte GODONU_CKAN_URL prüfen oder neu planen "
    "und den neuen Plan ansehen."
)
_AT_THE_SAME_TIME = (
    "Jemand hat diesen Datensatz im Portal gleichzeitig geändert, anders als geplant. Es ging nichts verloren; bitte "
    "neu planen."
)


class PlanOutdated(RuntimeError):
    """Portal or releases are not what the plan saw; nothing was written. The text names the datasets."""


class _ChangedMeanwhile(RuntimeError):
    """Something else than planned would have to be written."""


def apply_plan(
    project: Project,
    plan: PortalPlan,
    orders: Sequence[Order],
    *,
    calls: Calls | None = None,
    progress: Progress | None = None,
) -> tuple[Applied, ...]:
    """Carry out a plan; datasets for which it plans nothing are not even read.

    Raises PlanOutdated before the first write, and NoPortal, PortalTooOld, PortalFault when the portal is not there.
    """
    calls = calls or portal_calls(project)
    planned = [entry for entry in plan.entries if entry.action in WRITING]
    idle = {entry.dataset: Applied(entry.dataset, entry.action, 0, entry.url) for entry in plan.entries}
    if not planned:
        return tuple(idle.values())
    if plan.portal != calls.url:
        raise PlanOutdated(_OTHER_PORTAL.format(planned=plan.portal, now=calls.url))
    around = look_around(project, calls)
    names = {entry.dataset for entry in planned}
    found = {one.order.dataset: one for one in assess_all(around, calls, [o for o in orders if o.dataset in names])}
    _refuse_outdated(planned, found)
    steps = _Steps(progress, len(planned))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(lambda entry: _carried_out(around, calls, found[entry.dataset], steps), planned))
    return tuple((idle | {one.dataset: one for one in done}).values())


class _Steps:
    """Tells the watcher about each dataset as it begins."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._begun = progress, total, 0

    def begin(self, dataset: str) -> None:
        if self._progress is not None:
            self._progress(dataset, self._begun, self._total)
        self._begun += 1


def _refuse_outdated(planned: Sequence[PortalEntry], found: Mapping[str, Assessment]) -> None:
    moved = []
    for entry in planned:
        now = found.get(entry.dataset)
        if now is None or not _same(entry, now):
            held = now is not None and now.entry.action == "held_back"
            moved.append(f"{entry.title} ({' '.join(now.entry.reasons)})" if now and held else entry.title)
    if moved:
        raise PlanOutdated(_OUTDATED.format(names=", ".join(moved)))


def _same(entry: PortalEntry, now: Assessment) -> bool:
    return (entry.seen, entry.action, entry.version, entry.changes) == (
        now.entry.seen, now.entry.action, now.entry.version, now.entry.changes,
    )  # fmt: skip


def _carried_out(around: Surroundings, calls: Calls, found: Assessment, steps: _Steps) -> Applied:
    """Carry out one dataset; who loses a race looks once more and finishes only what was planned."""
    entry, tally = found.entry, Tally(calls)
    steps.begin(entry.title)
    done = partial(Applied, entry.dataset, entry.action, url=entry.url)
    try:
        try:
            problems = _write(around, tally, found)
        except PortalFault as fault:
            if not lost_race(fault):
                raise
            problems = _write(around, tally, _planned_rest(around, calls, found))
    except _ChangedMeanwhile:
        return done(writes=tally.writes, problems=(_AT_THE_SAME_TIME,), failed=True)
    except (PortalFault, NoHome, UnusableRelease) as refusal:  # German texts of ours
        told = _AT_THE_SAME_TIME if isinstance(refusal, PortalFault) and lost_race(refusal) else str(refusal)
        return done(writes=tally.writes, problems=(told,), failed=True)
    except Exception as error:  # the text may hold a cell value; kind and place are enough
        what = f"Die Veröffentlichung im Portal ist abgebrochen ({place_of(error)}); sie lässt sich wiederholen."
        return done(writes=tally.writes, problems=(what,), failed=True)
    return done(writes=tally.writes, problems=tuple(problems))


def _planned_rest(around: Surroundings, calls: Calls, found: Assessment) -> Assessment:
    """Look again after somebody else wrote; what is left may be less than planned, but nothing else."""
    now = assess(around, calls, found.order)
    names = {change.name for change in found.entry.changes}
    by_hand = any(change.by_hand for change in now.entry.changes if change.name not in names)
    if now.entry.action == "held_back" or by_hand:
        raise _ChangedMeanwhile
    return now


def _write(around: Surroundings, tally: Tally, found: Assessment) -> list[str]:
    if found.entry.action not in WRITING:
        return []
    calls = cast(Calls, tally)
    if found.work is None:
        assert found.order.closing is not None and found.shown.package is not None
        close(around.site, calls, found.order.dataset, found.order.closing, found.shown.package)
        return []

    def again() -> tuple[Shown, ReleaseWork]:
        now = assess(around, calls, found.order)
        if now.work is None:
            raise _ChangedMeanwhile
        return now.shown, now.work

    writer = ReleaseWriter(around, calls)
    writer.write(found.shown, found.work, again)
    return writer.problems
