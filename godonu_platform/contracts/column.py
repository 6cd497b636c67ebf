# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One column of a contract as the rest of the platform reads it: name, type, limits, class.

Keep out: the dataset around it; that is contract.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from godonu_platform.contracts.concept import Concept
from godonu_platform.contracts.odcs import ColumnExtras, DatasetExtras, LogicalType, Property, Treatment

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
    # a class that the concept does not know counts as the strictest of its axis
    classification: str = ""
    classified: bool = False
    personal: str = ""
    protection_need: str = ""
    ml_use: str = ""
    counts_cases: bool = False
    screen_exception: str | None = None
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


def read_column(prop: Property, more: ColumnExtras, dataset: DatasetExtras, concept: Concept) -> Column:
    """Return a column of a contract; what it does not state of itself comes from the dataset, else counts as stated."""
    need = dataset.schutzbedarf.get("vertraulichkeit")
    return Column(
        name=prop.name,
        title=prop.business_name,
        description=prop.description.strip(),
        type=prop.logical_type,
        required=prop.required or prop.primary_key,
        unique=prop.unique,
        primary_key=prop.primary_key,
        classification=prop.classification or concept.unstated("vertraulichkeit"),
        classified=prop.classification is not None,
        personal=more.personenbezug or concept.unstated("personenbezug"),
        protection_need=more.schutzbedarf or (need.level if need else concept.unstated("schutzbedarf")),
        ml_use=more.ml_nutzung or dataset.ml_nutzung or concept.unstated("ml_nutzung"),
        counts_cases=more.zaehlwert,
        screen_exception=more.ausnahme_personensuche,
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
