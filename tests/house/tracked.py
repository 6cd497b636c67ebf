# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the files that belong to the repository and tells what must not stand in them.

Keep out: rules about Python; they are in floors.py.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

# Written apart, so that this file does not find itself.
MACHINE_PATHS = re.compile(r"(?<![\w./-])/(?:wo" r"rk|ro" r"ot|ho" r"me/[a-z]\w*|Us" r"ers/\w+|opt/whe" r"els)(?=/|\b)")
REGISTRIES = re.compile(
    r"py" r"pi\.org|pythonhos" r"ted\.org|registry\.npm" r"js\.org|proxy\.gol" r"ang\.org|artifac" r"tory|dev" r"pi",
    re.IGNORECASE,
)
INDEX_OPTIONS = re.compile(r"^\s*(?:-i|-f|--(?:extra-)?index-url|--find-links|--trusted-host)\b", re.MULTILINE)
WITH_HEADER = {
    ".py",
    ".sql",
    ".yaml",
    ".yml",
    ".toml",
    ".md",
    ".html",
    ".css",
    ".js",
    ".sh",
    ".j2",
    ".ttl",
    ".cfg",
    ".txt",
    ".in",
}
HEADER_ELSEWHERE = {"REUSE.toml"}


def tracked_files(repository: Path) -> list[Path]:
    """Return what git holds or would take; without git (an unpacked archive), every file outside hidden folders."""
    command = ["git", "-C", str(repository), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        out = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        skipped = {".git", ".venv", "data", "target", "__pycache__"}
        files = (p for p in repository.rglob("*") if p.is_file())
        return sorted(p for p in files if not skipped & set(p.relative_to(repository).parts))
    return sorted(repository / name for name in out.split("\0") if name and (repository / name).is_file())


def text_of(path: Path) -> str | None:
    """Return the text, or None for a binary file or one in another encoding."""
    raw = path.read_bytes()
    if b"\0" in raw:
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def foreign_places(path: Path, text: str) -> Iterator[str]:
    """Paths of one person's machine and hosts of package registries."""
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern, what in ((MACHINE_PATHS, "a machine's path"), (REGISTRIES, "a package registry")):
            if match := pattern.search(line):
                yield f"{path}:{number}: {what}: {match.group()}"


def header_missing(path: Path, text: str) -> bool:
    """Whether a source file does not say in its first lines whose it is and under which licence."""
    if path.suffix not in WITH_HEADER or path.name in HEADER_ELSEWHERE or path.parent.name == "LICENSES":
        return False
    head = "\n".join(text.splitlines()[:12])
    return not ("SPDX-" + "FileCopyrightText:" in head and "SPDX-" + "License-Identifier:" in head)


def requirement_mistakes(path: Path, text: str) -> Iterator[str]:
    """Requirements without a version or hash, and any address to fetch them from."""
    if match := INDEX_OPTIONS.search(text):
        yield f"{path}: names a place to fetch from: {match.group().strip()}"
    # a requirement goes on over lines that end in a backslash
    for entry in text.replace("\\\n", " ").splitlines():
        entry = entry.split("#")[0].strip()
        if entry and not re.match(
            r"^[A-Za-z0-9_.\-]+(\[[a-z,]+\])?==\S+(\s+;.*?)?(\s+--hash=sha256:[0-9a-f]{64})+$", entry
        ):
            yield f"{path}: not pinned with a hash: {entry.split(' ')[0]}"


def versions_of(text: str) -> dict[str, str]:
    """Return name -> version of a requirement file."""
    return {
        name.lower(): version
        for name, version in re.findall(r"^([A-Za-z0-9_.\-]+)(?:\[.*?\])?==([^\s;]+)", text, re.MULTILINE)
    }
