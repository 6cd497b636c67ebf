# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Data Governance concept as the platform asks it: which values exist, which of two is stricter, who may decide.

Keep out: the words themselves (governance/concept.yaml) and what follows from them for one dataset (governance/).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

from godonu_platform.contracts.concept_checks import contradictions
from godonu_platform.contracts.concept_file import (
    AXES,
    GOALS,
    LAYERS,
    AxisEntry,
    ConceptFile,
    DecisionRules,
    Question,
    Role,
    Term,
    parsed_period,
)
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes, parse_document, read_document

__all__ = ["AXES", "GOALS", "LAYERS", "Concept", "Question", "RetentionClass", "Role", "Term", "load_concept"]


@dataclass(frozen=True)
class RetentionClass:
    """One Löschklasse: how long (ISO 8601 duration, None = for good) from which starting point on."""

    id: str
    period: str | None
    start: str
    title: str
    definition: str

    def ends_on(self, begin: date) -> date | None:
        """Return the first day on which a thing that began on a day has to be gone; None = never."""
        if self.period is None:
            return None
        months, days = parsed_period(self.period)
        years, month = divmod(begin.month - 1 + months, 12)
        first = date(begin.year + years, month + 1, 1)
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        # the 31st has no like in every month; the period then ends with the month, never earlier
        same_day = min(begin.day, (following - first).days)
        return first + timedelta(days=same_day - 1 + days)


@dataclass(frozen=True, eq=False)
class Concept:
    """The concept; the axes are vertraulichkeit, personenbezug, schutzbedarf and ml_nutzung."""

    path: Path
    file: ConceptFile

    def axis(self, axis: str) -> AxisEntry:
        """Return an axis with its words; raises KeyError."""
        if axis not in AXES:
            raise KeyError(axis)
        found: AxisEntry = getattr(self.file.axes, axis)
        return found

    @cached_property
    def _values(self) -> dict[str, tuple[str, ...]]:
        return {axis: tuple(entry.value for entry in self.axis(axis).values) for axis in AXES}

    @cached_property
    def _ranks(self) -> dict[str, dict[str, int]]:
        return {axis: {value: rank for rank, value in enumerate(values)} for axis, values in self._values.items()}

    def values(self, axis: str) -> tuple[str, ...]:
        """Return the values of an axis, from the most open to the strictest."""
        return self._values[axis]

    def rank(self, axis: str, value: str | None) -> int:
        """Return how strict a value is, from 0 on; what the concept does not know is as strict as the strictest."""
        ranks = self._ranks[axis]
        return ranks.get(value or "", len(ranks) - 1)

    def strictest(self, axis: str) -> str:
        """Return the strictest value of an axis."""
        return self._values[axis][-1]

    def most_open(self, axis: str) -> str:
        """Return the most open value of an axis."""
        return self._values[axis][0]

    def unstated(self, axis: str) -> str:
        """Return what counts when a contract says nothing."""
        return self.axis(axis).unstated

    def max(self, axis: str, values: Iterable[str | None]) -> str:
        """Return the strictest of several values (maximum principle); of none at all, the strictest there is."""
        ranks = [self.rank(axis, value) for value in values]
        return self._values[axis][max(ranks)] if ranks else self.strictest(axis)

    def may_leave(self, axis: str, value: str | None) -> bool:
        """Return whether a column of this value may be published."""
        return value in self.axis(axis).may_leave

    def title(self, axis: str, value: str) -> str:
        """Return how a value is shown to people; a value that the concept does not know is shown as it is."""
        return next((entry.title for entry in self.axis(axis).values if entry.value == value), value)

    @property
    def roles(self) -> Mapping[str, Role]:
        """All roles, central and decentral."""
        return self.file.roles

    @cached_property
    def retention_classes(self) -> Mapping[str, RetentionClass]:
        """All Löschklassen by their id."""
        entries = self.file.retention.items()
        return {id_: RetentionClass(id_, e.period, e.start, e.title, e.definition) for id_, e in entries}

    @property
    def grades(self) -> Mapping[str, float]:
        """The share from which on each grade is given, best first; below stands `grade(0)`."""
        return self.file.grades.thresholds

    def grade(self, share: float | None) -> str:
        """Return the grade of a share of kept checks (0 to 1); what was not measured gets the lowest."""
        reached = (grade for grade, threshold in self.grades.items() if share is not None and share >= threshold)
        return next(reached, self.file.grades.below)

    @property
    def dimensions(self) -> Mapping[str, Term]:
        """What the Bewertung measures."""
        return self.file.grades.dimensions

    @property
    def four_eyes(self) -> DecisionRules:
        """Which roles decide an opening, which sign with them, from which personal reference on they have to."""
        return self.file.decision

    @property
    def four_eyes_from(self) -> str:
        """The personal reference from which on two people must sign; from here on data speaks of people."""
        return self.four_eyes.four_eyes_from

    def needs_four_eyes(self, personal: str | None) -> bool:
        """Return whether two people must sign, by the strongest personal reference upstream of the dataset."""
        return self.rank("personenbezug", personal) >= self.rank("personenbezug", self.four_eyes_from)

    @property
    def checklist(self) -> Mapping[str, Question]:
        """The questions before an opening."""
        return self.file.checklist

    @property
    def grounds(self) -> Mapping[str, Term]:
        """Why a dataset stays closed."""
        return self.file.grounds

    @property
    def technical_columns(self) -> tuple[str, ...]:
        """What the platform itself adds to landed rows: choosing rows by these says nothing of a person."""
        return self.file.row_choice.columns

    @property
    def technical_tables(self) -> tuple[str, ...]:
        """The platform's own tables, of which the same holds."""
        return self.file.row_choice.tables


def load_concept(project: Project) -> Concept:
    """Read governance/concept.yaml; raises YamlMistakes. A file that has not changed is not read again."""
    return concept_at(project.concept)


def concept_at(path: Path) -> Concept:
    """Read the concept that lies at a path; raises YamlMistakes."""
    try:
        status = path.stat()
    except OSError:
        return _read_concept(path, 0, 0)
    return _read_concept(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=16)
def _read_concept(path: Path, _changed: int, _size: int) -> Concept:
    document = read_document(path)
    file = parse_document(document, ConceptFile)
    mistakes = list(contradictions(document, file))
    if mistakes:
        raise YamlMistakes(mistakes)
    return Concept(path, file)
