# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A thousand made-up personal tokens, the same each time: mail, IBAN, tax id, telephone, plate, name.

Check digits hold, so that they are what a screen must find. Keep out: where they are planted (planted_deliveries).
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from godonu_platform.landing.screening import valid_iban, valid_tax_id

COUNTS = {"mail": 220, "iban": 160, "telefon": 160, "steuer_id": 120, "kennzeichen": 120, "name": 220}
_FIRST = ("Jördis", "Wunibald", "Zenzi", "Ottokar", "Änne", "Quirin", "Walburga", "Dietwulf", "Hildegunde", "Xaverl")
_LAST = ("Wüppelkamp", "Quastenflosser", "Zirbelstöck", "Knorzebein", "Vogelsprößl", "Mümmelthey", "Trödelberg")
_HOSTS = ("briefkasten.example", "post-amt.example", "mail.wohnort.example", "bürgernetz.example")
_PLACES = ("OF", "GI", "KS", "FD", "MR", "WZ", "LM", "RÜD", "DA", "WI")
_AREAS = ("069", "0641", "0561", "0661", "06421", "06441", "06431", "06124")


@dataclass(frozen=True)
class Token:
    """One made-up datum of a person."""

    kind: str
    text: str

    @property
    def forms(self) -> frozenset[str]:
        """How it could be written elsewhere: as it is, without its separators, a name also the other way round."""
        if self.kind == "name":
            first, last = self.text.split(" ")
            return frozenset({self.text, f"{last}, {first}", *(f"{first}{sign}{last}" for sign in ".-_+")})
        if self.kind == "mail":
            return frozenset({self.text, self.text.replace("@", "(at)")})
        return frozenset({self.text, re.sub(r"[ ()/-]", "", self.text)})


def planted(seed: int = 20261121) -> list[Token]:
    """Return the tokens; no form of one is a part of another."""
    chance = random.Random(seed)
    makers = {
        "mail": _mail, "iban": _iban, "telefon": _phone, "steuer_id": _tax_id, "kennzeichen": _plate, "name": _name,
    }  # fmt: skip
    found: dict[str, Token] = {}
    for kind, count in COUNTS.items():
        mine = 0
        while mine < count:
            token = Token(kind, makers[kind](chance, mine))
            compact = re.sub(r"[ ()/-]", "", token.text).casefold()
            if compact not in found:
                found[compact] = token
                mine += 1
    return list(found.values())


def _name(chance: random.Random, number: int) -> str:
    # enough different people: a number in letters makes each last name its own
    ending = "".join(chance.choice("bdfgklmnprstvwz") + chance.choice("aeiou") for _ in range(3))
    return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}-{ending.title()}{'sen' if number % 2 else 'mann'}"


def _mail(chance: random.Random, number: int) -> str:
    name = _name(chance, number).lower().replace(" ", chance.choice("._-"))
    plain = name.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
    born = chance.choice(("", f"{chance.randrange(1950, 2010)}"))
    return f"{name if number % 5 == 0 else plain}{born}@{chance.choice(_HOSTS)}"


def _iban(chance: random.Random, number: int) -> str:
    country, digits = ("DE", 18) if number % 4 else ("AT", 16)
    account = "".join(chance.choices("0123456789", k=digits))
    candidates = (f"{country}{check:02d}{account}" for check in range(2, 99))
    text = next(filter(valid_iban, candidates))
    return text if number % 2 else " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _tax_id(chance: random.Random, number: int) -> str:
    while True:
        digits = chance.sample("0123456789", k=9)
        digits.insert(chance.randrange(9), chance.choice(digits))
        for check in "0123456789":
            text = "".join([*digits, check])
            if valid_tax_id(text):
                return text if number % 2 else f"{text[:2]} {text[2:5]} {text[5:8]} {text[8:]}"


def _phone(chance: random.Random, number: int) -> str:
    area, rest = chance.choice(_AREAS), f"{chance.randrange(2_000_000, 9_999_999)}"
    spellings = (
        f"+49 {area[1:]} {rest}", f"{area}/{rest}", f"({area}) {rest[:3]}-{rest[3:]}", f"{area} {rest[:4]} {rest[4:]}",
        f"0049{area[1:]}{rest}",
    )  # fmt: skip
    return spellings[number % len(spellings)]


def _plate(chance: random.Random, number: int) -> str:
    # letters that no hexadecimal digest has
    letters = chance.choice("GHKMPRSTVWXZ") + chance.choice("GHKMPRSTVWXZ")
    gap, space = chance.choice("- "), chance.choice(("", " "))
    return f"{chance.choice(_PLACES)}{gap}{letters}{space or ' '}{chance.randrange(1000, 9999)}"
