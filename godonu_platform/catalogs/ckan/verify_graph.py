# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads a dataset as a harvester does, `/dataset/<id>.ttl`, and holds it against shapes and MQA.

Keep out: the rules themselves (shapes, official_shapes, mqa).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from godonu_platform.catalogs.ckan.assessment import Surroundings
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.views import page_status
from godonu_platform.catalogs.release_record import ReleaseRecord
from godonu_platform.catalogs.shapes import ShapeFinding, check_graph, own_shapes

if TYPE_CHECKING:
    from rdflib import Graph

    from godonu_platform.catalogs.mqa import MqaReport

Told = tuple[str, str, str]
_VERSION = "3.0"


def graph_differences(
    calls: Calls, around: Surroundings, package: Mapping[str, Any], record: ReleaseRecord
) -> Iterator[Told]:
    """Yield what shapes and MQA find in what a harvester reads, beyond what the release itself lacks."""
    page = f"{calls.url}/dataset/{package['id']}.ttl"
    try:
        text = b"".join(calls.download(page)).decode("utf-8")
        graph = parsed(text)
    except (PortalFault, ValueError) as problem:
        told = str(problem) if isinstance(problem, PortalFault) else "kein lesbares Turtle"
        yield f"Metadaten für Harvester ({page})", "lesbar", told
        return
    findings = shape_findings(around, graph)
    for finding in findings:
        if not finding.warning:
            yield f"Metadaten für Harvester, {finding.path or finding.node}", "ohne Verstoß", finding.message
    if not around.site.form.own:
        return  # without our profile the portal loses points that nobody here can win back; `lost` says so
    report = portal_mqa(calls, around, graph, package, conforms=not any(not one.warning for one in findings))
    known = {line.metric for line in record.mqa.lost} if record.mqa else set()
    for line in (line for line in report.lines if line.metric not in known):
        yield f"MQA, {line.metric}", f"{line.points} Punkte", line.advice


def parsed(text: str) -> Graph:
    """Return the graph of a Turtle text; raises ValueError when it is none."""
    from rdflib import Graph
    from rdflib.plugins.parsers.notation3 import BadSyntax

    try:
        return Graph().parse(data=text, format="turtle")
    except BadSyntax:
        raise ValueError("turtle") from None


def shape_findings(around: Surroundings, graph: Graph) -> list[ShapeFinding]:
    """Return what our own shapes find, and the official ones where their folder is set."""
    found = check_graph(graph, own_shapes(around.project, _VERSION))
    if around.project.shapes is not None:
        from godonu_platform.catalogs.official_shapes import official_findings

        found += official_findings(graph, around.project.shapes)
    return found


def portal_mqa(
    calls: Calls, around: Surroundings, graph: Graph, package: Mapping[str, Any], *, conforms: bool
) -> MqaReport:
    """Return the points of a dataset; each address is really asked, ours as the public sees it."""
    from rdflib import DCAT, RDF

    from godonu_platform.catalogs.mqa import mqa_of

    nodes = [str(node) for node in graph.subjects(RDF.type, DCAT.Dataset)]
    node = next((one for one in nodes if package["id"] in one), nodes[0] if nodes else "")
    return mqa_of(
        graph, node, around.site.vocabularies, answers=lambda url: page_status(calls, url) == 200, conforms=conforms
    )
