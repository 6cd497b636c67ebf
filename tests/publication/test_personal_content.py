# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What looks like a person is found, with check digits where a number has them; what an authority publishes is not."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from godonu_platform.publication.personal_content import (
    KINDS,
    LOOSE,
    in_words,
    kinds_in,
    valid_card_number,
    valid_pension_number,
)

FOUND = [
    ("e_mail", "erika.mustermann@example.org"),
    ("e_mail", "erika (at) example.org"),
    ("iban", "DE89 3704 0044 0532 0130 00"),
    ("iban", "Konto DE89370400440532013000"),
    ("steuer_id", "86095742719"),
    ("rentenversicherung", "15070649C103"),
    ("rentenversicherung", "VSNR 15 070649 C 103"),
    ("kreditkarte", "4111 1111 1111 1111"),
    ("kreditkarte", "Karte 4012-8888-8888-1881"),
    ("kreditkarte", "378282246310005"),
    ("telefon", "0641 3061234"),
    ("telefon", "+49 (0)641 3061234"),
    ("kennzeichen", "GI-AB 1234"),
    ("geburtsdatum", "geb. 12.03.1980"),
    ("geburtsdatum", "geboren am 1.2.1980 in Fulda"),
    ("geburtsdatum", "*1.2.1980"),
    ("geburtsdatum", "12.03.1980"),
    ("geburtsdatum", "1980-03-12"),
    ("ip_adresse", "192.168.17.4"),
    ("ip_adresse", "von 84.12.99.201 aus"),
    ("ip_adresse", "2001:db8:85a3:0:0:8a2e:370:7334"),
    ("pseudonym", "9f86d081884c7d659a2feaa0c55ad015"),
    ("pseudonym", "9F86D081884C7D65"),
    ("pseudonym", "550e8400-e29b-41d4-a716-446655440000"),
    ("pseudonym", "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg="),
    ("e_mail", "erika.mustermann\uff20example.org"),
    ("e_mail", "erika.mustermann&#64;example.org"),
    ("e_mail", "erika.muster\u200bmann\u200b@\u200bexample.org"),
    ("iban", "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000"),
    ("iban", "DE\uff18\uff19 3704 0044 0532 0130 00"),
    ("kennzeichen", "GI\u2011AB 1234"),
    ("telefon", "\u0660\u0666\u0664\u0661 \u0663\u0660\u0666\u0661\u0662\u0663\u0664"),
    ("anrede", "Frau Dr. Müller-Lüdenscheidt"),
    ("anrede", "zuständig: Herr M. Beispiel"),
    ("anschrift", "Ludwigstraße 12a"),
    ("anschrift", "Am Lindenplatz 3"),
]
HARMLESS = [
    "", "Wohnsitz anmelden", "Aufenthaltserlaubnis Erteilung (99010001001000)", "99008001012000", "2026-08",
    "2026-08-01", "2026-07-31T22:00:00Z", "2009-02-28 bis heute", "35390", "Postfach 11 15", "120", "1135", "-17",
    "Universitätsstadt Gießen", "Zählstelle 900", "300023687", "L100042.OE.90801", "Drucken auf DIN A4",
    "https://antrag.giessen.example/wohnsitz-anmelden-und-abmelden-in-der-stadt", "§ 17 Absatz 2 BMG",
    "IMDG-Code 4.1.1.15", "Version 1.2.3.4 der Schnittstelle", "4111111111111112", "15070649C104", "86095742718",
    "Herr und Frau", "Frauenhaus", "Straße", "Weg und Platz", "web_visit_totals", "bundid_password", "x" * 40,
    "1234567890123456", "0000000000000000",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), FOUND)
def test_what_is_found(kind: str, text: str) -> None:
    assert kind in kinds_in(text)
    assert re.search(LOOSE, text), "the engine must hand it over"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_left_alone(text: str) -> None:
    assert kinds_in(text) == set()


def test_every_kind_is_tried_and_has_a_german_name() -> None:
    assert {kind for kind, _ in FOUND} == set(KINDS)
    assert list(in_words({"iban", "e_mail"})) == ["eine E-Mail-Adresse", "eine IBAN"]


def test_a_regional_key_that_is_known_is_no_telephone() -> None:
    assert kinds_in("064120000000") == {"telefon"}
    assert kinds_in("064120000000", {"064120000000"}) == set()


@given(st.text("0123456789", min_size=15, max_size=15))
def test_a_wrong_digit_makes_a_card_number_invalid(rest: str) -> None:
    assume(len(set(rest)) > 3)
    numbers = [f"4{rest[:14]}{digit}" for digit in range(10)]
    assert sum(map(valid_card_number, numbers)) == 1


@given(st.integers(2, 89), st.dates(), st.characters(min_codepoint=65, max_codepoint=90), st.integers(0, 99))
def test_exactly_one_check_digit_fits_a_pension_number(area: int, born: object, letter: str, serial: int) -> None:
    start = f"{area:02d}{born:%d%m%y}{letter}{serial:02d}"
    assert sum(valid_pension_number(f"{start}{digit}") for digit in range(10)) == 1
    assert not any(valid_pension_number(f"{area:02d}3213{born:%y}{letter}{serial:02d}{digit}") for digit in range(10))


@given(st.text(max_size=120))
def test_the_engine_hands_over_all_that_would_be_found(text: str) -> None:
    if kinds_in(text):
        assert re.search(LOOSE, text)


@pytest.mark.parametrize("text", [text for _, text in FOUND])
def test_the_loose_pattern_says_the_same_in_the_engine(text: str) -> None:
    [[found]] = duckdb.connect().execute("select regexp_matches(?, ?)", [text, LOOSE]).fetchall()
    assert found


def test_real_published_files_are_hardly_ever_suspected(realdata: Path) -> None:
    """Names of services, municipalities and places as they stand in real catalogues: a handful in tens of thousands."""
    seen: Counter[str] = Counter()
    looked = 0
    for name, columns in (
        ("kdn-ozg-leika/leika_services.csv", ("name",)),
        ("kdn-ozg-leika/ozg_leistungen.csv", ("name",)),
        ("kdn-ozg-leika/kommunen_nrw.csv", ("name",)),
        ("pvog-suchdienst/codeliste_ars.csv", ("bezeichnung",)),
        ("geonames-plz-de/zipcodes.de.csv", ("place",)),
    ):
        with (realdata / name).open(encoding="utf-8", newline="") as stream:
            values = {row[column] for row in csv.DictReader(stream) for column in columns if row.get(column)}
        looked += len(values)
        for value in values:
            seen.update(kinds_in(value))
    assert looked > 20_000
    assert sum(seen.values()) <= 10, seen
