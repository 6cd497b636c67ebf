# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever a receiver does, no event is lost or changed, order holds, and sending ends within its time."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from godonu_platform.lineage import forwarding, outbox
from godonu_platform.lineage.forwarding import Outcome, Patience
from godonu_platform.project import Project
from godonu_platform.settings import Receiver as Address
from tests.lineage.receiver import Fault, Receiver, answer, drip, hang, late, receiver, reset, rubbish

TOKEN = "geheim-" + "7" * 20
EVENTS = [f'{{"nr":{n}}}' for n in range(6)]
SHORT = Patience(total=20, request=1)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def box(tmp_path: Path, there: Receiver) -> Project:
    """An installation with six events and a receiver."""
    project = Project.at(tmp_path, tmp_path / "daten", receiver=Address(there.url, TOKEN))
    put(project, *EVENTS)
    return project


def put(project: Project, *lines: str) -> None:
    with outbox.locked(project):
        outbox.append(project, lines)


def waiting(project: Project) -> list[str]:
    return [w.line for w in outbox.waiting(project, outbox.acknowledged(project)) if w.line]


def send(project: Project, patience: Patience = SHORT) -> Outcome:
    return forwarding.send(project, patience, sleep=lambda seconds: None)


def test_every_event_arrives_once_in_order_unchanged_and_alone(box: Project, there: Receiver) -> None:
    assert send(box) == Outcome("alles_gesendet", sent=6, last_answer="HTTP 201")
    assert there.taken == EVENTS
    assert waiting(box) == []
    assert send(box).sent == 0
    put(box, "noch eins")
    assert send(box).sent == 1
    assert there.taken == [*EVENTS, "noch eins"]
    assert {h["Authorization"] for h in there.headers} == {f"Bearer {TOKEN}"}
    assert {h["Content-Type"] for h in there.headers} == {"application/json"}
    assert set(there.paths) == {"/api/v1/lineage"}


PASSING: dict[str, Fault] = {
    "500": answer(500),
    "502": answer(502),
    "503": answer(503),
    "507": answer(507),
    "408": answer(408),
    "429": answer(429),
    "reset": reset,
    "rubbish": rubbish,
}


@pytest.mark.parametrize("name", PASSING)
def test_a_passing_fault_is_tried_again(name: str, box: Project, there: Receiver) -> None:
    there.script = [answer(201), PASSING[name], PASSING[name]]
    assert send(box).sent == 6
    assert there.taken == EVENTS
    assert there.seen[1] == there.seen[2] == there.seen[3] == EVENTS[1], "the same bytes again"


def test_a_receiver_that_took_it_and_answered_too_late_gets_the_same_event_again(box: Project, there: Receiver) -> None:
    there.script = [late(1.5)]
    assert send(box, Patience(total=20, request=0.5)).sent == 6
    assert there.taken == [EVENTS[0], *EVENTS]


@pytest.mark.parametrize("fault", [hang(30), drip], ids=["hangs", "drips"])
def test_a_receiver_without_an_end_costs_its_time_and_no_more(fault: Fault, box: Project, there: Receiver) -> None:
    there.always = fault
    begun = time.monotonic()
    outcome = send(box, Patience(total=1.2, request=0.4))
    assert time.monotonic() - begun < 2.5
    assert (outcome.reason, outcome.sent) == ("zeit_um", 0)
    assert waiting(box) == EVENTS
    there.always = None
    assert send(box).done and there.taken == EVENTS


def test_nobody_listens(box: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gone = replace(box, receiver=Address(f"http://127.0.0.1:{port}/", None))
    outcome = forwarding.send(gone, Patience(total=0.6, request=0.2))
    assert (outcome.reason, outcome.last_answer) == ("zeit_um", "nicht erreichbar (ConnectionRefusedError)")
    assert waiting(box) == EVENTS


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_what_cannot_be_cured_is_set_aside_and_the_rest_goes_on(status: int, box: Project, there: Receiver) -> None:
    there.script = [answer(201), answer(status), answer(201), answer(status)]
    outcome = send(box)
    assert (outcome.reason, outcome.sent, outcome.refused) == ("alles_gesendet", 4, 2)
    assert there.taken == [EVENTS[0], EVENTS[2], EVENTS[4], EVENTS[5]]
    assert forwarding.refused_count(box) == 2
    assert "2 Ereignisse hat der Empfänger nicht angenommen" in forwarding.in_words(outcome)
    assert forwarding.take_up_refused(box) == 2
    assert forwarding.refused_count(box) == 0
    assert send(box).sent == 2
    assert sorted(there.taken) == EVENTS


@pytest.mark.parametrize("status", [401, 403, 404, 405, 302, 307])
def test_a_receiver_that_turns_us_away_keeps_nothing_from_us(status: int, box: Project, there: Receiver) -> None:
    there.always = answer(status, Location=there.url.replace("lineage", "anderswo"))
    outcome = send(box)
    assert (outcome.reason, outcome.last_answer, len(there.seen)) == ("abgewiesen", f"HTTP {status}", 1)
    assert there.paths == ["/api/v1/lineage"], "a redirect is not followed: the token would go with it"
    assert waiting(box) == EVENTS and forwarding.refused_count(box) == 0


def test_pauses_grow_and_end(box: Project, there: Receiver) -> None:
    there.script = [answer(503)] * 12
    pauses: list[float] = []
    forwarding.send(box, Patience(total=600, request=1), sleep=pauses.append)
    assert there.taken == EVENTS and len(pauses) == 12
    for number, pause in enumerate(pauses):
        most = min(forwarding._FIRST_WAIT * 2**number, forwarding._LONGEST_WAIT)
        assert most / 2 <= pause <= most
    assert len(set(pauses)) == 12, "jitter"


@pytest.mark.parametrize("date", [False, True])
def test_a_receiver_may_ask_for_a_pause(date: bool, box: Project, there: Receiver) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True) if date else "5"
    there.script = [answer(503, Retry_After=when)]
    pauses: list[float] = []
    assert forwarding.send(box, SHORT, sleep=pauses.append).sent == 6
    [pause] = pauses
    assert 3 < pause <= 5


