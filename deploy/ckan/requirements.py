# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds the programs of the system that the portal needs, or installs them where that is allowed.

Keep out: what is installed from Python or Maven packages; that needs no rights (software.py).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.ckan.trouble import PartMissing, PortalTrouble

OLDEST_POSTGRES = 12
OLDEST_JAVA = 11


@dataclass(frozen=True)
class Program:
    """A part of the system: what people call it, the Debian package, how to see that it is there."""

    title: str
    package: str
    there: Callable[[], bool]


def postgres_programs() -> Path:
    """Return the folder of PostgreSQL's own programs, newest version first; raises PartMissing."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version, reverse=True)
    on_path = [Path(os.path.realpath(p)) for p in (shutil.which("initdb"),) if p]
    for program in [*found, *on_path]:
        if (program.parent / "postgres").is_file() and (program.parent / "psql").is_file():
            return program.parent
    raise PartMissing("Es fehlt: PostgreSQL. Unter Debian: sudo apt-get install postgresql")


def _version(path: Path) -> int:
    number = re.match(r"\d+", path.parent.parent.name)
    return int(number.group()) if number else 0


def _has_postgres() -> bool:
    try:
        return bool(postgres_programs())
    except PartMissing:
        return False


def _has_jdk() -> bool:
    """Whether a JDK is there: a launcher in source form needs the compiler, so a mere JRE will not do."""
    java = shutil.which("java")
    return bool(java) and (Path(os.path.realpath(str(java))).parent / "javac").exists()


def _has_magic() -> bool:
    return any(Path(folder).glob("libmagic.so*") for folder in _library_folders())


def _library_folders() -> list[str]:
    return ["/usr/lib", "/usr/lib64", "/lib", *map(str, Path("/usr/lib").glob("*-linux-gnu*"))]


PROGRAMS = (
    Program("PostgreSQL", "postgresql", _has_postgres),
    Program("Redis", "redis-server", lambda: bool(shutil.which("redis-server"))),
    Program("JDK", "default-jdk-headless", _has_jdk),
    Program("Maven", "maven", lambda: bool(shutil.which("mvn"))),
    Program("libmagic", "libmagic1", _has_magic),
)


def missing_programs() -> list[Program]:
    """Return what is not there."""
    return [program for program in PROGRAMS if not program.there()]


def ensure_programs(say: Callable[[str], None]) -> None:
    """Install what is missing, as root or with sudo that asks nothing; raises PartMissing naming all of it."""
    missing = missing_programs()
    if not missing:
        return
    names, packages = ", ".join(p.title for p in missing), [p.package for p in missing]
    rights = rights_to_install()
    if rights is None:
        raise PartMissing(f"Für das Portal fehlt: {names}. Unter Debian: sudo apt-get install {' '.join(packages)}")
    say(f"Einrichtung: installiere {names}")
    _install(rights, packages)
    if left := missing_programs():
        raise PartMissing(f"Nach der Installation fehlt noch: {', '.join(p.title for p in left)}.")


def rights_to_install() -> list[str] | None:
    """Return the words before apt-get that give it the rights, or None where nothing may be installed."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _install(rights: list[str], packages: list[str]) -> None:
    quiet = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run([*quiet, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["ohne Meldung"]
            raise PortalTrouble(f"apt-get {arguments[0]} schlug fehl: {last[0]}")
