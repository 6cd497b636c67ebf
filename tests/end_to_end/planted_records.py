# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records in the forms of the sample that land as they are, each but for what a test changes in it."""

from __future__ import annotations

from typing import Any

OFFENBACH, KASSEL, FULDA, GIESSEN = "064130000000", "066110000000", "066310009009", "065310005005"
Record = dict[str, Any]


def event(number: int, **changed: Any) -> Record:
    """A canonical event that lands as it is."""
    return {
        "event_id": f"k-{number}", "source_system": "formserver", "ars": KASSEL, "service_key": "99115005104000",
        "case_id": f"fall-{number}", "session_id": f"s-{number}", "event_type": "step_viewed", "step_index": 1,
        "step_key": "angaben", "occurred_at": f"2026-09-10T08:{number % 60:02d}:00Z", "channel": "web", **changed,
    }  # fmt: skip


def form(number: int, **changed: Any) -> Record:
    """A record of the form server."""
    return {
        "eventId": f"f-{number}", "tenant": OFFENBACH, "submissionId": f"v-{number}", "sessionKey": f"s-{number}",
        "event": "PAGE_SHOWN", "ts": 1788998400000 + number * 1000, "form": {"leika": "99115005104000"},
        "channel": "web", **changed,
    }  # fmt: skip


def visit(number: int, **changed: Any) -> Record:
    """A visit as Matomo tells it."""
    return {
        "idSite": "41", "idVisit": str(70_000 + number), "visitorId": f"b{number:015d}", "visitorType": "new",
        "serverTimestamp": 1788998400 + number, "firstActionTimestamp": 1788998400 + number,
        "lastActionTimestamp": 1788998460 + number, "visitDuration": "60", "actions": "1", "referrerType": "direct",
        "deviceType": "Desktop", "countryCode": "de", "languageCode": "de",
        "actionDetails": [{"url": "https://www.offenbach.example/rathaus"}], **changed,
    }  # fmt: skip


CIVENTO = (
    "Mandant", "Ereignisnummer", "Vorgangsnummer", "Sitzung", "Zeitpunkt", "Vorgangsstatus", "Leistungsschlüssel",
    "Authentifizierungsart", "Schrittname", "Betrag", "Fehlerklasse", "Sprache", "Seite", "Sachgebiet", "Bearbeiter",
)  # fmt: skip


def civento(number: int, **changed: str) -> str:
    """A line of the case system."""
    row = dict.fromkeys(CIVENTO, "") | {
        "Mandant": KASSEL, "Ereignisnummer": f"c-{number}", "Vorgangsnummer": f"V-{number}",
        "Zeitpunkt": f"10.09.2026 09:{number % 60:02d}:00", "Vorgangsstatus": "SA, Schritt angezeigt",
        "Leistungsschlüssel": "99115005104000", "Authentifizierungsart": "AY, ohne", **changed,
    }  # fmt: skip
    return ";".join(row[name] for name in CIVENTO)


EFA = (
    "Ereignis-ID", "ARS", "Antrags-ID", "Sitzungs-ID", "Zeitstempel", "Ereignis", "LeiKa-ID", "Seite-Titel",
    "Zugangskanal", "Identifizierungsmittel", "Fehler", "Adresse", "Antragsteller",
)  # fmt: skip


def efa(number: int, **changed: str) -> str:
    """A line of the online service."""
    row = dict.fromkeys(EFA, "") | {
        "Ereignis-ID": f"e-{number}", "ARS": FULDA, "Antrags-ID": f"a-{number}", "Sitzungs-ID": f"s-{number}",
        "Zeitstempel": f"2026-09-10T10:{number % 60:02d}:00+02:00", "Ereignis": "seite_angezeigt",
        "LeiKa-ID": "99115005104000", "Zugangskanal": "100", "Identifizierungsmittel": "ohne",
    } | {name.replace("_", "-"): value for name, value in changed.items()}  # fmt: skip
    return "\t".join(row[name] for name in EFA)
