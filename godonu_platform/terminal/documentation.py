# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the documents that are made from the project: the dbt docs as one static page."""

from __future__ import annotations

from pathlib import Path

from godonu_platform import warehouse
from godonu_platform.project import Project


def write(project: Project) -> list[Path]:
    """Write the dbt docs and return the paths of what was written."""
    return [warehouse.write_docs(project)]
