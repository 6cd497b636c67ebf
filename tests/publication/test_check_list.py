# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of checks, what every client demands, and what the handbook explains are the same list."""

from __future__ import annotations

import re
from pathlib import Path

from godonu_platform.catalogs.release_folder import REQUIRED_CHECKS
from godonu_platform.publication.check_list import CHECKS


def test_every_check_is_demanded_by_the_clients_in_the_same_order() -> None:
    assert tuple(check.name for check in CHECKS) == REQUIRED_CHECKS


def test_every_check_is_explained_in_the_handbook_and_no_other(repository: Path) -> None:
    text = (repository / "docs" / "handbuch" / "freigabepruefung.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
    explained = [name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)]
    assert sorted(explained) == sorted(REQUIRED_CHECKS)


def test_every_check_says_in_german_what_holds_when_it_passes() -> None:
    for check in CHECKS:
        assert check.title.endswith("."), check.name
        assert len(check.title.split()) >= 4, check.name
