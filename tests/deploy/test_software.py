# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Software is made once, anew when its list changes, and never counted as made when a step failed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from deploy.ckan import software
from deploy.ckan.places import Places
from deploy.ckan.trouble import PartFailed


class Recorder:
    """Takes the place of pip and Maven: notes what would be run and makes the folders that it would make."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.run: list[str] = []
        self.fails: str | None = None

    def __call__(self, places: Places, part: str, command: Sequence[str]) -> None:
        self.run.append(" ".join(map(str, command)))
        if self.fails and self.fails in self.run[-1]:
            raise PartFailed(part, "Die Einrichtung schlug fehl.", places.software / "einrichtung.log")
        (places.venv / "bin").mkdir(parents=True, exist_ok=True)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A checkout without software."""
    return Places(tmp_path / "portal", software=tmp_path / "software")


@pytest.fixture
def tools(places: Places, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Pip and Maven that do nothing."""
    recorder = Recorder(places)
    monkeypatch.setattr(software, "_run", recorder)
    return recorder


def test_everything_is_made_once(places: Places, tools: Recorder) -> None:
    """In an environment of its own, by hash, with nothing looked up; our extension without any index."""
    told: list[str] = []
    assert software.outdated_parts(places) == {"ckan", "solr"}
    software.ensure_software(places, told.append)
    made, build, ckan, extension, solr = tools.run
    assert made.endswith(f"-m venv {places.venv}")
    assert all("--require-hashes --no-deps" in line for line in (build, ckan))
    assert build.endswith("portal_build.txt") and ckan.endswith("portal.txt")
    assert "--no-index" in extension and "--editable" in extension
    assert solr.startswith("mvn -B -q")
    assert len(told) == 3
    software.ensure_software(places, told.append)
    assert len(tools.run) == 5
    assert len(told) == 3
    assert software.outdated_parts(places) == set()
    assert software.extension_ready(places)


def test_another_list_means_another_environment(places: Places, tools: Recorder) -> None:
    """The extension goes with the environment in which it was; Solr stays."""
    software.ensure_software(places, lambda _: None)
    (places.venv / ".godonu-portal").write_text("of an older list", encoding="utf-8")
    (places.venv / "alt").touch()
    assert software.outdated_parts(places) == {"ckan"}
    tools.run.clear()
    software.ensure_software(places, lambda _: None)
    assert [line.split()[0] for line in tools.run].count("mvn") == 0
    assert len(tools.run) == 4
    assert not (places.venv / "alt").exists()


@pytest.mark.parametrize("step", ["portal.txt", "--editable", "mvn"])
def test_a_failed_step_is_done_again(step: str, places: Places, tools: Recorder) -> None:
    """And what was finished before it is not."""
    tools.fails = step
    with pytest.raises(PartFailed, match=r"Der Grund steht am Ende von \S+einrichtung\.log"):
        software.ensure_software(places, lambda _: None)
    tools.fails = None
    tools.run.clear()
    software.ensure_software(places, lambda _: None)
    assert step in tools.run[0] or any(step in line for line in tools.run[:3])
    assert software.outdated_parts(places) == set()


def test_a_changed_extension_asks_for_a_restart(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiled files do not count: running it makes them."""
    code = tmp_path / "erweiterung" / "ckanext" / "godonu"
    code.mkdir(parents=True)
    (code / "plugin.py").write_text("a = 1\n", encoding="utf-8")
    monkeypatch.setattr(Places, "extension", property(lambda _: tmp_path / "erweiterung"))
    before = software.what_ckan_runs(places)
    (code / "__pycache__").mkdir()
    (code / "__pycache__" / "plugin.cpython-311.pyc").write_bytes(b"x")
    assert software.what_ckan_runs(places) == before
    (code / "plugin.py").write_text("a = 2\n", encoding="utf-8")
    assert software.what_ckan_runs(places) != before


def test_what_a_step_wrote_stands_in_its_log(places: Places) -> None:
    """The message names the log, so the reason has to be there."""
    places.software.mkdir()
    with pytest.raises(PartFailed) as told:
        software._run(places, "Solr", ["sh", "-c", "echo kein Netz >&2; exit 3"])
    assert "kein Netz" in told.value.log.read_text(encoding="utf-8")
