# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One HTTP request with one event, over within its time whatever the receiver does.

A receiver may accept and never answer, drip byte by byte, or never resolve; a socket's own timeout sees none of these
as a whole. Keep out: what an answer means for the event (forwarding).
"""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any

from godonu_platform.project import Project

_LONGEST_RETRY_AFTER = 3600.0


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status, or 0 and why there is none; and how long the receiver asks to wait."""

    status: int
    trouble: str
    retry_after: float = 0.0

    @property
    def told(self) -> str:
        """The answer in a few words; never the text of the receiver, which may repeat what it was sent."""
        return f"HTTP {self.status}" if self.status else self.trouble


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like any other: following it would hand the token to somebody else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def post(project: Project, line: str, seconds: float) -> Answer:
    """Post one event and return the answer, at the latest when the time is up."""
    found: list[Answer] = []
    worker = threading.Thread(target=lambda: found.append(_post(project, line, seconds)), daemon=True)
    worker.start()
    worker.join(seconds)
    # a request that is still under way may reach the receiver; it will see the same event again
    return found[0] if found else Answer(0, "keine Antwort in der Zeit")


def _post(project: Project, line: str, seconds: float) -> Answer:
    receiver = project.receiver
    if receiver is None:
        return Answer(0, "kein Empfänger")
    headers = {"Content-Type": "application/json", "User-Agent": "godonu-platform"}
    if receiver.token:
        headers["Authorization"] = f"Bearer {receiver.token}"
    request = urllib.request.Request(receiver.url, line.encode(), headers, method="POST")  # noqa: S310 - http(s) only
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds) as response:
            return Answer(response.status, "")
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, "", _seconds_of(error.headers.get("Retry-After")))
    except urllib.error.URLError as error:
        return Answer(0, f"nicht erreichbar ({type(error.reason).__name__})")
    except (OSError, HTTPException, ValueError) as error:
        return Answer(0, f"Verbindung gestört ({type(error).__name__})")


def _seconds_of(text: str | None) -> float:
    """Read Retry-After: seconds or a date."""
    if not text:
        return 0.0
    if text.strip().isascii() and text.strip().isdecimal():
        return min(float(text), _LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, moment.timestamp() - time.time()), _LONGEST_RETRY_AFTER)
