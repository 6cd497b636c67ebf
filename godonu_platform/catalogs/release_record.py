# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The record inside a release folder (release.json): all that a catalogue client knows of a dataset.

Keep out: how a release is made or judged; publication writes the record, clients only read it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from godonu_platform.catalogs.grade_record import GradeReport
from godonu_platform.catalogs.lifecycle import Deprecation, HvdClaim
from godonu_platform.catalogs.mqa_record import MqaNote
from godonu_platform.catalogs.provenance_record import Provenance
from godonu_platform.yaml_model import StrictModel

RECORD_NAME = "release.json"
DATA_FILES = {"csv": "data.csv", "parquet": "data.parquet", "json": "data.json"}
DICTIONARY_NAME = "dictionary.csv"
CHART_NAME = "chart.svg"

Outcome = Literal["offen", "nicht_offen", "gestoppt"]
Severity = Literal["error", "warn"]
Coverage = Literal["vorhanden", "gesperrt", "fehlt"]
SampleState = Literal["alle", "teilweise", "keine"]


class Finding(StrictModel):
    """What a gate check found; `message` says in German what to do and never holds a cell value."""

    check: str
    code: str
    severity: Severity
    message: str
    column: str | None = None
    partner: str | None = None


class PartnerIn(StrictModel):
    """A partner whose rows are in the release, by which decision, and whether its figures are generated."""

    ars: str
    name: str
    decision: str
    sample: bool
    contributor_id: str


class PartnerOut(StrictModel):
    """A partner whose rows were left out, and why."""

    ars: str
    name: str
    code: str
    reason: str


class CheckRun(StrictModel):
    """One check of the gate: passed or not; `reused` when the same content had been checked before."""

    name: str
    title: str
    passed: bool
    reused: bool = False


class GateRecord(StrictModel):
    """What the gate said: which checks ran, what they found, who is in and who is not.

    fingerprint: of what was decided upon. screened: the hash of each file that the gate has looked at.
    """

    dataset: str
    outcome: Outcome
    checks: tuple[CheckRun, ...]
    findings: tuple[Finding, ...]
    partners_in: tuple[PartnerIn, ...]
    partners_out: tuple[PartnerOut, ...]
    content_key: str
    fingerprint: str = ""
    screened: dict[str, str] = {}

    @property
    def partner_names(self) -> dict[str, str]:
        """The names of all partners with rows, in or out, by their key."""
        inside = {partner.ars: partner.name for partner in self.partners_in}
        return inside | {partner.ars: partner.name for partner in self.partners_out}


class ColumnNote(StrictModel):
    """One row of the data dictionary."""

    name: str
    title: str
    description: str
    type: str
    unit: str
    required: bool
    key: bool
    values: tuple[tuple[str, str], ...]
    example: str


class CoverageRow(StrictModel):
    """Which months of a partner are there; `rows` counts its records."""

    ars: str
    name: str
    rows: int
    sample: bool
    months: dict[str, Coverage]


class Series(StrictModel):
    """One line or one set of bars; a missing value is None, never zero."""

    name: str
    values: tuple[float | None, ...]


class ChartColumns(StrictModel):
    """Of which columns a chart is made; without `y` it counts rows."""

    x: str
    y: str | None = None
    group: str | None = None


class ChartData(StrictModel):
    """A small chart with everything that is written on it; `columns` for portals that draw it anew from the table."""

    kind: Literal["bars", "lines"]
    title: str
    x_title: str
    y_title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    note: str | None = None
    columns: ChartColumns | None = None


class Description(StrictModel):
    """What is said about the dataset: catalogue entry and contract, as they were at release time.

    references: IRIs of the Musterdatenkatalog. correction: why this version corrects the one before. What has a
    default is not part of the description's hash while absent, so that a new field makes no new versions.
    """

    title: str
    summary: str
    description: str
    method: str
    purpose: str
    usage: str | None
    limitations: str | None
    keywords: tuple[str, ...]
    theme: tuple[str, ...]
    licence: str
    attribution: str | None
    frequency: str
    columns: tuple[ColumnNote, ...]
    protection: str
    statistic: bool
    references: tuple[str, ...] = ()
    conforms_to: tuple[str, ...] = ()
    hvd: HvdClaim | None = None
    deprecation: Deprecation | None = None
    correction: str | None = None


class FileRecord(StrictModel):
    """One file of the release."""

    name: str
    format: str
    sha256: str
    bytes: int


class ReleaseRecord(StrictModel):
    """The whole record; the hashes over data and description decide whether a new version is needed.

    `decision_head` is the hash of the newest opening decision when the release was made: a decision file that no longer
    holds it was edited after the fact.
    """

    dataset: str
    version: str
    created: datetime
    issued: datetime
    model: str
    upstream: tuple[str, ...]
    contract_version: str
    data_hash: str
    description_hash: str
    rows: int
    months: tuple[str, ...]
    sample: SampleState
    description: Description
    coverage: tuple[CoverageRow, ...]
    chart: ChartData | None
    gate: GateRecord
    files: tuple[FileRecord, ...]
    grades: GradeReport | None = None
    decision_head: str = ""
    provenance: Provenance | None = None
    mqa: MqaNote | None = None

    @property
    def number(self) -> int:
        """The running number of the version: 3 of "v3"."""
        return int(self.version[1:])

    @property
    def partners_in(self) -> tuple[PartnerIn, ...]:
        """The partners whose rows are in the release."""
        return self.gate.partners_in

    @property
    def display_title(self) -> str:
        """The title with the notice that generated figures must carry everywhere."""
        notice = {"alle": " (erzeugte Beispielzahlen)", "teilweise": " (teils erzeugte Beispielzahlen)", "keine": ""}
        return self.description.title + notice[self.sample]
