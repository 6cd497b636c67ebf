# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the local catalogue shows, read cheaply for listings; no model, no database, no check of hashes."""

from __future__ import annotations

import json
from dataclasses import dataclass

from godonu_platform.project import Project


@dataclass(frozen=True)
class Published:
    """One shown dataset; `created` is the ISO instant of its version."""

    dataset: str
    title: str
    version: str
    created: str


def published_releases(project: Project) -> list[Published]:
    """Return the shown datasets by name; a folder without a readable record is not shown as published."""
    found = []
    for path in sorted(project.catalogue.glob("*/release.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            found.append(
                Published(record["dataset"], record["description"]["title"], record["version"], record["created"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found
