# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What landing tells about a delivery and about a whole run: the typed report and its JSON form.

Keep out: deciding anything, and where reports lie (commit, registry).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

Status = Literal["gelandet", "abgelehnt", "bereits_eingegangen"]
ProgressCallback = Callable[[int, int, int], None]
"""Called with (records done, bytes done, bytes in all) while a delivery is read."""


@dataclass
class DeliveryReport:
    """One delivery; `records = landed + rejected` always, also after replays.

    `sha256` is taken over partner, dataset and bytes (the batch id is its beginning); for a delivery that could
    not be read it is taken over its path. `months` counts landed rows, `empty` their empty cells by month and column
    (None: landed before these were counted), `masked` personal data by type, `file` is the file name with personal
    data masked. `erasures` says which records were erased later: how many, of which months, and the new `sha256` of
    the delivery that was rewritten for it. Nothing in a report is a cell value.
    """

    batch: str
    ars: str
    dataset: str
    file: str
    size: int
    sha256: str
    status: Status
    reason: str | None = None
    message: str | None = None
    encoding: str | None = None
    mapping: str | None = None
    sample: bool = False
    key_id: str | None = None
    landed_at: str | None = None
    records: int = 0
    landed: int = 0
    rejected: int = 0
    rejected_by_reason: dict[str, int] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)
    empty: dict[str, dict[str, int]] | None = None
    flags: dict[str, int] = field(default_factory=dict)
    masked: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    tallies: dict[str, int] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    replays: list[dict[str, Any]] = field(default_factory=list)
    erasures: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> str:
        """Return the report as the text of its JSON file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> DeliveryReport:
        """Read a report; keys that this version does not know are left out, so that old code reads new reports."""
        known = {f.name for f in fields(cls)}
        return cls(**{key: value for key, value in json.loads(text).items() if key in known})


@dataclass
class LandingSummary:
    """What one run over the inbox did; `notes` are German sentences about what was looked at and left alone."""

    deliveries: list[DeliveryReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    recovered: list[str] = field(default_factory=list)

    def with_status(self, status: Status) -> list[DeliveryReport]:
        """Return the deliveries that ended this way."""
        return [report for report in self.deliveries if report.status == status]

    @property
    def records(self) -> int:
        """Records read in deliveries that landed in this run."""
        return sum(report.records for report in self.with_status("gelandet"))

    @property
    def landed(self) -> int:
        """Records that reached the lake in this run."""
        return sum(report.landed for report in self.with_status("gelandet"))

    @property
    def rejected(self) -> int:
        """Records that went to quarantine in this run."""
        return sum(report.rejected for report in self.with_status("gelandet"))
