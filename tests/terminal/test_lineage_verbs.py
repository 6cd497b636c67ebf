# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""`godonu lineage` sends what waits and says how it stands; exit codes tell whether anything is left undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result

from godonu_platform.cli import main
from godonu_platform.lineage import outbox
from godonu_platform.lineage.openlineage_events import lines_of
from godonu_platform.project import Project
from tests.lineage.finished_runs import DATASETS, finished_run
from tests.lineage.receiver import Receiver, answer, receiver


@pytest.fixture
def godonu(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An installation with the events of one run."""
    monkeypatch.setenv("GODONU_HOME", str(project.root))
    monkeypatch.setenv("GODONU_DATA", str(project.data))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with outbox.locked(project):
        outbox.append(project, lines_of(finished_run(), DATASETS, "godonu://godonu"))
    return project


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiver() as found:
        monkeypatch.setenv("GODONU_OPENLINEAGE_URL", found.url)
        yield found


def call(*words: str) -> Result:
    return CliRunner().invoke(main, ["lineage", *words])


def status() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call("status", "--json").output)
    return found


def test_without_a_receiver_sending_is_wrong_use_and_says_what_to_set(godonu: Project) -> None:
    result = call("send")
    assert result.exit_code == 2 and "Bitte GODONU_OPENLINEAGE_URL setzen" in result.output
    assert status()["waiting"] == 12
    assert "keiner eingestellt" in call("status").output


def test_everything_is_sent(godonu: Project, there: Receiver) -> None:
    result = call("send")
    assert (result.exit_code, result.output) == (0, "12 Ereignisse gesendet. Es wartet nichts mehr.\n")
    assert len(there.taken) == 12
    state = status()
    assert (state["waiting"], state["refused"], state["receiver"]) == (0, 0, there.url)
    assert "Letzter Versuch" in call("status").output


def test_what_is_refused_is_told_and_can_be_sent_again(godonu: Project, there: Receiver) -> None:
    there.script = [answer(422)]
    result = call("send", "--json")
    assert (result.exit_code, json.loads(result.output)["refused"]) == (1, 1)
    told = call("status").output
    assert "Beiseitegelegt" in told and "godonu lineage send --refused" in told
    assert call("send", "--refused").exit_code == 0
    assert (len(there.taken), status()["refused"]) == (12, 0)


def test_a_receiver_that_turns_us_away_is_a_failure_and_keeps_all(godonu: Project, there: Receiver) -> None:
    there.always = answer(401)
    result = call("send")
    assert result.exit_code == 1 and "weist ab (HTTP 401); bitte Adresse und Zugang prüfen" in result.output
    assert status()["waiting"] == 12


def test_patience_is_a_choice(godonu: Project, there: Receiver) -> None:
    there.always = answer(503)
    assert "Die Zeit ist um" in call("send", "--seconds", "1").output
    assert call("send", "--seconds", "0").exit_code == 2


def test_a_wrong_setting_is_a_sentence(godonu: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GODONU_OPENLINEAGE_URL", "herkunft")
    for verb in ("send", "status"):
        result = call(verb)
        assert result.exit_code == 2 and "ist keine Adresse" in result.output
