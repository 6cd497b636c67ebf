# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes the software of the portal: the Python environment of CKAN with our extension, and the jars of Solr.

Keep out: state. All of this can be deleted and comes back; a stamp says what was made from which lists.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.ckan import processes
from deploy.ckan.places import Places
from deploy.ckan.trouble import PartFailed

Say = Callable[[str], None]


def outdated_parts(places: Places) -> set[str]:
    """Return the parts of the portal whose software is about to be made anew; they must not run meanwhile."""
    return {step.part for step in _steps(places) if not step.done}


def ensure_software(places: Places, say: Say) -> None:
    """Make what is missing or was made from other lists; raises PartFailed. A second call at a time waits."""
    steps = _steps(places)
    if all(step.done for step in steps):
        return
    places.software.mkdir(parents=True, exist_ok=True)
    with processes.locked(places.software / "lock"):
        for step in _steps(places):
            if not step.done:
                say(step.words)
                step.stamp.unlink(missing_ok=True)
                step.make(places)
                step.stamp.write_text(step.wanted, encoding="utf-8")


@dataclass(frozen=True)
class _Step:
    """A part of the software: who runs on it, a digest of what it is made from, where that is noted, how it is made."""

    part: str
    words: str
    stamp: Path
    wanted: str
    make: Callable[[Places], None]

    @property
    def done(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text(encoding="utf-8") == self.wanted


def _steps(places: Places) -> list[_Step]:
    lists, pom = _lists(places), places.solr_sources / "pom.xml"
    steps = [
        _Step(
            "ckan",
            "Einrichtung: lege die Python-Umgebung von CKAN an (beim ersten Mal etwa eine Minute)",
            places.venv / ".godonu-portal",
            # Scripts hold the path of the folder in which they were made.
            _digest(lists, str(places.venv)),
            _make_venv,
        ),
        _Step(
            "solr",
            "Einrichtung: hole Solr (beim ersten Mal etwa 70 MB)",
            places.jars / ".stand",
            _digest([pom]),
            _make_jars,
        ),
    ]
    project = places.extension / "pyproject.toml"
    if project.is_file():
        words = "Einrichtung: installiere die Erweiterung ckanext-godonu"
        wanted = _digest([project], str(places.extension))
        steps.insert(1, _Step("ckan", words, places.venv / ".godonu-extension", wanted, _make_extension))
    return steps


def _lists(places: Places) -> list[Path]:
    return [places.requirements / "portal_build.txt", places.requirements / "portal.txt"]


def extension_ready(places: Places) -> bool:
    """Whether our extension is installed in CKAN's environment."""
    return (places.venv / ".godonu-extension").is_file()


def what_ckan_runs(places: Places) -> str:
    """Return a digest of CKAN's environment and of our extension as it lies there; another one asks for a restart."""
    stamp = places.venv / ".godonu-portal"
    files = [path for path in sorted((places.extension / "ckanext").rglob("*")) if path.suffix not in ("", ".pyc")]
    return _digest([path for path in (stamp, *files) if path.is_file()])


def _make_venv(places: Places) -> None:
    shutil.rmtree(places.venv, ignore_errors=True)
    _run(places, "CKAN", [sys.executable, "-m", "venv", str(places.venv)])
    for file in _lists(places):
        # The lists name every package, so nothing is looked up: CKAN asks for psycopg2, the list has its binary twin.
        options = ["--require-hashes", "--no-deps", "--no-build-isolation", "--use-pep517"]
        _run(places, "CKAN", [*_pip(places), *options, "-r", str(file)])


def _make_extension(places: Places) -> None:
    # CKAN's extensions share one namespace; only a plain path entry joins it.
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat"]
    _run(places, "ckanext-godonu", [*_pip(places), *options, "--editable", str(places.extension)])


def _make_jars(places: Places) -> None:
    shutil.rmtree(places.jars, ignore_errors=True)
    places.jars.mkdir(parents=True)
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={places.jars}"]
    _run(places, "Solr", ["mvn", "-B", "-q", "-f", str(places.solr_sources / "pom.xml"), *goal])


def _pip(places: Places) -> list[str]:
    return [str(places.program("python")), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]


def _run(places: Places, part: str, command: Sequence[str]) -> None:
    """Run a step of the set-up; where packages come from is the person's own setting, so the environment is kept."""
    log = places.software / "einrichtung.log"
    done = processes.finish(command)
    with log.open("a", encoding="utf-8") as out:
        out.write(done.stdout + done.stderr)
    if done.returncode:
        raise PartFailed(part, "Die Einrichtung schlug fehl.", log)


def _digest(files: Sequence[Path], *more: str) -> str:
    parts = [*(file.read_bytes() for file in files), *(word.encode() for word in more)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def ckan_schema(places: Places) -> str:
    """Return the Solr schema of the installed CKAN; raises PartFailed."""
    code = "import importlib.util, pathlib; print(pathlib.Path(importlib.util.find_spec('ckan').origin).parent)"
    done = processes.finish([str(places.program("python")), "-c", code], environment=processes.bare_environment())
    path = Path(done.stdout.strip() or "/") / "config" / "solr" / "schema.xml"
    if not path.is_file():
        raise PartFailed("CKAN", "Das Schema für Solr fehlt in der Installation.", places.software / "einrichtung.log")
    return path.read_text(encoding="utf-8")
