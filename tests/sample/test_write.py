# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sample as a whole: same seed, same bytes; marked as sample; key of its own."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

import pytest

from godonu_platform.project import Project
from godonu_platform.sample import sample_key, write_sample
from tests.sample.conftest import Written


@pytest.fixture
def small(own_drawers: Project) -> Project:
    """The same recipe with few events and visits."""
    path = own_drawers.assets / "_sample" / "recipe.yaml"
    text = (
        path.read_text(encoding="utf-8")
        .replace("events: 300000", "events: 20000")
        .replace("per_month: 1500", "per_month: 50")
    )
    path.write_text(text, encoding="utf-8")
    return own_drawers


def _bytes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(small: Project, tmp_path: Path) -> None:
    first, second = write_sample(small), write_sample(Project.at(small.root, tmp_path / "zweite"))
    assert first == second
    assert _bytes(small.inbox) == _bytes(tmp_path / "zweite" / "inbox")


def test_another_seed_gives_other_deliveries_and_keeps_the_old_ones_marked(small: Project) -> None:
    write_sample(small, seed=1)
    before = set(json.loads((small.sample / "manifest.json").read_text(encoding="utf-8"))["digests"])
    write_sample(small, seed=2)
    after = set(json.loads((small.sample / "manifest.json").read_text(encoding="utf-8"))["digests"])
    assert before < after


def test_every_file_is_marked_as_sample(sample: Written) -> None:
    inbox = sample.project.inbox
    manifest = json.loads((sample.project.sample / "manifest.json").read_text(encoding="utf-8"))
    digests = set()
    for path in inbox.glob("*/*/*"):
        ars, dataset, _ = path.relative_to(inbox).parts
        digests.add(hashlib.sha256(f"{ars}\0{dataset}\0".encode() + path.read_bytes()).hexdigest())
        assert "beispiel" in path.name
        assert not path.name.endswith(".part")
    assert manifest == {"key_id": "beispiel", "digests": sorted(digests)}


def test_files_count_as_settled(sample: Written) -> None:
    """Landing leaves files alone that have just changed; the sample must land at once."""
    newest = max(path.stat().st_mtime for path in sample.project.inbox.rglob("*") if path.is_file())
    assert newest <= (sample.project.sample / "manifest.json").stat().st_mtime - 30


def test_the_key_is_made_once_and_for_its_owner_only(project: Project) -> None:
    key = sample_key(project)
    assert sample_key(project) == key
    assert len(bytes.fromhex(key)) == 32
    assert stat.S_IMODE((project.sample / "key").stat().st_mode) == 0o600


def test_the_summary_counts_what_is_there(sample: Written) -> None:
    summary = sample.summary
    assert summary.files == sum(1 for path in sample.project.inbox.rglob("*") if path.is_file())
    assert summary.partners == 9
    assert set(summary.by_dataset) == {path.name for path in sample.project.inbox.glob("*/*")}
