# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events wait in files that survive kills, full disks and two writers; nothing goes before it is acknowledged."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from godonu_platform.lineage import outbox
from godonu_platform.lineage.outbox import Place
from godonu_platform.project import Project


@pytest.fixture
def box(tmp_path: Path) -> Project:
    """An installation whose outbox may hold anything: these tests are about lines, not about events."""
    return Project.at(tmp_path, tmp_path / "daten")


def put(box: Project, *lines: str, full_at: int = outbox.FULL_AT) -> None:
    with outbox.locked(box):
        outbox.append(box, lines, full_at=full_at)


def lines(box: Project, after: Place | None = None) -> list[str]:
    start = outbox.acknowledged(box) if after is None else after
    return [w.line for w in outbox.waiting(box, start) if w.line]


def files(box: Project) -> list[str]:
    return sorted(p.name for p in box.outbox.parent.glob("outbox*"))


def test_what_is_appended_waits_until_it_is_acknowledged(box: Project) -> None:
    assert lines(box) == []
    put(box, "eins", "zwei")
    put(box, "drei")
    assert lines(box) == ["eins", "zwei", "drei"]
    first = next(iter(outbox.waiting(box, outbox.acknowledged(box))))
    outbox.acknowledge(box, first.behind)
    assert lines(box) == ["zwei", "drei"]
    assert box.outbox.read_text() == "eins\nzwei\ndrei\n", "what was sent stays readable until the file is full"


def test_an_older_acknowledgement_takes_nothing_back(box: Project) -> None:
    put(box, "eins", "zwei")
    places = [w.behind for w in outbox.waiting(box, Place())]
    outbox.acknowledge(box, places[1])
    outbox.acknowledge(box, places[0])
    assert lines(box) == []


def test_a_full_file_is_closed_and_goes_once_all_of_it_is_acknowledged(box: Project) -> None:
    for number in range(4):
        put(box, f"{number}a", f"{number}b", full_at=4)
    assert files(box) == ["outbox-000001.ndjson", "outbox-000002.ndjson", "outbox-000003.ndjson", "outbox.ndjson"]
    assert lines(box) == [f"{n}{c}" for n in range(4) for c in "ab"]
    reached = list(outbox.waiting(box, outbox.acknowledged(box)))
    outbox.acknowledge(box, reached[1].behind)
    assert "outbox-000001.ndjson" in files(box), "its last event is acknowledged, but the sender is still in it"
    outbox.acknowledge(box, reached[3].behind)
    assert files(box) == ["outbox-000002.ndjson", "outbox-000003.ndjson", "outbox.ndjson"]
    assert lines(box) == ["1b", "2a", "2b", "3a", "3b"]


def test_numbers_go_on_after_everything_was_sent(box: Project) -> None:
    put(box, "eins", full_at=1)
    put(box, "zwei", full_at=1)
    outbox.acknowledge(box, list(outbox.waiting(box, Place()))[-1].behind)
    assert files(box) == ["outbox.ndjson"]
    assert outbox.current(box) == 2
    put(box, "drei", full_at=1)
    assert files(box) == ["outbox-000002.ndjson", "outbox.ndjson"]
    assert lines(box) == ["drei"]


def test_half_a_line_is_no_event_and_goes_with_the_next_append(box: Project) -> None:
    put(box, "eins")
    with box.outbox.open("ab") as stream:
        stream.write(b'{"halb')
    assert lines(box) == ["eins"]
    put(box, "zwei")
    assert box.outbox.read_text() == "eins\nzwei\n"


def test_a_file_of_nothing_but_half_a_line(box: Project) -> None:
    box.outbox.parent.mkdir(parents=True)
    box.outbox.write_bytes(b"x" * (outbox._CHUNK * 2 + 5))
    put(box, "eins")
    assert box.outbox.read_text() == "eins\n"


def test_a_full_disk_leaves_nothing_of_the_run_behind(box: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    put(box, "eins")
    real = os.fsync

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        put(box, "zwei", "drei")
    monkeypatch.setattr(os, "fsync", real)
    assert box.outbox.read_text() == "eins\n"
    put(box, "zwei")
    assert lines(box) == ["eins", "zwei"]


@pytest.mark.parametrize("state", ["", "{", '{"file": "x", "offset": 1}', "[]", '{"file": 1}'])
def test_an_unreadable_state_sends_again_what_is_there(box: Project, state: str) -> None:
    put(box, "eins")
    (box.outbox.parent / "sent.json").write_text(state)
    assert lines(box) == ["eins"]


def test_a_replaced_file_is_read_from_its_beginning(box: Project) -> None:
    put(box, "eins", "zwei")
    outbox.acknowledge(box, list(outbox.waiting(box, Place()))[-1].behind)
    box.outbox.write_text("ein ganz anderer Anfang\n")
    assert lines(box) == ["ein ganz anderer Anfang"]


def test_a_file_closed_while_it_is_read_loses_nothing(box: Project) -> None:
    put(box, "eins", "zwei")
    reading = outbox.waiting(box, outbox.acknowledged(box))
    seen = [next(reading)]
    put(box, "drei", full_at=1)
    seen += list(reading)
    outbox.acknowledge(box, seen[-1].behind)
    assert [w.line for w in seen if w.line] + lines(box) == ["eins", "zwei", "drei"]


def test_two_writers_do_not_mix_their_lines(box: Project) -> None:
    long = "x" * 50_000
    writers = [threading.Thread(target=put, args=(box, *[f"{n}{long}"] * 20)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = box.outbox.read_text().splitlines()
    assert len(found) == 80
    assert [line[0] for line in found] == [n for first in found[::20] for n in [first[0]] * 20]


def test_a_killed_writer_leaves_whole_lines_for_the_next(box: Project) -> None:
    """Kill -9 while it appends without end; whatever lies there, the next one appends behind a whole line."""
    script = (
        "import sys; from pathlib import Path; from godonu_platform.project import Project; "
        "from godonu_platform.lineage import outbox\n"
        "p = Project.at(Path(sys.argv[1]), Path(sys.argv[1]) / 'daten')\n"
        "print('bereit', flush=True)\n"
        "while True:\n"
        "    with outbox.locked(p): outbox.append(p, ['x' * 300000, 'y' * 300000], full_at=3000000)\n"
    )
    root = Path(__file__).resolve().parents[2]
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", script, str(box.root)], stdout=subprocess.PIPE, cwd=root)  # noqa: S603
        assert writer.stdout is not None
        writer.stdout.readline()
        while not box.outbox.exists():
            pass
        threading.Event().wait(0.2)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        put(box, "danach")
    found = lines(box)
    assert {len(set(line)) for line in found if line != "danach"} == {1}
    assert {len(line) for line in found} == {300_000, len("danach")}
    assert found.count("danach") == 3
