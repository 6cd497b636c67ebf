# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The verbs `retention` and `erase` as a steward uses them: exit codes, German, JSON, and nothing that leaks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from godonu_platform.cli import main
from godonu_platform.project import Project
from tests.conftest import CLOCK, KEY
from tests.governance.built_house import build, copied, folders, house, on
from tests.landing.small_inbox import event, land_one, lines

NUMBER = "AZ-2023/4711"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A delivery of 2023 and one of 2026, built."""
    folder = tmp_path_factory.mktemp("command") / "data"
    project = house(folder)
    old = [event(n, case_id=NUMBER, occurred_at=f"2023-05-1{n}T08:00:00Z") for n in range(3)]
    land_one(on(project, 2023, 6), lines(*old), "alt.ndjson")
    land_one(project, lines(*(event(n + 10, occurred_at=f"2026-08-1{n}T08:00:00Z") for n in range(3))), "neu.ndjson")
    build(project)
    return folder


@pytest.fixture
def project(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of its own, which the environment points to."""
    project = copied(template, tmp_path / "data")
    monkeypatch.setenv("GODONU_HOME", str(project.root))
    monkeypatch.setenv("GODONU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GODONU_CLOCK", CLOCK.isoformat())
    monkeypatch.setenv("GODONU_HMAC_KEY", KEY.secret.hex())
    monkeypatch.setenv("GODONU_HMAC_KEY_ID", KEY.key_id)
    return project


def godonu(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=given)


def test_a_plan_is_looked_at_and_then_applied(project: Project) -> None:
    refused = godonu("retention", "--apply")
    assert refused.exit_code == 2 and "vorher angesehen" in refused.output
    shown = godonu("retention")
    assert shown.exit_code == 0
    for word in ("Zu löschen", "2j-erhebung", "31.05.2025", "portal_events 2023-05", "godonu retention --apply"):
        assert word in shown.output
    assert folders(project, "portal_events") != []
    done = godonu("retention", "--apply", "--json")
    proof = json.loads(done.output)
    assert done.exit_code == 0 and proof["frozen"] == {"portal_events": ["2023-05"]}
    assert [name[-7:] for name in folders(project, "portal_events")] == ["2026-08"]
    again = godonu("retention")
    assert again.exit_code == 0 and "nichts zu löschen" in again.output
    rebuilt = godonu("run", "--month", "2023-05")
    assert rebuilt.exit_code == 2 and "Nicht mehr neu berechenbar: 2023-05" in rebuilt.output


def test_an_unknown_class_is_a_mistake_with_its_line(project: Project, own_drawers: Project,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    path = own_drawers.governance / "retention.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(": 6m-lieferung", ": 6m-liferung", 1), encoding="utf-8")
    monkeypatch.setenv("GODONU_HOME", str(own_drawers.root))
    found = godonu("retention")
    assert found.exit_code == 2 and "gemeint war wohl »6m-lieferung«" in found.output
    assert "retention.yaml:" in found.output and "ablagen.rohlieferungen" in found.output


def test_a_case_is_erased_from_standard_input_alone(project: Project) -> None:
    assert godonu("erase", NUMBER).exit_code == 2, "never on the command line"
    assert godonu("erase", given="\n").exit_code == 2
    done = godonu("erase", given=f"{NUMBER}\n")
    assert done.exit_code == 0, done.output
    assert "3 Zeilen aus dem Datensee entfernt" in done.output and NUMBER not in done.output
    assert [name[-7:] for name in folders(project, "portal_events")] == ["2026-08"]
    again = json.loads(godonu("erase", "--json", given=f"{NUMBER}\n").output)
    assert again[0]["lake"] == {} and again[0]["complete"]
    nothing = godonu("erase", "--resume")
    assert nothing.exit_code == 0 and "keine abgebrochene" in nothing.output


def test_what_still_waits_in_the_inbox_is_told(project: Project) -> None:
    waiting = project.inbox / "064130000000" / "portal_events" / "neu.ndjson"
    waiting.parent.mkdir(parents=True, exist_ok=True)
    waiting.write_bytes(lines(event(1, case_id=NUMBER)))
    done = godonu("erase", given=NUMBER)
    assert "Im Eingang wartet" in done.output and waiting.exists()


def test_a_crash_prints_no_number(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the text of an error nor its stack: both may quote what was looked for."""

    def fails(*given: object) -> None:
        raise ValueError(NUMBER)

    monkeypatch.setattr("godonu_platform.governance.erasure_apply.remove_positions", fails)
    broken = godonu("erase", given=NUMBER)
    assert broken.exit_code == 1 and NUMBER not in broken.output and "wird fortgesetzt" in broken.output
    monkeypatch.undo()


def test_the_day_a_month_is_due(project: Project) -> None:
    from godonu_platform.governance.retention import overdue

    assert overdue(project, "portal_events", date(2025, 5, 30)) == []
    assert [due.month for due in overdue(project, "portal_events", date(2025, 5, 31))] == ["2023-05"]
