# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the graph says of a catalogue: the facts of its releases, in the terms of DCAT-AP.de 3.0 or 2.0."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, SKOS, XSD, BNode, Graph, Literal, URIRef

from godonu_platform.catalogs.dcat_terms import (
    ADMS,
    DCAT_VERSION,
    DCATAP,
    DCATDE,
    FORMAT,
    GEODCATAP,
    IN_SERIES,
    SPDX,
)
from godonu_platform.catalogs.identifiers import dataset_id
from godonu_platform.catalogs.shapes import check_graph, own_shapes
from godonu_platform.catalogs.vocabularies import load_vocabularies
from tests.catalogs.shown_graph import SITE, addresses, dataset, described, graph_of
from tests.publication.world import GIESSEN, KASSEL, KREIS, UNITS, USE, World, contract, decision, use_columns

EU = "http://publications.europa.eu/resource/authority/"
OLD = {"dcat_ap_de": "2.0"}
OUT_OF_DATE = {
    "since": date(2026, 10, 1),
    "note": "Wird nicht mehr gepflegt; bitte den neuen nehmen.",
    "successor": UNITS,
}


@pytest.fixture
def shown(world: World) -> World:
    assert world.publish().exit_code == 0
    return world


@pytest.fixture
def graph(shown: World) -> Graph:
    return graph_of(shown)


def test_the_file_holds_what_the_writer_makes_in_one_piece(shown: World, graph: Graph) -> None:
    written = Graph().parse(shown.project.catalogue / "catalog.ttl")
    assert set(written) == set(graph)
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]


@pytest.mark.parametrize("ckan", [False, True])
@pytest.mark.parametrize("version", ["3.0", "2.0"])
def test_own_shapes_find_nothing(shown: World, ckan: bool, version: str) -> None:
    graph = graph_of(shown, ckan=ckan, portal={"dcat_ap_de": version})
    assert check_graph(graph, own_shapes(shown.project, version)) == []


def test_the_shapes_of_the_other_version_find_something(shown: World) -> None:
    assert check_graph(graph_of(shown), own_shapes(shown.project, "2.0"))
    assert check_graph(graph_of(shown, portal=OLD), own_shapes(shown.project, "3.0"))


def test_no_shapes_is_an_error_and_not_a_pass(shown: World, graph: Graph) -> None:
    with pytest.raises(ValueError, match="keine Formen"):
        check_graph(graph, [])
    (shown.project.catalogs / "shapes" / "dcat-ap-de-3.0.ttl").unlink()
    assert own_shapes(shown.project, "3.0") == []


def test_every_referenced_node_says_what_it_is(graph: Graph) -> None:
    ours = {subject for subject in graph.subjects() if isinstance(subject, URIRef)}
    mail = re.compile(r"^mailto:")
    untyped = {
        str(value)
        for subject, predicate, value in graph
        if isinstance(value, URIRef) and predicate not in (RDF.type, SKOS.inScheme, DCTERMS.references)
        and not mail.match(str(value)) and (value, RDF.type, None) not in graph
    }  # fmt: skip
    assert untyped == set()
    assert all((node, RDF.type, None) in graph for node in ours)


def test_every_concept_has_its_name_and_its_list(graph: Graph) -> None:
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 8
    for concept in concepts:
        assert graph.value(concept, SKOS.prefLabel) and graph.value(concept, SKOS.inScheme), concept


def test_identifiers_belong_to_the_installation_and_not_to_an_address(shown: World, graph: Graph) -> None:
    wanted = Literal(dataset_id(shown.project.installation, UNITS))
    assert graph.value(dataset(shown, UNITS), DCTERMS.identifier) == wanted
    portal = graph_of(shown, ckan=True)
    assert portal.value(dataset(shown, UNITS, ckan=True), DCTERMS.identifier) == wanted


def test_places_are_the_partners_that_are_in(world: World) -> None:
    world.decide("open_units", decision("open_units", partners=[KASSEL, KREIS]))
    world.publish()
    graph, units = graph_of(world), dataset(world, UNITS)
    base = "http://dcat-ap.de/def/politicalGeocoding/"
    assert {str(place) for place in graph.objects(units, DCTERMS.spatial)} == {
        f"{base}regionalKey/{KASSEL}",
        f"{base}districtKey/{KREIS}",
    }
    agents = {str(graph.value(agent, FOAF.name)) for agent in graph.objects(units, GEODCATAP.originator)}
    assert agents == {"Stadt Kassel", "Rheingau-Taunus-Kreis"}