def test_a_pause_longer_than_our_patience_ends_the_attempt_and_is_remembered(box: Project, there: Receiver) -> None:
    there.script = [answer(429, Retry_After="900")]
    outcome = send(box)
    assert outcome.reason == "zeit_um" and outcome.not_before
    assert forwarding.asked_to_wait(box)
    assert not forwarding.asked_to_wait(replace(box, fixed_clock=datetime.now(UTC) + timedelta(hours=1)))
    assert send(box).done and not forwarding.asked_to_wait(box)


@pytest.mark.parametrize("wrong", ["", "bald", "-5", "Mon, 99 Foo 2026", "²", "9" * 400])
def test_a_wrong_pause_is_none_or_bounded(wrong: str, box: Project, there: Receiver) -> None:
    there.script = [answer(503, Retry_After=wrong)]
    pauses: list[float] = []
    forwarding.send(box, Patience(total=10_000, request=1), sleep=pauses.append)
    assert len(pauses) == 1 and pauses[0] <= 3600


def test_a_second_sender_does_nothing(box: Project, there: Receiver) -> None:
    there.script = [hang(0.6)]
    first = threading.Thread(target=send, args=(box,))
    first.start()
    while not there.seen:
        time.sleep(0.01)
    assert send(box).reason == "schon_unterwegs"
    assert forwarding.take_up_refused(box) == 0
    first.join()
    assert there.taken == EVENTS


def test_a_run_appends_at_once_while_a_sender_hangs(box: Project, there: Receiver) -> None:
    """Fault 45: a receiver delays no run."""
    there.always = hang(3)
    sender = threading.Thread(target=send, args=(box, Patience(total=1, request=1)))
    sender.start()
    while not there.seen:
        time.sleep(0.01)
    begun = time.monotonic()
    put(box, "vom nächsten Lauf")
    assert time.monotonic() - begun < 0.3
    sender.join()
    there.always = None
    assert send(box).done
    assert there.taken == [*EVENTS, "vom nächsten Lauf"]


def test_a_killed_sender_sends_the_rest_later(box: Project, there: Receiver) -> None:
    """At least once: after a kill at any moment nothing is missing, and only the last event may come twice."""
    script = (
        "import sys; from pathlib import Path; from godonu_platform.project import Project; "
        "from godonu_platform.settings import Receiver; from godonu_platform.lineage import forwarding\n"
        "root = Path(sys.argv[1])\n"
        "forwarding.send(Project.at(root, root / 'daten', receiver=Receiver(sys.argv[2])))\n"
    )
    repository = Path(__file__).resolve().parents[2]
    put(box, *[f"mehr {n}" for n in range(200)])
    there.always = lambda handler, body: (time.sleep(0.01), answer(201)(handler, body))[1]
    for stop in (1, 3, 40, 120):
        sender = subprocess.Popen([sys.executable, "-c", script, str(box.root), there.url], cwd=repository)  # noqa: S603
        while len(there.taken) < stop:
            time.sleep(0.005)
        sender.send_signal(signal.SIGKILL)
        sender.wait()
    there.always = None
    assert send(box).done
    expected = [*EVENTS, *[f"mehr {n}" for n in range(200)]]
    assert list(dict.fromkeys(there.taken)) == expected
    assert len(there.taken) <= len(expected) + 4 * 2


def test_without_a_receiver_nothing_is_tried(box: Project) -> None:
    outcome = forwarding.send(replace(box, receiver=None))
    assert outcome.reason == "kein_empfaenger" and waiting(box) == EVENTS
    assert forwarding.last_outcome(box) == {}


def test_neither_token_nor_the_words_of_the_receiver_are_kept(box: Project, there: Receiver) -> None:
    there.script = [answer(422), answer(503)]
    there.always = answer(403)
    outcome = send(box)
    assert TOKEN not in repr(box) and TOKEN not in repr(outcome) + forwarding.in_words(outcome)
    kept = b"".join(p.read_bytes() for p in box.outbox.parent.iterdir() if p.is_file())
    assert TOKEN.encode() not in kept and b"sehr geheim" not in kept
    assert forwarding.last_outcome(box)["words"] == forwarding.in_words(outcome)


def test_half_an_entry_of_the_refused_is_no_obstacle(box: Project, there: Receiver) -> None:
    forwarding.refused_file(box).write_text('{"at": "2026", "eve')
    there.script = [answer(400)]
    assert send(box).refused == 1
    assert forwarding.refused_count(box) == 1
    assert forwarding.take_up_refused(box) == 1
