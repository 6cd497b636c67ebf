# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measures the five dimensions of a source dataset, per partner and month, from what was recorded about it.

Keep out: derived datasets (grade_inheritance), gathering (grade_facts), and the clock: only recorded moments count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from godonu_platform.contracts.contract import Contract
from godonu_platform.landing.build_window import shifted
from godonu_platform.quality.check_results import CheckResult
from godonu_platform.quality.grade_facts import BERLIN, Facts
from godonu_platform.quality.grade_model import Dimension, Key, Measure, all_unknown
from godonu_platform.quality.grade_rules import GradeRules

LEDGER_CHECK = "hauptbuch"
# A column's usual share of filled cells is told by earlier months, if there are enough of them and of rows.
_MONTHS_BEFORE, _MOST_MONTHS, _ROWS = 2, 12, 30


@dataclass(frozen=True)
class Surroundings:
    """What one dataset's measures need beside the facts of one key.

    `horizon` is the newest landing of all, `first` the first one of each dataset and partner.
    """

    contract: Contract
    rules: GradeRules
    facts: Mapping[Key, Facts]
    checks: Sequence[CheckResult]
    horizon: datetime
    first: Mapping[tuple[str, str], datetime]


def first_arrivals(facts: Mapping[Key, Facts]) -> dict[tuple[str, str], datetime]:
    """Return when anything of a dataset first arrived from a partner."""
    found: dict[tuple[str, str], datetime] = {}
    for key, known in facts.items():
        for at, _ in known.arrivals:
            place = (key.dataset, key.ars)
            found[place] = min(at, found.get(place, at))
    return found


def measure(key: Key, around: Surroundings) -> dict[Dimension, Measure]:
    """Return the five dimensions of one source dataset, partner and month."""
    facts = around.facts[key]
    if facts.missing:
        nothing = all_unknown("nicht_geliefert")
        return nothing | {"vollstaendigkeit": Measure(0.0, "", "Für diesen Monat wurde nichts geliefert.")}
    return {
        "vollstaendigkeit": _completeness(key, facts, around),
        "aktualitaet": _timeliness(key, facts, around),
        "validitaet": _without(facts, "validitaet", "wurden abgewiesen oder sind als ungültig gekennzeichnet"),
        "konsistenz": _consistency(facts, around),
        "eindeutigkeit": _uniqueness(facts),
    }


def _without(facts: Facts, dimension: Dimension, words: str) -> Measure:
    poor = facts.poor.get(dimension, 0.0)
    detail = f"{_number(poor)} von {_number(facts.records)} Datensätzen {words}."
    return Measure.share(facts.records - poor, facts.records, detail)


def _completeness(key: Key, facts: Facts, around: Surroundings) -> Measure:
    required = _without(facts, "vollstaendigkeit", "fehlte eine Pflichtangabe")
    optional = _filled(key, facts, around)
    if required.value is None or optional is None or (optional.value or 0.0) >= required.value:
        return required
    return optional


def _filled(key: Key, facts: Facts, around: Surroundings) -> Measure | None:
    """Return how well the voluntary columns are filled, compared with what this partner usually fills.

    A column may be empty for good reason; that it was filled in the months before and now is not, tells of a loss.
    """
    before = [
        earlier
        for back in range(1, _MOST_MONTHS + 1)
        if (earlier := around.facts.get(Key(key.dataset, key.ars, shifted(key.month, -back)))) is not None
        and earlier.empty is not None and earlier.landed >= _ROWS
    ]  # fmt: skip
    if facts.empty is None or facts.landed < _ROWS or len(before) < _MONTHS_BEFORE:
        return None
    kept, worst, words = [], 1.0, ""
    for column in around.contract.columns:
        usual = median(_share_filled(earlier, column.name) for earlier in before)
        if column.required or usual <= 0:
            continue
        now = _share_filled(facts, column.name)
        kept.append(min(1.0, now / usual))
        if kept[-1] < worst:
            worst, words = kept[-1], f"»{column.title}« ist zu {now:.0%} ausgefüllt, sonst zu {usual:.0%}."
    return Measure.share(sum(kept), len(kept), words.replace("%", " %")) if kept else None


def _share_filled(facts: Facts, column: str) -> float:
    return 1 - (facts.empty[column] if facts.empty else 0) / facts.landed


def _timeliness(key: Key, facts: Facts, around: Surroundings) -> Measure:
    allowed = around.rules.deadlines.get(around.contract.frequency or "")
    if allowed is None:
        return Measure.unknown("keine_frist")
    newest = max(at for at, _ in facts.arrivals)
    if around.contract.month_column is None:
        # a snapshot holds until the next one: it is as current as it was when anything last arrived
        age = (around.horizon - newest).total_seconds() / 86_400
        detail = f"Der Stand ist {age:.0f} Tage alt, vereinbart sind höchstens {allowed}."
        return Measure.share(allowed, max(allowed, age), detail)
    ended = _month_end(key.month)
    due = ended + timedelta(days=allowed)
    if around.first[key.dataset, key.ars] > due:
        return Measure.unknown("nachgeliefert")
    if newest < ended:
        return Measure.unknown("monat_laeuft")
    if not facts.landed:
        return Measure.unknown("leer" if not facts.records else "nichts_angenommen")
    in_time = sum(rows for at, rows in facts.arrivals if at <= due)
    # later copies of the same records do not make the first ones late
    all_ = facts.counted.unique if facts.known_to_ledger and facts.counted.unique else facts.landed
    day = f"{due.astimezone(BERLIN):%d.%m.%Y}"
    detail = f"Bis zur Frist am {day} lagen {_number(min(in_time, all_))} von {_number(all_)} Datensätzen vor."
    return Measure.share(in_time, all_, detail)


def _consistency(facts: Facts, around: Surroundings) -> Measure:
    if any(check.name == LEDGER_CHECK and not check.passed for check in around.checks):
        return Measure(0.0, "", "Das Hauptbuch des Datensatzes geht nicht auf.")
    if not facts.known_to_ledger:
        return Measure.unknown("nicht_gerechnet")
    poor = facts.counted.conflicts + facts.poor.get("konsistenz", 0.0)
    detail = f"{_number(poor)} von {_number(facts.records)} Datensätzen widersprechen sich oder ihrer Prüfsumme."
    return Measure.share(facts.records - poor, facts.records, detail)


def _uniqueness(facts: Facts) -> Measure:
    if not facts.landed:
        return Measure.unknown("leer" if not facts.records else "nichts_angenommen")
    if not facts.known_to_ledger:
        return Measure.unknown("nicht_gerechnet")
    # a revision replaces its older version as agreed; only what came twice for nothing counts
    double = facts.counted.duplicates - facts.counted.superseded
    all_ = facts.counted.unique + double
    return Measure.share(all_ - double, all_, f"{_number(double)} von {_number(all_)} Datensätzen kamen doppelt.")


def _month_end(month: str) -> datetime:
    year, number = map(int, shifted(month, 1).split("-"))
    return datetime(year, number, 1, tzinfo=BERLIN).astimezone(UTC)


def _number(count: float) -> str:
    if 0 < count < 1:
        return "weniger als 1"
    return f"{count:,.0f}".replace(",", ".")
