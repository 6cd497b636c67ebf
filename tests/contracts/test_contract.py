# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shipped contracts load and are valid ODCS; a broken one is refused with every mistake."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from godonu_platform.contracts.contract import load_contract, load_contracts
from godonu_platform.project import SOURCE_ROOT, Project
from godonu_platform.yaml_model import YamlMistakes

SHIPPED = sorted((SOURCE_ROOT / "governance" / "contracts").glob("*.yaml"))
SITES = SOURCE_ROOT / "governance" / "contracts" / "traffic_sites.yaml"


def test_every_shipped_contract_loads() -> None:
    contracts = load_contracts(Project.at(SOURCE_ROOT, SOURCE_ROOT / "data"))
    assert sorted(contracts) == [path.stem for path in SHIPPED]
    for contract in contracts.values():
        assert contract.key, contract.name
        assert "data_steward" in contract.roles, contract.name


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_every_shipped_contract_is_valid_odcs(path: Path, conformance: Path) -> None:
    schema = json.loads((conformance / "odcs" / "odcs-json-schema-v3.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [e.message for e in validator.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8")))] == []


def broken(tmp_path: Path, *replacements: tuple[str, str]) -> str:
    text = SITES.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / SITES.name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(YamlMistakes) as caught:
        load_contract(path)
    return str(caught.value)


def test_shape_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = broken(tmp_path, ("logicalType: string", "logicalTyp: string"), ("kind: DataContract", "kind: Vertrag"))
    assert "gemeint war wohl »logicalType«" in told
    assert ":4: kind: unbekannter Wert" in told


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value: stammdaten", "value: stamdaten", "datenkategorie: unbekannter Wert"),
        ("property: einheit", "property: einheiten", "gemeint war wohl »einheit«"),
        ("primaryKeyPosition: 1", "primaryKeyPosition: 0", "primaryKeyPosition fehlt"),
        ("name: traffic_sites", "name: zaehlstellen", "muss wie die Datei heißen"),
        ("name: owner", "name: name", "diese Spalte steht doppelt"),
        ("{minimum: 5, maximum: 16}", "{minimum: 16, maximum: 5}", "minimum ist größer"),
        ("{maxLength: 300}", "{minimum: 3}", "gelten nur für Zahlen"),
        ("bicycle: Fahrrad", "fahrad: Fahrrad", "bezeichnungen für Werte"),
        ("eingangsart, value: schnappschuss", "eingangsart, value: revidierbar", "monatsspalte fehlt"),
        ("id: godonu:traffic_sites", "id: godonu:traffic_counts", "muss zum Datensatz passen: godonu:traffic_sites"),
        ("datenkategorie, value", "datenkategorie, wert", "erlaubt sind: description, property, value"),
        ("property: quellsystem", "property: datengruppe", "steht doppelt; bitte nur einmal angeben"),
        ("required: true", "required: 2", "muss true oder false sein"),
        ("version: 1.0.0", "version: eins", "passt nicht zum Muster"),
        ("domain: verkehr", "domain: [verkehr]", "muss ein Text sein"),
        ("primaryKeyPosition: 1", "primary_key_position: 1", "gemeint war wohl »primaryKeyPosition«"),
    ],
)
def test_contradictions_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in broken(tmp_path, (old, new))


TOTALS = SOURCE_ROOT / "governance" / "contracts" / "web_visit_totals.yaml"


def limited(tmp_path: Path, **limits: str) -> Path:
    """The totals with other upper limits: column -> the column it must not exceed."""
    content = yaml.safe_load(TOTALS.read_text(encoding="utf-8"))
    for column in content["schema"][0]["properties"]:
        kept = [p for p in column["customProperties"] if p["property"] != "hoechstens"]
        if column["name"] in limits:
            kept.append({"property": "hoechstens", "value": limits[column["name"]]})
        column["customProperties"] = kept
    path = tmp_path / TOTALS.name
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("limits", "way"),
    [
        ({"visits": "visits"}, "visits → visits"),
        ({"visits": "unique_visits", "unique_visits": "visits"}, "visits → unique_visits → visits"),
        (
            {"visits": "page_views", "page_views": "duration_s", "duration_s": "visits"},
            "visits → page_views → duration_s → visits",
        ),
    ],
)
def test_limits_in_a_circle_are_told_once(tmp_path: Path, limits: dict[str, str], way: str) -> None:
    with pytest.raises(YamlMistakes) as caught:
        load_contract(limited(tmp_path, **limits))
    [mistake] = caught.value.mistakes
    assert f"hoechstens führt im Kreis ({way}); bitte eine der Angaben entfernen" in str(mistake)


def test_a_chain_of_limits_is_no_circle(tmp_path: Path) -> None:
    assert load_contract(limited(tmp_path, unique_visits="visits", visits="page_views")).column("visits").at_most


def test_a_column_without_class_counts_as_strictest(tmp_path: Path) -> None:
    lines = SITES.read_text(encoding="utf-8").splitlines()
    kept = [line for number, line in enumerate(lines) if "classification" not in line or number > 40]
    path = tmp_path / SITES.name
    path.write_text("\n".join(kept), encoding="utf-8")
    contract = load_contract(path)
    assert contract.columns[0].classification == "streng_vertraulich"
    assert contract.classification == "streng_vertraulich"
    assert not contract.columns[0].classified