def test_titles_carry_the_notice_and_sizes_and_hashes_are_those_of_the_files(shown: World, graph: Graph) -> None:
    title = graph.value(dataset(shown, UNITS), DCTERMS.title)
    assert title == Literal("Zuständige Stellen (erzeugte Beispielzahlen)", lang="de")
    csv = URIRef(addresses(shown).distribution(UNITS, "data.csv"))
    assert int(str(graph.value(csv, DCAT.byteSize))) == (shown.project.catalogue / UNITS / "data.csv").stat().st_size


def test_every_file_is_a_distribution_and_the_chart_too(shown: World, graph: Graph) -> None:
    formats = {
        str(graph.value(node, FORMAT)).rpartition("/")[2]
        for node in graph.objects(dataset(shown, USE), DCAT.distribution)
    }
    assert formats == {"CSV", "PARQUET", "JSON", "SVG"}
    assert len(list(graph.objects(dataset(shown, USE), DCAT.distribution))) == 5
    assert len(list(graph.objects(dataset(shown, UNITS), DCAT.distribution))) == 4


def test_a_data_service_only_where_one_answers(shown: World, graph: Graph) -> None:
    assert not list(graph.subjects(RDF.type, DCAT.DataService))
    portal = graph_of(shown, ckan=True)
    services = set(portal.subjects(RDF.type, DCAT.DataService))
    assert set(portal.objects(URIRef(SITE), DCAT.service)) == services and len(services) == 2
    for service in services:
        assert str(portal.value(service, DCAT.endpointURL)) == f"{SITE}/api/3"
        served = portal.value(service, DCAT.servesDataset)
        assert (served, RDF.type, DCAT.Dataset) in portal
        files = list(portal.subjects(DCAT.accessService, service))
        assert [str(portal.value(file, DCAT.mediaType)).rpartition("/")[2] for file in files] == ["csv"]


def test_a_series_is_no_second_dataset(shown: World, graph: Graph) -> None:
    series = graph.value(dataset(shown, USE), IN_SERIES)
    assert series is not None and (series, RDF.type, DCAT.Dataset) not in graph
    assert graph.value(series, DCTERMS.identifier) is None and graph.value(series, DCAT.distribution) is None
    # what harvesters ask for: nodes of type dcat:Dataset, or those that the catalogue lists
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 2
    assert set(graph.objects(URIRef(addresses(shown).catalogue), DCAT.dataset)) == set(
        graph.subjects(RDF.type, DCAT.Dataset)
    )


def test_an_old_dataset_says_so_and_names_its_successor(shown: World) -> None:
    graph = graph_of(shown, change=described(deprecation=OUT_OF_DATE, correction="Ein Monat war doppelt gezählt."))
    use = dataset(shown, USE)
    assert str(graph.value(use, ADMS.status)) == EU + "dataset-status/DEPRECATED"
    file = URIRef(addresses(shown).distribution(USE, "data.csv"))
    assert str(graph.value(file, ADMS.status)) == EU + "distribution-status/DEPRECATED"
    assert graph.value(use, DCTERMS.isReplacedBy) == dataset(shown, UNITS)
    notes = sorted(str(note) for note in graph.objects(use, ADMS.versionNotes))
    assert notes[0].startswith("Ein Monat war") and notes[1].startswith("Veraltet seit 01.10.2026: Wird nicht")
    assert check_graph(graph, own_shapes(shown.project, "3.0")) == []


def test_in_use_is_completed(shown: World, graph: Graph) -> None:
    use = dataset(shown, USE)
    assert str(graph.value(use, ADMS.status)) == EU + "dataset-status/COMPLETED"
    assert not list(graph.objects(use, ADMS.versionNotes))


def test_a_high_value_dataset_only_where_somebody_claims_it(shown: World, graph: Graph) -> None:
    assert not list(graph.triples((None, DCATAP.hvdCategory, None)))
    assert not list(graph.triples((None, DCATAP.applicableLegislation, None)))
    claim = {"category": "mobilitaet", "reason": "Anhang der Verordnung, Abschnitt Mobilität."}
    marked = graph_of(shown, change=described(hvd=claim))
    file = URIRef(addresses(shown).distribution(USE, "data.csv"))
    for node in (dataset(shown, USE), file):
        assert str(marked.value(node, DCATAP.applicableLegislation)) == "http://data.europa.eu/eli/reg_impl/2023/138/oj"
    assert str(marked.value(dataset(shown, USE), DCATAP.hvdCategory)) == "http://data.europa.eu/bna/c_b79e35eb"


