# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The file in which lineage events wait: appended to and synced by a run, read and acknowledged by the sender.

outbox.ndjson grows; a full one is closed as outbox-000001.ndjson and so on, and goes once all of it is acknowledged.
Nothing is dropped that nobody acknowledged. Keep out: what an event says, and any network.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text

FULL_AT = 32 * 1024 * 1024
_CLOSED = re.compile(r"outbox-(\d{6})\.ndjson")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, order=True)
class Place:
    """A place between two events: the number of the file and the bytes before it."""

    file: int = 1
    offset: int = 0


@dataclass(frozen=True)
class Waiting:
    """One event that nobody has acknowledged, and the place behind it."""

    line: str
    behind: Place


@contextmanager
def locked(project: Project) -> Iterator[None]:
    """Let one process at a time append, close a file or acknowledge; never held while something is sent."""
    project.outbox.parent.mkdir(parents=True, exist_ok=True)
    with (project.outbox.parent / ".outbox.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def append(project: Project, lines: Sequence[str], *, full_at: int = FULL_AT) -> None:
    """Append events, to be called inside `locked`; either all of them are on the disk afterwards, or OSError is raised.

    What a killed process left of a line goes: its run has no mark and brings the line again.
    """
    outbox = project.outbox
    new = not outbox.exists()
    if not new:
        cut_half_a_line(outbox)
        if outbox.stat().st_size >= full_at:
            os.replace(outbox, _closed(project, current(project)))
            new = True
    with outbox.open("ab", buffering=0) as stream:
        before = stream.tell()
        rest = memoryview("".join(f"{line}\n" for line in lines).encode())
        try:
            while rest:
                rest = rest[stream.write(rest) :]
            os.fsync(stream.fileno())
        except OSError:
            os.truncate(outbox, before)
            raise
    if new:
        _sync_folder(outbox.parent)


def acknowledged(project: Project) -> Place:
    """Return the place up to which a receiver has everything; without a readable state, the beginning of all."""
    return _state(project) or Place(min(_files(project), default=1), 0)


def acknowledge(project: Project, place: Place) -> None:
    """Remember that a receiver has everything before a place."""
    with locked(project):
        if place > acknowledged(project):
            replace_text(_state_file(project), json.dumps({"file": place.file, "offset": place.offset}) + "\n")
        for number, path in _files(project).items():
            if number < place.file and path != project.outbox:
                path.unlink()


def waiting(project: Project, after: Place) -> Iterator[Waiting]:
    """Yield the events behind a place in the order of the files; half a line at the end is none yet.

    Behind the last event of a closed file an empty one leads into the next file.
    """
    with ExitStack() as stack:
        with locked(project):
            # a file that is closed meanwhile keeps its content under this handle
            files = sorted((number, path) for number, path in _files(project).items() if number >= after.file)
            streams = [(number, path, stack.enter_context(path.open("rb"))) for number, path in files]
        for number, path, stream in streams:
            offset = _start(stream, after.offset if number == after.file else 0)
            for line in stream:
                if not line.endswith(b"\n"):
                    break
                offset += len(line)
                yield Waiting(line.decode().rstrip("\n"), Place(number, offset))
            if path != project.outbox:
                yield Waiting("", Place(number + 1, 0))


def _start(stream: BinaryIO, offset: int) -> int:
    """Go to a place between two lines; where there is none (somebody replaced the file), to the beginning."""
    if offset:
        stream.seek(offset - 1)
        if stream.read(1) == b"\n":
            return offset
    return stream.seek(0)


def current(project: Project) -> int:
    """Return the number of the file that grows."""
    reached = _state(project) or Place()
    return max([reached.file, *(number + 1 for number, _ in _closed_files(project))])


def size(project: Project) -> int:
    """Return how many bytes all files have."""
    return sum(path.stat().st_size for path in _files(project).values())


def _files(project: Project) -> dict[int, Path]:
    files = dict(_closed_files(project))
    if project.outbox.is_file():
        files[current(project)] = project.outbox
    return files


def _closed_files(project: Project) -> Iterator[tuple[int, Path]]:
    for path in project.outbox.parent.glob("outbox-*.ndjson"):
        found = _CLOSED.fullmatch(path.name)
        if found:
            yield int(found[1]), path


def _closed(project: Project, number: int) -> Path:
    return project.outbox.with_name(f"outbox-{number:06d}.ndjson")


def _state_file(project: Project) -> Path:
    return project.outbox.with_name("sent.json")


def _state(project: Project) -> Place | None:
    try:
        content = json.loads(_state_file(project).read_text(encoding="utf-8"))
        return Place(int(content["file"]), int(content["offset"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def cut_half_a_line(path: Path) -> None:
    """Cut what a killed process left behind the last whole line."""
    with path.open("rb+") as stream:
        end = stream.seek(0, os.SEEK_END)
        place = end
        while place > 0:
            begin = max(0, place - _CHUNK)
            stream.seek(begin)
            found = stream.read(place - begin).rfind(b"\n")
            if found >= 0:
                place = begin + found + 1
                break
            place = begin
        if place < end:
            stream.truncate(place)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
