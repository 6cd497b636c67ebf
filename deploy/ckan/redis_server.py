# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The portal's own Redis, in which CKAN keeps sessions, its queue and prepared charts.

Keep out: what stands in it.
"""

from __future__ import annotations

import socket

from deploy.ckan import notes, processes
from deploy.ckan.places import Places


class Redis:
    """The Redis of one portal; reachable over the loopback address alone, with a password."""

    def __init__(self, places: Places, port: int, keys: dict[str, str], *, fast: bool = False) -> None:
        """Say where it writes and by which key it opens."""
        self.places, self.port, self.fast = places, port, fast
        self._key = keys["redis"]
        self.log = places.log("redis")

    def launch(self) -> None:
        """Write the settings and start the server."""
        self.places.redis.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings = self.places.redis / "redis.conf"
        keep = 'save ""' if self.fast else "save 300 1"
        lines = ["bind 127.0.0.1", f"port {self.port}", f'dir "{self.places.redis}"', keep, "daemonize no"]
        notes.write_secret_text(settings, "\n".join([*lines, f"requirepass {self._key}"]))
        processes.launch(self.places.pids, processes.Service("redis", ["redis-server", str(settings)], self.log))

    def answers(self) -> bool:
        """Whether the server knows our password and says PONG."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(f"AUTH {self._key}\r\nPING\r\n".encode())
                said = b""
                while said.count(b"\r\n") < 2 and (more := line.recv(64)):
                    said += more
        except OSError:
            return False
        return said.startswith(b"+OK") and b"+PONG" in said

    @property
    def address(self) -> str:
        """The address with password; never to be shown."""
        return f"redis://:{self._key}@127.0.0.1:{self.port}/0"