def test_a_concept_of_the_sample_catalogue_is_reference_and_keyword(world: World) -> None:
    told = contract(
        USE, "Anträge", use_columns(), monatsspalte="month", musterdatenkatalog="verkehr/radverkehr/messung"
    )
    world.write(f"governance/contracts/{USE}.yaml", told)
    world.publish()
    graph, use = graph_of(world), dataset(world, USE)
    wanted = "https://musterdatenkatalog.de/def/musterdatensatz/verkehr/radverkehr/messung"
    assert [str(iri) for iri in graph.objects(use, DCTERMS.references)] == [wanted]
    assert "Verkehr - Radverkehr - Messung" in {str(word) for word in graph.objects(use, DCAT.keyword)}
    assert not list(graph.objects(dataset(world, UNITS), DCTERMS.references))


def test_a_contract_that_fits_no_concept_refers_to_none(world: World) -> None:
    told = contract(USE, "Anträge", use_columns(), monatsspalte="month", musterdatenkatalog="keiner")
    world.write(f"governance/contracts/{USE}.yaml", told)
    world.publish()
    assert not list(graph_of(world).objects(dataset(world, USE), DCTERMS.references))


def test_a_standard_that_is_stated_is_told(shown: World) -> None:
    graph = graph_of(shown, change=described(conforms_to=("https://www.rfc-editor.org/rfc/rfc4180",)))
    standard = graph.value(dataset(shown, USE), DCTERMS.conformsTo)
    assert standard is not None and (standard, RDF.type, DCTERMS.Standard) in graph


def test_a_contributor_of_its_own_counts_when_its_partner_is_alone(shown: World) -> None:
    def alone(record: Any) -> Any:
        frankfurt = record.partners_in[0].model_copy(
            update={"contributor_id": "http://dcat-ap.de/def/contributors/stadtFrankfurtAmMain"}
        )
        return record.model_copy(update={"gate": record.gate.model_copy(update={"partners_in": (frankfurt,)})})

    found = graph_of(shown, change=alone).value(dataset(shown, USE), DCATDE.contributorID)
    assert str(found).endswith("/stadtFrankfurtAmMain")
    assert str(graph_of(shown).value(dataset(shown, USE), DCATDE.contributorID)).endswith("/hessen")


def test_version_2_writes_the_old_terms_and_none_of_the_new(shown: World) -> None:
    graph, use = graph_of(shown, portal=OLD), dataset(shown, USE)
    file = URIRef(addresses(shown).distribution(USE, "data.csv"))
    size = graph.value(file, DCAT.byteSize)
    assert isinstance(size, Literal) and size.datatype == XSD.decimal
    assert str(graph.value(file, ADMS.status)) == "http://purl.org/adms/status/Completed"
    algorithm = graph.value(graph.value(file, SPDX.checksum), SPDX.algorithm)
    assert str(algorithm) == "http://dcat-ap.de/def/hashAlgorithms/sha/256"
    assert str(graph.value(use, OWL.versionInfo)) == "v1" and graph.value(use, DCAT_VERSION) is None
    assert {str(x).rpartition("/")[2] for x in graph.objects(use, DCATDE.politicalGeocodingURI)} >= {KASSEL, GIESSEN}
    assert graph.value(use, DCATDE.maintainer) and graph.value(use, DCATDE.originator)
    assert graph.value(use, GEODCATAP.originator) is None and graph.value(use, GEODCATAP.custodian) is None
    assert graph.value(use, IN_SERIES) is None and graph.value(use, ADMS.status) is None


def test_version_3_writes_no_term_that_it_has_given_up(graph: Graph) -> None:
    gone = {OWL.versionInfo, DCATDE.politicalGeocodingURI, DCATDE.originator, DCATDE.maintainer, DCTERMS.hasVersion}
    assert not gone & set(graph.predicates())


def test_the_same_catalogue_gives_the_same_text(shown: World) -> None:
    assert graph_of(shown).serialize(format="turtle") == graph_of(shown).serialize(format="turtle")


def test_every_value_that_is_written_stands_on_its_list(shown: World, graph: Graph) -> None:
    lists = load_vocabularies(shown.project)
    known = {term.iri for name in set(lists.schemes) - {"file_types"} for term in getattr(lists, name).values()}
    known |= set(lists.file_types)
    assert {str(node) for node in graph.subjects(SKOS.inScheme)} <= known
