# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What lies here could lie in anybody's repository: no machine's paths, no registry; hashes and licences everywhere."""

from __future__ import annotations

import datetime
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from tests.house import floors, tracked


@pytest.fixture(scope="module")
def texts(repository: Path) -> dict[Path, str]:
    """Every tracked text file."""
    found = {path: tracked.text_of(path) for path in tracked.tracked_files(repository)}
    assert repository / "pyproject.toml" in found
    return {path: text for path, text in found.items() if text is not None}


def test_no_file_names_a_machine_or_a_registry(texts: dict[Path, str]) -> None:
    """A clone must work anywhere, and tell nothing about where it was made."""
    found = [f for path, text in texts.items() for f in tracked.foreign_places(path, text)]
    assert not found, "\n".join(["", *found])


def test_every_source_file_says_whose_it_is(texts: dict[Path, str]) -> None:
    """The SPDX lines; `make lint` asks reuse about all the others."""
    found = [str(path) for path, text in texts.items() if tracked.header_missing(path, text)]
    assert not found, "\n".join(["", *found])


def test_no_state_of_an_installation_is_tracked(repository: Path) -> None:
    """Data, keys and tool output stay out."""
    parts = {"data", ".venv", ".portal", "target", "logs", "__pycache__", ".mypy_cache"}
    found = [p for p in tracked.tracked_files(repository) if p.relative_to(repository).parts[0] in parts]
    assert found == []
    assert not [p for p in tracked.tracked_files(repository) if p.suffix in {".duckdb", ".wal", ".pyc"}]


@pytest.mark.parametrize("name", ["build", "run", "dev", "portal", "portal_build"])
def test_requirements_are_pinned_with_hashes_and_name_no_index(name: str, repository: Path) -> None:
    """What is installed is decided here, where it comes from by the authority that installs."""
    path = repository / "requirements" / f"{name}.txt"
    assert list(tracked.requirement_mistakes(path, path.read_text(encoding="utf-8"))) == []


def test_what_runs_is_what_was_tested(repository: Path) -> None:
    """run.txt and build.txt are part of dev.txt, and pins.txt holds in all."""
    folder = repository / "requirements"
    versions = {
        n: tracked.versions_of((folder / f"{n}.txt").read_text(encoding="utf-8"))
        for n in ("build", "run", "dev", "pins")
    }
    assert versions["run"].items() <= versions["dev"].items()
    assert versions["build"].items() <= versions["dev"].items()
    assert len(versions["pins"]) > 10
    assert versions["pins"].items() <= versions["dev"].items()


def test_the_portal_has_the_ckan_that_was_tried(repository: Path) -> None:
    """Its list is made apart from ours: CKAN pins what the platform needs in other versions."""
    folder = repository / "requirements"
    lists = {
        n: tracked.versions_of((folder / f"{n}.txt").read_text(encoding="utf-8")) for n in ("portal", "portal_build")
    }
    assert lists["portal"]["ckan"] == "2.12.0"
    # psycopg2 would have to be compiled on each machine.
    assert "psycopg2" not in lists["portal"]
    assert int(lists["portal"]["setuptools"].split(".")[0]) < 81
    assert lists["portal_build"]["setuptools"] == lists["portal"]["setuptools"]


def test_prescribed_packages_are_real_dependencies(repository: Path) -> None:
    """The packages that the founders asked for are declared, not only pulled in by others."""
    declared = _pyproject(repository)["project"]["dependencies"]
    names = {_bare_name(d) for d in declared}
    prescribed = {
        "dagster",
        "dagster-dbt",
        "dbt-duckdb",
        "pandas",
        "pandera",
        "openlineage-python",
        "ckanapi",
        "sqlglot",
        "pyarrow",
    }
    assert prescribed <= names


def test_whatever_is_imported_is_declared(repository: Path) -> None:
    """A package that another one happens to bring along may be gone with its next version."""
    declared = {_bare_name(d) for d in _pyproject(repository)["project"]["dependencies"]}
    distributions = packages_distributions()
    undeclared = set()
    for module in floors.modules(repository):
        for _, imported in floors.imports_of(module):
            top = imported.split(".")[0]
            owners = {name.lower().replace("_", "-") for name in distributions.get(top, [])}
            if top not in sys.stdlib_module_names | {floors.PACKAGE, "assets"} and not owners & declared:
                undeclared.add(f"{module.path.relative_to(repository)}: {imported}")
    assert undeclared == set()


def test_dagster_finds_the_same_door_everywhere(repository: Path) -> None:
    """workspace.yaml and the dg settings name one target, and assets/ is the defs folder."""
    dg = _pyproject(repository)["tool"]["dg"]
    (entry,) = yaml.safe_load((repository / "workspace.yaml").read_text(encoding="utf-8"))["load_from"]
    assert dg["project"]["code_location_target_module"] == entry["python_module"]["module_name"]
    assert dg["project"]["code_location_name"] == entry["python_module"]["location_name"]
    assert entry["python_module"]["working_directory"] == "."
    assert dg["project"]["root_module"] == dg["project"]["defs_module"] == "assets"


def test_only_the_package_goes_into_the_wheel(repository: Path) -> None:
    """Top-level names such as `assets` would take a common word from every user's environment."""
    found = _pyproject(repository)["tool"]["setuptools"]["packages"]["find"]["include"]
    assert found == ["godonu_platform", "godonu_platform.*"]


def test_publiccode_is_complete(repository: Path) -> None:
    """The required keys of the standard, both languages, lengths within its limits, the version of the package."""
    said = yaml.safe_load((repository / "publiccode.yml").read_text(encoding="utf-8"))
    for key in (
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "legal",
        "maintenance",
    ):
        assert said.get(key), key
    assert said["legal"]["license"] == "EUPL-1.2"
    assert said["softwareVersion"] == _pyproject(repository)["project"]["version"]
    assert isinstance(said["releaseDate"], datetime.date)
    for language in ("de", "en"):
        text = said["description"][language]
        assert 0 < len(text["shortDescription"]) <= 150, language
        assert 150 <= len(text["longDescription"]) <= 10_000, language
        assert text["features"], language


def test_the_checks_find_what_they_look_for(tmp_path: Path) -> None:
    """A check that cannot fail is none."""
    path = tmp_path / "x.md"
    home, host = "/wo" + "rk/main/x", "https://py" + "pi.org/simple"
    assert len(list(tracked.foreign_places(path, f"see {home}\nand {host}\n"))) == 2
    assert not list(tracked.foreign_places(path, "a network/work share, ../shared/realdata, /framework/\n"))
    assert tracked.header_missing(path, "# no header\n")
    assert not tracked.header_missing(tmp_path / "x.csv", "a,b\n")
    digest = "sha256:" + "0" * 64
    good = f"a==1 \\\n    --hash={digest}\nb[x]==2 ; python_version < '4' \\\n    --hash={digest}\n    # via a\n"
    assert not list(tracked.requirement_mistakes(path, good))
    for bad in ("a==1\n", f"a>=1 --hash={digest}\n", f"--index-url {host}\n{good}", f"--find-links x\n{good}"):
        assert list(tracked.requirement_mistakes(path, bad)), bad


def _bare_name(requirement: str) -> str:
    return re.split(r"[<>=\[;]", requirement)[0].strip().lower()


def _pyproject(repository: Path) -> dict[str, dict]:  # type: ignore[type-arg]
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
