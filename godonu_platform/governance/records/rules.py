# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the authority itself says about its records (governance/verzeichnisse.yaml): who supplies what, names, HVD.

Keep out: what is missing where (gaps).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pydantic import Field

from godonu_platform.contracts.concept import Concept
from godonu_platform.project import Project
from godonu_platform.yaml_model import Document, Mistake, StrictModel, YamlMistakes, parse_document, read_document


class HighValue(StrictModel):
    """A dataset to which the regulation on high-value datasets is applied, and why."""

    dataset: str = Field(alias="datensatz")
    category: str = Field(alias="kategorie", min_length=3)
    reason: str = Field(alias="begruendung", min_length=10)


class HighValueRules(StrictModel):
    """Whether that regulation is applied: to nothing, unless a dataset is named with a reason."""

    regulation: str = Field(alias="verordnung", min_length=3)
    reason: str = Field(alias="begruendung", min_length=10)
    datasets: tuple[HighValue, ...] = Field((), alias="datensaetze")

    def of(self, dataset: str) -> HighValue | None:
        """Return the entry of a dataset; without one the regulation is not applied to it."""
        return next((entry for entry in self.datasets if entry.dataset == dataset), None)


class RecordRules(StrictModel):
    """The file governance/verzeichnisse.yaml."""

    suppliers: dict[str, str] = Field(alias="ergaenzt", min_length=1)
    activities: dict[str, str] = Field({}, alias="verarbeitungstaetigkeiten")
    high_value: HighValueRules = Field(alias="hochwertige_datensaetze")


def load_record_rules(project: Project, concept: Concept, datasets: Collection[str]) -> RecordRules:
    """Read the file; raises YamlMistakes, also for a role or a dataset that does not exist."""
    document = read_document(project.governance / "verzeichnisse.yaml")
    rules = parse_document(document, RecordRules)
    mistakes = list(_mistakes(document, rules, concept, datasets))
    if mistakes:
        raise YamlMistakes(mistakes)
    return rules


def _mistakes(document: Document, rules: RecordRules, concept: Concept, datasets: Collection[str]) -> Iterator[Mistake]:
    for statement, role in rules.suppliers.items():
        if role not in concept.roles:
            known = ", ".join(concept.roles)
            yield document.mistake(("ergaenzt", statement), f"unbekannte Rolle; im Konzept stehen: {known}")
    for number, entry in enumerate(rules.high_value.datasets):
        if entry.dataset not in datasets:
            at = ("hochwertige_datensaetze", "datensaetze", number, "datensatz")
            yield document.mistake(at, "diesen Datensatz gibt es nicht; bitte den Namen aus seinem Datenvertrag nehmen")
