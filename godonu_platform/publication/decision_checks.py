# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is in: the standing of each partner by the opening decisions, and the gate checks on it.

Keep out: how a decision is judged (governance); here the candidate is held against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from godonu_platform.catalogs.release_record import PartnerIn, PartnerOut
from godonu_platform.governance.decisions import Standing
from godonu_platform.publication.candidate import Candidate
from godonu_platform.publication.gate_view import GateView, Objection
from godonu_platform.publication.table import PARTNER_COLUMN, CandidateTable

UNKNOWN_ORIGIN = "lieferung_unbekannt"
MIXED_ORIGIN = "gemischt"
_NO_DELIVERY = "zu den Zeilen ist keine Lieferung festgehalten"
_MIXED = "Beispiel- und echte Lieferungen liegen gemischt vor; echte Daten gehören in einen eigenen Datenordner"


def split_partners(candidate: Candidate, table: CandidateTable | None) -> tuple[list[PartnerIn], list[PartnerOut]]:
    """Split the partners with rows into those a decision opens and those it does not, with the reason."""
    inside: list[PartnerIn] = []
    outside: list[PartnerOut] = []
    for ars in _with_rows(candidate, table):
        partner = candidate.partners.get(ars)
        name = partner.name if partner else "Unbekannte Kommune"
        if partner is None or partner.role != "partner":
            outside.append(PartnerOut(ars=ars, name=name, code="kein_partner", reason="gehört nicht zu den Partnern"))
            continue
        if candidate.book is None:
            continue
        known, real = candidate.origin(ars)
        if not known or candidate.is_mixed(ars):
            code, reason = (MIXED_ORIGIN, _MIXED) if known else (UNKNOWN_ORIGIN, _NO_DELIVERY)
            outside.append(PartnerOut(ars=ars, name=name, code=code, reason=reason))
            continue
        standing = standing_of(candidate, ars)
        if standing.open and standing.decision:
            inside.append(
                PartnerIn(
                    ars=ars,
                    name=name,
                    decision=standing.decision,
                    sample=not real,
                    contributor_id=partner.contributor_id,
                )
            )
        else:
            outside.append(PartnerOut(ars=ars, name=name, code=standing.code, reason=standing.reason))
    return inside, outside


def standing_of(candidate: Candidate, ars: str) -> Standing:
    """Return how a partner stands; the candidate must have its book."""
    if candidate.book is None:
        raise LookupError("book")
    real = candidate.origin(ars)[1]
    latest = candidate.book.latest(ars, "echtdaten" if real else "beispieldaten")
    # without an entry there is no licence to compare; the entry itself stops the dataset
    licence = candidate.entry.licence if candidate.entry else (latest.licence if latest else "")
    return candidate.book.standing(
        ars,
        real=real,
        licence=licence,
        fingerprint=candidate.fingerprint,
        upstream_personal=candidate.upstream_personal,
        on=candidate.today,
    )


def origin_is_lost(candidate: Candidate, outside: Sequence[PartnerOut]) -> bool:
    """Tell whether nobody is left because records of the origin are lost: that is a fault and no decision."""
    opened = set(candidate.book.opened_partners()) if candidate.book else set()
    return any(partner.code == UNKNOWN_ORIGIN and partner.ars in opened for partner in outside)


def _with_rows(candidate: Candidate, table: CandidateTable | None) -> list[str]:
    if table is None or PARTNER_COLUMN not in table.types:
        # nothing was built: whoever was opened shows that a publication was intended
        return candidate.book.opened_partners() if candidate.book else []
    return sorted(str(ars) for ars in table.partner_rows() if ars is not None)


def decisions_hold(view: GateView) -> Iterator[Objection]:
    """The decision file must be readable and stand behind every partner that is in, for exactly this candidate."""
    candidate = view.candidate
    if candidate.book is None:
        yield Objection("entscheidungen", f"Öffnungsentscheidungen: {candidate.book_problem}")
        return
    for ars in view.partners:
        standing = standing_of(candidate, ars)
        if not standing.open:
            why = f" {candidate.fingerprint_problem}" if candidate.fingerprint is None else ""
            yield Objection(standing.code, f"{standing.reason}.{why}", partner=ars)


def agreement_is_named(view: GateView) -> Iterator[Objection]:
    """Data of several partners in one dataset: somebody answers for it, on an agreement (Art. 26 or 28 DSGVO)."""
    if len(view.partners) > 1 and view.candidate.contract.agreement is None:
        yield Objection(
            "vereinbarung_fehlt",
            f"Daten von {len(view.partners)} Kommunen erscheinen gemeinsam, aber der Vertrag nennt keine Vereinbarung. "
            "Bitte unter vereinbarung eintragen, wer verantwortlich ist und ob Art. 26 oder Art. 28 DSGVO gilt.",
        )


def partners_are_apart(view: GateView) -> Iterator[Objection]:
    """Nothing may be computed over several partners: who is left out must not follow from those who are in."""
    grounds = view.candidate.evidence.grounds.get(view.candidate.dataset)
    if grounds is None or grounds.mixtures is None:
        yield Objection(
            "trennung_unbekannt",
            "Es ist nicht geprüft, ob die Modelle Zeilen verschiedener Kommunen zusammenbringen; bitte neu bauen.",
        )
        return
    for text in grounds.mixtures:
        yield Objection("kommunen_vermischt", text)
