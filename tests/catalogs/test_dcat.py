# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The graph against our own shapes always, and against the official ones where they lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib import BNode, Graph, Literal, URIRef

from godonu_platform.catalogs.dcat import catalogue_graph
from godonu_platform.catalogs.local_client import shown_releases
from godonu_platform.catalogs.portal import load_portal
from godonu_platform.catalogs.shapes import check_graph, own_shapes
from godonu_platform.catalogs.vocabularies import load_vocabularies
from tests.publication.world import KASSEL, KREIS, World, decision

GOVDATA_COUNTERS = "count_"


@pytest.fixture
def graph(world: World) -> Graph:
    assert world.publish().exit_code == 0
    return Graph().parse(world.project.catalogue / "catalog.ttl")


def test_the_file_holds_what_the_writer_makes_in_one_piece(world: World, graph: Graph) -> None:
    project = world.project
    whole = catalogue_graph(load_portal(project), load_vocabularies(project), shown_releases(project))
    assert set(graph) == set(whole)
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]


def test_own_shapes_find_nothing(world: World, graph: Graph) -> None:
    assert check_graph(graph, own_shapes(world.project)) == []


def test_no_shapes_is_an_error_and_not_a_pass(graph: Graph) -> None:
    with pytest.raises(ValueError, match="keine Formen"):
        check_graph(graph, [])


@pytest.mark.parametrize(
    ("predicate", "kind"),
    [
        ("http://purl.org/dc/terms/title", "Dataset"),
        ("http://purl.org/dc/terms/publisher", "Dataset"),
        ("http://purl.org/dc/terms/identifier", "Dataset"),
        ("http://www.w3.org/ns/dcat#contactPoint", "Dataset"),
        ("http://www.w3.org/ns/dcat#theme", "Dataset"),
        ("http://purl.org/dc/terms/spatial", "Dataset"),
        ("http://dcat-ap.de/def/dcatde/contributorID", "Dataset"),
        ("http://purl.org/dc/terms/license", "Distribution"),
        ("http://www.w3.org/ns/dcat#accessURL", "Distribution"),
        ("http://www.w3.org/ns/dcat#byteSize", "Distribution"),
        ("http://spdx.org/rdf/terms#checksum", "Distribution"),
    ],
)
def test_each_missing_statement_is_found(world: World, graph: Graph, predicate: str, kind: str) -> None:
    for node in list(graph.subjects(rdflib.RDF.type, rdflib.DCAT[kind])):
        graph.remove((node, URIRef(predicate), None))
    assert any(not finding.warning for finding in check_graph(graph, own_shapes(world.project)))


def test_a_licence_of_another_list_is_found(world: World, graph: Graph) -> None:
    node = next(graph.subjects(rdflib.RDF.type, rdflib.DCAT.Distribution))
    graph.set((node, rdflib.DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")))
    assert any("Lizenz" in finding.message for finding in check_graph(graph, own_shapes(world.project)))


def test_places_are_the_partners_that_are_in(world: World) -> None:
    world.decide("open_units", decision("open_units", partners=[KASSEL, KREIS]))
    world.publish()
    graph = Graph().parse(world.project.catalogue / "catalog.ttl")
    units = URIRef("https://daten.example.org/open_units/#datensatz")
    base = "http://dcat-ap.de/def/politicalGeocoding/"
    assert {str(place) for place in graph.objects(units, rdflib.DCTERMS.spatial)} == {
        f"{base}regionalKey/{KASSEL}",
        f"{base}districtKey/{KREIS}",
    }


def test_titles_carry_the_notice_and_sizes_and_hashes_are_those_of_the_files(world: World, graph: Graph) -> None:
    units = URIRef("https://daten.example.org/open_units/#datensatz")
    assert graph.value(units, rdflib.DCTERMS.title) == Literal(
        "Zuständige Stellen (erzeugte Beispielzahlen)", lang="de"
    )
    csv = URIRef("https://daten.example.org/open_units/#data.csv")
    size = graph.value(csv, rdflib.DCAT.byteSize)
    assert int(str(size)) == (world.project.catalogue / "open_units" / "data.csv").stat().st_size


def _official(folder: Path, *extra: str) -> Graph:
    shapes = Graph()
    names = [
        "dcat-ap-SHACL-DE.ttl",
        "dcat-ap-de-deprecated.ttl",
        "dcat-ap-spec-german-additions.ttl",
        "dcat-ap-de-controlledvocabularies.ttl",
    ]
    for path in (folder / "semic-3.0.0" / "dcat-ap-SHACL.ttl", *(folder / "v3.0" / name for name in names)):
        shapes.parse(path, format="turtle")
    for name in extra:
        shapes.parse(folder / name)
    return shapes


def _with_vocabularies(graph: Graph, folder: Path) -> Graph:
    # pyshacl looks for skos:inScheme in the data graph only
    both = Graph()
    both += graph
    for path in [folder / "vocab-min.ttl", *sorted((folder / "mirror").iterdir())]:
        both.parse(path)
    for path in sorted((folder / "mqa-govdata").glob("*.rdf")):
        both.parse(path)
    return both


def _findings(graph: Graph, folder: Path, *extra: str) -> list[tuple[str, str, str]]:
    import pyshacl

    _, report, _ = pyshacl.validate(
        _with_vocabularies(graph, folder),
        shacl_graph=_official(folder, *extra),
        inference="none",
        advanced=False,
        meta_shacl=False,
        allow_warnings=True,
        do_owl_imports=False,
    )
    found = []
    for result in report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult):
        node, severity = (
            str(report.value(result, rdflib.SH.focusNode)),
            str(report.value(result, rdflib.SH.resultSeverity)),
        )
        # the mirrored vocabularies are in the same graph and have findings of their own
        if node.startswith("https://daten.example.org/") and GOVDATA_COUNTERS not in severity:
            found.append((severity, node, str(report.value(result, rdflib.SH.resultMessage))))
    return found


@pytest.mark.parametrize("extra", [(), ("mqa-govdata/db-shapes.ttl",)])
def test_the_official_shapes_find_nothing_but_a_seeded_defect(
    graph: Graph, conformance: Path, extra: tuple[str, ...]
) -> None:
    folder = conformance / "dcat-ap-de"
    assert _findings(graph, folder, *extra) == []
    graph.remove((None, rdflib.DCTERMS.publisher, None))
    assert _findings(graph, folder, *extra)
