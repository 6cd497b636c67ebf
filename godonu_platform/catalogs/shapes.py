# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The graph of the catalogue held against our own small SHACL shapes (catalogs/shapes)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from godonu_platform.project import Project

if TYPE_CHECKING:
    from rdflib import Graph

VIOLATION = "http://www.w3.org/ns/shacl#Violation"
Judgement = Literal["error", "warn"]
_ONE_VERSION = "dcat-ap-de-"


@dataclass(frozen=True)
class ShapeFinding:
    """One demand of a shape that the graph does not meet; `warning` when it is only advice."""

    node: str
    path: str
    message: str
    warning: bool


def own_shapes(project: Project, version: str) -> list[Path]:
    """Return the shape files of the drawer for one version of DCAT-AP.de: the general ones and its own.

    None at all when one of the two is missing: half of the rules must not pass for all of them.
    """
    files = sorted((project.catalogs / "shapes").glob("*.ttl"))
    general = [path for path in files if not path.stem.startswith(_ONE_VERSION)]
    own = [path for path in files if path.stem == _ONE_VERSION + version]
    return [*general, *own] if general and own else []


def check_graph(graph: Graph, shape_files: Sequence[Path]) -> list[ShapeFinding]:
    """Return what the shapes find in the graph; an empty list means that it conforms.

    Raises ValueError without shape files: no rule must not look like no finding.
    """
    if not shape_files:
        raise ValueError("keine Formen gefunden; bitte catalogs/shapes/*.ttl wiederherstellen")
    return findings_of(graph, parsed_shapes(shape_files), lambda severity: "error" if severity == VIOLATION else "warn")


def findings_of(graph: Graph, shapes: Graph, judge: Callable[[str], Judgement | None]) -> list[ShapeFinding]:
    """Return what shapes find in a graph, in a fixed order; nothing is inferred, nothing is fetched.

    `judge` says what the IRI of a severity means; None drops the finding.
    """
    import pyshacl
    from rdflib import RDF, SH, Graph

    _, report, _ = pyshacl.validate(
        graph, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False, do_owl_imports=False,
        allow_warnings=True,
    )  # fmt: skip
    assert isinstance(report, Graph)
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        judged = judge(str(report.value(result, SH.resultSeverity)))
        if judged is not None:
            keys = (SH.focusNode, SH.resultPath, SH.resultMessage)
            node, path, message = (str(report.value(result, key) or "") for key in keys)
            found.append(ShapeFinding(node, path, message, warning=judged == "warn"))
    return sorted(found, key=lambda finding: (finding.node, finding.path, finding.message))


def parsed_shapes(files: Sequence[Path]) -> Graph:
    """Return the shapes of these files as one graph; the same files are read once."""
    stamps = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    return _parsed(stamps)


@lru_cache(maxsize=8)
def _parsed(stamps: tuple[tuple[Path, int, int], ...]) -> Graph:
    from rdflib import Graph

    shapes = Graph()
    for path, *_ in stamps:
        shapes.parse(path, format="turtle")
    return shapes
