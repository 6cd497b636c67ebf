# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a dataset stands in its life as its editor says it: in use, or out of date and by what it is replaced.

Keep out: what is done about it and when (a portal shows it as deprecated for 30 days before it is withdrawn).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, Protocol

from pydantic import Field

from godonu_platform.yaml_model import StrictModel

# DCAT-AP.de: what is withdrawn was announced as deprecated for so long.
NOTICE_PERIOD = timedelta(days=30)
# Codes of the EU lists dataset-status and distribution-status.
Status = Literal["COMPLETED", "DEPRECATED", "WITHDRAWN"]
SUCCESSOR = r"^(https?://[^\s<>\"{}|\\^`]+|[a-z][a-z0-9_]*)$"


class Deprecation(StrictModel):
    """Out of date since a day, with a note for readers; successor: the name of a dataset or an address."""

    since: date
    note: str = Field(min_length=20)
    successor: str | None = Field(None, pattern=SUCCESSOR)


class HvdClaim(StrictModel):
    """The claim to be a high-value dataset under (EU) 2023/138: never without category and reason."""

    category: str
    reason: str = Field(min_length=20)


class HasDeprecation(Protocol):
    """A catalogue entry or a description."""

    @property
    def deprecation(self) -> Deprecation | None:
        """The note that it is out of date, or None."""


def status_of(described: HasDeprecation) -> Status:
    """Return the status of something that is shown; withdrawn things are not described by an entry any more."""
    return "DEPRECATED" if described.deprecation is not None else "COMPLETED"
