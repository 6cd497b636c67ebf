# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stands between a publisher and a real CKAN and cuts connections: before the call arrives, or after it was done."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

from tests.catalogs.ckan.scripted_portal import Handler, ScriptedPortal

Fate = Literal["through", "unheard", "unanswered"]


@dataclass
class Relay:
    """Decides the fate of each call by its number (from 1) and its action; the portal behind it is a real one."""

    behind: str
    fate: Callable[[int, str], Fate]
    url: str = ""
    calls: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def play(self, handler: Handler) -> None:
        """Hand one call on, or not, and its answer back, or not."""
        action = handler.path.rsplit("/", 1)[-1]
        with self.lock:
            self.calls.append(action)
            number = len(self.calls)
        fate = self.fate(number, action)
        body = handler.rfile.read(int(handler.headers.get("content-length", 0)))
        if fate == "unheard":
            handler.cut()
            return
        parts = urlsplit(self.behind)
        onward = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        hop = {"connection", "keep-alive", "transfer-encoding", "accept-encoding", "host"}
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in hop}
        onward.request(handler.command, handler.path, body, headers)
        answer = onward.getresponse()
        data = answer.read()
        onward.close()
        if fate == "unanswered":
            handler.cut()
            return
        kept = {name: value for name, value in answer.getheaders() if name.lower() in ("location", "retry-after")}
        handler.send(answer.status, data, answer.getheader("content-type") or "text/plain", kept)


@contextmanager
def relayed(behind: str, fate: Callable[[int, str], Fate]) -> Iterator[Relay]:
    """Run a relay before the portal at `behind`."""
    relay = Relay(behind, fate)

    def play(handler: Handler) -> None:
        relay.play(handler)

    play.before_body = True  # type: ignore[attr-defined]
    portal = ScriptedPortal([play])
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Relaying", (Handler,), {"portal": portal}))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    relay.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
