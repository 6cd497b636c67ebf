# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The dirt is where the recipe puts it, as often as it says."""

from __future__ import annotations

import gzip
import json
from collections import Counter

from godonu_platform.sample.ingredients import Ingredients
from tests.sample.conftest import Written

KASSEL, MARBURG, GIESSEN, WETZLAR = "066110000000", "065340014014", "065310005005", "065320023023"
FULDA, LIMBURG, OFFENBACH, FRANKFURT, RTK = "066310009009", "065330009009", "064130000000", "064120000000", "06439"


def test_unknown_codes_and_keys(sample: Written, ingredients: Ingredients) -> None:
    dirt = ingredients.incidents
    statuses = Counter(r["Vorgangsstatus"] for r in sample.events("*civento_2026-09*", KASSEL))
    assert statuses[dirt.unknown_event] == 14
    assert sum(r["Ereignis"] == dirt.unknown_event for r in sample.events("*efa_2026-10*", LIMBURG)) == 5
    assert sum(r["Mandant"] == dirt.foreign_ars for r in sample.events("*civento_2026-08*", GIESSEN)) == 7
    keys = Counter(r["Leistungsschlüssel"] for r in sample.events("*civento_2026-09*", MARBURG))
    assert keys[dirt.unknown_service] == 25
    leika = Counter(r["form"]["leika"] for r in sample.events("*formserver_2026-08*", OFFENBACH))
    assert leika[dirt.malformed_service] == 12


def test_impossible_times(sample: Written) -> None:
    assert sum(r["Zeitpunkt"].startswith("01.01.0001") for r in sample.events("*2026-08*", WETZLAR)) == 2
    assert sum(r["Zeitpunkt"].startswith("01.01.9999") for r in sample.events("*2026-10*", WETZLAR)) == 2
    assert sum(r["ts"] > 1_900_000_000_000 for r in sample.events("*formserver_2026-08*", FRANKFURT)) == 5


def test_late_events_stand_in_the_next_file(sample: Written) -> None:
    late = [r for r in sample.events("*civento_2026-09*", KASSEL) if r["Zeitpunkt"][3:10] == "08.2026"]
    assert len(late) == 120


def test_repeated_and_conflicting_events(sample: Written) -> None:
    repeated = Counter(json.dumps(r, sort_keys=True) for r in sample.events("*formserver_2026-09*", OFFENBACH))
    assert sum(n - 1 for n in repeated.values()) == 150
    rows: dict[str, set[str]] = {}
    for record in sample.events("*civento_2026-08*", FULDA):
        rows.setdefault(record["Ereignisnummer"], set()).add(json.dumps(record, sort_keys=True))
    assert sum(len(variants) > 1 for variants in rows.values()) == 6


def test_files_that_are_broken_as_files(sample: Written) -> None:
    copies = sample.files("portal_events", FULDA, "*civento_2026-09*")
    assert len(copies) == 2
    assert copies[0].read_bytes() == copies[1].read_bytes()
    torn = gzip.decompress(sample.files("portal_events", FRANKFURT, "*formserver_2026-10*")[0].read_bytes())
    assert not torn.endswith((b"}", b"\n"))
    mixed = gzip.decompress(sample.files("portal_events", OFFENBACH, "*formserver_2026-09*")[0].read_bytes())
    broken = []
    for line in mixed.splitlines():
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            broken.append(line)
    assert len(broken) == 1
    assert sample.files("portal_events", GIESSEN, "*civento_2026-09*")[0].read_bytes().endswith(b"\r\n\r\n\r\n")


def test_planted_personal_data_is_recognisably_invented(sample: Written, ingredients: Ingredients) -> None:
    texts = Counter(r["Schrittname"] for r in sample.events("*civento_2026-10*", KASSEL))
    assert sum(texts[text] for text in ingredients.incidents.personal_text) == 20
    urls = [r.get("url", "") for r in sample.events("*formserver_2026-10*", OFFENBACH)]
    assert sum("Mustermann" in url for url in urls) == 30
    assert all("example" in text for text in urls if text)
