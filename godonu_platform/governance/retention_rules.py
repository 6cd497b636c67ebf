# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which Löschklasse applies to what: the contract's for a dataset, governance/retention.yaml for the other shelves.

Keep out: what is due today (retention_due).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from godonu_platform.contracts.concept import Concept, RetentionClass, load_concept
from godonu_platform.contracts.contract import Contract
from godonu_platform.project import Project
from godonu_platform.yaml_model import Mistake, StrictModel, YamlMistakes, nearest, parse_document, read_document

# The starting points that the platform can tell from its own records; the concept says them in words.
COLLECTED, DELIVERED, REPLACED, CASE_CLOSED = "erhebung", "lieferung", "ersetzung", "vorgangsende"
KNOWN_STARTS = (COLLECTED, DELIVERED, REPLACED, CASE_CLOSED)
_BERLIN = ZoneInfo("Europe/Berlin")


class Shelves(StrictModel):
    """The Löschklassen of shelves that hold more than one dataset; without one a thing goes with its rows only."""

    deliveries: str | None = Field(None, alias="rohlieferungen")
    quarantine: str | None = Field(None, alias="quarantaene")
    runs: str | None = Field(None, alias="laufprotokolle")


class RetentionFile(StrictModel):
    """The file governance/retention.yaml."""

    shelves: Shelves = Field(alias="ablagen")


@dataclass(frozen=True)
class RetentionRules:
    """All Löschregeln, ready to be asked."""

    concept: Concept
    deliveries: RetentionClass | None = None
    quarantine: RetentionClass | None = None
    runs: RetentionClass | None = None

    def of(self, contract: Contract) -> RetentionClass | None:
        """Return the Löschklasse of a dataset, or None when its contract names none that can be applied."""
        found = self.concept.retention_classes.get(contract.retention_class or "")
        return found if found is not None and found.start in KNOWN_STARTS else None

    def gaps(self, contracts: Iterable[Contract]) -> list[str]:
        """Return in German which datasets keep their rows for ever because nobody said otherwise."""
        told = []
        for contract in contracts:
            named = self.concept.retention_classes.get(contract.retention_class or "")
            if named is None:
                told.append(f"{contract.name}: Im Vertrag fehlt die Löschklasse (loeschklasse); gelöscht wird nichts.")
            elif named.start not in KNOWN_STARTS:
                told.append(
                    f"{contract.name}: Den Startzeitpunkt »{named.start}« kann die Plattform nicht bestimmen; "
                    f"bitte einen von {', '.join(KNOWN_STARTS)} wählen."
                )
        return told


def load_retention_rules(project: Project) -> RetentionRules:
    """Read concept and shelves; raises YamlMistakes, also for a class that the concept does not know."""
    concept = load_concept(project)
    path = project.governance / "retention.yaml"
    if not path.is_file():
        return RetentionRules(concept)
    document = read_document(path)
    shelves = parse_document(document, RetentionFile).shelves
    found: dict[str, RetentionClass | None] = {}
    mistakes: list[Mistake] = []
    for name, field in Shelves.model_fields.items():
        wanted = getattr(shelves, name)
        found[name] = concept.retention_classes.get(wanted) if wanted else None
        if wanted and found[name] is None:
            guess = nearest(wanted, concept.retention_classes)
            hint = f"gemeint war wohl »{guess}«" if guess else f"erlaubt sind: {', '.join(concept.retention_classes)}"
            mistakes.append(
                document.mistake(("ablagen", str(field.alias)), f"diese Löschklasse gibt es im Konzept nicht; {hint}")
            )
    if mistakes:
        raise YamlMistakes(mistakes)
    return RetentionRules(concept, **found)


def last_day(month: str) -> date:
    """Return the last day of a month (YYYY-MM)."""
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def berlin_day(instant: str | datetime) -> date:
    """Return the day of an instant in Berlin."""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return moment.astimezone(_BERLIN).date()
