# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A contract as the rest of the platform reads it: one dataset, its columns, who may see them.

Keep out: the checks and schemas made from a contract (row_checks, frames, dictionary).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from godonu_platform.contracts.odcs import (
    Arrival,
    Category,
    Classification,
    ColumnExtras,
    Layer,
    LogicalType,
    OdcsFile,
    Personal,
    Property,
    Protection,
    Treatment,
)
from godonu_platform.contracts.odcs_checks import checked
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes, parse_document, read_document

# Ordered from open to closed; unknown is strictest (publishing-and-governance 4.4, rule 1).
CLASSIFICATIONS: tuple[Classification, ...] = ("oeffentlich", "intern", "vertraulich", "streng_vertraulich")
PERSONAL: tuple[Personal, ...] = (
    "keiner", "aggregiert_anonymisiert", "pseudonym", "personenbezogen", "besondere_kategorie",
)  # fmt: skip
DEFAULT_EARLIEST = date(2015, 1, 1)
_DUCKDB_TYPES: dict[LogicalType, str] = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DECIMAL(18,6)",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
    "boolean": "BOOLEAN",
}


@dataclass(frozen=True)
class Column:
    """One column of a contract."""

    name: str
    title: str
    description: str
    type: LogicalType
    required: bool = False
    unique: bool = False
    primary_key: bool = False
    classification: Classification = "streng_vertraulich"
    classified: bool = False
    personal: Personal = "personenbezogen"
    unit: str | None = None
    allowed: tuple[str, ...] | None = None
    labels: dict[str, str] = field(default_factory=dict, hash=False)
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    treatment: Treatment | None = None
    inputs: tuple[str, ...] = ()
    at_most: str | None = None
    example: str | None = None

    @property
    def duckdb_type(self) -> str:
        """The type of the column in the lake and in the warehouse; timestamps are UTC without zone."""
        return _DUCKDB_TYPES[self.type]


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
    category: Category
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    purpose: str
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

    def column(self, name: str) -> Column:
        """Return a column by name; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def classification(self) -> Classification:
        """The class of the dataset: the strictest of its columns (maximum principle, BSI 200-2)."""
        return max((c.classification for c in self.columns), key=CLASSIFICATIONS.index)

    @property
    def personal(self) -> Personal:
        """The personal reference of the dataset: the strongest of its columns."""
        return max((c.personal for c in self.columns), key=PERSONAL.index)

    @property
    def is_source(self) -> bool:
        """Whether deliveries arrive under this contract."""
        return self.arrival is not None

    @property
    def needs_key(self) -> bool:
        """Whether landing has to make pseudonyms, and therefore needs a key."""
        return any((c.treatment or "").startswith("pseudonym") for c in self.columns)


def load_contract(path: Path) -> Contract:
    """Read one contract; raises YamlMistakes with every mistake of the file.

    A file that has not changed since is not read again: a run asks for the drawer many times.
    """
    try:
        status = path.stat()
    except OSError:
        return _read_contract(path, 0, 0)
    return _read_contract(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=512)
def _read_contract(path: Path, _changed: int, _size: int) -> Contract:
    document = read_document(path)
    file = parse_document(document, OdcsFile)
    extras, column_extras = checked(document, file)
    table = file.schema_[0]
    columns = tuple(_column(p, more) for p, more in zip(table.properties, column_extras, strict=True))
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
    )


def _column(prop: Property, more: ColumnExtras) -> Column:
    return Column(
        name=prop.name,
        title=prop.business_name,
        description=prop.description.strip(),
        type=prop.logical_type,
        required=prop.required or prop.primary_key,
        unique=prop.unique,
        primary_key=prop.primary_key,
        classification=prop.classification or "streng_vertraulich",
        classified=prop.classification is not None,
        personal=more.personenbezug,
        unit=more.einheit,
        allowed=tuple(prop.quality[0].arguments.valid_values) if prop.quality else None,
        labels=more.bezeichnungen,
        pattern=prop.options.pattern,
        minimum=prop.options.minimum,
        maximum=prop.options.maximum,
        max_length=prop.options.max_length,
        at_most=more.hoechstens,
        treatment=more.behandlung,
        inputs=tuple(more.eingang) or (prop.name,),
        example=prop.examples[0] if prop.examples else None,
    )


def load_contracts(project: Project) -> dict[str, Contract]:
    """Read the whole drawer; raises YamlMistakes with the mistakes of all files at once."""
    contracts: dict[str, Contract] = {}
    mistakes = []
    for path in sorted(project.contracts.glob("*.yaml")):
        try:
            contract = load_contract(path)
            contracts[contract.name] = contract
        except YamlMistakes as error:
            mistakes += error.mistakes
    if mistakes:
        raise YamlMistakes(mistakes)
    return contracts
