# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes decisions for a test as `godonu decide` would: chained, and bound to what is there when they are taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from godonu_platform.governance.decision_model import CLOSING_STATUSES, FIRST, Decision

UNBOUND = "0" * 64


def chained(
    entries: Iterable[Mapping[str, Any]], fingerprint: str | None, before: Iterable[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Return whole entries after those before: predecessor and fingerprint filled in where an entry leaves them out.

    An entry that no model accepts is left as it is; the test wants to see it refused.
    """
    found = list(before)
    link = Decision.model_validate(found[-1]).digest if found else FIRST
    for entry in entries:
        whole = dict(entry)
        if whole.get("status") not in CLOSING_STATUSES:
            whole.setdefault("fingerprint", fingerprint or UNBOUND)
        whole.setdefault("vorgaenger", link)
        found.append(whole)
        try:
            link = Decision.model_validate(whole).digest
        except ValidationError:
            link = UNBOUND
    return found


def renewed(entries: Iterable[Mapping[str, Any]], number: int) -> list[dict[str, Any]]:
    """Return the same entries once more, under other ids."""
    return [{**entry, "id": f"{entry['id']}-neu{number}"} for entry in entries]
