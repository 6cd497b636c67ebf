# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path

import pytest

from godonu_platform.project import Project
from tests.publication.world import World, build_world


@pytest.fixture
def world(repository: Path, tmp_path: Path) -> World:
    """A small house with two open datasets that may be published as they are."""
    from tests.conftest import CLOCK

    root = tmp_path / "haus"
    return build_world(repository, root, Project.at(root, tmp_path / "daten", fixed_clock=CLOCK))
