# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a harvester reads from the real CKAN: no violation in the official shapes, 405 of 405 points, nothing lost."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

from godonu_platform.catalogs.mqa import mqa_of
from godonu_platform.catalogs.official_shapes import official_findings
from godonu_platform.catalogs.vocabularies import load_vocabularies
from godonu_platform.project import Project
from tests.deploy.extension.full_dataset import AUTHORITY, dataset, id_of
from tests.deploy.extension.portal_client import PortalClient

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
CATEGORY = "http://data.europa.eu/bna/c_b79e35eb"
ATTACK = '</script><script>alert(1)</script> \u202eedoc\u202c <b>fu\u0308r</b> & "alle" '


@pytest.fixture(scope="module")
def published(portal: PortalClient) -> PortalClient:
    """Five datasets: as it should be, high-value, on its way out, poor, and one that means harm."""
    site = portal.ckan.url
    portal.publisher("package_create", **dataset("ganz", site))
    legislation = {"hvd_category": [CATEGORY], "hvd_reason": "Anhang der Verordnung, Nummer 6"}
    portal.publisher("package_create", **dataset("hochwertig", site, **legislation, dcat_type=""))
    gone = {"dataset_status": AUTHORITY + "dataset-status/DEPRECATED", "successor": "ganz"}
    portal.publisher("package_create", **dataset("alt", site, **gone))
    poor = {"id": id_of("arm"), "name": "arm", "title": "Arm", "notes": "Wenig.", "owner_org": "godonu"}
    portal.publisher("package_create", **poor, resources=[{"name": "x", "url": "https://example.org/x y.csv"}])
    harm = dataset("boese", site, title=ATTACK * 6, notes=ATTACK, provenance=ATTACK, version_notes=ATTACK)
    harm["contact"] = [{"name": ATTACK, "email": "a@example.org?bcc=b@example.org", "url": ""}]
    harm["spatial_coverage"] = [{"uri": "", "text": ATTACK}]
    portal.publisher("package_create", **harm)
    return portal


def _graph(portal: PortalClient, path: str) -> Graph:
    answer = portal.page(path)
    assert answer.status_code == 200, answer.text[:500]
    form = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}[path.partition("?")[0].rpartition(".")[2]]
    return Graph().parse(data=answer.content.decode(), format=form)


def _node(portal: PortalClient, name: str) -> URIRef:
    return URIRef(f"{portal.ckan.url}/dataset/{id_of(name)}")


def _distribution(portal: PortalClient, name: str, key: str = "csv") -> URIRef:
    return URIRef(f"{_node(portal, name)}/resource/{id_of(name, key)}")


@pytest.mark.parametrize("form", ["ttl", "rdf", "jsonld"])
@pytest.mark.parametrize("name", ["ganz", "hochwertig", "alt"])
def test_a_full_dataset_conforms(published: PortalClient, conformance: Path, name: str, form: str) -> None:
    """DCAT-AP.de 3.0, GovData's quality check and SEMIC 3.0.0 find nothing, not even a warning."""
    graph = _graph(published, f"/dataset/{name}.{form}")
    findings = official_findings(graph, conformance / "dcat-ap-de")
    assert findings == []


def test_the_catalogue_conforms_whatever_stands_in_it(published: PortalClient, conformance: Path) -> None:
    """Only what a dataset does not say itself is missing there; titles that mean harm make no mistake."""
    findings = official_findings(_graph(published, "/catalog.ttl"), conformance / "dcat-ap-de")
    assert {f.node.split("/resource/")[0] for f in findings} <= {str(_node(published, "arm"))}


def test_all_points(published: PortalClient, project: Project) -> None:
    """MQA of data.europa.eu, with all addresses answered."""
    graph = _graph(published, "/dataset/ganz.ttl")
    lists = load_vocabularies(project)
    report = mqa_of(graph, str(_node(published, "ganz")), lists, answers=lambda _: True, conforms=True)
    assert report.points == 405, report.lines


def test_german_terms(published: PortalClient) -> None:
    """What the European profile does not know."""
    graph, node = _graph(published, "/dataset/ganz.ttl"), _node(published, "ganz")
    given = dataset("ganz", published.ckan.url)
    assert list(graph.objects(node, DCATDE.contributorID)) == [URIRef(given["contributor_id"])]
    assert {str(o) for o in graph.objects(node, DCATDE.politicalGeocodingLevelURI)} == set(given["geocoding_level"])
    assert {str(o) for o in graph.objects(node, DCTERMS.references)} == set(given["references"])
    assert graph.value(node, DCTERMS.identifier) == Literal(given["identifier"])
    assert graph.value(node, DCTERMS.title) == Literal(given["title"], lang="de")
    for place in given["spatial_coverage"]:
        assert (node, DCTERMS.spatial, URIRef(place["uri"])) in graph
        assert graph.value(URIRef(place["uri"]), SKOS.prefLabel) == Literal(place["text"], lang="de")
    period = graph.value(node, DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) == Literal("2026-01-01", datatype=XSD.date)
    contact = graph.value(node, DCAT.contactPoint)
    assert graph.value(contact, VCARD.hasEmail) == URIRef("mailto:offene-daten@example.org")
    assert str(graph.value(node, ADMS.status)).endswith("dataset-status/COMPLETED")


