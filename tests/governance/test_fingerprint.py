# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fingerprint follows the meaning: everything that matters changes it, nothing else does, and changes are told."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from godonu_platform.contracts.concept import Concept
from godonu_platform.contracts.concept_file import ConceptFile
from godonu_platform.contracts.contract import load_contract
from godonu_platform.governance.classes import Classes
from godonu_platform.governance.decision_basis import basis_path, read_parts, store_parts
from godonu_platform.governance.fingerprint import fingerprint
from godonu_platform.governance.fingerprint_difference import difference
from godonu_platform.governance.grounds import Grounds, candidate_parts
from godonu_platform.yaml_model import YamlMistakes
from tests.conftest import REPOSITORY
from tests.governance.entries import house_at, open_classes, parts, shipped_contract


def classes_with(name: str, **change: Any) -> dict[str, Any]:
    found = open_classes(shipped_contract())
    found[name] = replace(found[name], **change)
    return {"classes": found}


def columns_without_last() -> dict[str, Any]:
    columns = shipped_contract().columns
    return {"contract": {"columns": columns[:-1]}}


def column_with(**change: Any) -> dict[str, Any]:
    first, *others = shipped_contract().columns
    return {"contract": {"columns": (replace(first, **change), *others)}}


STEP: dict[str, Any] = {
    "makro": "case when n < 5 then null end",
    "nachweis": "0123",
    "art": "aggregation",
    "angaben": {"count": "zaehlung"},
    "hoechstens": {"zaehlung": {"personenbezug": "personenbezogen"}},
    "ergebnis": {"personenbezug": "aggregiert_anonymisiert"},
}


def step_with(**change: Any) -> dict[str, Any]:
    return {"steps": {"threshold": {**STEP, **change}}}


def concept_with(*replaced: str) -> dict[str, Any]:
    """The shipped concept with words replaced, one after the other, and nothing else changed."""
    text = (REPOSITORY / "governance" / "concept.yaml").read_text(encoding="utf-8")
    for old, new in zip(replaced[::2], replaced[1::2], strict=True):
        assert old in text
        text = text.replace(old, new, 1)
    file = ConceptFile.model_validate(yaml.safe_load(text))
    return {"contract": {"concept": Concept(Path("concept.yaml"), file)}}


