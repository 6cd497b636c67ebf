# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a steward copies out of the documents is accepted by the program that reads it."""

from __future__ import annotations

import re
from pathlib import Path

from godonu_platform.contracts.contract import load_contract
from godonu_platform.contracts.partners import Partner
from godonu_platform.governance.deciding import read_answers
from godonu_platform.landing.mapping import load_mapping
from godonu_platform.project import Project
from godonu_platform.yaml_model import read_document


def _example(document: Path) -> str:
    """Return the first YAML block of a document."""
    found = re.search(r"```yaml\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
    assert found, document
    return found.group(1)


def _mapping(project: Project, document: str, dataset: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(_example(project.root / document), encoding="utf-8")
    mapping = load_mapping(path, load_contract(project.contracts / f"{dataset}.yaml"))
    assert mapping.title


def test_mapping_of_the_readme(project: Project, tmp_path: Path) -> None:
    """The counting device of the example city."""
    _mapping(project, "README.md", "traffic_counts", tmp_path)


def test_mapping_of_the_handbook(project: Project, tmp_path: Path) -> None:
    """The form server."""
    _mapping(project, "docs/handbuch/lieferung_einbringen.md", "portal_events", tmp_path)


def test_answers_of_the_handbook(repository: Path, tmp_path: Path) -> None:
    """They open exactly the partners that they name, for real deliveries."""
    path = tmp_path / "antworten.yaml"
    path.write_text(_example(repository / "docs" / "handbuch" / "freigabe.md"), encoding="utf-8")
    answers = read_answers(path)
    assert answers.gilt_fuer == "echtdaten"
    assert answers.partners == ("064130000000", "065310005005")


def test_new_partner_of_the_handbook(project: Project, tmp_path: Path) -> None:
    """One line, as it stands, is an entry of partners.yaml."""
    path = tmp_path / "partners.yaml"
    path.write_text("partner:\n" + _example(project.root / "docs" / "handbuch" / "neue_kommune.md"), encoding="utf-8")
    (entry,) = read_document(path).value["partner"]
    assert Partner.model_validate(entry).short_name == "Musterstadt"
