# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Single settings: defaults, good values, and mistakes that name the variable and say what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from godonu_platform.project import Project, SettingsMistake
from godonu_platform.settings import CkanAccess, Receiver, ckan_from, installation_from, receiver_from, shapes_from

URL, TOKEN = "GODONU_OPENLINEAGE_URL", "GODONU_OPENLINEAGE_TOKEN"


def test_without_settings_nobody_receives_and_the_installation_has_a_name() -> None:
    project = Project.from_environment({})
    assert (project.receiver, project.installation) == (None, "godonu")
    assert receiver_from({TOKEN: "geheim"}) is None


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000/api/v1/lineage"),
        ("https://herkunft.example.org/", "https://herkunft.example.org/api/v1/lineage"),
        ("https://herkunft.example.org/eigener/weg?x=1", "https://herkunft.example.org/eigener/weg?x=1"),
        (" https://[::1]:8443/api/v1/lineage ", "https://[::1]:8443/api/v1/lineage"),
    ],
)
def test_an_address_without_path_gets_the_usual_one(given: str, used: str) -> None:
    assert receiver_from({URL: given, TOKEN: "geheim"}) == Receiver(used, "geheim")


def test_the_token_is_never_shown() -> None:
    receiver = receiver_from({URL: "https://a.example.org", TOKEN: "geheim-123"})
    assert receiver is not None and receiver.token == "geheim-123"
    assert "geheim" not in repr(receiver) and "geheim" not in repr(Project.from_environment({URL: receiver.url}))
    assert not any("geheim" in v for v in Project.from_environment({URL: receiver.url, TOKEN: "geheim"}).environment())


@pytest.mark.parametrize(
    "wrong",
    [
        "herkunft",
        "ftp://a.example.org",
        "https://",
        "file:///etc/passwd",
        "http://a:99999/",
        "http://a b/",
        "http://[::1",
    ],
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsMistake, match="GODONU_OPENLINEAGE_URL ist keine Adresse: Bitte so schreiben"):
        receiver_from({URL: wrong})


def test_secrets_in_the_address_and_header_splitting_are_refused() -> None:
    with pytest.raises(SettingsMistake, match="Zugangsdaten") as mistake:
        receiver_from({URL: "https://ich:geheim@a.example.org"})
    assert "geheim" not in str(mistake.value)
    with pytest.raises(SettingsMistake, match="GODONU_OPENLINEAGE_TOKEN enthält Zeichen") as mistake:
        receiver_from({URL: "https://a.example.org", TOKEN: "geheim\r\nX: y"})
    assert "geheim" not in str(mistake.value)


@pytest.mark.parametrize("wrong", ["Kreis Offenbach", "-a", "a/b", "ä", "x" * 70])
def test_a_name_of_an_installation_is_plain(wrong: str) -> None:
    with pytest.raises(SettingsMistake, match="GODONU_INSTALLATION darf nur"):
        installation_from({"GODONU_INSTALLATION": wrong})
    assert installation_from({"GODONU_INSTALLATION": "kreis-offenbach.de"}) == "kreis-offenbach.de"


def test_the_folder_of_official_shapes_must_hold_some(tmp_path: Path) -> None:
    assert shapes_from({}) is None and Project.from_environment({}).shapes is None
    with pytest.raises(SettingsMistake, match="GODONU_SHAPES nennt keinen Ordner"):
        shapes_from({"GODONU_SHAPES": str(tmp_path)})
    (tmp_path / "v3.0").mkdir()
    assert Project.from_environment({"GODONU_SHAPES": str(tmp_path)}).shapes == tmp_path


@pytest.mark.parametrize(
    "here", ["http://127.0.0.1:5000", "http://127.8.8.8", "http://[::1]:5000", "http://localhost:5000"]
)
def test_a_token_goes_in_clear_text_on_this_machine_only(here: str) -> None:
    assert ckan_from({"GODONU_CKAN_URL": here, "GODONU_CKAN_TOKEN": "geheim"}) == CkanAccess(here, "geheim")
    for away in (
        "http://daten.example.org",
        "http://10.0.0.1",
        "http://localhost.example.org",
        "http://127.0.0.1.nip.io",
    ):
        with pytest.raises(SettingsMistake, match="Bitte https://") as mistake:
            ckan_from({"GODONU_CKAN_URL": away, "GODONU_CKAN_TOKEN": "geheim"})
        assert "geheim" not in str(mistake.value)
        assert ckan_from({"GODONU_CKAN_URL": away}) == CkanAccess(away)