INTERN = Classes("intern", "keiner", "normal", "frei")
CHANGES: list[tuple[str, dict[str, Any], str]] = [
    ("a column goes", columns_without_last(), "Spalte actions_status entfällt"),
    ("the order of columns", {"contract": {"columns": shipped_contract().columns[::-1]}}, "Reihenfolge"),
    ("a column is declared otherwise", column_with(classification="intern"), "Spalte month, Vertraulichkeit laut Ver"),
    ("a column means something else", column_with(description="Etwas anderes."), "Spalte month, Beschreibung"),
    ("a class", classes_with("visits", effective=INTERN), "wirksame Klasse Vertraulichkeit: oeffentlich → intern"),
    (
        "a step on the way",
        classes_with("visits", steps=("threshold",)),
        "Schutzschritte auf dem Weg: keine Angabe → thr",
    ),
    ("the purpose", {"contract": {"purpose": "Etwas anderes."}}, "Vertrag, Zweck"),
    ("the retention", {"contract": {"retention": "P1Y"}}, "Vertrag, Löschregel"),
    ("the protection", {"contract": {"protection": "keine"}}, "Vertrag, Offenlegungsschutz"),
    (
        "the model's SQL",
        {"sql": {"marts.b": "SELECT\n  2 AS x", "staging.a": "SELECT\n  x\nFROM raw.t"}},
        "marts.b geä",
    ),
    ("upstream SQL", {"sql": {"marts.b": "SELECT\n  1 AS x", "staging.a": "SELECT\n  y\nFROM raw.t"}}, "staging.a geä"),
    ("one model less", {"sql": {"marts.b": "SELECT\n  1 AS x"}}, "Rechenweg von staging.a entfällt"),
    ("a seed", {"seeds": {"codes": "ff"}}, "Der Inhalt der festen Tabelle codes ist anders"),
    ("a macro", step_with(makro="null"), "threshold, Rechenweg geändert"),
    ("a proof", step_with(nachweis="9"), "Nachweis geän"),
    ("the kind of a step", step_with(art="maskierung"), "Schutzschritt threshold, Art: aggregation → maskierung"),
    (
        "what a step accepts",
        step_with(hoechstens={"zaehlung": {"personenbezug": "besondere_kategorie"}}),
        "threshold, höchstens zaehlung: personenbezug: personenbezogen → personenbezug: besondere_kategorie",
    ),
    (
        "what a step leaves",
        step_with(ergebnis={"personenbezug": "keiner"}),
        "threshold, Ergebnis Personenbezug: aggregiert_anonymisiert → keiner",
    ),
    ("what an argument may be", step_with(angaben={"count": "merkmal"}), "Angabe count: zaehlung → merkmal"),
    ("who decides", concept_with("entscheidet: [dateneigentuemer]", "entscheidet: [plattformbetrieb]"), "Rollen, die"),
    ("four eyes", concept_with("vier_augen_ab: pseudonym", "vier_augen_ab: personenbezogen"), "zwei Unterschriften ab"),
    ("the own municipality", concept_with("kommune: true", "kommune: false"), "eigene Kommune: ja → nein"),
    (
        "what anonymising answers",
        concept_with(
            "Karten oder Texten. Dann deren Erlaubnis einholen.", "Karten.\n    heilbar_durch_anonymisierung: true"
        ),
        "Fragen, die eine Anonymisierung beantwortet",
    ),
    (
        "what may leave",
        concept_with(
            "darf_hinaus: [keiner, aggregiert_anonymisiert]",
            "darf_hinaus: [keiner, aggregiert_anonymisiert, pseudonym]",
        ),
        "Konzept, Personenbezug, darf hinaus",
    ),
    (
        "the order of an axis",
        concept_with(
            "- wert: intern\n",
            "- wert: mittel\n",
            "- wert: vertraulich\n",
            "- wert: intern\n",
            "- wert: mittel\n",
            "- wert: vertraulich\n",
        ),
        "Konzept, Vertraulichkeit, Stufen und ihre Reihenfolge",
    ),
    (
        "a technical column",
        concept_with("technische_spalten: [", "technische_spalten: [case_id, "),
        "technische Spalten",
    ),
    (
        "a technical table",
        concept_with("technische_tabellen: [", "technische_tabellen: [portal_events, "),
        "technische Tabellen",
    ),
    ("a step is gone", {"steps": {}}, "Schutzschritt threshold entfällt"),
    ("the licence", {"licence": "cc-by/4.0"}, "Lizenz: dl-zero-de/2.0 → cc-by/4.0"),
    ("the target", {"catalogue": "anderswo"}, "Ziel: lokaler Katalog → anderswo"),
]


