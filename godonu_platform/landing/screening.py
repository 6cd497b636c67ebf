# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds personal data in free text and masks it: e-mail, IBAN, tax id, telephone, licence plate.

Keep out: which columns are free text (the contract says so) and web addresses (urls).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import partial

MASKS = {
    "e_mail": "[E-Mail]",
    "iban": "[IBAN]",
    "steuer_id": "[Steuer-ID]",
    "telefon": "[Telefon]",
    "kennzeichen": "[Kennzeichen]",
}

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^{|}~-]+\s?(?:@|\(at\)|\[at\]|%40)\s?(?:[\w-]+\.)+[^\W\d]{2,}", re.IGNORECASE)
# ISO 13616 lengths of the countries whose accounts occur in German authorities' texts.
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "TR": 26,
}  # fmt: skip
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?\d{2}(?:[ -]?[A-Za-z0-9]){11,27}")
# An underscore joins words in codes and file names; it is a boundary like a space.
_TAX_ID = re.compile(r"(?<![^\W_])(?<!\+)[1-9](?:[ /]?\d){10}(?![^\W_])")
_PHONE = re.compile(
    r"(?<![^\W_])(?<!\+)(?<!\d[./-])"
    r"(?:(?:\+|00)[1-9]\d{0,2}[ ./-]{0,2}(?:\(0\)[ ]?)?|\(0[1-9]\d{1,4}\)[ ./-]{0,2}|0[1-9]\d{0,4}[ ./-]{0,3})"
    r"\d(?:[ ./-]{0,3}\d){4,11}(?![^\W_])"
)
_DATE = re.compile(r"^(?:0[1-9]|[12]\d|3[01])(?P<sep>[./-]?)(?:0[1-9]|1[0-2])(?P=sep)(?:(?:19|20)\d\d(?!\d)|\d\d$)")
_PLATE = re.compile(
    r"(?<![^\W_])(?P<place>[A-ZÄÖÜ]{1,3})(?P<gap>-|–| )[ ]?(?P<letters>[A-Z]{1,2})[ -]?"
    r"(?P<digits>[1-9]\d{0,3})[EH]?(?![^\W_])"
)
# Norms and paper sizes look like plates of Dinslaken and others.
_NO_PLACE = frozenset({"DIN", "ISO", "EN", "VDI", "BGB", "ART", "ABS", "NR", "TOP"})


def screen(text: str, known: frozenset[str] = frozenset()) -> tuple[str, Counter[str]]:
    """Return the text with personal data masked, and how many were found by type (keys of MASKS).

    `known` are texts that are no personal data though they look so, e.g. regional keys in a file name.
    """
    found: Counter[str] = Counter()
    for pattern, replace in _STEPS:
        text = pattern.sub(partial(replace, found=found, known=known), text)
    return text, found


def worth_a_look(text: str) -> bool:
    """Whether a text can hold any of the data at all; all of them have a digit or an at sign."""
    return _HINT.search(text) is not None


_HINT = re.compile(r"[\d@]|[(\[]at[)\]]", re.IGNORECASE)


def valid_iban(text: str) -> bool:
    """Whether the check digits hold (ISO 7064 MOD 97-10) and the length is that of the country."""
    compact = re.sub(r"[ -]", "", text).upper()
    if len(compact) != _IBAN_LENGTHS.get(compact[:2]) or not compact[2:4].isdigit():
        return False
    return int("".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])) % 97 == 1


def valid_tax_id(text: str) -> bool:
    """Whether this is a German tax id: § 139b AO; ISO 7064 MOD 11,10; one digit twice or thrice in the first ten."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    if len(digits) != 11 or digits[0] == 0:
        return False
    repeated = sorted(count for count in Counter(digits[:10]).values() if count > 1)
    if repeated not in ([2], [3]):
        return False
    product = 10
    for digit in digits[:10]:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == digits[10]


def _email(match: re.Match[str], *, found: Counter[str], known: frozenset[str]) -> str:
    found["e_mail"] += 1
    return MASKS["e_mail"]


def _iban(match: re.Match[str], *, found: Counter[str], known: frozenset[str]) -> str:
    text = match[0]
    length = _IBAN_LENGTHS.get(text[:2].upper())
    if length is None:
        return text
    # the pattern may have swallowed the next words: cut after as many signs as the country's IBAN has
    end = signs = 0
    for place, sign in enumerate(text):
        signs += sign.isalnum()
        if signs == length:
            end = place + 1
            break
    if not end or not valid_iban(text[:end]) or text[end : end + 1].isalnum():
        return text
    found["iban"] += 1
    return MASKS["iban"] + text[end:]


def _tax_id(match: re.Match[str], *, found: Counter[str], known: frozenset[str]) -> str:
    if match[0] in known or not valid_tax_id(match[0]):
        return match[0]
    found["steuer_id"] += 1
    return MASKS["steuer_id"]


def _phone(match: re.Match[str], *, found: Counter[str], known: frozenset[str]) -> str:
    digits = sum(sign.isdigit() for sign in match[0])
    if match[0] in known or digits < 7 or _DATE.match(match[0]):
        return match[0]
    found["telefon"] += 1
    return MASKS["telefon"]


def _plate(match: re.Match[str], *, found: Counter[str], known: frozenset[str]) -> str:
    if match["place"] in _NO_PLACE or (match["gap"] == " " and len(match["digits"]) < 2):
        return match[0]
    found["kennzeichen"] += 1
    return MASKS["kennzeichen"]


# An IBAN holds digit runs that look like a telephone, a tax id those of neither: the order matters.
_STEPS: tuple[tuple[re.Pattern[str], Callable[..., str]], ...] = (
    (_EMAIL, _email),
    (_IBAN, _iban),
    (_TAX_ID, _tax_id),
    (_PHONE, _phone),
    (_PLATE, _plate),
)


def masked_name(name: str, known: frozenset[str] = frozenset()) -> str:
    """Return a file or column name as it may be shown: personal data masked, control signs gone, at most 200 long."""
    # in file names words are joined by underscores, which would hide a match's boundary
    parts = re.split(r"(_+)", screen(name, known)[0])
    shown = "".join(screen(part, known)[0] for part in parts)
    shown = "".join(sign if sign.isprintable() else "�" for sign in shown)
    return shown if len(shown) <= 200 else shown[:120] + "…" + shown[-60:]
