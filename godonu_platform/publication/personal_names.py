# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tells whether the name of a column sounds like data about a person, or like a figure before its protection.

Keep out: what the column holds (personal_content), and exceptions; the contract states those with a reason.
"""

from __future__ import annotations

import re

# Words that stand for a person wherever they occur in a name.
_PERSON_WORDS = """
vorname nachname familienname geburtsname mädchenname rufname surname firstname lastname forename fullname username
personname maidenname mail email telefon telefonnummer telephone phone mobil mobile handy fax rufnummer iban bic
kontonummer kontoinhaber kreditkarte creditcard kennzeichen nummernschild plate adresse anschrift address strasse
straße street hausnummer housenumber wohnort birth birthday birthdate dob geboren alter age steuernummer steuerid
taxid ssn sozialversicherungsnummer rentenversicherungsnummer versicherungsnummer krankenversicherung ausweis
ausweisnummer passport reisepass unterschrift signature geschlecht gender sex religion konfession nationality
staatsangehörigkeit staatsangehoerigkeit diagnose patient person personal customer kunde kundin citizen bürger buerger
antragsteller antragstellerin applicant claimant sachbearbeiter sachbearbeiterin bearbeiter clerk ansprechpartner
kontaktperson contact user nutzer benutzer visitor besucher session sitzung case aktenzeichen vorgangsnummer pid
pseudonym pseudo hash hashed md5 sha sha1 sha256 sha512 hmac cookie fingerprint token uuid guid ip ipaddress imei mac
raw roh rohwert presdc unrounded ungerundet unprotected ungeschützt ungeschuetzt
"""
_PERSON = frozenset(_PERSON_WORDS.split())
_STARTS = ("geburt", "steuer", "kennzeichen", "telefon", "mailadr", "sozialvers", "rentenvers", "krankenvers")
# Words that only mean a person in this company: "name" of whom?
_PAIRS = (
    ("e", "mail"), ("pre", "sdc"), ("first", "name"), ("last", "name"), ("full", "name"), ("maiden", "name"),
    ("tax", "id"), ("tax", "number"), ("credit", "card"), ("date", "of", "birth"), ("owner", "name"), ("user", "id"),
    ("license", "plate"), ("licence", "plate"), ("zip", "plus"), ("vor", "name"), ("nach", "name"),
)  # fmt: skip
# The name alone may be anybody's: the contract has to say whose it is.
_ALONE = frozenset({"name", "names", "namen", "id", "owner", "eigentümer", "eigentuemer"})


def personal_part(name: str) -> str | None:
    """Return the part of a column name that sounds personal, or None."""
    words = _words(name)
    if len(words) == 1 and words[0] in _ALONE:
        return words[0]
    for word in words:
        if word in _PERSON or word.startswith(_STARTS):
            return word
    for pair in _PAIRS:
        if any(tuple(words[at : at + len(pair)]) == pair for at in range(len(words))):
            return "_".join(pair)
    return None


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case: case_pid, casePid and CASE-PID are two words each."""
    parted = re.sub(r"(?<=[a-zäöüß0-9])(?=[A-ZÄÖÜ])", "_", name)
    return [word for word in re.split(r"[^0-9a-zäöüß]+", parted.lower()) if word]
