# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is missing is installed where that is allowed, and named in one sentence where it is not."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from deploy.ckan import requirements
from deploy.ckan.requirements import PROGRAMS, Program
from deploy.ckan.trouble import PartMissing, PortalTrouble

THERE = Program("Da", "da", lambda: True)
AWAY = Program("Maven", "maven", lambda: False)
ALSO_AWAY = Program("Redis", "redis-server", lambda: False)


def _nobody(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Be a person without rights, with the programs of one folder."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(path))


def _program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_without_rights_all_that_is_missing_stands_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the command that a person with rights types."""
    _program(tmp_path / "bin", "apt-get", "exit 1")
    _nobody(monkeypatch, tmp_path / "bin")
    monkeypatch.setattr(requirements, "PROGRAMS", (THERE, AWAY, ALSO_AWAY))
    with pytest.raises(PartMissing) as told:
        requirements.ensure_programs(lambda _: None)
    wanted = "Für das Portal fehlt: Maven, Redis. Unter Debian: sudo apt-get install maven redis-server"
    assert str(told.value) == wanted


def test_sudo_that_would_ask_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be nobody to type a password; sudo that asks nothing is used."""
    folder = tmp_path / "bin"
    _program(folder, "apt-get", "exit 0")
    _program(folder, "sudo", "exit 1")
    _nobody(monkeypatch, folder)
    assert requirements.rights_to_install() is None
    _program(folder, "sudo", "exit 0")
    assert requirements.rights_to_install() == ["sudo", "-n"]


def test_with_rights_it_is_installed_without_asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No terminal, no question, only what is missing; what did not appear is named."""
    folder, log = tmp_path / "bin", tmp_path / "aufrufe"
    _program(folder, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {log}')
    _program(folder, "sudo", 'shift; exec "$@"')
    (folder / "env").symlink_to("/usr/bin/env")
    (folder / "true").symlink_to("/bin/true")
    _nobody(monkeypatch, folder)
    appears = [False]
    late = Program("Maven", "maven", lambda: appears[0] or log.exists())
    monkeypatch.setattr(requirements, "PROGRAMS", (THERE, late))
    told: list[str] = []
    requirements.ensure_programs(told.append)
    assert told == ["Einrichtung: installiere Maven"]
    update, install = log.read_text(encoding="utf-8").splitlines()
    assert update.startswith("noninteractive ") and update.endswith(" update")
    assert install.endswith(" install -y --no-install-recommends maven")
    monkeypatch.setattr(requirements, "PROGRAMS", (AWAY,))
    with pytest.raises(PartMissing, match="Nach der Installation fehlt noch: Maven"):
        requirements.ensure_programs(told.append)


def test_a_failed_installation_tells_the_last_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason stands there."""
    folder = tmp_path / "bin"
    _program(folder, "apt-get", 'echo "E: Kein Netz" >&2; exit 100')
    _program(folder, "sudo", 'shift; exec "$@"')
    for name in ("env", "true"):
        (folder / name).symlink_to(f"/usr/bin/{name}")
    _nobody(monkeypatch, folder)
    monkeypatch.setattr(requirements, "PROGRAMS", (AWAY,))
    with pytest.raises(PortalTrouble, match="apt-get update schlug fehl: E: Kein Netz"):
        requirements.ensure_programs(lambda _: None)


def test_a_runtime_without_compiler_is_no_jdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The launcher of Solr is a source file."""
    folder = tmp_path / "bin"
    _program(folder, "java", "exit 0")
    monkeypatch.setenv("PATH", str(folder))
    jdk = next(p for p in PROGRAMS if p.title == "JDK")
    assert not jdk.there()
    _program(folder, "javac", "exit 0")
    assert jdk.there()


def test_every_package_is_also_installed_before_the_tests(repository: Path) -> None:
    """scripts/ensure_portal.sh asks this same list, so CI and `make portal` cannot drift apart."""
    script = (repository / "scripts" / "ensure_portal.sh").read_text(encoding="utf-8")
    assert "deploy.ckan prepare" in script
    assert {p.package for p in PROGRAMS} == {"postgresql", "redis-server", "default-jdk-headless", "maven", "libmagic1"}
    assert subprocess.run(["bash", "-n", repository / "scripts" / "ensure_portal.sh"]).returncode == 0
