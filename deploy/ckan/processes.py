# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Starts processes that go on by themselves, knows them again later, and ends none but those.

Keep out: what the processes are for. A number alone does not tell whose a process is: the system gives it to others
once the process is gone. So the record also holds when the process was born and which boot of the machine it was.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")
# The shell writes the record and then becomes the process: there is no moment in which it runs without a record.
_RECORD_AND_BECOME = f'cat "/proc/$$/stat" {BOOT} > "$0.neu" && mv "$0.neu" "$0" && exec "$@"'
LOG_LIMIT = 20_000_000
# Held on to, so that nobody is warned of a process that goes on: it is meant to.
_LAUNCHED: list[subprocess.Popen[bytes]] = []
_HELD: list[int] = []


@dataclass(frozen=True)
class Service:
    """A process to be started: its name, its command, where it writes."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    user: str | None = None


def launch(pids: Path, service: Service) -> None:
    """Start a process in a session of its own and leave a record of it."""
    pids.mkdir(parents=True, exist_ok=True)
    service.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if service.log.is_file() and service.log.stat().st_size > LOG_LIMIT:
        service.log.replace(service.log.with_suffix(".log.1"))
    command = ["sh", "-c", _RECORD_AND_BECOME, str(_record(pids, service.name)), *as_user(service.user)]
    _record(pids, service.name).unlink(missing_ok=True)
    with service.log.open("ab") as log:
        _LAUNCHED.append(
            subprocess.Popen(
                [*command, *service.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**bare_environment(), **service.environment},
                cwd="/",
                start_new_session=True,
            )
        )
    _wait_for_record(pids, service)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock; a second one waits. Steps run with `finish` hold it too, even when their starter is killed."""
    with path.open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _HELD.append(lock.fileno())
        try:
            yield
        finally:
            _HELD.remove(lock.fileno())


def finish(
    command: Sequence[str], given: str = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a step to its end without a terminal and away from the caller's folder, and return what it wrote.

    given: its input. environment: without one, that of the person.
    """
    return subprocess.run(
        command, input=given, env=environment, capture_output=True, text=True, cwd="/", pass_fds=tuple(_HELD)
    )


def as_user(user: str | None) -> list[str]:
    """Return the words before a command that make it run as another user; none for oneself."""
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"] if user else []


def bare_environment() -> dict[str, str]:
    """Return what a process of the portal may see: where programs lie and the language, no settings of the person."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "JAVA_HOME") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def running(pids: Path, name: str) -> int | None:
    """Return the number of our process if it still runs, else None; a record of another process counts as none."""
    try:
        said, boot = _record(pids, name).read_text(encoding="utf-8").rsplit("\n", 2)[:2]
        pid, born, _ = _of_stat(said)
        now = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError, IndexError):
        return None
    still = _of_stat(now)
    same = still[:2] == (pid, born) and still[2] not in "ZX" and boot == BOOT.read_text(encoding="utf-8").strip()
    return pid if same else None


def remember(pids: Path, name: str, pid: int) -> None:
    """Leave a record of a process that was started otherwise."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    _record(pids, name).write_text(stat + BOOT.read_text(encoding="utf-8"), encoding="utf-8")


def end(pids: Path, name: str, how: signal.Signals = signal.SIGTERM, patience: float = 30.0) -> bool:
    """Ask our process to end and wait for it; after that, end it and its children. False if it did not run."""
    pid = running(pids, name)
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)
        if not _gone(pids, name, patience) and running(pids, name) == pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            _gone(pids, name, 5.0)
    _record(pids, name).unlink(missing_ok=True)
    return pid is not None


def _record(pids: Path, name: str) -> Path:
    return pids / f"{name}.pid"


def _of_stat(text: str) -> tuple[int, str, str]:
    """Return number, time of birth in ticks and state; the name in brackets may hold anything, brackets too."""
    head, _, tail = text.rpartition(")")
    fields = tail.split()
    return int(head.split(" ", 1)[0]), fields[19], fields[0]


def _wait_for_record(pids: Path, service: Service) -> None:
    for _ in range(200):
        if _record(pids, service.name).is_file():
            return
        time.sleep(0.01)


def _gone(pids: Path, name: str, patience: float) -> bool:
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        if running(pids, name) is None:
            return True
        time.sleep(0.05)
    return False
