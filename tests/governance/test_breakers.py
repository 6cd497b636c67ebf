# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The protective steps: read from YAML, proven as they are, refused when weakened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from godonu_platform.governance.breaker_proof import prove, prove_all
from godonu_platform.governance.breakers import load_breakers
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.project import SOURCE_ROOT, Project
from godonu_platform.yaml_model import YamlMistakes


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.at(SOURCE_ROOT, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def manifest(project: Project) -> dict[str, Any]:
    return load_manifest(project)


def test_every_step_is_proven_as_it_stands(project: Project, manifest: dict[str, Any]) -> None:
    results = prove_all(load_breakers(project), manifest)
    assert len(results) == 5
    assert {name: r.message for name, r in results.items() if not r.passed} == {}
    assert all(len(result.macro) == 64 for result in results.values())


WEAKENED = [
    ("threshold", "threshold", "< 5", "< 1", "ein bis vier Fälle sind nicht gesperrt"),
    ("threshold", "threshold", "< 5", "< 4", "ein bis vier Fälle"),
    ("threshold", "threshold", "not {{ delivered }}", "false", "ohne Lieferung"),
    ("threshold", "base5", "% 5", "% 1", "nicht auf 5 gerundet"),
    ("threshold", "base5", "+ 2) %", "+ 0) %", "nicht auf 5 gerundet"),
    ("threshold_status", "threshold_status", "< 5", "< 2", "ein bis vier Fälle sind unterscheidbar"),
    ("threshold_status", "threshold_status", "'gesperrt'", "'wert'", "ein bis vier Fälle"),
    ("protected_series", "protected_series", ">= 5", ">= 1", "eine Gruppe mit weniger als 5 Fällen"),
    ("protected_series", "protected_series", "having", "order by", "eine Gruppe"),
    ("not_set_aside", "not_set_aside", "not exists", "exists", "eine beiseitegelegte Zeile"),
    ("not_set_aside", "not_set_aside", "and repeats.record_no = {{ rows }}.record_no", "", "eine Zeile fehlt"),
    (
        "newest_snapshot",
        "newest_snapshot",
        "landed_at desc nulls last, delivery desc",
        "landed_at, delivery",
        "älterer",
    ),
    ("newest_snapshot", "newest_snapshot", "where copy = 1", "", "ein Schlüssel steht mehrfach"),
    ("newest_snapshot", "newest_snapshot", "and landed = 0", "and landed > 99", "eine leere Lieferung"),
]


@pytest.mark.parametrize(("step", "macro", "old", "new", "says"), WEAKENED)
def test_a_weakened_step_is_no_longer_proven(
    project: Project, manifest: dict[str, Any], step: str, macro: str, old: str, new: str, says: str
) -> None:
    name = f"macro.godonu.{macro}"
    text = manifest["macros"][name]["macro_sql"]
    assert old in text
    weak = {**manifest["macros"], name: {**manifest["macros"][name], "macro_sql": text.replace(old, new)}}
    result = prove(load_breakers(project).steps[step], {**manifest, "macros": weak})
    assert not result.passed
    assert says in result.message or "ließ sich nicht rechnen" in result.message


def test_a_step_without_its_macro_is_not_proven(project: Project, manifest: dict[str, Any]) -> None:
    gone = {name: macro for name, macro in manifest["macros"].items() if name != "macro.godonu.threshold"}
    result = prove(load_breakers(project).steps["threshold"], {**manifest, "macros": gone})
    assert not result.passed and result.message


def written(tmp_path: Path, old: str, new: str) -> Project:
    root = tmp_path / "haus"
    (root / "governance").mkdir(parents=True)
    for name in ("concept.yaml", "breakers.yaml"):
        text = (SOURCE_ROOT / "governance" / name).read_text(encoding="utf-8")
        assert name == "concept.yaml" or old in text
        (root / "governance" / name).write_text(text.replace(old, new) if name != "concept.yaml" else text, "utf-8")
    return Project.at(root, tmp_path / "data")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("personenbezug: personenbezogen, schutz", "personenbezug: etwas, schutz", "unbekannte Stufe"),
        ("genehmigt_von: data_steward", "genehmigt_von: hausmeister", "unbekannte Rolle"),
        ("genehmigt_von: data_steward", "genehmigt_von: plattformbetrieb", "diese Rolle darf das nicht genehmigen"),
        ("name: threshold_status", "name: threshold", "steht doppelt"),
        ("count: zaehlung, delivered: angabe", "count: zaehlung", "delivered"),
        ("art: zeilenauswahl", "art: zauberei", "art"),
        ("titel: Nur Gruppen ab 5 Fällen", "title: Nur Gruppen ab 5 Fällen", "unbekannt"),
    ],
)  # fmt: skip
def test_mistakes_in_the_file_are_told_with_their_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(YamlMistakes) as caught:
        load_breakers(written(tmp_path, old, new))
    text = str(caught.value)
    assert says.lower() in text.lower()
    assert "breakers.yaml:" in text


def test_without_the_file_nothing_lowers_a_class(tmp_path: Path) -> None:
    assert load_breakers(Project.at(tmp_path, tmp_path / "data")).steps == {}
