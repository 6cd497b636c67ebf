# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Applications as lists of events, for tests: what a person does in a portal, minute by minute."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.dbt_project.small_lake import Row, at

SERVICE = "99115005012000"
OTHER = "99036008012000"
Happening = str | tuple[str, dict[str, Any]]


def application(name: str, begin: str, *happenings: Happening, step: int = 1, **common: Any) -> list[Row]:
    """Return the events of one application, `step` minutes apart; `step_viewed:3` views step 3."""
    rows = []
    fields = {
        "source_system": "civento",
        "service_key": SERVICE,
        "case_pid": f"fall-{name}",
        "session_pid": f"s-{name}",
    }
    for number, happening in enumerate(happenings):
        kind, more = happening if isinstance(happening, tuple) else (happening, {})
        kind, _, index = kind.partition(":")
        row = {
            "event_id": f"{name}-{begin}-{number}",
            "event_type": kind,
            "occurred_at": at(begin) + timedelta(minutes=step * number),
            "step_index": int(index) if index else None,
            "step_key": f"schritt_{index}" if index else None,
        }
        rows.append(fields | common | row | more)
    return rows


def submitted(name: str, begin: str, **common: Any) -> list[Row]:
    """Return an application that goes straight through."""
    return application(name, begin, "case_started", "step_viewed:1", "step_viewed:2", "submitted", **common)


def dropped(name: str, begin: str, **common: Any) -> list[Row]:
    """Return an application that ends at its first step."""
    return application(name, begin, "case_started", "step_viewed:1", **common)
