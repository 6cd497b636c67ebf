# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tells what in a text looks like data about a person: addresses of all kinds, numbers with check digits, pseudonyms.

What landing masks in free text (screening) counts here too; the rest is what must not be in anything published.
Keep out: where the text comes from, and what is done about it. Nothing here returns a piece of the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator

from godonu_platform.landing.screening import screen

KINDS = {
    "e_mail": "eine E-Mail-Adresse",
    "iban": "eine IBAN",
    "steuer_id": "eine Steuer-Identifikationsnummer",
    "telefon": "eine Telefonnummer",
    "kennzeichen": "ein Kfz-Kennzeichen",
    "rentenversicherung": "eine Rentenversicherungsnummer",
    "kreditkarte": "eine Kreditkartennummer",
    "geburtsdatum": "ein Geburtsdatum",
    "ip_adresse": "eine IP-Adresse",
    "pseudonym": "ein Pseudonym oder ein Hashwert",
    "anrede": "eine Person mit Anrede",
    "anschrift": "eine Anschrift",
}
# A check digit makes chance unlikely: an exception for a column does not excuse these.
WITH_CHECK_DIGIT = frozenset({"iban", "steuer_id", "rentenversicherung", "kreditkarte"})

# What any of the kinds must contain, for the engine (RE2): values without it need no closer look.
LOOSE = "|".join(
    (
        # signs that are read as others (see plain): a closer look at all that is neither German nor usual
        r"&|[^\x00-\x7fÄÖÜäöüßé§–„“»«…·€°]",
        r"@|[(\[]at[)\]]|%40",
        r"(?:[0-9][^0-9A-Za-z]{0,3}){5,}[0-9]",
        r"[0-9]{2} ?[0-9]{6} ?[A-Za-z]",
        r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}",
        r"(?:[0-9A-Fa-f]{0,4}:){3,}",
        r"[0-9A-Fa-f]{16}|[0-9A-Za-z_-]{22}",
        r"[A-ZÄÖÜ]{1,3}[-– ] ?[A-Z]{1,2}[ -]?[1-9]",
        r"[A-Za-z]{2}[ -]?[0-9]{2}[ -]?[0-9A-Za-z]",
        r"(?i:\b(?:herrn?|frau|fräulein|geb|geboren)\b)",
        r"(?i:(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|ufer|damm)) ?[0-9]",
    )
)
_HYPHENS = dict.fromkeys(range(0x2010, 0x2016), "-")
_PENSION = re.compile(r"(?<![0-9A-Za-z])(\d{2}) ?(\d{6}) ?([A-Za-z]) ?(\d{2}) ?(\d)(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![\w+])[2-6]\d{3}(?:[ -]?\d){9,15}(?!\w)")
# Issuer and lengths of the card schemes in use (ISO/IEC 7812): a number that only passes Luhn is one in ten.
_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3(?:0[0-5]|[689])"), (14, 16)),
    (re.compile(r"35(?:2[89]|[3-8])|6011|64[4-9]|65"), (16, 19)),
    (re.compile(r"5[06789]|6"), (16, 18, 19)),
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])\. ?(?:0?[1-9]|1[0-2])\. ?(?:19|20)\d\d"
_BORN = re.compile(rf"(?i:\bgeb(?:\.|oren|urtsdatum)?|\*|\bborn)\W{{0,3}}(?:am )?(?:{_DAY}|(?:19|20)\d\d-\d\d-\d\d)")
# A day of the last century or its first years, alone in a text: nothing this platform counts is that old.
_OLD_DAY = re.compile(
    r"(?:(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?P<a>(?:19|20)\d\d)"
    r"|(?P<b>(?:19|20)\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:[T ]00:00(?::00)?Z?)?"
)
_OLDEST_FACT = 2015
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = re.compile(rf"(?<![\w.])(?:{_OCTET}\.){{3}}{_OCTET}(?![\w.])")
_MOST_SECTIONS = 31
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){3,7}(?::?[0-9A-Fa-f]{1,4})(?:/\d+)?(?![\w:])")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-f]{16,128}|[0-9A-F]{16,128})(?![0-9A-Za-z])")
_UUID = re.compile(r"(?i)(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])")
_CODED = re.compile(r"(?<![\w-])[\w-]{22,}={0,2}(?![\w-])", re.ASCII)
_SALUTATION = re.compile(
    r"\b(?:Herrn?|Frau|Fräulein)\s+(?:(?:Dr|Prof|Dipl)\.?[\w.-]*\s+)*[A-ZÄÖÜ](?:[a-zäöüß]+|\.)", re.UNICODE
)
_STREET = re.compile(
    r"[A-ZÄÖÜ][\w.-]*[ -]?(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|ufer|damm) ?\d{1,3} ?[a-z]?\b",
    re.IGNORECASE,
)


