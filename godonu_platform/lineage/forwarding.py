# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forwards waiting lineage events to a receiver, one per request, until all are sent or its patience ends.

At least once: an event is acknowledged only after the receiver said 2xx, and goes again, unchanged, after any doubt.
What a receiver can never take (400, 413, 422 …) is set aside and told; everything else is kept and tried again later.
Keep out: the request itself (forward_request), the files (outbox), and any use during a run.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from godonu_platform.lineage import outbox
from godonu_platform.lineage.forward_request import Answer, post
from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text

Reason = Literal["alles_gesendet", "kein_empfaenger", "schon_unterwegs", "zeit_um", "abgewiesen"]
# the receiver understood the request and will never take this event
_INCURABLE = frozenset({400, 409, 413, 422})
# worth another try soon, as is everything from 500 on and no answer at all
_PASSING = frozenset({408, 425, 429})
_WORDS: dict[Reason, str] = {
    "alles_gesendet": "Es wartet nichts mehr.",
    "kein_empfaenger": "Es ist kein Empfänger eingestellt (GODONU_OPENLINEAGE_URL).",
    "schon_unterwegs": "Ein anderer Versuch sendet gerade; dieser tut nichts.",
    "zeit_um": "Die Zeit ist um, der Rest bleibt und wird später gesendet (letzte Antwort: {answer}).",
    "abgewiesen": "Der Empfänger weist ab ({answer}); bitte Adresse und Zugang prüfen. Alles Übrige bleibt.",
}
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0


@dataclass(frozen=True)
class Patience:
    """How long to try: seconds in all, seconds for one request."""

    total: float = 300.0
    request: float = 10.0


@dataclass(frozen=True)
class Outcome:
    """What one attempt to send came to."""

    reason: Reason
    sent: int = 0
    refused: int = 0
    last_answer: str = ""
    not_before: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing is left that could be sent."""
        return self.reason == "alles_gesendet"


Sleep = Callable[[float], None]


def send(project: Project, patience: Patience | None = None, *, sleep: Sleep = time.sleep) -> Outcome:
    """Send what waits; a second sender does nothing. What happened is kept for `last_outcome`."""
    if project.receiver is None:
        return Outcome("kein_empfaenger")
    with _only_sender(project) as alone:
        if not alone:
            return Outcome("schon_unterwegs")
        outcome = _Sending(project, patience or Patience(), sleep).all()
        told = {"at": _now(project), "words": in_words(outcome)} | asdict(outcome)
        replace_text(_last_file(project), json.dumps(told, ensure_ascii=False) + "\n")
        return outcome


def asked_to_wait(project: Project) -> bool:
    """Whether the receiver asked for a pause (Retry-After) that is not over."""
    until = str(last_outcome(project).get("not_before") or "")
    return bool(until) and project.clock() < datetime.fromisoformat(until)


def last_outcome(project: Project) -> dict[str, object]:
    """Return what the last attempt came to, with its time, or nothing."""
    try:
        content: dict[str, object] = json.loads(_last_file(project).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content


def refused_file(project: Project) -> Path:
    """Return where events lie that the receiver will never take."""
    return project.outbox.with_name("refused.ndjson")


def refused_count(project: Project) -> int:
    """Return how many events were set aside."""
    path = refused_file(project)
    if not path.is_file():
        return 0
    with path.open("rb") as stream:
        return sum(line.endswith(b"\n") for line in stream)


def take_up_refused(project: Project) -> int:
    """Put back what was set aside, e.g. once the receiver is repaired; returns how many events."""
    path = refused_file(project)
    with _only_sender(project) as alone:
        if not alone or not path.is_file():
            return 0
        with path.open(encoding="utf-8") as stream:
            entries = [json.loads(line) for line in stream if line.endswith("\n")]
        with outbox.locked(project):
            outbox.append(project, [entry["event"] for entry in entries])
        path.unlink()
    return len(entries)


def in_words(outcome: Outcome) -> str:
    """Return what an attempt came to as German sentences."""
    told = [f"{outcome.sent} Ereignisse gesendet. {_WORDS[outcome.reason].format(answer=outcome.last_answer)}"]
    if outcome.refused:
        told.append(
            f"{outcome.refused} Ereignisse hat der Empfänger nicht angenommen; sie liegen beiseite (refused.ndjson)."
        )
    if outcome.not_before:
        told.append(f"Der Empfänger bittet um eine Pause bis {outcome.not_before}.")
    return " ".join(told)


class _Sending:
    def __init__(self, project: Project, patience: Patience, sleep: Sleep) -> None:
        self._project, self._patience, self._sleep = project, patience, sleep
        self._until = time.monotonic() + patience.total
        self._sent = self._refused = 0
        self._answer = Answer(0, "")

    def all(self) -> Outcome:
        """Go through what waits; each event is acknowledged or set aside before the next one is tried."""
        for event in outbox.waiting(self._project, outbox.acknowledged(self._project)):
            if event.line:
                stopped = self._one(event.line)
                if stopped:
                    return self._outcome(stopped)
            outbox.acknowledge(self._project, event.behind)
        return self._outcome("alles_gesendet")

    def _one(self, line: str) -> Reason | None:
        wait = _FIRST_WAIT
        while True:
            left = self._until - time.monotonic()
            if left <= 0:
                return "zeit_um"
            self._answer = post(self._project, line, min(self._patience.request, left))
            if 200 <= self._answer.status < 300:
                self._sent += 1
                return None
            if self._answer.status in _INCURABLE:
                self._set_aside(line)
                return None
            if 0 < self._answer.status < 500 and self._answer.status not in _PASSING:
                return "abgewiesen"
            # full jitter, so that several installations do not come back at the same moment
            pause = max(random.uniform(wait / 2, wait), self._answer.retry_after)  # noqa: S311 - no secret
            if time.monotonic() + pause >= self._until:
                return "zeit_um"
            self._sleep(pause)
            wait = min(wait * 2, _LONGEST_WAIT)

    def _set_aside(self, line: str) -> None:
        entry = {"at": _now(self._project), "answer": self._answer.told, "event": line}
        path = refused_file(self._project)
        if path.is_file():
            outbox.cut_half_a_line(path)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        self._refused += 1

    def _outcome(self, reason: Reason) -> Outcome:
        later = self._project.clock() + timedelta(seconds=self._answer.retry_after)
        not_before = later.isoformat(timespec="seconds") if reason == "zeit_um" and self._answer.retry_after else ""
        return Outcome(reason, self._sent, self._refused, self._answer.told, not_before)


def _now(project: Project) -> str:
    return project.clock().isoformat(timespec="seconds")


@contextmanager
def _only_sender(project: Project) -> Iterator[bool]:
    project.outbox.parent.mkdir(parents=True, exist_ok=True)
    with (project.outbox.parent / ".send.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _last_file(project: Project) -> Path:
    return project.outbox.with_name("last_sending.json")
