# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A receiver of lineage events on this machine that answers as a script says: late, wrongly, slowly or not at all."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Fault = Callable[["Handler", bytes], None]


@dataclass
class Receiver:
    """What was received, and how the next requests are answered; after the script everything is taken."""

    url: str = ""
    script: list[Fault] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    always: Fault | None = None


class Handler(BaseHTTPRequestHandler):
    """One request."""

    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.receiver.seen.append(body.decode())
        self.receiver.headers.append(dict(self.headers))
        self.receiver.paths.append(self.path)
        fault = self.receiver.script.pop(0) if self.receiver.script else self.receiver.always
        (fault or answer(201))(self, body)

    def do_GET(self) -> None:
        self.receiver.paths.append(f"GET {self.path}")
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def answer(status: int, **headers: str) -> Fault:
    """Answer at once; 2xx takes the event."""

    def do(handler: Handler, body: bytes) -> None:
        if 200 <= status < 300:
            handler.receiver.taken.append(body.decode())
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        text = b"sehr geheim: " + body[:20]
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    return do


def hang(seconds: float) -> Fault:
    """Accept and say nothing for a while, then go."""
    return lambda handler, body: time.sleep(seconds)


def late(seconds: float) -> Fault:
    """Take the event, but say so only when nobody listens any more."""

    def do(handler: Handler, body: bytes) -> None:
        handler.receiver.taken.append(body.decode())
        time.sleep(seconds)
        handler.send_response(201)
        handler.end_headers()

    return do


def drip(handler: Handler, body: bytes) -> None:
    """Send the answer byte by byte, each in time for a socket's timeout."""
    for byte in b"HTTP/1.1 201 Created\r\n" * 20:
        time.sleep(0.1)
        try:
            handler.wfile.write(bytes([byte]))
        except OSError:
            return


def reset(handler: Handler, body: bytes) -> None:
    """Reset the connection."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.wfile = handler.rfile  # nothing is to be flushed into a closed connection


def rubbish(handler: Handler, body: bytes) -> None:
    """Answer what is not HTTP."""
    handler.wfile.write(b"\x00\x01 guten Tag\r\n\r\n")


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver in a thread."""
    found = Receiver()
    handler = type("ScriptedHandler", (Handler,), {"receiver": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    found.url = f"http://127.0.0.1:{server.server_port}/api/v1/lineage"
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    worker.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
