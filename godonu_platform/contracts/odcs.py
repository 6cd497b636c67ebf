# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shape of a contract file: the part of ODCS 3.1 that this platform writes, every other key refused.

Keep out: what the rest of the platform wants to know of a contract; that is contract.py.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from godonu_platform.contracts.concept_file import Goal, Layer
from godonu_platform.contracts.partners import ARS_PATTERN
from godonu_platform.contracts.processing import Agreement, Need, Processing, StepDeclaration
from godonu_platform.yaml_model import StrictModel

LogicalType = Literal["string", "integer", "number", "timestamp", "date", "boolean"]
# How the platform treats what arrives: each of these is a way the code knows. Classes, roles and periods are words of
# the concept instead, and contracts are checked against it (declared_checks.py).
Arrival = Literal["ereignisse", "revidierbar", "schnappschuss"]
Treatment = Literal["pseudonym_fall", "pseudonym_sitzung", "pseudonym_besucher", "freitext", "url"]
Protection = Literal["basis5", "keine"]


class CustomProperty(StrictModel):
    """ODCS customProperties entry; which names and values are allowed is checked in contract.py."""

    property: str
    value: Any
    description: str | None = None


class TypeOptions(StrictModel):
    """ODCS logicalTypeOptions, the ones that a row check can be made of."""

    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    max_length: int | None = Field(None, alias="maxLength", ge=1)
    format: str | None = None


class ValidValues(StrictModel):
    """Arguments of the library metric invalidValues."""

    valid_values: list[str] = Field(alias="validValues", min_length=1)


class Quality(StrictModel):
    """ODCS quality rule; allowed values of a column are written as the library metric invalidValues."""

    type: Literal["library"]
    metric: Literal["invalidValues"]
    arguments: ValidValues
    must_be: Literal[0] = Field(alias="mustBe")
    description: str | None = None


class Property(StrictModel):
    """One column."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")
    business_name: str = Field(alias="businessName", min_length=1)
    description: str = Field(min_length=1)
    logical_type: LogicalType = Field(alias="logicalType")
    physical_type: str | None = Field(None, alias="physicalType")
    required: bool = False
    unique: bool = False
    primary_key: bool = Field(False, alias="primaryKey")
    primary_key_position: int = Field(-1, alias="primaryKeyPosition")
    classification: str | None = None
    options: TypeOptions = Field(TypeOptions(), alias="logicalTypeOptions")
    quality: list[Quality] = Field(default_factory=list)
    examples: list[str] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)
    custom: list[CustomProperty] = Field(default_factory=list, alias="customProperties")


class SchemaObject(StrictModel):
    """The one table of a contract."""

    name: str
    business_name: str = Field(alias="businessName", min_length=1)
    description: str = Field(min_length=1)
    logical_type: Literal["object"] = Field(alias="logicalType")
    physical_type: str = Field(alias="physicalType")
    properties: list[Property] = Field(min_length=1)


class Description(StrictModel):
    """Why the dataset exists, how to use it, what it cannot tell."""

    purpose: str = Field(min_length=1)
    usage: str | None = None
    limitations: str | None = None


class RoleEntry(StrictModel):
    """Who answers, as a role; people never stand in a contract."""

    role: str
    description: str | None = None


class ServiceLevel(StrictModel):
    """ODCS slaProperties entry, e.g. frequency or retention."""

    property: Literal["frequency", "retention", "latency"]
    value: str | int
    unit: str | None = None
    driver: Literal["regulatory", "analytics", "operational"] | None = None
    description: str | None = None


class OdcsFile(StrictModel):
    """One file of governance/contracts/."""

    api_version: Literal["v3.1.0"] = Field(alias="apiVersion")
    kind: Literal["DataContract"]
    id: str
    name: str
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    status: Literal["proposed", "draft", "active", "deprecated", "retired"]
    domain: str
    tags: list[str] = Field(default_factory=list)
    description: Description
    schema_: list[SchemaObject] = Field(alias="schema", min_length=1, max_length=1)
    roles: list[RoleEntry] = Field(default_factory=list)
    sla: list[ServiceLevel] = Field(default_factory=list, alias="slaProperties")
    custom: list[CustomProperty] = Field(alias="customProperties")


class DatasetExtras(StrictModel):
    """The custom properties of a dataset, by the names the concept uses."""

    # Einordnung: where it stands and what is done with it
    datenebene: Layer
    eingangsart: Arrival | None = None
    neuer_nach: str | None = None
    monatsspalte: str | None = None
    fruehestens: date | None = None
    offenlegungsschutz: Protection | None = None
    datengruppe: str | None = None
    quellsystem: str | None = Field(None, min_length=1)
    # Sortierung: what it is about
    datenkategorie: str
    eu_thema: tuple[str, ...] = ()
    musterdatenkatalog: str | None = Field(None, pattern=r"^[A-Za-z0-9]+(/[A-Za-z0-9]+)*$")
    regionalbezug: str | None = Field(None, pattern=ARS_PATTERN)
    # Einordnung: why it may be kept, and how long
    rechtsgrundlage: str | None = Field(None, min_length=1)
    vvt_nummer: str | None = Field(None, pattern=r"^VVT-\d{2,}$")
    loeschklasse: str | None = None
    verarbeitung: Processing | None = None
    vereinbarung: Agreement | None = None
    # Klassifizierung of the dataset as a whole; it may be stricter than its columns, never milder
    vertraulichkeit: str | None = None
    personenbezug: str | None = None
    schutzbedarf: dict[Goal, Need] = Field(default_factory=dict)
    ml_nutzung: str | None = None
    schutzschritte: tuple[StepDeclaration, ...] = ()


class ColumnExtras(StrictModel):
    """The custom properties of a column."""

    personenbezug: str | None = None
    schutzbedarf: str | None = None
    ml_nutzung: str | None = None
    zaehlwert: bool = False
    ausnahme_personensuche: str | None = Field(None, min_length=10)
    einheit: str | None = None
    bezeichnungen: dict[str, str] = Field(default_factory=dict)
    behandlung: Treatment | None = None
    eingang: list[str] = Field(default_factory=list)
    hoechstens: str | None = None
