# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names the organisations of the CKAN portal: one per partner, one for all together.

Keep out: making them (deploy/ckan does, once) and which dataset belongs to which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from godonu_platform.contracts.partners import Partner, Partners

# The organisation of datasets that several partners publish together.
JOINT = "godonu"
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class Organisation:
    """One organisation of the portal; ars is the regional key of a partner, None for the joint one."""

    name: str
    title: str
    ars: str | None = None
    homepage: str | None = None


def organisation_of(partner: Partner) -> Organisation:
    """Return the organisation of a partner, e.g. kommune-giessen; CKAN allows a-z, 0-9, - and _ in names."""
    slug = re.sub(r"[^a-z0-9]+", "-", partner.short_name.lower().translate(_LETTERS)).strip("-")
    return Organisation(f"kommune-{slug}", partner.name, partner.ars, partner.homepage)


def organisations(partners: Partners, publisher: str, homepage: str | None = None) -> Iterator[Organisation]:
    """Yield the joint organisation, titled after the publisher, then one for each partner that takes part."""
    yield Organisation(JOINT, publisher, homepage=homepage)
    yield from (organisation_of(partner) for partner in partners if partner.role == "partner")
