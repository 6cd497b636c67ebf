# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a release that is shown still may be: nobody whose rows are in it has closed them since.

A gate that stops for another reason builds nothing newer, so the release with those rows would stay.
Keep out: taking it away, and decisions that are merely bound to another state of contract or computing.
"""

from __future__ import annotations

from godonu_platform.catalogs.release_record import ReleaseRecord
from godonu_platform.publication.candidate import Candidate

_CLOSED = frozenset({"widerrufen", "nicht_offen", "eingeschraenkt_interkommunal", "wiedervorlage"})


def closed_since_release(candidate: Candidate, record: ReleaseRecord | None) -> str:
    """Return in words for the public why the rows of a partner must go, or nothing."""
    if record is None or candidate.book is None:
        return ""
    codes = {
        candidate.book.standing(
            partner.ars,
            real=not partner.sample,
            licence=record.description.licence,
            fingerprint=record.gate.fingerprint,
            upstream_personal=False,
            on=candidate.today,
        ).code
        for partner in record.partners_in
    }
    if "widerrufen" in codes:
        return "Die Öffnung wurde widerrufen."
    return "Es liegt keine gültige Öffnungsentscheidung mehr vor." if codes & _CLOSED else ""
