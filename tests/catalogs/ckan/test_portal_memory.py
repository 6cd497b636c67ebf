# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the portal does not tell is remembered, and a lost memory does no harm."""

from __future__ import annotations

import pytest

from godonu_platform.catalogs.ckan.portal_memory import PortalMemory, note_damage, note_view, read_memory
from godonu_platform.project import Project


def test_damage_and_failed_views_are_remembered_until_they_are_mended(project: Project) -> None:
    note_damage(project, "zaehlung", {"tabelle", "data.csv"})
    note_view(project, "r/charts_view", "v1 2.12.0")
    memory = read_memory(project)
    assert memory.damaged("zaehlung") == {"tabelle", "data.csv"}
    assert memory.damaged("anderes") == frozenset()
    assert memory.views == {"r/charts_view": "v1 2.12.0"}
    note_damage(project, "zaehlung", ())
    note_view(project, "r/charts_view", None)
    assert read_memory(project) == PortalMemory()


def test_nothing_to_remember_leaves_no_file(project: Project) -> None:
    note_damage(project, "zaehlung", ())
    assert not project.portal_memory.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"repairs": 1, "views": {}}', '{"views": {}}'])
def test_a_file_that_cannot_be_read_counts_as_none(project: Project, content: str) -> None:
    project.portal_memory.parent.mkdir(parents=True)
    project.portal_memory.write_text(content, encoding="utf-8")
    assert read_memory(project) == PortalMemory()
    note_damage(project, "zaehlung", ["data.csv"])
    assert read_memory(project).damaged("zaehlung") == {"data.csv"}
