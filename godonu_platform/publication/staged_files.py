# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files of a release before it is one: written once into a folder of their own, looked at by the gate, then taken.

What the gate has looked at is known by its hashes, so that nothing else can leave in its place.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from godonu_platform.catalogs.release_folder import sha256_of
from godonu_platform.catalogs.release_record import DATA_FILES, DICTIONARY_NAME
from godonu_platform.project import Project
from godonu_platform.publication.draft import column_notes
from godonu_platform.publication.export import export, write_dictionary
from godonu_platform.publication.table import CandidateTable

SCREENED = (*DATA_FILES.values(), DICTIONARY_NAME)


class StagedFiles:
    """The files of one dataset for some partners; the folder is empty until somebody asks for them."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; it is made when the files are written."""
        self.folder = folder
        self._holds: str | None = None

    def written(self, table: CandidateTable, partners: Sequence[str]) -> Path:
        """Return the folder with the files of these partners' rows, writing them unless they are there already."""
        wanted = f"{table.contract.name} {list(partners)} {table.fingerprint(partners)}"
        if self._holds != wanted:
            self._holds = None
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            export(table, partners, self.folder)
            write_dictionary(column_notes(table.contract), self.folder)
            self._holds = wanted
        return self.folder

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each file as it is now; none when nobody asked for them."""
        return {name: sha256_of(self.folder / name) for name in SCREENED} if self._holds else {}


def changed_since(screened: Mapping[str, str], folder: Path) -> list[str]:
    """Return the names of the files that are not the ones the gate has looked at."""
    return [
        name for name in SCREENED if not (folder / name).is_file() or sha256_of(folder / name) != screened.get(name)
    ]


@contextmanager
def staged_files(project: Project, dataset: str) -> Iterator[StagedFiles]:
    """Yield a place for the files of a dataset; whatever was not taken from there is gone afterwards."""
    files = StagedFiles(project.staging / f"release-{dataset}-{uuid.uuid4().hex[:8]}")
    try:
        yield files
    finally:
        shutil.rmtree(files.folder, ignore_errors=True)
