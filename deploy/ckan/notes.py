# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the portal remembers from one start to the next: its ports, its address, what has been set up; and its keys.

Keep out: anything that can be looked up elsewhere. Keys lie in a file of their own that only its owner may read.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# What people know of these programs plus one, so that a server of the system's own is not in the way.
USUAL_PORTS = {"ckan": 5000, "postgres": 5433, "redis": 6380, "solr": 8984}
SECRETS = ("session", "datenbank", "ckan", "datastore_lesen", "redis", "konto_betrieb", "konto_veroeffentlichung")


@dataclass
class Notes:
    """Ports by part, the address people use, and stamps of what has been set up."""

    path: Path
    ports: dict[str, int] = field(default_factory=dict)
    address: str | None = None
    stamps: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Notes:
        """Read the notes, or begin new ones; a file that cannot be read counts as none."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, dict(found["ports"]), found["address"], dict(found["stamps"]))
        except (OSError, ValueError, KeyError, TypeError):
            return cls(path)

    def write(self) -> None:
        """Replace the file as a whole."""
        text = json.dumps({"ports": self.ports, "address": self.address, "stamps": self.stamps}, indent=1)
        _replace(self.path, text, 0o644)

    @property
    def url(self) -> str:
        """Where the portal answers on this machine."""
        return f"http://127.0.0.1:{self.ports['ckan']}"

    @property
    def site(self) -> str:
        """The address that stands in pages and metadata."""
        return self.address or self.url


def read_keys(path: Path) -> dict[str, str]:
    """Read the keys of a portal and make those that are missing; each portal has its own."""
    found: dict[str, str] = {}
    if path.is_file():
        found = json.loads(path.read_text(encoding="utf-8"))
    missing = [name for name in SECRETS if name not in found]
    if missing:
        found |= {name: secrets.token_urlsafe(32) for name in missing}
        write_keys(path, found)
    return found


def write_keys(path: Path, keys: dict[str, str]) -> None:
    """Replace the file of keys; it never exists with wider rights, not even for a moment."""
    _replace(path, json.dumps(keys, indent=1), 0o600)


def choose_ports(notes: Notes, busy: dict[str, bool], *, usual: bool = True) -> list[str]:
    """Give each part a port: the remembered one where it is free or ours, else a usual one, else any that is free.

    busy: whether our own process of that part runs (its port is taken, and rightly so). Returns the parts that moved.
    """
    moved = []
    for part, port in USUAL_PORTS.items():
        mine = notes.ports.get(part)
        if mine and (busy.get(part) or is_free(mine)):
            continue
        taken = set(notes.ports.values())
        notes.ports[part] = port if usual and port not in taken and is_free(port) else _any_free()
        moved += [part] if mine else []
    return moved


def is_free(port: int) -> bool:
    """Whether nobody listens there; a port that was just closed counts as free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _replace(path: Path, text: str, mode: int) -> None:
    new = path.with_name(path.name + ".neu")
    new.unlink(missing_ok=True)
    handle: Any = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def write_secret_text(path: Path, text: str) -> None:
    """Replace a settings file that holds passwords."""
    _replace(path, text.rstrip("\n"), 0o600)
