# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Each shape writes what its file says: names, codes, times, numbers, encoding."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml

from godonu_platform.sample.events import Event
from godonu_platform.sample.ingredients import Ingredients
from godonu_platform.sample.shapes import line_end, written_lines
from tests.sample.conftest import REPOSITORY, Written

EVENT = Event(
    *("E-1", "064120000000", "99008001012000", "OD.1", "P-1", "2.1", "F-1", "S-1"),
    *("payment_succeeded", 1_785_562_519_871, "de", "desktop", "web", "https://antrag.example/x?sid=1"),
    *(2, "foto", "Prüfen; und »absenden«", "eid", "wero", None, "succeeded", 3700, None, 16_659),
)


def test_civento_writes_german_csv(ingredients: Ingredients) -> None:
    shape = ingredients.shapes["civento"]
    record = next(csv.DictReader(written_lines(shape, [EVENT]), delimiter=";"))
    assert record["Vorgangsstatus"] == "ZE, Zahlung erfolgreich"
    assert record["Zeitpunkt"] == "01.08.2026 07:35:19"
    assert record["Betrag"] == "37,00"
    assert record["Dauer"] == "16"
    assert record["Schrittname"] == "Prüfen; und »absenden«"
    assert line_end(shape) == "\r\n"


def test_the_form_server_writes_nested_json(ingredients: Ingredients) -> None:
    record = json.loads(written_lines(ingredients.shapes["formserver"], [EVENT])[0])
    assert record["ts"] == 1_785_562_519_871
    assert record["page"] == {"no": 2, "key": "foto", "title": "Prüfen; und »absenden«"}
    assert record["payment"] == {"type": "WERO", "state": "succeeded", "cents": 3700}
    assert "error" not in record


def test_efa_writes_iso_times(ingredients: Ingredients) -> None:
    record = next(csv.DictReader(written_lines(ingredients.shapes["efa"], [EVENT]), delimiter="\t"))
    assert record["Zeitstempel"] == "2026-08-01T07:35:19.871+02:00"
    assert record["Betrag-Cent"] == "3700"
    assert record["Ereignis"] == "bezahlung_erfolgreich"


def test_encodings_of_the_files(sample: Written) -> None:
    first = {s: sample.files("portal_events", name=f"*_{s}_2026-08.*")[0].read_bytes() for s in ("civento", "efa")}
    assert "Vorgangsstatus;Leistungsschlüssel".encode("cp1252") in first["civento"][:300]
    assert first["efa"][:2] == b"\xff\xfe"


@pytest.mark.parametrize("source", ["civento", "formserver", "efa"])
def test_every_code_is_known_to_the_mapping_file(source: str, ingredients: Ingredients) -> None:
    """A code that only the sample knows would end in quarantine."""
    path: Path = REPOSITORY / "assets/portal_events/mappings" / f"{source}.yaml"
    mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
    by_source = {rule["from"]: rule for rule in mapping["columns"].values() if "codes" in rule}
    for column in ingredients.shapes[source].columns:
        for canonical, written in column.codes.items():
            rule = by_source.get(column.name)
            if rule is not None and column.field != "auth_method":
                word = written.split(",")[0] if rule.get("split") == "code" else written
                assert rule["codes"][word] == canonical
