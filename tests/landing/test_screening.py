# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Personal data in free text is found and masked; check digits decide where a format alone would cry too often."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from godonu_platform.landing.screening import MASKS, masked_name, screen, valid_iban, valid_tax_id, worth_a_look

digits = st.text("0123456789", min_size=1)


def iban(country: str, account: str) -> str:
    """Return an IBAN with right check digits."""
    number = int("".join(str(int(sign, 36)) for sign in account + country + "00"))
    return f"{country}{98 - number % 97:02d}{account}"


def tax_id(first_ten: str) -> str:
    """Return a tax id with its check digit (ISO 7064 MOD 11,10), whatever the first ten digits are."""
    product = 10
    for digit in first_ten:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return first_ten + str((11 - product) % 10)


@pytest.mark.parametrize(
    ("text", "left", "kind"),
    [
        ("Bitte an max.mustermann@example.de schreiben", "Bitte an [E-Mail] schreiben", "e_mail"),
        ("max.mustermann(at)example.de", "[E-Mail]", "e_mail"),
        ("Konto DE89 3704 0044 0532 0130 00 bitte", "Konto [IBAN] bitte", "iban"),
        ("DE89370400440532013000", "[IBAN]", "iban"),
        ("Tel. 0641 306-1234", "Tel. [Telefon]", "telefon"),
        ("+49 641 3061234 anrufen", "[Telefon] anrufen", "telefon"),
        ("(0176) 12345678", "[Telefon]", "telefon"),
        ("0049 (0)641 3061234", "[Telefon]", "telefon"),
        ("ID 86095742719 angegeben", "ID [Steuer-ID] angegeben", "steuer_id"),
        ("Wagen GI-AB 123", "Wagen [Kennzeichen]", "kennzeichen"),
        ("OF-X 1E", "[Kennzeichen]", "kennzeichen"),
    ],
)
def test_what_is_found(text: str, left: str, kind: str) -> None:
    assert screen(text) == (left, {kind: 1})
    assert worth_a_look(text)


@pytest.mark.parametrize(
    "text",
    [
        "Angaben zur Person",
        "DE88370400440532013000",
        "86095742718",
        "Drucken auf DIN A4",
        "DIN A 4",
        "am 01.02.2026 um 08:15",
        "99008001012000",
        "Schritt 3 von 12",
        "Postleitzahl 06114",
        "ISO 8601",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert screen(text) == (text, {})


@given(st.text("0123456789", min_size=18, max_size=18))
def test_every_right_german_iban_is_found_and_no_wrong_one_is_valid(account: str) -> None:
    right = iban("DE", account)
    assert valid_iban(right)
    assert screen(f"Konto {right}, danke")[0] == "Konto [IBAN], danke"
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert not valid_iban(wrong)


@given(st.permutations("0123456789"), st.integers(0, 9))
def test_every_right_tax_id_is_found(order: list[str], repeated: int) -> None:
    first_ten = "".join(order[:9]) + order[repeated if repeated < 9 else 0]
    assume(first_ten[0] != "0")
    right = tax_id(first_ten)
    assert valid_tax_id(right)
    assert screen(right)[0] == MASKS["steuer_id"]
    assert not valid_tax_id(right[:-1] + str((int(right[-1]) + 1) % 10))


@given(st.text(max_size=200))
def test_any_text_goes_through_and_masked_text_stays(text: str) -> None:
    left, found = screen(text)
    again, _ = screen(left)
    assert all(mask in left for kind, mask in MASKS.items() if found[kind])
    assert screen(again)[0] == again
    assert worth_a_look(text) or left == text


def test_file_names_are_masked_but_regional_keys_are_not() -> None:
    assert masked_name("antrag_max.mustermann@example.de") == "[E-Mail]"
    assert masked_name("liste_DE89370400440532013000_neu.csv") == "liste_[IBAN]_neu.csv"
    assert masked_name("064130000000_2026.ndjson", frozenset({"064130000000"})) == "064130000000_2026.ndjson"
    assert masked_name("stand_01022026.csv") == "stand_01022026.csv"
    assert masked_name("a\u202eb\x00.csv") == "a�b�.csv"
    assert len(masked_name("x" * 400)) < 200


@pytest.mark.parametrize("text", ["FELD_{}_UNGUELTIG", "{}_x", "x_{}"])
@pytest.mark.parametrize("datum", ["0641 7831 600", "(069) 917-3063", "24805573192", "OF-XZ 4711"])
def test_an_underscore_is_a_boundary_in_codes(text: str, datum: str) -> None:
    shown, found = screen(text.format(datum))
    assert datum not in shown
    assert sum(found.values()) == 1