def kinds_in(text: str, known: Collection[str] = ()) -> set[str]:
    """Return the kinds (keys of KINDS) that a text seems to hold; `known` are keys that only look like numbers."""
    left, found = screen(plain(text), frozenset(known))
    kinds = set(found)
    kinds.update(kind for kind, looks in _FURTHER if looks(left))
    return kinds


def plain(text: str) -> str:
    """Return a text as it is read: one sign for what looks the same, and none for what nobody sees."""
    if text.isascii() and "&" not in text:
        return text
    signs = unicodedata.normalize("NFKC", html.unescape(text)).translate(_HYPHENS)
    return "".join(map(_plain_sign, signs))


def _plain_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    return {"Cf": "", "Zs": " "}.get(category, sign)


def valid_pension_number(text: str) -> bool:
    """Whether this is a German pension insurance number: § 147 SGB VI, VKVV § 4; letter as two digits, check digit."""
    match = _PENSION.fullmatch(text)
    if match is None:
        return False
    area, born, letter, serial, check = match.groups()
    day, month = int(born[:2]), int(born[2:4])
    if not (1 <= day <= 31 or 51 <= day <= 81) or not 0 <= month <= 12:  # 50 is added when numbers ran out
        return False
    digits = f"{area}{born}{ord(letter.upper()) - 64:02d}{serial}"
    products = (int(digit) * weight for digit, weight in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(check)


def valid_card_number(text: str) -> bool:
    """Whether this is a payment card: issuer and length of a scheme (ISO/IEC 7812) and the Luhn check digit."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    number = "".join(map(str, digits))
    if len(set(digits)) < 2 or not any(issuer.match(number) and len(digits) in lengths for issuer, lengths in _ISSUERS):
        return False
    doubled = (2 * digit - 9 * (digit > 4) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _pension(text: str) -> bool:
    return any(valid_pension_number(match[0]) for match in _PENSION.finditer(text))


def _card(text: str) -> bool:
    return any(valid_card_number(match[0]) for match in _CARD.finditer(text))


def _birthday(text: str) -> bool:
    if _BORN.search(text):
        return True
    alone = _OLD_DAY.fullmatch(text.strip())
    return alone is not None and int(alone["a"] or alone["b"]) < _OLDEST_FACT


def _address_of_a_computer(text: str) -> bool:
    # "Code 4.1.1.15" is a section of a rule: inside a text one of the four must be larger than sections get
    four = (match[0] for match in _IPV4.finditer(text))
    return any(place == text.strip() or max(map(int, place.split("."))) > _MOST_SECTIONS for place in four) or (
        _IPV6.search(text) is not None
    )


def _pseudonym(text: str) -> bool:
    if _UUID.search(text):
        return True
    return any(_mixed(match[0]) for match in _HEX.finditer(text)) or any(
        _random(match[0]) for match in _CODED.finditer(text)
    )


def _mixed(text: str) -> bool:
    """Hex digits of a hash are digits and letters; a long number alone is something else."""
    return not text.isdigit() and not text.isalpha()


def _random(text: str) -> bool:
    """Base64 of a hash has capitals, small letters and digits all over; a name in an address does not."""
    counts = [sum(map(test, text)) for test in (str.isupper, str.islower, str.isdigit)]
    return min(counts) >= 3


_FURTHER: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("rentenversicherung", _pension),
    ("kreditkarte", _card),
    ("geburtsdatum", _birthday),
    ("ip_adresse", _address_of_a_computer),
    ("pseudonym", _pseudonym),
    ("anrede", _SALUTATION.search),
    ("anschrift", _STREET.search),
)


def in_words(kinds: Collection[str]) -> Iterator[str]:
    """Give the German names of kinds in the order of KINDS."""
    return (title for kind, title in KINDS.items() if kind in kinds)
