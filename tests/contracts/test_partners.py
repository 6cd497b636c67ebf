# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The nine partners are known by their official keys; a wrong file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from godonu_platform.contracts.partners import load_partners
from godonu_platform.project import SOURCE_ROOT, Project
from godonu_platform.yaml_model import YamlMistakes


def test_nine_partners_with_official_keys(realdata: Path) -> None:
    partners = load_partners(Project.at(SOURCE_ROOT, SOURCE_ROOT / "data"))
    official = (realdata / "destatis-gv100ad" / "godonu_kommunen.csv").read_text(encoding="utf-8")
    taking_part = [p for p in partners if p.role == "partner"]
    assert len(taking_part) == 9
    for partner in taking_part:
        [line] = [line for line in official.splitlines() if f",{partner.ars}," in line]
        assert f",{partner.inhabitants}," in line


def test_a_wrong_key_from_public_code_is_unknown() -> None:
    partners = load_partners(Project.at(SOURCE_ROOT, SOURCE_ROOT / "data"))
    assert partners.get("065310014014") is None
    assert partners.get("065310005005") is not None


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('{ars: "6531", name: A, kurzname: A, art: land, gueltig_ab: 2024-01-01}', "Muster"),
        ('{ars: 06433, name: A, kurzname: A, art: land, gueltig_ab: 2024-01-01}', "führender Null"),
        ('{ars: "06439", name: A, kurzname: A, art: dorf, gueltig_ab: 2024-01-01}', "landkreis"),
    ],
)
def test_wrong_entries_are_told(tmp_path: Path, entry: str, words: str) -> None:
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "partners.yaml").write_text(
        f"stand: 2026-01-01\nquelle: Q\npartner:\n  - {entry}\n", encoding="utf-8"
    )
    with pytest.raises(YamlMistakes, match=words):
        load_partners(Project.at(tmp_path, tmp_path / "data"))
