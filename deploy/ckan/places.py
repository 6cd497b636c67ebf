# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Knows where the software of the portal and its state lie.

Keep out: what is done there. Software lies in the checkout and can be made again; state lies under the data folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from godonu_platform.project import SOURCE_ROOT, Project

HERE = Path(__file__).resolve().parent
SOFTWARE = SOURCE_ROOT / ".portal"


@dataclass(frozen=True)
class Places:
    """The folders and files of one portal."""

    state: Path
    software: Path = SOFTWARE

    @classmethod
    def of(cls, project: Project) -> Places:
        """Return the places of the portal that belongs to an installation; the platform itself never looks there."""
        return cls(state=project.data / "portal")

    # --- shipped with the code -----------------------------------------------------------------------------------

    @property
    def extension(self) -> Path:
        """Our extension of CKAN, a package of its own."""
        return HERE / "ckanext-godonu"

    @property
    def solr_sources(self) -> Path:
        """The list of jars, the launcher and the settings of Solr."""
        return HERE / "solr"

    @property
    def inside(self) -> Path:
        """What runs in the environment of CKAN: the door for gunicorn, the filling of the database."""
        return HERE / "inside"

    @property
    def requirements(self) -> Path:
        """The folder of pinned requirement files."""
        return SOURCE_ROOT / "requirements"

    # --- software, made once -------------------------------------------------------------------------------------

    @property
    def venv(self) -> Path:
        """The Python environment of CKAN; never that of the platform, whose pins differ."""
        return self.software / "venv"

    @property
    def jars(self) -> Path:
        """The jars of Solr."""
        return self.software / "solr"

    def program(self, name: str) -> Path:
        """Return a program of CKAN's environment."""
        return self.venv / "bin" / name

    # --- state ---------------------------------------------------------------------------------------------------

    @property
    def lock(self) -> Path:
        """Held by whoever starts, stops or removes the portal."""
        return self.state / "lock"

    @property
    def notes(self) -> Path:
        """Ports, address and what has been set up; no secrets."""
        return self.state / "portal.json"

    @property
    def keys(self) -> Path:
        """Passwords and tokens, readable by the owner alone."""
        return self.state / "zugang.json"

    @property
    def ini(self) -> Path:
        """The settings of CKAN; holds passwords, so readable by the owner alone."""
        return self.state / "ckan.ini"

    @property
    def cluster(self) -> Path:
        """The PostgreSQL cluster; belongs to the user postgres when root starts the portal."""
        return self.state / "postgres"

    @property
    def redis(self) -> Path:
        """What Redis keeps."""
        return self.state / "redis"

    @property
    def solr_home(self) -> Path:
        """Index and schema of Solr."""
        return self.state / "solr"

    @property
    def uploads(self) -> Path:
        """Files that were published."""
        return self.state / "uploads"

    @property
    def webassets(self) -> Path:
        """Style sheets and scripts that CKAN puts together."""
        return self.state / "webassets"

    @property
    def pids(self) -> Path:
        """One record per running process."""
        return self.state / "run"

    def log(self, part: str) -> Path:
        """Return where a part of the portal writes what it does."""
        return self.state / "logs" / f"{part}.log"
