# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shape of a contract file: the part of ODCS 3.1 that this platform writes, every other key refused.

Keep out: what the rest of the platform wants to know of a contract; that is contract.py.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from godonu_platform.yaml_model import StrictModel

LogicalType = Literal["string", "integer", "number", "timestamp", "date", "boolean"]
Classification = Literal["oeffentlich", "intern", "vertraulich", "streng_vertraulich"]
Personal = Literal["keiner", "aggregiert_anonymisiert", "pseudonym", "personenbezogen", "besondere_kategorie"]
Layer = Literal["roh", "bereinigt", "abgeleitet", "veroeffentlichung"]
Category = Literal["stammdaten", "ereignisdaten", "sensordaten", "referenzdaten", "statistik", "metadaten"]
Arrival = Literal["ereignisse", "revidierbar", "schnappschuss"]
Treatment = Literal["pseudonym_fall", "pseudonym_sitzung", "pseudonym_besucher", "freitext", "url"]
Role = Literal["dateneigentuemer", "data_steward", "datenbereitsteller", "datenschutzbeauftragte"]
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
    classification: Classification | None = None
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

    role: Role
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

    datenebene: Layer
    datenkategorie: Category
    eingangsart: Arrival | None = None
    neuer_nach: str | None = None
    monatsspalte: str | None = None
    fruehestens: date | None = None
    offenlegungsschutz: Protection | None = None
    datengruppe: str | None = None


class ColumnExtras(StrictModel):
    """The custom properties of a column."""

    personenbezug: Personal = "personenbezogen"
    einheit: str | None = None
    bezeichnungen: dict[str, str] = Field(default_factory=dict)
    behandlung: Treatment | None = None
    eingang: list[str] = Field(default_factory=list)
    hoechstens: str | None = None
