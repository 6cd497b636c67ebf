# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The house stands as drawn: imports run down, drawers hold no Python, rooms stay small; and each check can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house import floors
from tests.house.floors import Module

# Findings that are allowed, as the test prints them, each with the reason beside it. Empty is good.
ALLOWED: dict[str, str] = {}

Rule = Callable[[Module], Iterator[str]]


@pytest.mark.parametrize("rule", floors.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule, repository: Path) -> None:
    """No module breaks the rule."""
    modules = list(floors.modules(repository))
    assert modules, "no module was read"
    found = [f.removeprefix(f"{repository}/") for module in modules for f in rule(module)]
    broken = [f for f in found if f not in ALLOWED]
    assert not broken, "\n".join(["", *broken])


@pytest.mark.parametrize("rule", [floors.oversized, floors.nameless], ids=lambda rule: rule.__name__)
def test_what_runs_beside_the_house_is_as_easy_to_read(rule: Rule, repository: Path) -> None:
    """Small files with one duty each; CKAN's extension too."""
    modules = list(floors.modules(repository, floors.BESIDE))
    assert len(modules) > 20
    broken = [f.removeprefix(f"{repository}/") for module in modules for f in rule(module)]
    assert not broken, "\n".join(["", *broken])


def test_drawers_hold_no_python(repository: Path) -> None:
    """YAML, SQL and Markdown only."""
    assert (repository / "assets" / "__init__.py").is_file()
    found = list(floors.python_in_drawers(repository))
    assert not found, "\n".join(["", *found])


def test_no_dataset_is_named_in_python(repository: Path) -> None:
    """What a steward would change is YAML."""
    names = {path.stem for path in (repository / "governance" / "contracts").glob("*.yaml")}
    assert len(names) > 5, "no contracts were found"
    found = [f for module in floors.modules(repository) for f in floors.dataset_names_in(module, names)]
    assert not found, "\n".join(["", *found])


def test_no_room_or_test_is_called_after_nothing(repository: Path) -> None:
    """No folder named utils, helpers or common either."""
    folders = [p for top in ("godonu_platform", "deploy", "tests", "benchmarks") for p in (repository / top).rglob("*")]
    assert [str(p) for p in folders if p.stem in floors.FORBIDDEN_NAMES] == []


PLANTED = [
    (floors.upward_imports, "landing/land.py", "from godonu_platform.publication import gate", "landing imports"),
    (floors.upward_imports, "landing/land.py", "from godonu_platform import quality", "landing imports quality"),
    (floors.upward_imports, "landing/land.py", "from ..components import x", "landing imports components"),
    (floors.upward_imports, "landing/land.py", "def f():\n    import godonu_platform.cli", "landing imports cli"),
    (
        floors.upward_imports,
        "landing/land.py",
        "from importlib import import_module\nx = import_module('godonu_platform.catalogs.dcat')",
        "landing imports catalogs",
    ),
    (
        floors.upward_imports,
        "landing/land.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from godonu_platform.governance import x",
        "landing imports governance",
    ),
    (floors.upward_imports, "sources/csv.py", "from godonu_platform.project import Project", "sources imports"),
    (floors.upward_imports, "contracts/c.py", "import godonu_platform.warehouse", "contracts imports warehouse"),
    (floors.upward_imports, "attic/x.py", "", "stands on no floor"),
    (floors.deploy_inside, "catalogs/c.py", "from deploy.ckan import portal", "speaks HTTP"),
    (floors.deploy_inside, "catalogs/c.py", "def f():\n    import ckanext.dcat", "speaks HTTP"),
    (floors.dagster_outside, "landing/land.py", "import dagster as dg", "outside components"),
    (floors.dagster_outside, "cli.py", "def f():\n    from dagster_dbt import DbtProject", "outside components"),
    (floors.environment_outside, "landing/land.py", "import os\nx = os.environ['A']", "os.environ"),
    (floors.environment_outside, "landing/land.py", "from os import getenv", "os.getenv"),
    (floors.environment_outside, "landing/land.py", "from pathlib import Path\nx = Path.cwd()", "Path.cwd"),
    (floors.environment_outside, "landing/land.py", "x = project.data / 'lake'", "builds a path"),
    (floors.environment_outside, "landing/land.py", "x = Path(__file__).parent.parent / 'assets'", "builds a path"),
    (floors.oversized, "landing/land.py", "x = 1\n" * 251, "251 lines"),
    (floors.oversized, "landing/land.py", "def f():\n" + "    x = 1\n" * 40, "f() has 41 lines"),
    (floors.nameless, "landing/helpers.py", '"""Anything."""', "invites anything"),
    (floors.nameless, "landing/land.py", "x = 1", "no docstring"),
]


@pytest.mark.parametrize(("rule", "place", "text", "expected"), PLANTED)
def test_each_rule_finds_its_breach(rule: Rule, place: str, text: str, expected: str, tmp_path: Path) -> None:
    """A check that cannot fail is none."""
    path = tmp_path / "godonu_platform" / place
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    found = [f for module in floors.modules(tmp_path) for f in rule(module)]
    assert len(found) == 1, found
    assert expected in found[0]


ALLOWED_THINGS = [
    (
        "landing/land.py",
        "from godonu_platform.sources import csv\nfrom . import other\nfrom godonu_platform import __version__",
    ),
    ("components/c.py", "import dagster as dg\nfrom godonu_platform.publication import gate"),
    ("project.py", "import os\nx = os.environ['A']\ny = Path.cwd()"),
    ("catalogs/pages.py", "x = Path(__file__).parent / 'templates'\ny = project.releases / 'a'"),
]


@pytest.mark.parametrize(("place", "text"), ALLOWED_THINGS)
def test_what_is_allowed_is_not_found(place: str, text: str, tmp_path: Path) -> None:
    """The rules do not cry at good code."""
    path = tmp_path / "godonu_platform" / place
    path.parent.mkdir(parents=True)
    path.write_text(f'"""Duty."""\n{text}\n', encoding="utf-8")
    assert [f for module in floors.modules(tmp_path) for rule in floors.RULES for f in rule(module)] == []


def test_python_in_a_drawer_is_found(tmp_path: Path) -> None:
    """Also when somebody scaffolds a component into assets/ or writes code into its __init__."""
    for place, text in {
        "assets/__init__.py": '"""Doc."""\nimport os\n',
        "assets/components/x.py": "",
        "governance/x.py": "",
        "dbt_project/target/compiled.py": "",
    }.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    found = list(floors.python_in_drawers(tmp_path))
    assert len(found) == 3, found


def test_a_dataset_name_in_python_is_found(tmp_path: Path) -> None:
    """A name with an underscore is told; a word like `services` may be a key of a foreign format."""
    path = tmp_path / "godonu_platform" / "landing" / "land.py"
    path.parent.mkdir(parents=True)
    path.write_text("if dataset == 'portal_events' or key == 'services':\n    pass\n", encoding="utf-8")
    (module,) = floors.modules(tmp_path)
    assert len(list(floors.dataset_names_in(module, {"portal_events", "services"}))) == 1