@pytest.mark.parametrize(("change", "said"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_every_change_is_another_fingerprint_and_is_told(change: dict[str, Any], said: str) -> None:
    old, new = parts(**step_with()), parts(**{**step_with(), **change})
    assert fingerprint(old) != fingerprint(new)
    told = difference(old, new)
    assert any(said in line for line in told), told
    assert len(told) <= 6
    assert difference(new, old)


def test_other_words_in_the_concept_void_nothing() -> None:
    other = concept_with("titel: Öffentlich", "titel: Für alle", "titel: Data Steward", "titel: Datenpflege")
    assert fingerprint(parts(**other)) == fingerprint(parts())


def test_a_decision_from_before_the_concept_was_bound_holds_no_more() -> None:
    old = {key: value for key, value in parts().items() if key != "konzept"} | {"form": 1}
    assert fingerprint(old) != fingerprint(parts())
    assert difference(old, parts()) == ["Konzept: Die Regeln der Öffnung werden jetzt mitgebunden"]


def test_the_same_is_the_same() -> None:
    assert fingerprint(parts()) == fingerprint(parts())
    assert difference(parts(), parts()) == []


def test_a_new_column_is_told_with_its_title() -> None:
    assert difference(parts(**columns_without_last()), parts()) == [
        "Spalte actions_status kommt hinzu: Seitenaktionen: Status"
    ]


def test_layout_comments_and_place_of_the_contract_do_not_count(tmp_path: Path) -> None:
    original = shipped_contract()
    shutil.copy(REPOSITORY / "governance" / "concept.yaml", tmp_path / "concept.yaml")
    (tmp_path / "contracts").mkdir()
    copy = tmp_path / "contracts" / original.path.name
    text = original.path.read_text(encoding="utf-8")
    copy.write_text("# Notiz\n" + text.replace("domain: portalnutzung", 'domain:   "portalnutzung"'), encoding="utf-8")
    assert copy.read_text(encoding="utf-8") != text
    moved = load_contract(copy)
    given = {"classes": open_classes(moved)}
    assert fingerprint(parts(contract={f: getattr(moved, f) for f in ("path", "domain", "columns")}, **given)) == (
        fingerprint(parts())
    )


def test_a_statement_that_nobody_makes_voids_nothing() -> None:
    bare = parts(contract={"usage": None})
    assert fingerprint(bare) == fingerprint(parts(contract={"usage": ""}))
    assert "usage" not in bare["vertrag"]


def test_a_long_difference_is_cut_short() -> None:
    before, after = ("\n".join(f"{word} {n}" for n in range(60)) for word in ("alt", "neu"))
    told = difference(parts(sql={"marts.b": before}), parts(sql={"marts.b": after}))
    assert told[0] == "Rechenweg von marts.b geändert:"
    assert told[1].split() == ["-", "alt", "0"]
    assert len(told) == 16
    assert told[-1].strip() == "… und 106 weitere Zeilen"


def test_a_column_that_was_not_classed_cannot_be_decided_upon() -> None:
    contract = replace(shipped_contract(), steps=())
    classes = open_classes(contract)
    del classes["visits"]
    made, problem = candidate_parts(Grounds(), contract, classes, "x", "lokal")
    assert made is None
    assert "visits" in problem


def test_a_step_that_nobody_describes_cannot_be_decided_upon() -> None:
    contract = shipped_contract()
    contract = replace(contract, steps=(contract.steps[0].model_copy(update={"step": "zauberei"}),))
    assert candidate_parts(Grounds(), contract, open_classes(contract), "x", "lokal")[1].startswith(
        "Der Schutzschritt zauberei"
    )
    assert candidate_parts(Grounds(problem="dbt schweigt"), contract, {}, "x", "lokal") == (None, "dbt schweigt")


def test_the_parts_are_kept_under_their_fingerprint_and_checked(tmp_path: Path) -> None:
    house = house_at(tmp_path)
    kept = parts()
    path = store_parts(house, kept)
    assert path == basis_path(house, fingerprint(kept))
    assert read_parts(house, fingerprint(kept)) == kept
    before = path.stat().st_mtime_ns
    assert store_parts(house, kept) == path
    assert path.stat().st_mtime_ns == before
    assert read_parts(house, "f" * 64) is None


@pytest.mark.parametrize("spoil", ["changed", "broken", "list", "huge"])
def test_kept_parts_that_were_edited_are_refused(tmp_path: Path, spoil: str) -> None:
    house = house_at(tmp_path)
    kept = parts()
    path = store_parts(house, kept)
    texts = {
        "changed": json.dumps({**kept, "lizenz": "cc-by/4.0"}),
        "broken": "{",
        "list": "[]",
        "huge": '"' + "x" * 6_000_000 + '"',
    }
    path.write_text(texts[spoil], encoding="utf-8")
    with pytest.raises(YamlMistakes, match="nachträglich geändert"):
        read_parts(house, fingerprint(kept))
