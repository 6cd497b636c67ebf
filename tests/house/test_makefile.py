# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The two commands and their helpers do what they say, in the order they say it, and nothing twice."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

TARGETS = ("run", "portal", "portal-stop", "portal-clean", "test", "ui", "docs", "lint", "bench", "clean")


def _make(repository: Path, *arguments: str, **variables: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_help_lists_every_target(repository: Path) -> None:
    """A newcomer types `make`."""
    shown = _make(repository)
    assert all(re.search(rf"^make {target}\s+\S", shown, re.MULTILINE) for target in TARGETS), shown


@pytest.mark.parametrize("target", TARGETS[:-1])
def test_each_target_sets_up_first(target: str, repository: Path) -> None:
    """Nothing is used before it is there."""
    plan = _make(repository, "-n", target)
    kind = "dev" if target in ("test", "lint") else "run"
    assert plan.splitlines()[0].strip() == f"scripts/setup.sh {kind}"


def test_run_makes_the_sample_only_when_nothing_was_delivered(repository: Path) -> None:
    """`find` stands before `godonu sample`, and the run comes after both."""
    plan = _make(repository, "-n", "run")
    assert plan.index("find ") < plan.index("godonu sample") < plan.index("godonu run")


def test_run_publishes_into_the_portal_when_asked(repository: Path) -> None:
    """The portal is started before the run, and its token comes from its own file, not from the command line."""
    plan = _make(repository, "-n", "run", "PORTAL=ckan")
    assert plan.index("deploy.ckan start") < plan.index("deploy.ckan env") < plan.index("godonu run")
    assert '[ "" = ckan ]' in _make(repository, "-n", "run")


def test_another_portal_is_refused(repository: Path) -> None:
    """A typing mistake must not quietly mean: into none."""
    done = subprocess.run(
        ["bash", "-c", _make(repository, "-n", "run", "PORTAL=ckna").splitlines()[1]], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr.strip()) == (1, "PORTAL kennt nur ckan, nicht: ckna")


def test_the_portal_of_the_tests_is_set_up_before_they_run(repository: Path) -> None:
    """Downloads in the middle of a test would look like a hanging test."""
    plan = _make(repository, "-n", "test")
    assert plan.index("scripts/ensure_browser.sh") < plan.index("scripts/ensure_portal.sh") < plan.index("pytest")


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_missing_parts_of_the_portal_stop_only_ci(ci: str, code: int, repository: Path, tmp_path: Path) -> None:
    """At home the tests name what they leave out; in CI nothing may be left out."""
    house = tmp_path / "haus"
    (house / "scripts").mkdir(parents=True)
    (house / ".venv" / "bin").mkdir(parents=True)
    python = house / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\necho 'Für das Portal fehlt: Maven.' >&2\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    script = house / "scripts" / "ensure_portal.sh"
    script.write_bytes((repository / "scripts" / "ensure_portal.sh").read_bytes())
    done = subprocess.run(["bash", script], env={"PATH": os.environ["PATH"], "CI": ci}, capture_output=True, text=True)
    assert done.returncode == code
    assert "Für das Portal fehlt: Maven." in done.stderr
    assert ("ausgelassen" in done.stderr) == (code == 0)


def test_ui_listens_on_loopback_only(repository: Path) -> None:
    """The Dagster UI has no login of its own."""
    plan = _make(repository, "-n", "ui", PORT="3131", GODONU_DATA="/nowhere/else")
    assert "-h 127.0.0.1 -p 3131" in plan
    assert "/nowhere/else" in plan
    assert "0.0.0.0" not in plan


def test_missing_browser_is_told_in_one_sentence(repository: Path) -> None:
    """A wrong setting is named; nothing is installed instead."""
    done = subprocess.run(
        [repository / "scripts" / "ensure_browser.sh"],
        env={"PATH": os.environ["PATH"], "GODONU_CHROMIUM": "/nowhere/chromium"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "GODONU_CHROMIUM zeigt auf keine ausführbare Datei: /nowhere/chromium"


def test_setup_without_python_311_says_what_to_install(repository: Path, tmp_path: Path) -> None:
    """One sentence with the Debian packages, and no half-made .venv."""
    house = _small_house(repository, tmp_path)
    done = subprocess.run(
        [house / "scripts" / "setup.sh", "run"], env={"PATH": str(_tools(tmp_path))}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "apt-get install python3.11 python3.11-venv" in done.stderr
    assert not (house / ".venv").exists()


def test_setup_that_holds_does_nothing(repository: Path, tmp_path: Path) -> None:
    """The stamp is the hash of what was installed; a changed requirement file or a moved folder breaks it."""
    house = _small_house(repository, tmp_path)
    stamp = subprocess.run(
        ["bash", "-c", "source <(sed -n '/^stamp_of()/,/^}/p' scripts/setup.sh); VENV=$PWD/.venv; stamp_of run"],
        cwd=house, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    command = house / ".venv" / "bin" / "godonu"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n", encoding="utf-8")
    command.chmod(0o755)
    (house / ".venv" / ".godonu-run").write_text(stamp, encoding="utf-8")
    script, environment = [house / "scripts" / "setup.sh", "run"], {"PATH": str(_tools(tmp_path))}
    done = subprocess.run(script, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (house / "requirements" / "run.txt").write_text("other\n", encoding="utf-8")
    assert subprocess.run(script, env=environment, capture_output=True, text=True).returncode == 1


def _small_house(repository: Path, tmp_path: Path) -> Path:
    """A folder with the set-up script and what it reads."""
    house = tmp_path / "haus"
    for name in (
        "scripts/setup.sh",
        "requirements/build.txt",
        "requirements/run.txt",
        "requirements/dev.txt",
        "pyproject.toml",
    ):
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_bytes((repository / name).read_bytes())
    (house / "scripts" / "setup.sh").chmod(0o755)
    return house


def _tools(tmp_path: Path) -> Path:
    """A PATH with the shell's own tools and no Python."""
    tools = tmp_path / "werkzeuge"
    tools.mkdir()
    for name in ("bash", "env", "dirname", "cat", "sha256sum", "cut", "rm"):
        found = next(p / name for p in map(Path, ("/usr/bin", "/bin")) if (p / name).exists())
        (tools / name).symlink_to(found)
    return tools
