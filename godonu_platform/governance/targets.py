# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogues into which a decided release may go: a closed list, because a decision names them.

Keep out: addresses. Moving a portal to another address is no new decision, another kind of catalogue is (ADR 0016).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Target = Literal["ckan", "lokal"]
TITLES: dict[str, str] = {"ckan": "Portal (CKAN)", "lokal": "lokaler Katalog"}
_BETWEEN = ", "


def as_part(targets: Iterable[str]) -> str:
    """Return the targets as they stand in what a decision is bound to: sorted, so that their order means nothing."""
    return _BETWEEN.join(sorted(targets))


def in_words(part: str) -> str:
    """Return in German where a release goes; a target that is no longer on the list is named as it was written."""
    names = [TITLES.get(name, name) for name in part.split(_BETWEEN) if name]
    return " und ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "kein Katalog"
