# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole sample, written once for the tests of this folder, and a look into its files."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from godonu_platform.project import Project
from godonu_platform.sample import SampleSummary, write_sample
from godonu_platform.sample.ingredients import Ingredients, load_ingredients

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Written:
    """A written sample."""

    project: Project
    summary: SampleSummary

    def files(self, dataset: str, ars: str = "*", name: str = "*") -> list[Path]:
        return sorted(self.project.inbox.glob(f"{ars}/{dataset}/{name}"))

    def text(self, path: Path) -> str:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        if content.startswith(b"\xff\xfe"):
            return content.decode("utf-16")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode("cp1252")

    def events(self, name: str, ars: str = "*") -> Iterator[dict[str, Any]]:
        """Yield the readable records of portal files, in the names of their source."""
        for path in self.files("portal_events", ars, name):
            text = self.text(path)
            if ".ndjson" in path.name:
                for line in text.splitlines():
                    try:
                        yield json.loads(line)
                    except ValueError:
                        continue
            else:
                yield from csv.DictReader(io.StringIO(text), delimiter="\t" if "efa" in path.name else ";")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Written:
    project = Project.at(REPOSITORY, tmp_path_factory.mktemp("beispiel"))
    return Written(project, write_sample(project))


@pytest.fixture(scope="session")
def ingredients() -> Ingredients:
    return load_ingredients(Project.at(REPOSITORY, Path("/nowhere")))
