# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One build of nothing, for the tests that look at shapes instead of rows."""

from __future__ import annotations

import pytest

from tests.dbt_project.small_lake import SmallLake


@pytest.fixture(scope="session")
def empty_build(tmp_path_factory: pytest.TempPathFactory) -> SmallLake:
    """The warehouse of an installation to which nothing was ever delivered."""
    return SmallLake(tmp_path_factory.mktemp("nothing")).built([])
