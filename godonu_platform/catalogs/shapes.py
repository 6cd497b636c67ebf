# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The graph of the catalogue held against our own small SHACL shapes (catalogs/shapes)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from godonu_platform.project import Project

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True)
class ShapeFinding:
    """One demand of a shape that the graph does not meet; `warning` when it is only advice."""

    node: str
    path: str
    message: str
    warning: bool


def own_shapes(project: Project) -> list[Path]:
    """Return the shape files of the drawer."""
    return sorted((project.catalogs / "shapes").glob("*.ttl"))


def check_graph(graph: Graph, shape_files: Sequence[Path]) -> list[ShapeFinding]:
    """Return what the shapes find in the graph; an empty list means that it conforms.

    Raises ValueError without shape files: no rule must not look like no finding.
    """
    from rdflib import RDF, SH, Graph

    if not shape_files:
        raise ValueError("keine Formen gefunden; bitte catalogs/shapes/*.ttl wiederherstellen")
    import pyshacl

    shapes = Graph()
    for path in shape_files:
        shapes.parse(path, format="turtle")
    _, report, _ = pyshacl.validate(
        graph, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False, do_owl_imports=False
    )
    assert isinstance(report, Graph)
    found = [
        ShapeFinding(
            node=str(report.value(result, SH.focusNode) or ""),
            path=str(report.value(result, SH.resultPath) or ""),
            message=str(report.value(result, SH.resultMessage) or ""),
            warning=report.value(result, SH.resultSeverity) != SH.Violation,
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]
    return sorted(found, key=lambda finding: (finding.node, finding.path, finding.message))
