# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A contract as the rest of the platform reads it: one dataset, its columns, who may see them.

Keep out: the checks and schemas made from a contract (row_checks, frames, dictionary).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from godonu_platform.contracts.column import Column, read_column
from godonu_platform.contracts.concept import Concept, concept_at, load_concept
from godonu_platform.contracts.concept_file import Layer
from godonu_platform.contracts.drawer_checks import drawer_mistakes
from godonu_platform.contracts.odcs import Arrival, DatasetExtras, OdcsFile, Protection
from godonu_platform.contracts.odcs_checks import checked
from godonu_platform.contracts.processing import Agreement, Need, Processing, StepDeclaration
from godonu_platform.project import SHIPPED_CONCEPT, Project
from godonu_platform.yaml_model import YamlMistakes, parse_document, read_document

__all__ = ["Column", "Contract", "load_contract", "load_contracts"]

DEFAULT_EARLIEST = date(2015, 1, 1)


@dataclass(frozen=True)
class Contract:
    """What one dataset promises."""

    path: Path
    name: str
    title: str
    description: str
    version: str
    status: str
    domain: str
    tags: tuple[str, ...]
    layer: Layer
    category: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    purpose: str
    concept: Concept = field(repr=False)
    usage: str | None = None
    limitations: str | None = None
    arrival: Arrival | None = None
    newer_by: str | None = None
    month_column: str | None = None
    earliest: date = DEFAULT_EARLIEST
    protection: Protection | None = None
    group: str | None = None
    frequency: str | None = None
    retention: str | None = None
    roles: dict[str, str] = field(default_factory=dict, hash=False)
    # Sortierung and Einordnung; None or empty: not stated, which the records tell as "fehlt"
    eu_themes: tuple[str, ...] = ()
    sample_catalogue: str | None = None
    region: str | None = None
    legal_basis: str | None = None
    processing_number: str | None = None
    retention_class: str | None = None
    protection_needs: Mapping[str, Need] = field(default_factory=dict, hash=False)
    ml_use: str | None = None
    source_system: str | None = None
    processing: Processing | None = None
    agreement: Agreement | None = None
    steps: tuple[StepDeclaration, ...] = ()
    raised: tuple[str | None, str | None] = (None, None)

    def column(self, name: str) -> Column:
        """Return a column by name; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def classification(self) -> str:
        """The class of the dataset: the strictest of its columns (maximum principle, BSI 200-2), or what raised it."""
        stated = [column.classification for column in self.columns]
        return self.concept.max("vertraulichkeit", [*stated, *filter(None, self.raised[:1])])

    @property
    def personal(self) -> str:
        """The personal reference of the dataset: the strongest of its columns, or what raised it."""
        stated = [column.personal for column in self.columns]
        return self.concept.max("personenbezug", [*stated, *filter(None, self.raised[1:])])

    @property
    def is_source(self) -> bool:
        """Whether deliveries arrive under this contract."""
        return self.arrival is not None

    @property
    def needs_key(self) -> bool:
        """Whether landing has to make pseudonyms, and therefore needs a key."""
        return any((c.treatment or "").startswith("pseudonym") for c in self.columns)


def load_contract(path: Path, concept: Concept | None = None) -> Contract:
    """Read one contract; raises YamlMistakes with every mistake of the file.

    Without a concept it is held against the one beside its drawer, or the shipped one. A file that has not changed
    since is not read again: a run asks for the drawer many times.
    """
    beside = path.parent.with_name(SHIPPED_CONCEPT.name)
    concept = concept or concept_at(beside if beside.exists() else SHIPPED_CONCEPT)
    try:
        status = path.stat()
    except OSError:
        return _read_contract(path, 0, 0, concept)
    return _read_contract(path, status.st_mtime_ns, status.st_size, concept)


@lru_cache(maxsize=512)
def _read_contract(path: Path, _changed: int, _size: int, concept: Concept) -> Contract:
    document = read_document(path)
    file = parse_document(document, OdcsFile)
    extras, column_extras = checked(document, file, concept)
    table = file.schema_[0]
    columns = tuple(
        read_column(prop, more, extras, concept) for prop, more in zip(table.properties, column_extras, strict=True)
    )
    return _contract(path, file, extras, columns, concept)


def _contract(
    path: Path, file: OdcsFile, extras: DatasetExtras, columns: tuple[Column, ...], concept: Concept
) -> Contract:
    table = file.schema_[0]
    keyed = sorted((p for p in table.properties if p.primary_key), key=lambda p: p.primary_key_position)
    levels = {level.property: str(level.value) + (level.unit or "") for level in file.sla}
    return Contract(
        path=path,
        name=file.name,
        title=table.business_name,
        description=table.description.strip(),
        version=file.version,
        status=file.status,
        domain=file.domain,
        tags=tuple(file.tags),
        layer=extras.datenebene,
        category=extras.datenkategorie,
        columns=columns,
        key=tuple(p.name for p in keyed),
        purpose=file.description.purpose.strip(),
        usage=file.description.usage,
        limitations=file.description.limitations,
        arrival=extras.eingangsart,
        newer_by=extras.neuer_nach,
        month_column=extras.monatsspalte,
        earliest=extras.fruehestens or DEFAULT_EARLIEST,
        protection=extras.offenlegungsschutz,
        group=extras.datengruppe,
        frequency=levels.get("frequency"),
        retention=levels.get("retention"),
        roles={r.role: r.description or "" for r in file.roles},
        concept=concept,
        **_placed(extras),
    )


def _placed(extras: DatasetExtras) -> dict[str, Any]:
    """Return what Sortierung and Einordnung say, under the names of Contract."""
    return {
        "eu_themes": extras.eu_thema,
        "sample_catalogue": extras.musterdatenkatalog,
        "region": extras.regionalbezug,
        "legal_basis": extras.rechtsgrundlage,
        "processing_number": extras.vvt_nummer,
        "retention_class": extras.loeschklasse,
        "protection_needs": extras.schutzbedarf,
        "ml_use": extras.ml_nutzung,
        "source_system": extras.quellsystem,
        "processing": extras.verarbeitung,
        "agreement": extras.vereinbarung,
        "steps": extras.schutzschritte,
        "raised": (extras.vertraulichkeit, extras.personenbezug),
    }


def load_contracts(project: Project) -> dict[str, Contract]:
    """Read the whole drawer; raises YamlMistakes with the mistakes of all files at once."""
    concept = load_concept(project)
    contracts: dict[str, Contract] = {}
    mistakes = []
    for path in sorted(project.contracts.glob("*.yaml")):
        try:
            contract = load_contract(path, concept)
            contracts[contract.name] = contract
        except YamlMistakes as error:
            mistakes += error.mistakes
    mistakes += drawer_mistakes(project.contracts, compare=bool(mistakes))
    if mistakes:
        raise YamlMistakes(mistakes)
    return contracts