def test_distributions_and_service(published: PortalClient) -> None:
    """Licence with attribution, checksum, size, both addresses, status, and the interface of the CSV file."""
    graph, node = _graph(published, "/dataset/ganz.ttl"), _distribution(published, "ganz")
    assert graph.value(node, DCATDE.licenseAttributionByText) == Literal("GoDonu – Verbund", lang="de")
    assert graph.value(node, DCAT.byteSize) == Literal("1234", datatype=XSD.nonNegativeInteger)
    checksum = graph.value(node, SPDX.checksum)
    assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
    assert graph.value(checksum, SPDX.checksumValue) == Literal("0123456789abcdef" * 4, datatype=XSD.hexBinary)
    assert str(graph.value(node, DCAT.accessURL)) == str(node)
    assert str(graph.value(node, DCAT.downloadURL)).endswith("/download/ganz.csv")
    assert str(graph.value(node, DCTERMS["format"])).endswith("file-type/CSV")
    service = graph.value(node, DCAT.accessService)
    assert graph.value(service, DCAT.servesDataset) == _node(published, "ganz")
    assert graph.value(service, DCTERMS.publisher) == graph.value(_node(published, "ganz"), DCTERMS.publisher)
    assert len(list(graph.objects(_node(published, "ganz"), DCAT.distribution))) == 5
    licence = graph.value(node, DCTERMS.license)
    assert (licence, DCTERMS.type, None) not in graph  # ckanext-dcat says "unknown" of every licence


def test_high_value_only_with_a_reason(published: PortalClient) -> None:
    """Category, regulation and reason stand together on the one, nowhere on the other."""
    graph = _graph(published, "/dataset/hochwertig.ttl")
    law = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")
    for node in (_node(published, "hochwertig"), _distribution(published, "hochwertig")):
        assert (node, DCATAP.applicableLegislation, law) in graph
    assert (_node(published, "hochwertig"), DCATAP.hvdCategory, URIRef(CATEGORY)) in graph
    assert law not in set(_graph(published, "/dataset/ganz.ttl").objects())


def test_a_dataset_on_its_way_out_names_its_successor(published: PortalClient) -> None:
    """With its status of the European list."""
    graph, node = _graph(published, "/dataset/alt.ttl"), _node(published, "alt")
    assert str(graph.value(node, ADMS.status)).endswith("dataset-status/DEPRECATED")
    assert graph.value(node, DCTERMS.isReplacedBy) == _node(published, "ganz")


def test_a_poor_dataset_still_has_what_is_mandatory(published: PortalClient) -> None:
    """Somebody typed it into the form: publisher from the organisation, an address that can stand in a graph."""
    graph = _graph(published, "/dataset/arm.ttl")
    assert graph.value(_node(published, "arm"), DCTERMS.publisher) is not None
    (address,) = graph.objects(None, DCAT.accessURL)
    assert str(address) == "https://example.org/x%20y.csv"


def test_the_catalogue_itself(published: PortalClient) -> None:
    """Who, in which language, under which licence, about which themes, since when."""
    graph = _graph(published, "/catalog.ttl")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    for term in (
        DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCTERMS.issued, DCTERMS.modified,
        FOAF.homepage, DCAT.themeTaxonomy,
    ):  # fmt: skip
        assert graph.value(catalogue, term) is not None, term
    assert str(graph.value(catalogue, DCTERMS.language)).endswith("language/DEU")
    assert {str(d) for d in graph.objects(catalogue, DCAT.dataset)} >= {str(_node(published, "ganz"))}


@pytest.mark.parametrize("form", ["ttl", "rdf", "jsonld"])
def test_harm_is_only_text(published: PortalClient, form: str) -> None:
    """The title comes out as it was written, in every form; an address that is none comes out not at all."""
    graph = _graph(published, f"/dataset/boese.{form}")
    title = graph.value(_node(published, "boese"), DCTERMS.title)
    assert str(title).strip() == unicodedata.normalize("NFC", ATTACK * 6).strip()
    assert not [o for o in graph.objects() if isinstance(o, URIRef) and "bcc" in str(o)]


def test_what_was_written_can_be_read_again(published: PortalClient) -> None:
    """Another portal with this profile gets the same values back (checked on the graph it would read)."""
    first: Any = _graph(published, "/dataset/ganz.ttl")
    second: Any = _graph(published, "/dataset/ganz.rdf")
    simple = {(s, p, o) for s, p, o in first if isinstance(s, URIRef) and isinstance(o, (URIRef, Literal))}
    assert simple == {(s, p, o) for s, p, o in second if isinstance(s, URIRef) and isinstance(o, (URIRef, Literal))}
