# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Processes go on by themselves, are known again later, and no other process is ever taken for one of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.ckan import processes
from deploy.ckan.processes import Service
from deploy.ckan.trouble import PartFailed
from deploy.ckan.waiting import Part, until_healthy


def _sleeper(tmp_path: Path, *command: str) -> Service:
    return Service("schlaf", command or ("sleep", "60"), tmp_path / "logs" / "schlaf.log")


def test_a_process_goes_on_and_is_known_again(tmp_path: Path) -> None:
    """Also by a program that did not start it."""
    processes.launch(tmp_path, _sleeper(tmp_path))
    pid = processes.running(tmp_path, "schlaf")
    assert pid is not None
    code = "import pathlib, sys; from deploy.ckan.processes import running; "
    code += "print(running(pathlib.Path(sys.argv[1]), 'schlaf'))"
    seen = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True).stdout
    assert int(seen) == pid
    assert os.getsid(pid) == pid
    assert processes.end(tmp_path, "schlaf") is True
    assert processes.running(tmp_path, "schlaf") is None
    assert processes.end(tmp_path, "schlaf") is False


def test_the_number_of_a_foreign_process_is_not_ours(tmp_path: Path) -> None:
    """The system gave the number to somebody else; the record still has the old time of birth."""
    processes.launch(tmp_path, _sleeper(tmp_path))
    record = tmp_path / "schlaf.pid"
    ours = record.read_text(encoding="utf-8")
    assert processes.end(tmp_path, "schlaf")
    with subprocess.Popen(["sleep", "60"]) as foreign:
        old = ours.split(" ", 1)[0]
        record.write_text(ours.replace(old, str(foreign.pid), 1), encoding="utf-8")
        assert processes.running(tmp_path, "schlaf") is None
        assert processes.end(tmp_path, "schlaf") is False
        assert foreign.poll() is None
        foreign.kill()


def test_a_record_of_another_boot_counts_as_none(tmp_path: Path) -> None:
    """After a restart of the machine, numbers and even times of birth may come again."""
    processes.remember(tmp_path, "ich", os.getpid())
    assert processes.running(tmp_path, "ich") == os.getpid()
    record = tmp_path / "ich.pid"
    boot = processes.BOOT.read_text(encoding="utf-8").strip()
    record.write_text(record.read_text(encoding="utf-8").replace(boot, "0" * 36), encoding="utf-8")
    assert processes.running(tmp_path, "ich") is None


@pytest.mark.parametrize("record", ["", "12", "x (y) z", "999999999 (sleep) S 1\nboot\n", "\0\0\n\n\n"])
def test_a_broken_record_counts_as_none(record: str, tmp_path: Path) -> None:
    """A full disk cut it off."""
    (tmp_path / "schlaf.pid").write_text(record, encoding="utf-8")
    assert processes.running(tmp_path, "schlaf") is None
    assert processes.end(tmp_path, "schlaf") is False


def test_a_name_with_brackets_does_not_confuse(tmp_path: Path) -> None:
    """The kernel puts the name in brackets and lets it hold brackets."""
    program = tmp_path / "a) S (b"
    program.symlink_to("/bin/sleep")
    processes.launch(tmp_path, _sleeper(tmp_path, str(program), "60"))
    assert processes.running(tmp_path, "schlaf") is not None
    assert processes.end(tmp_path, "schlaf")


def test_who_does_not_end_is_ended_with_all_its_children(tmp_path: Path) -> None:
    """A worker that hangs must not keep the port."""
    script = 'trap "" TERM; sleep 60 & echo $! > "$0"; while :; do sleep 1; done'
    child_note = tmp_path / "kind"
    processes.launch(tmp_path, _sleeper(tmp_path, "sh", "-c", script, str(child_note)))
    limit = time.monotonic() + 5
    while not (child_note.is_file() and child_note.read_text(encoding="utf-8").strip()):
        assert time.monotonic() < limit
        time.sleep(0.02)
    child = int(child_note.read_text(encoding="utf-8"))
    assert processes.end(tmp_path, "schlaf", signal.SIGTERM, patience=0.3)
    limit = time.monotonic() + 5
    while _lives(child):
        assert time.monotonic() < limit
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


def test_settings_of_the_person_do_not_reach_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CKAN takes any CKAN_* variable for a setting; a token in the environment would stand in /proc."""
    monkeypatch.setenv("CKAN_SITE_URL", "http://fremd.invalid")
    monkeypatch.setenv("GODONU_CKAN_TOKEN", "geheim")
    processes.launch(tmp_path, _sleeper(tmp_path, "env"))
    log = tmp_path / "logs" / "schlaf.log"
    limit = time.monotonic() + 5
    while "LANG=" not in (log.read_text(encoding="utf-8") if log.is_file() else ""):
        assert time.monotonic() < limit
        time.sleep(0.02)
    said = log.read_text(encoding="utf-8")
    assert "fremd" not in said
    assert "geheim" not in said


def test_a_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a start, a long log is put aside."""
    monkeypatch.setattr(processes, "LOG_LIMIT", 10)
    service = _sleeper(tmp_path)
    service.log.parent.mkdir()
    service.log.write_text("x" * 11, encoding="utf-8")
    processes.launch(tmp_path, service)
    assert processes.end(tmp_path, "schlaf")
    assert service.log.with_suffix(".log.1").read_text(encoding="utf-8") == "x" * 11
    assert service.log.read_text(encoding="utf-8") == ""


def test_waiting_tells_a_dead_part_from_a_slow_one(tmp_path: Path) -> None:
    """Both messages name the part and its log; the dead one comes at once."""
    service = _sleeper(tmp_path, "false")
    processes.launch(tmp_path, service)
    with pytest.raises(PartFailed) as dead:
        until_healthy(tmp_path, Part("Solr", "schlaf", lambda: False, service.log, 60))
    assert str(dead.value) == f"Solr: nach dem Start stehen geblieben. Der Grund steht am Ende von {service.log}."
    processes.launch(tmp_path, _sleeper(tmp_path))
    with pytest.raises(PartFailed, match="antwortet nach 0 Sekunden nicht"):
        until_healthy(tmp_path, Part("Solr", "schlaf", lambda: False, service.log, 0.2))
    assert processes.end(tmp_path, "schlaf")


def test_a_half_done_step_keeps_the_lock(tmp_path: Path, repository: Path) -> None:
    """Whoever starts again after the starter was killed waits for it, instead of doing the same beside it."""
    lock, begun, done = (tmp_path / name for name in ("lock", "begonnen", "fertig"))
    code = "import pathlib, sys; from deploy.ckan import processes as p\n"
    code += (
        "with p.locked(pathlib.Path(sys.argv[1])): p.finish(['sh', '-c', 'touch $0; sleep 1; touch $1', *sys.argv[2:]])"
    )
    starter = subprocess.Popen([sys.executable, "-c", code, lock, begun, done], cwd=repository)
    limit = time.monotonic() + 10
    while not begun.exists():
        assert time.monotonic() < limit
        time.sleep(0.02)
    starter.kill()
    starter.wait()
    assert not done.exists()
    with processes.locked(lock):
        assert done.exists()
