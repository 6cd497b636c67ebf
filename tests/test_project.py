# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The environment decides where things lie; a setting that cannot be used is told in German."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from godonu_platform.project import Project, SecretKey, SettingsMistake


def test_defaults_work_with_nothing_set() -> None:
    project = Project.from_environment({})
    assert project.data == project.root / "data"
    assert project.inbox == project.data / "inbox"
    assert project.hmac_key is None


def test_the_secret_is_in_no_representation(tmp_path: Path) -> None:
    env = {"GODONU_HMAC_KEY": "ab" * 32, "GODONU_HMAC_KEY_ID": "k1", "GODONU_DATA": str(tmp_path)}
    project = Project.from_environment(env)
    assert project.hmac_key == SecretKey("k1", b"\xab" * 32)
    assert "ab" * 32 not in repr(project) + str(project.environment()) + f"{project.hmac_key}"
    assert "\\xab" not in repr(project)


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"GODONU_HMAC_KEY": "ab" * 32}, "GODONU_HMAC_KEY_ID fehlt"),
        ({"GODONU_HMAC_KEY": "zz", "GODONU_HMAC_KEY_ID": "k"}, "godonu schluessel"),
        ({"GODONU_HMAC_KEY": "ab", "GODONU_HMAC_KEY_ID": "k"}, "zu kurz"),
        ({"GODONU_CLOCK": "gestern"}, "GODONU_CLOCK"),
        ({"GODONU_CLOCK": "2026-01-01T00:00:00"}, "Zeitzone"),
        ({"GODONU_THREADS": "0"}, "GODONU_THREADS"),
    ],
)
def test_unusable_settings_are_told(env: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsMistake, match=words):
        Project.from_environment(env)


def test_exported_variables_are_taken_back(tmp_path: Path) -> None:
    project = Project.at(tmp_path, tmp_path / "data")
    with project.exported({"GODONU_LAKE": "x"}):
        assert os.environ["GODONU_LAKE"] == "x"
    assert "GODONU_LAKE" not in os.environ
