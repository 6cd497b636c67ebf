# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which partners are not in a release, and why, in words for citizens.

Keep out: the steward's words; they stand in the gate record.
"""

from __future__ import annotations

from godonu_platform.catalogs.release_record import GateRecord

_REASONS = {
    "keine_entscheidung": "Über die Veröffentlichung ist noch nicht entschieden.",
    "nicht_offen": "Die Kommune hat entschieden, diese Daten nicht zu veröffentlichen.",
    "widerrufen": "Die Kommune hat die Veröffentlichung beendet.",
    "eingeschraenkt_interkommunal": "Die Kommune teilt diese Daten nur mit den anderen beteiligten Kommunen.",
}
_ELSE = "Die Entscheidung über die Veröffentlichung wird derzeit geprüft."
# rows that belong to no partner are no partner's affair
_NOBODY = "kein_partner"


def left_out(gate: GateRecord) -> list[tuple[str, str]]:
    """Return name and reason of every partner whose rows were left out."""
    return [
        (partner.name, _REASONS.get(partner.code, _ELSE)) for partner in gate.partners_out if partner.code != _NOBODY
    ]
