# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A portal that plays a list of answers, the bad ones included that a real CKAN does not give when asked to."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Play = Callable[["Handler"], None]


@dataclass
class Call:
    """What was sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def action(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class ScriptedPortal:
    """The answers still to come, and the calls so far; when the list is empty, the last answer is given again."""

    script: list[Play]
    calls: list[Call] = field(default_factory=list)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> Play:
        with self.lock:
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    @property
    def actions(self) -> list[str]:
        return [call.action for call in self.calls]


class Handler(BaseHTTPRequestHandler):
    """Notes a call, reads its body unless the answer wants it otherwise, and plays the next answer."""

    protocol_version = "HTTP/1.1"
    portal: ScriptedPortal

    def _serve(self) -> None:
        call = Call(self.command, self.path, {key.lower(): value for key, value in self.headers.items()})
        play = self.portal.next()
        with self.portal.lock:
            self.portal.calls.append(call)
        if not getattr(play, "before_body", False):
            call.body = self.rfile.read(int(call.headers.get("content-length", 0)))
        play(self)

    do_GET = do_POST = _serve  # noqa: N815 - the base class wants these names

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def cut(self) -> None:
        """End the connection with a reset instead of a farewell."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
        # what the base class does after an answer must not fail on the closed connection
        self.wfile = _Nothing()  # type: ignore[assignment]


class _Nothing:
    closed = False

    def flush(self) -> None:
        pass

    def write(self, _data: bytes) -> int:
        return 0

    def close(self) -> None:
        pass


def answer(result: Any, status: int = 200, **headers: str) -> Play:
    """CKAN did it."""
    body = json.dumps({"help": "", "success": True, "result": result}).encode()
    return lambda handler: handler.send(status, body, "application/json;charset=utf-8", headers)


def refusal(status: int, kind: str, **error: Any) -> Play:
    """CKAN refuses, in its own form."""
    body = json.dumps({"help": "", "success": False, "error": {"__type": kind, **error}}).encode()
    return lambda handler: handler.send(status, body, "application/json;charset=utf-8")


def raw(status: int, body: str | bytes = "", kind: str = "text/html", **headers: str) -> Play:
    """Anything else; underscores in header names stand for hyphens."""
    data = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.send(status, data, kind, named)


def slow(body: bytes, pause: float, *, headers_too: bool = False) -> Play:
    """Byte by byte, the headers too if asked."""

    def play(handler: Handler) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        if not headers_too:
            handler.wfile.write(head)
        for byte in (head if headers_too else b"") + body:
            if handler.portal.over.is_set():
                return
            try:
                handler.wfile.write(bytes([byte]))
            except OSError:
                return
            time.sleep(pause)

    return play


def silence(handler: Handler) -> None:
    """No answer until the test is over."""
    handler.portal.over.wait(30)
    handler.close_connection = True


def reset(handler: Handler) -> None:
    """The whole call arrives, then the connection is cut."""
    handler.cut()


def reset_after(size: int) -> Play:
    """So much of the body arrives, then the connection is cut."""

    def play(handler: Handler) -> None:
        handler.rfile.read(min(size, int(handler.headers.get("content-length", 0))))
        handler.cut()

    play.before_body = True  # type: ignore[attr-defined]
    return play


def refuse_unread(status: int) -> Play:
    """Answer before the body has been read, as a web server does that refuses its size."""

    def play(handler: Handler) -> None:
        handler.rfile.read(1000)
        handler.send(status, b"<html>too large</html>", "text/html", {"Connection": "close"})
        handler.close_connection = True

    play.before_body = True  # type: ignore[attr-defined]
    return play


@contextmanager
def scripted(script: Sequence[Play]) -> Iterator[ScriptedPortal]:
    """Run a portal that plays this script."""
    portal = ScriptedPortal(list(script))
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Playing", (Handler,), {"portal": portal}))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    portal.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        portal.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
