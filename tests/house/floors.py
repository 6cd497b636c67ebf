# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the source of the house and tells where it breaks its own rules; each finding is `file:line: what`.

Keep out: which tree is read. The tests give the real one, and a planted bad one for each rule.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "godonu_platform"
BESIDE = "deploy"

# From the roof to the ground; a room imports from rooms further down this list only.
FLOORS = (
    "cli",
    "terminal",
    "definitions",
    "components",
    "publication",
    "catalogs",
    "disclosure",
    "quality",
    "governance",
    "lineage",
    "landing",
    "sample",
    "sources",
    "contracts",
    "run_report",
    "warehouse",
    "failure",
    "progress",
    "yaml_model",
    "yaml_document",
    "project",
    "settings",
    "secret_key",
)
# Rooms that may use less than everything below them.
ONLY = {
    "sources": set(),
    "contracts": {"yaml_model", "project"},
    "run_report": {"warehouse", "project"},
    "warehouse": {"project"},
    "failure": set(),
    "progress": set(),
    "yaml_model": {"yaml_document"},
    "yaml_document": set(),
    "project": {"settings", "secret_key"},
    "settings": {"secret_key"},
    "secret_key": set(),
}
DAGSTER_ROOMS = {"components", "definitions"}
DAGSTER_PACKAGES = {"dagster", "dagster_dbt", "dagster_dg_cli", "dagster_shared", "dagster_webserver"}
DRAWERS = ("assets", "governance", "catalogs", "dbt_project")
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
LONGEST_FILE = 250
LONGEST_FUNCTION = 40


@dataclass(frozen=True)
class Module:
    """One parsed module of the package."""

    path: Path
    name: str
    tree: ast.Module
    lines: int

    @property
    def room(self) -> str:
        """The part of the name below the package: godonu_platform.landing.typing -> landing."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    def at(self, node: ast.AST, what: str) -> str:
        """Return a finding with a place to jump to."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


def modules(root: Path, package: str = PACKAGE) -> Iterator[Module]:
    """Parse every module of the package below root."""
    for path in sorted((root / package).rglob("*.py")):
        parts = list(path.relative_to(root).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        yield Module(path, name, ast.parse(text, str(path)), len(text.splitlines()))


def imports_of(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield every imported module name, type-only and lazy imports and import_module("…") included."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            # `from godonu_platform import landing` imports a room, `from x.y import z` may import a module
            yield from ((node, f"{base}.{alias.name}" if base == PACKAGE else base) for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"} and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node, first.value


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    here = module.name.split(".")
    if module.path.name != "__init__.py":
        here = here[:-1]
    base = here[: len(here) - (node.level - 1)]
    return ".".join([*base, node.module] if node.module else base)


def called(node: ast.Call) -> str:
    """Return the bare name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def upward_imports(module: Module) -> Iterator[str]:
    """Imports of our own that do not run down, and rooms that are on no floor."""
    room = module.room
    if not room:
        yield from (
            module.at(node, f"{PACKAGE}/__init__.py imports {name}: the package's own door stays empty")
            for node, name in imports_of(module)
            if name.startswith(f"{PACKAGE}.")
        )
        return
    if room not in FLOORS:
        yield module.at(module.tree, f"the room {room!r} stands on no floor: give it one in tests/house/floors.py")
        return
    below = ONLY.get(room, set(FLOORS[FLOORS.index(room) + 1 :]))
    for node, name in imports_of(module):
        parts = name.split(".")
        if parts[0] != PACKAGE or len(parts) < 2 or parts[1].startswith("__"):
            continue
        if parts[1] != room and parts[1] not in below:
            yield module.at(node, f"{room} imports {parts[1]}, which is not below it")


def deploy_inside(module: Module) -> Iterator[str]:
    """Imports of what runs beside the platform: it may use the platform, never the other way round."""
    for node, name in imports_of(module):
        if name.split(".")[0] in {BESIDE, "ckan", "ckanext"}:
            yield module.at(node, f"{name} is imported: the platform speaks HTTP to a portal, whoever started it")


def dagster_outside(module: Module) -> Iterator[str]:
    """Dagster imported anywhere but in components and the door."""
    if module.room in DAGSTER_ROOMS:
        return
    for node, name in imports_of(module):
        if name.split(".")[0] in DAGSTER_PACKAGES:
            yield module.at(node, f"{name} is imported outside components/ and definitions.py")


def environment_outside(module: Module) -> Iterator[str]:
    """Environment variables, the working directory or the drawers' paths used outside project.py."""
    if module.room == "project":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            for alias in node.names:
                if alias.name in {"environ", "getenv", "putenv", "getcwd"}:
                    yield module.at(node, f"os.{alias.name}: ask project.py")
        elif isinstance(node, ast.Attribute):
            dotted = ast.unparse(node)
            if dotted in {"os.environ", "os.getenv", "os.putenv", "os.getcwd", "Path.cwd", "Path.home"}:
                yield module.at(node, f"{dotted}: ask project.py")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _builds_a_drawer_path(node):
            yield module.at(node, f"{ast.unparse(node)} builds a path: give project.py a property for it")


def _builds_a_drawer_path(node: ast.BinOp) -> bool:
    left, right = node.left, node.right
    if not (isinstance(right, ast.JoinedStr) or (isinstance(right, ast.Constant) and isinstance(right.value, str))):
        return False
    if isinstance(left, ast.Attribute) and left.attr in {"root", "data"}:
        return ast.unparse(left.value).split(".")[-1] in {"project", "self._project", "_project"}
    return ast.unparse(left).count(".parent") > 1


def oversized(module: Module) -> Iterator[str]:
    """Files and functions that should be divided."""
    if module.lines > LONGEST_FILE:
        yield f"{module.path}:1: {module.lines} lines, more than {LONGEST_FILE}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield module.at(node, f"{node.name}() has {length} lines, more than {LONGEST_FUNCTION}")


def nameless(module: Module) -> Iterator[str]:
    """Modules whose name says nothing about their duty, and modules that do not tell it in their first line."""
    last = module.name.split(".")[-1]
    if last in FORBIDDEN_NAMES:
        yield module.at(module.tree, f"a module named {last!r} invites anything: name it after its one duty")
    if not ast.get_docstring(module.tree):
        yield module.at(module.tree, "no docstring: the first line says the module's one duty")


RULES: tuple[Callable[[Module], Iterator[str]], ...] = (
    upward_imports,
    deploy_inside,
    dagster_outside,
    environment_outside,
    oversized,
    nameless,
)


def python_in_drawers(root: Path) -> Iterator[str]:
    """Python below a drawer, except the one line that makes assets/ the defs folder."""
    for drawer in DRAWERS:
        for path in sorted((root / drawer).rglob("*.py")):
            inside = path.relative_to(root)
            if any(part in {"target", "dbt_packages"} for part in inside.parts):
                continue
            if inside != Path("assets/__init__.py"):
                yield f"{path}:1: a drawer holds no Python"
            elif len(ast.parse(path.read_text(encoding="utf-8")).body) > 1:
                yield f"{path}:1: holds more than its docstring"


def dataset_names_in(module: Module, names: set[str]) -> Iterator[str]:
    """Dataset names written into Python; only those that no other thing is called by (with an underscore)."""
    telling = {name for name in names if "_" in name}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and node.value in telling:
            yield module.at(node, f"the dataset {node.value!r} is named in Python: it belongs into YAML")
