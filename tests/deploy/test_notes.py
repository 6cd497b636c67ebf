# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ports stay where they were when they can, secrets are closed from the first byte, broken notes begin anew."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.ckan import notes
from deploy.ckan.notes import Notes, choose_ports


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield int(server.getsockname()[1])


def test_each_part_gets_a_port_of_its_own(tmp_path: Path) -> None:
    """The usual ones where they are free; none twice."""
    kept = Notes(tmp_path / "portal.json")
    assert choose_ports(kept, {}) == []
    assert set(kept.ports) == set(notes.USUAL_PORTS)
    assert len(set(kept.ports.values())) == len(kept.ports)
    assert all(notes.is_free(port) for port in kept.ports.values())


def test_ports_are_remembered(tmp_path: Path) -> None:
    """The address stands in metadata that others have read."""
    kept = Notes(tmp_path / "portal.json")
    choose_ports(kept, {}, usual=False)
    kept.write()
    again = Notes.read(kept.path)
    assert choose_ports(again, {}, usual=False) == []
    assert again.ports == kept.ports


def test_a_port_taken_by_a_stranger_is_changed_and_told(taken: int, tmp_path: Path) -> None:
    """But not when it is our own process that listens there."""
    kept = Notes(tmp_path / "portal.json", ports={"solr": taken})
    assert choose_ports(kept, {"solr": True}, usual=False) == []
    assert kept.ports["solr"] == taken
    assert choose_ports(kept, {}, usual=False) == ["solr"]
    assert kept.ports["solr"] != taken


def test_the_address_of_visitors_goes_before_that_of_the_machine(tmp_path: Path) -> None:
    """Behind a web server, pages and metadata name the outer address."""
    kept = Notes(tmp_path / "portal.json", ports={"ckan": 5000})
    assert kept.site == kept.url == "http://127.0.0.1:5000"
    kept.address = "https://daten.example.org"
    assert (kept.site, kept.url) == ("https://daten.example.org", "http://127.0.0.1:5000")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"ports": 3, "address": null, "stamps": {}}', '{"ports": {}}'])
def test_broken_notes_begin_anew(text: str, tmp_path: Path) -> None:
    """Nothing in them cannot be found out again."""
    path = tmp_path / "portal.json"
    path.write_text(text, encoding="utf-8")
    assert Notes.read(path).ports == {}


def test_keys_are_random_closed_and_kept(tmp_path: Path) -> None:
    """Each portal has its own; a second reading gives the same."""
    first = notes.read_keys(tmp_path / "zugang.json")
    os.mkdir(tmp_path / "anderes")
    other = notes.read_keys(tmp_path / "anderes" / "zugang.json")
    assert set(first) == set(notes.SECRETS)
    assert not set(first.values()) & set(other.values())
    assert len(set(first.values())) == len(first)
    assert notes.read_keys(tmp_path / "zugang.json") == first
    assert stat.S_IMODE((tmp_path / "zugang.json").stat().st_mode) == 0o600


def test_keys_stay_closed_when_the_umask_is_open_and_the_file_was_open(tmp_path: Path) -> None:
    """Somebody unpacked a copy with wide rights."""
    path = tmp_path / "zugang.json"
    path.write_text("{}", encoding="utf-8")
    path.chmod(0o666)
    before = os.umask(0)
    try:
        notes.write_keys(path, {"token": "x"})
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text(encoding="utf-8")) == {"token": "x"}
