# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The versions of a dataset so far, with the hash that the CSV file of each had; read from the release folders.

Keep out: versions that the gate's book does not vouch for.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from godonu_platform.catalogs.ckan.package_texts import plain_text
from godonu_platform.catalogs.gate_ledger import read_ledger
from godonu_platform.catalogs.release_folder import sha256_of
from godonu_platform.catalogs.release_record import DATA_FILES, RECORD_NAME
from godonu_platform.project import Project

MOST_VERSIONS = 20
_LONGEST_NOTE = 500

Version = dict[str, Any]


def version_history(project: Project, dataset: str, newest: int) -> tuple[Version, ...]:
    """Return the last versions up to number `newest`, newest first: version, created, sha256_csv, rows, note."""
    anchors = read_ledger(project).anchors
    found = []
    for number in range(newest, 0, -1):
        path = project.releases / dataset / f"v{number}" / RECORD_NAME
        anchor = anchors.get((dataset, number))
        version = _version(path, path.stat().st_mtime_ns, anchor.record) if anchor and path.is_file() else None
        if version is not None:
            found.append(version)
        if len(found) == MOST_VERSIONS:
            break
    return tuple(found)


@lru_cache(maxsize=4096)
def _version(path: Path, _changed: int, vouched: str) -> Version | None:
    """Return what the history says of a record; an older one is not held against today's model of records."""
    if sha256_of(path) != vouched:
        return None
    record = json.loads(path.read_bytes())
    hashes = {file["name"]: file["sha256"] for file in record["files"]}
    return {
        "version": record["version"],
        "created": record["created"],
        "sha256_csv": hashes[DATA_FILES["csv"]],
        "rows": record["rows"],
        "note": plain_text(record["description"].get("correction"), _LONGEST_NOTE),
    }
