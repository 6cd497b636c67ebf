# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A time limit for a whole HTTP call: when it is over, the connection is cut, wherever the call is stuck.

A read timeout only limits the silence between two packets; a server that sends a byte every second passes it for ever.
Keep out: which limit a call has (calls_tempo) and what is told when it is over (calls_session).
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

_current = threading.local()
# Files are sent in pieces of this size; the default of 16 kB costs a fifth of the speed on a local network.
_PIECE = 256 * 1024


class Deadline:
    """Limits what the present thread sends and receives; `over` tells afterwards whether the time ran out."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._done = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._until = time.monotonic() + seconds
        self._timer = self._armed(seconds)

    def __enter__(self) -> Deadline:
        _current.deadline = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        _current.deadline = None
        with self._lock:
            self._done = True
            self._socket = None  # the connection may serve another call from now on
            self._timer.cancel()

    def hold(self, connected: Any) -> None:
        """Name the connection that is to be cut."""
        if isinstance(connected, socket.socket):
            with self._lock:
                self._socket = connected
                if self.over:
                    self._shut()

    def extend(self, seconds: float) -> None:
        """Give more time, because something came."""
        self._until += seconds

    def _armed(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._ring)
        timer.daemon = True
        return timer

    def _ring(self) -> None:
        with self._lock:
            left = self._until - time.monotonic()
            if left <= 0:
                self.over = True
                self._shut()
            elif not self._done:
                self._timer = self._armed(left)
                self._timer.start()

    def _shut(self) -> None:
        if self._socket is not None:
            # of the base class: that of a TLS socket would first drop the state that the reader still uses
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _hold(connected: Any) -> None:
    deadline: Deadline | None = getattr(_current, "deadline", None)
    if deadline is not None:
        deadline.hold(connected)


class _Plain(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _hold(self.sock)

    def request(self, *args: Any, **options: Any) -> None:
        _hold(self.sock)
        super().request(*args, **options)


class _Secure(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _hold(self.sock)

    def request(self, *args: Any, **options: Any) -> None:
        _hold(self.sock)
        super().request(*args, **options)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class CutAdapter(HTTPAdapter):
    """Gives out connections that a Deadline can cut, through a proxy too."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make the pools of direct connections."""
        super().init_poolmanager(*args, blocksize=_PIECE, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make the pools of connections through this proxy."""
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
        return manager
