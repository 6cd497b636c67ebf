# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Partners stay apart in every shipped model, but for places that are written down with a reason and really there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from godonu_platform.governance.partner_separation import SharedFile, load_shared, mixings, shared_path, told
from godonu_platform.lineage.partner_rows import Mixing
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes
from tests.governance.entries import house_at

MANIFEST: dict[str, Any] = {
    "sources": {
        "1": {"schema": "raw", "name": "events", "columns": {"ars": {}, "batch": {}, "n": {}}},
        "2": {"schema": "raw", "name": "partners", "columns": {"ars": {}, "name": {}}},
    }
}
REASON = "Nur der Kalender, keine Zahl einer Kommune."


def place(**change: str) -> dict[str, str]:
    return {"modell": "x", "stelle": "t", "genehmigt_von": "data_steward", "begruendung": REASON, **change}


def shared(*places: dict[str, str]) -> SharedFile:
    tables = [{"name": "partners", "begruendung": "Die Liste der Kommunen ist öffentlich."}]
    return SharedFile.model_validate({"tabellen": tables, "stellen": list(places)})


def write(house: Project, content: Any) -> Path:
    path = shared_path(house)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


TOTAL = "with t as (select sum(n) as n from raw.events) select ars, t.n from raw.events cross join t"


def test_a_model_that_mixes_is_found_and_told_with_what_to_do() -> None:
    [found] = mixings({"marts.x": TOTAL}, MANIFEST, shared())["marts.x"]
    assert told(found).startswith("Modell x, Abschnitt »t«: fasst Zeilen mehrerer Kommunen zusammen")
    assert "gemeinsame_stellen.yaml" in told(found)
    assert told(Mixing("marts.x", "", "…")).startswith("Modell x, letzter Abschnitt: …")


def test_a_place_that_is_written_down_passes() -> None:
    assert mixings({"marts.x": TOTAL}, MANIFEST, shared(place())) == {"marts.x": ()}
    assert mixings({"marts.x": TOTAL}, MANIFEST, shared(place(stelle="u")))["marts.x"]
    assert mixings({"marts.x": TOTAL}, MANIFEST, shared(place(modell="y")))["marts.x"]


def test_the_last_part_has_a_name_too() -> None:
    total = {"marts.x": "select sum(n) as n from raw.events"}
    assert mixings(total, MANIFEST, shared())["marts.x"]
    assert mixings(total, MANIFEST, shared(place(stelle="letzter Abschnitt"))) == {"marts.x": ()}


def test_a_column_called_ars_that_is_not_the_partner_is_found() -> None:
    wrong = {"marts.x": "select left(ars, 5) as ars, n from raw.events"}
    [found] = mixings(wrong, MANIFEST, shared())["marts.x"]
    assert "nennt nicht sicher die Kommune" in found.reason


def test_public_lists_may_be_counted_and_nothing_else() -> None:
    assert mixings({"marts.x": "select count(*) as n from raw.partners"}, MANIFEST, shared()) == {"marts.x": ()}
    assert mixings({"marts.x": "select count(*) as n from raw.partners"}, MANIFEST, SharedFile())["marts.x"]


def test_no_file_accepts_nothing(tmp_path: Path) -> None:
    assert load_shared(house_at(tmp_path)) == SharedFile()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"stellen": [place(), place()]}, "steht doppelt"),
        ({"stellen": [place(genehmigt_von="hausmeister")]}, "unbekannte Rolle"),
        ({"stellen": [place(genehmigt_von="datenbereitsteller")]}, "diese Rolle darf das nicht genehmigen"),
        ({"stellen": [place(begruendung="darum")]}, "stellen.0.begruendung"),
        ({"stellen": [{**place(), "stele": "t"}]}, "gemeint war wohl »stelle«"),
        ({"stelen": []}, "gemeint war wohl »stellen«"),
    ],
)
def test_mistakes_are_told_with_place_and_remedy(tmp_path: Path, content: Any, said: str) -> None:
    house = house_at(tmp_path)
    path = write(house, content)
    with pytest.raises(YamlMistakes) as caught:
        load_shared(house)
    assert str(caught.value).startswith(f"{path}:")
    assert said in str(caught.value)
