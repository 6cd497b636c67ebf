# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The case numbers that somebody wants erased, as they came from standard input, in a form that cannot be printed.

Keep out: where they are looked for.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

MOST, LONGEST = 10_000, 200
_SPACES = " \t\r\n\u00a0"
# Shorter ones, or mere words, occur everywhere by accident; they are looked for in the case field alone.
_SHORTEST_TOKEN = 6
_BOUNDARY = "[^0-9A-Za-z]"
_ODD = re.compile("[^0-9A-Za-z ._:-]")


class WrongInput(ValueError):
    """What came from standard input cannot be used; the text is German and quotes nothing of it."""


@dataclass(frozen=True, repr=False)
class Request:
    """Case numbers as landing would read them from a delivery."""

    numbers: frozenset[str]

    def __repr__(self) -> str:
        """Show how many there are, never which."""
        return f"Request({len(self.numbers)})"

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The numbers that are long and odd enough to be looked for in any text."""
        return tuple(sorted(n for n in self.numbers if len(n) >= _SHORTEST_TOKEN and any(c.isdigit() for c in n)))

    @cached_property
    def pattern(self) -> str | None:
        """A regular expression (RE2) for any of the tokens as a word of its own; None when there are none."""
        if not self.tokens:
            return None
        return word_pattern(spelling for token in self.tokens for spelling in spellings(token))

    @cached_property
    def needles(self) -> tuple[bytes, ...]:
        """The numbers as they may stand in the bytes of a text, composed and decomposed."""
        forms = {*self.numbers, *(unicodedata.normalize("NFD", number) for number in self.numbers)}
        return tuple(sorted({spelling.encode() for form in forms for spelling in spellings(form)}))

    @cached_property
    def may_be_escaped(self) -> bool:
        r"""Whether one has a sign that JSON encoders like to write as \u00..: then it may hide from a look at bytes."""
        return any(_ODD.search(number) for number in self.numbers)


def spellings(word: str) -> list[str]:
    """Return the ways in which a word may be written in a text; JSON has several."""
    return list(dict.fromkeys((word, json.dumps(word)[1:-1], word.replace("/", "\\/"))))


def word_pattern(words: Iterable[str]) -> str:
    """Return a regular expression (RE2) for any of some texts, each as a word of its own."""
    return f"(^|{_BOUNDARY})({'|'.join(map(re.escape, words))})({_BOUNDARY}|$)"


def read_request(text: str) -> Request:
    """Read case numbers, one per line; raises WrongInput."""
    numbers = set()
    for place, line in enumerate(text.splitlines(), start=1):
        number = unicodedata.normalize("NFC", line.strip(_SPACES))
        if len(number) > LONGEST or not number.isprintable():
            raise WrongInput(f"Zeile {place} ist keine Vorgangsnummer (zu lang, oder mit Steuerzeichen).")
        if number:
            numbers.add(number)
    if not numbers:
        raise WrongInput(
            "Es kamen keine Vorgangsnummern an. Bitte über die Standardeingabe geben, eine je Zeile, "
            "z. B. aus einer Datei: godonu erase < nummern.txt"
        )
    if len(numbers) > MOST:
        raise WrongInput(f"Das sind mehr als {MOST} Vorgangsnummern. Bitte in mehreren Durchgängen löschen.")
    return Request(frozenset(numbers))
