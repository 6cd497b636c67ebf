# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Turns keywords into tags that CKAN accepts: letters, digits, space, hyphen, underscore, dot; 2 to 100 characters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from godonu_platform.catalogs.ckan.package_texts import plain_text

SHORTEST, LONGEST = 2, 100
# the pattern of CKAN's tag_name_validator, turned round
_FOREIGN = re.compile(r"[^\w \-.]+")


def tags(words: Iterable[str]) -> list[str]:
    """Return the tags of these keywords, each once whatever its case, in order; what leaves nothing is dropped."""
    found: dict[str, str] = {}
    for word in words:
        tag = " ".join(_FOREIGN.sub(" ", plain_text(word)).split())[:LONGEST].strip()
        if len(tag) >= SHORTEST:
            found.setdefault(tag.casefold(), tag)
    return list(found.values())
