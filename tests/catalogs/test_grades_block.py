# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The block of a dataset page that tells the measured quality, in words and not by colour alone."""

from __future__ import annotations

import json
import re

from godonu_platform.catalogs.local_client import shown_release
from tests.catalogs.graded import grade_world
from tests.publication.world import GIESSEN, KASSEL, UNITS, USE, World, decision


def _block(world: World, dataset: str) -> str:
    page = (world.project.catalogue / dataset / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<section aria-labelledby="guete">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_the_page_tells_five_letters_in_words(world: World) -> None:
    grade_world(world)
    world.decide(USE, decision(USE, partners=[KASSEL, GIESSEN]))
    assert world.publish().exit_code == 0
    block = _block(world, USE)
    assert "Gesamtnote: <strong class=\"note\">C – mit Mängeln</strong>" in block
    assert block.count("A – sehr gut") == 3
    assert "Warum hier keine Note steht:</strong> Der Monat war bei der letzten Lieferung noch nicht zu Ende." in block
    assert "A ab 95 %, B ab 85 %, C ab 70 %, sonst D." in block
    assert "Aug. 2026" in block and "Noten je Kommune" in block


def test_only_letters_of_released_partners_go_out(world: World) -> None:
    grade_world(world)
    world.decide(USE, decision(USE, partners=[KASSEL]))
    assert world.publish().exit_code == 0
    record = shown_release(world.project, USE)
    assert record is not None and record.grades is not None
    assert record.grades.overall == "A", "what Gießen left out is not told, and not to be computed"
    assert [partner.ars for partner in record.grades.partners] == [KASSEL]
    text = (world.project.catalogue / USE / "release.json").read_text(encoding="utf-8")
    assert "4711" not in text
    letters = {grade for partner in json.loads(text)["grades"]["partners"] for grade in partner["grades"].values()}
    assert letters == {"A", "nicht_messbar"}


def test_master_data_have_no_months(world: World) -> None:
    grade_world(world)
    assert world.publish().exit_code == 0
    assert "Güte der Daten" in _block(world, UNITS)
    assert "Gesamtnote je Monat" not in _block(world, UNITS)


def test_without_measured_grades_there_is_no_block(world: World) -> None:
    assert world.publish().exit_code == 0
    assert _block(world, USE) == ""


def test_another_letter_is_another_version_and_the_same_letters_are_none(world: World) -> None:
    assert world.publish().exit_code == 0
    grade_world(world)
    assert {r.dataset: r.version for r in world.publish().datasets}[USE] == "v2"
    assert {r.action for r in world.publish().datasets} == {"unchanged"}
