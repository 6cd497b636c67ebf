# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real CKAN of the tests is left out by name where it cannot be had, never in CI, and leaves nothing behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from deploy.ckan import processes
from deploy.ckan.accounts import Actions
from deploy.ckan.processes import Service
from deploy.ckan.requirements import Program
from tests import portal
from tests.portal import CkanForTests


def _without_rights(monkeypatch: pytest.MonkeyPatch, ci: str) -> None:
    monkeypatch.setattr(portal, "missing_programs", lambda: [Program("Maven", "maven", lambda: False)])
    monkeypatch.setattr(portal, "rights_to_install", lambda: None)
    monkeypatch.setenv("CI", ci)


def test_at_home_it_is_left_out_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The summary of pytest shows the reason."""
    _without_rights(monkeypatch, "")
    with pytest.raises(pytest.skip.Exception, match="real CKAN left out: missing Maven"):
        portal.running_portal("mit")


def test_in_ci_it_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Green with holes would be a lie."""
    _without_rights(monkeypatch, "true")
    with pytest.raises(pytest.fail.Exception, match="missing Maven"):
        portal.running_portal("mit")


def test_a_start_that_failed_is_told_to_all_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one does not wait another two minutes for the same."""
    monkeypatch.setenv(portal.FOLDER, str(tmp_path))
    monkeypatch.delenv(portal.REUSED, raising=False)
    (tmp_path / "mit.fehler").write_text("Solr: antwortet nicht.", encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match=r"did not start:\nSolr: antwortet nicht\."):
        portal.running_portal("mit")


def test_what_a_killed_session_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its processes are ended; the folder of a session that still runs, or just begins, stays."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folders = {name: tmp_path / f"godonu-testportal-{name}" for name in ("tot", "lebt", "jung")}
    for name, folder in folders.items():
        pids = folder / "mit" / "run"
        pids.mkdir(parents=True)
        processes.launch(pids, Service("redis", ["sleep", "60"], folder / "log"))
        if name != "jung":
            os.utime(folder, (0, 0))
    processes.remember(folders["lebt"], "owner", os.getpid())
    os.utime(folders["lebt"], (0, 0))
    monkeypatch.delenv(portal.FOLDER, raising=False)
    portal.prepare_session()
    try:
        assert not folders["tot"].exists()
        assert all(processes.running(folders[name] / "mit" / "run", "redis") for name in ("lebt", "jung"))
    finally:
        portal.end_session()
        for name in ("lebt", "jung"):
            processes.end(folders[name] / "mit" / "run", "redis")


def test_alone_means_empty(ckan_alone: CkanForTests) -> None:
    """Hidden datasets and groups go too; the organisations stay."""
    actions = Actions(ckan_alone.url, ckan_alone.sysadmin_token)
    least = {"title": "Probe", "notes": "Probe", "owner_org": "godonu"}
    actions.call("package_create", name="probe_sichtbar", **least)
    actions.call("package_create", name="probe_verborgen", private=True, **least)
    actions.call("package_create", name="probe_geloescht", **least)
    actions.call("package_delete", id="probe_geloescht")
    actions.call("group_create", name="probe_gruppe", title="Probe")
    ckan_alone.purge()
    seen = {"include_private": True, "include_drafts": True, "include_deleted": True}
    assert actions.call("package_search", **seen)["count"] == 0
    assert actions.call("group_list") == []
    assert len(actions.call("organization_list")) == 10


def test_tokens_are_not_shown(ckan: CkanForTests) -> None:
    """A failing test prints its arguments."""
    assert ckan.token not in repr(ckan)
    assert ckan.sysadmin_token not in repr(ckan)
