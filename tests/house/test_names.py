# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One dataset, one name: folder, contract, model, catalogue entry and decision agree; and the check can fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.house import naming


def test_the_drawers_agree(repository: Path) -> None:
    """Nothing is called one thing here and another there, and nothing is forgotten in one drawer."""
    found = list(naming.disagreements(repository))
    assert not found, "\n".join(["", *found])


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """Two datasets whose names agree everywhere."""
    for name, layer, arrival in (("visits", "roh", "ereignisse"), ("open_visits", "veroeffentlichung", None)):
        _write(
            tmp_path / "governance" / "contracts" / f"{name}.yaml",
            f"id: godonu:{name}\nname: {name}\nschema: [{{name: {name}}}]\ncustomProperties:\n"
            f"  - {{property: datenebene, value: {layer}}}\n"
            + (f"  - {{property: eingangsart, value: {arrival}}}\n" if arrival else ""),
        )
    for place in (
        "assets/visits/defs.yaml",
        "dbt_project/models/staging/stg_visits.sql",
        "dbt_project/models/open/open_visits.sql",
        "catalogs/datasets/open_visits.yaml",
        "governance/decisions/open_visits.yaml",
    ):
        _write(tmp_path / place, "")
    return tmp_path


def test_agreement_is_no_finding(small_house: Path) -> None:
    """The rules do not cry at a good house."""
    assert list(naming.disagreements(small_house)) == []


@pytest.mark.parametrize(
    ("gone", "finding"),
    [
        ("assets/visits/defs.yaml", "visits: the source has not a folder"),
        ("dbt_project/models/staging/stg_visits.sql", "visits: the source has not a model stg_"),
        ("dbt_project/models/open/open_visits.sql", "open_visits: the derived dataset has not a model"),
        ("catalogs/datasets/open_visits.yaml", "open_visits: the public dataset has not a catalogue entry"),
    ],
)
def test_what_is_forgotten_is_found(gone: str, finding: str, small_house: Path) -> None:
    """One drawer at a time."""
    (small_house / gone).unlink()
    (found,) = naming.disagreements(small_house)
    assert found.startswith(finding)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("catalogs/datasets/open_visits.yaml", "catalogs/datasets/open_visit.yaml"),
        ("governance/decisions/open_visits.yaml", "governance/decisions/open_visit.yaml"),
        ("dbt_project/models/open/open_visits.sql", "dbt_project/models/open/open_visit.sql"),
        ("governance/contracts/open_visits.yaml", "governance/contracts/open_visit.yaml"),
    ],
)
def test_what_is_renamed_in_one_drawer_is_found(old: str, new: str, small_house: Path) -> None:
    """A different name in one place is a finding, whichever place it is."""
    shutil.move(small_house / old, small_house / new)
    assert any("open_visit:" in found for found in naming.disagreements(small_house))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
