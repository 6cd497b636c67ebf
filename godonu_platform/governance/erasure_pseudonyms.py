# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pseudonyms under which cases and sessions stand in the lake, for every partner and every key that is there.

Keep out: looking for them. A pseudonym that was made with a key that is gone cannot be made again; that is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from godonu_platform.governance.retention_rules import last_day
from godonu_platform.landing.pseudonyms import pseudonymiser, read_sample_manifest
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.landing.treatment import PURPOSES
from godonu_platform.project import Project, SecretKey

CASE, SESSION = "pseudonym_fall", "pseudonym_sitzung"


@dataclass(frozen=True)
class KeyRing:
    """The keys that are there, and of how many deliveries the key is not, by its id."""

    keys: tuple[SecretKey, ...]
    missing: Mapping[str, int]

    @property
    def names(self) -> list[str]:
        """The ids of the keys that are there."""
        return sorted({key.key_id for key in self.keys})


def key_ring(project: Project, reports: Iterable[DeliveryReport]) -> KeyRing:
    """Return the key of the environment and that of the sample, and what they do not cover."""
    manifest = read_sample_manifest(project)
    keys = [key for key in (project.hmac_key, manifest.key if manifest else None) if key is not None]
    names = {key.key_id for key in keys}
    missing = Counter(report.key_id for report in reports if report.key_id and report.key_id not in names)
    return KeyRing(tuple(keys), dict(sorted(missing.items())))


def case_pseudonyms(ring: KeyRing, numbers: Iterable[str], partners: Iterable[str]) -> set[str]:
    """Return the pseudonyms that these case numbers have at any of the partners."""
    numbers = list(numbers)
    return {
        made
        for key in ring.keys
        for ars in partners
        for made in pseudonymiser(key, PURPOSES[CASE], ars, None).all(numbers)
    }


def session_pseudonyms(ring: KeyRing, sessions: Iterable[str], ars: str, months: Iterable[str]) -> set[str]:
    """Return the pseudonyms that the sessions of a partner have on the days of these months."""
    sessions, days = list(sessions), list(_days(months))
    return {
        made
        for key in ring.keys
        for day in (days if sessions else ())
        for made in pseudonymiser(key, PURPOSES[SESSION], ars, day).all(sessions)
    }


def _days(months: Iterable[str]) -> Iterator[date]:
    for month in sorted(set(months)):
        last = last_day(month)
        yield from (last - timedelta(days=back) for back in range(last.day))
