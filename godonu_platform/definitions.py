# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The door: loads the drawer assets/ into Dagster; YAML there names the component types of components/."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

# The drawer is imported here, while Dagster has the project folder on the import path (ADR 0001).
import assets
from godonu_platform.project import SOURCE_ROOT, Project


class ForeignDrawer(ImportError):
    """Another installed package is called `assets` and hides the drawer."""


@dg.definitions
def defs() -> dg.Definitions:
    """Return everything that assets/ declares, run in one process because the warehouse has one writer."""
    root = Project.from_environment().root
    found = Path(assets.__file__ or "").resolve().parent
    if found not in (root / "assets", SOURCE_ROOT / "assets"):
        raise ForeignDrawer(
            f"Ein fremdes Paket namens »assets« ({found}) verdeckt den Ordner assets/ des Projekts; bitte entfernen."
        )
    return dg.Definitions.merge(
        dg.load_from_defs_folder(path_within_project=root),
        dg.Definitions(executor=dg.in_process_executor),
    )
