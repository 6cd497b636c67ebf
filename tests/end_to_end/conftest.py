# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whole runs in an installation of their own: the environment points to it, as for a steward."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from godonu_platform.project import Project

Deliver = Callable[..., Path]


@pytest.fixture
def installation(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project of the test, also for whoever asks the environment (Dagster's components do)."""
    monkeypatch.setenv("GODONU_HOME", str(project.root))
    monkeypatch.setenv("GODONU_DATA", str(project.data))
    monkeypatch.setenv("GODONU_CLOCK", project.clock().isoformat())
    assert project.hmac_key is not None
    monkeypatch.setenv("GODONU_HMAC_KEY", project.hmac_key.secret.hex())
    monkeypatch.setenv("GODONU_HMAC_KEY_ID", project.hmac_key.key_id)
    return Project.from_environment()


@pytest.fixture
def deliver(installation: Project) -> Deliver:
    """Put a delivery of JSON records into the inbox, as a sample delivery unless said otherwise."""

    def put(ars: str, dataset: str, records: list[dict[str, object]], *, sample: bool = True, name: str = "a") -> Path:
        content = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
        path = installation.inbox / ars / dataset / f"{name}.ndjson"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (time.time() - 60, time.time() - 60))
        if sample:
            _mark_as_sample(installation, hashlib.sha256(f"{ars}\0{dataset}\0".encode() + content).hexdigest())
        return path

    return put


def _mark_as_sample(project: Project, digest: str) -> None:
    project.sample.mkdir(parents=True, exist_ok=True)
    manifest = project.sample / "manifest.json"
    known = json.loads(manifest.read_text())["digests"] if manifest.is_file() else []
    manifest.write_text(json.dumps({"key_id": "beispiel", "digests": [*known, digest]}))
    key = project.sample / "key"
    if not key.is_file():
        key.write_text("ab" * 32)
