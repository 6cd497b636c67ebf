# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A mark is open until every partner it names has a decision that was written after it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from godonu_platform.governance import erasure_marks
from godonu_platform.governance.decisions import decisions_path, load_decisions
from godonu_platform.governance.erasure_marks import Mark, add_marks, open_marks
from godonu_platform.project import Project
from tests.conftest import CLOCK

DATASET = "open_web_visits"


@pytest.fixture
def marked(own_drawers: Project) -> tuple[Project, Path, str]:
    """A mark set when the shipped file held its first entry only; the second one names other partners."""
    path = decisions_path(own_drawers, DATASET)
    return own_drawers, path, path.read_text(encoding="utf-8")


def mark(entries: int, *partners: str) -> Mark:
    return Mark(
        erasure="a1", dataset=DATASET, months=("2026-08", "2026-09"), partners=partners, at=CLOCK, entries=entries
    )


def test_only_a_later_entry_for_the_same_partner_closes_it(marked: tuple[Project, Path, str]) -> None:
    project, _, _ = marked
    entries = list(load_decisions(project, DATASET))
    assert len(entries) >= 2
    later, before = entries[-1].partners[0], len(entries) - 1
    other = next(ars for entry in entries for ars in entry.partners if ars not in entries[-1].partners)
    add_marks(project, [mark(before, later)])
    assert open_marks(project, DATASET) == [], "the last entry came after the mark"
    add_marks(project, [mark(before, later).model_copy(update={"erasure": "b2", "partners": (later, other)})])
    assert [m.erasure for m in open_marks(project, DATASET)] == ["b2"], "one partner of two is not decided anew"
    add_marks(project, [mark(len(entries), later).model_copy(update={"erasure": "c3"})])
    assert [m.erasure for m in open_marks(project, DATASET)] == ["b2", "c3"], "nothing was decided since"
    assert open_marks(project, "open_auth_methods") == []


def test_a_word_on_other_deliveries_closes_nothing(
    marked: tuple[Project, Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project, _, _ = marked
    sample, real = (SimpleNamespace(partners=("06",), gilt_fuer=scope) for scope in ("beispieldaten", "echtdaten"))
    add_marks(project, [mark(1, "06")])
    for later, left in (((sample, real), 1), ((sample, real, sample), 0), ((sample, sample), 0)):
        monkeypatch.setattr(erasure_marks, "load_decisions", lambda *_, entries=later: entries)
        assert len(open_marks(project, DATASET)) == left


def test_decisions_that_cannot_be_read_close_nothing(marked: tuple[Project, Path, str]) -> None:
    project, path, text = marked
    add_marks(project, [mark(0, *next(iter(load_decisions(project, DATASET))).partners)])
    assert open_marks(project, DATASET) == []
    path.write_text(text.replace("begruendung", "begründung", 1), encoding="utf-8")
    assert len(open_marks(project, DATASET)) == 1


def test_the_reason_says_what_to_do(marked: tuple[Project, Path, str]) -> None:
    told = mark(0, "066110000000").reason
    assert "01.11.2026" in told and "die Monate 2026-08, 2026-09" in told and f"godonu decide {DATASET}" in told
    assert not told.endswith(".")
