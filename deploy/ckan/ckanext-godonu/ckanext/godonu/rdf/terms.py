# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adds to a graph what DCAT-AP.de 3.0 asks beyond the European profile: German terms, types, languages.

Every referenced node carries its rdf:type; without it the plain European shapes find a mistake at each of them.
Keep out: CKAN. This module knows only rdflib and cleaned dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from ckanext.godonu.value_lists import term, theme_list

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
DCT_FORMAT = DCTERMS["format"]  # attribute access would find str.format
AUTHORITY = "http://publications.europa.eu/resource/authority/"

# the class of a node, by the property that points to it
TYPES: dict[URIRef, URIRef] = {
    DCAT.theme: SKOS.Concept,
    DCAT.landingPage: FOAF.Document,
    DCAT.accessURL: RDFS.Resource,
    DCAT.downloadURL: RDFS.Resource,
    DCAT.endpointURL: RDFS.Resource,
    DCAT.endpointDescription: RDFS.Resource,
    DCAT.mediaType: DCTERMS.MediaType,
    DCT_FORMAT: DCTERMS.MediaTypeOrExtent,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.rights: DCTERMS.RightsStatement,
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.conformsTo: DCTERMS.Standard,
    DCTERMS.references: RDFS.Resource,
    DCTERMS.isReplacedBy: RDFS.Resource,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.type: SKOS.Concept,
    DCTERMS.publisher: FOAF.Agent,
    FOAF.page: FOAF.Document,
    FOAF.homepage: FOAF.Document,
    ADMS.status: SKOS.Concept,
    DCATAP.availability: SKOS.Concept,
    DCATAP.applicableLegislation: ELI.LegalResource,
    DCATAP.hvdCategory: SKOS.Concept,
    DCATDE.contributorID: SKOS.Concept,
    DCATDE.politicalGeocodingLevelURI: SKOS.Concept,
    SPDX.algorithm: SPDX.ChecksumAlgorithm,
}
GERMAN = {
    DCTERMS.title,
    DCTERMS.description,
    DCAT.keyword,
    RDFS.label,
    SKOS.prefLabel,
    ADMS.versionNotes,
    DCATDE.licenseAttributionByText,
}
# said by ckanext-dcat of every licence, whatever it is
_UNKNOWN_IPR = URIRef("http://purl.org/adms/licencetype/UnknownIPR")


def add_dataset(graph: Graph, node: URIRef, dataset: dict[str, Any]) -> None:
    """Add what the European profile does not write of a cleaned dataset."""
    # K25: the identifier is a literal, also where it looks like an address
    graph.remove((node, DCTERMS.identifier, None))
    graph.add((node, DCTERMS.identifier, Literal(dataset.get("identifier") or dataset["id"])))
    if dataset.get("contributor_id"):
        graph.add((node, DCATDE.contributorID, URIRef(dataset["contributor_id"])))
    add_iris(graph, node, DCATDE.politicalGeocodingLevelURI, dataset["geocoding_level"])
    add_iris(graph, node, DCTERMS.references, dataset["references"])
    if dataset.get("dataset_status"):
        graph.add((node, ADMS.status, URIRef(dataset["dataset_status"])))
    for law in graph.objects(node, DCATAP.applicableLegislation):
        if isinstance(law, URIRef) and dataset["hvd_category"]:
            graph.add((law, RDFS.label, Literal(dataset["hvd_reason"])))


def add_distribution(graph: Graph, node: URIRef, resource: dict[str, Any]) -> None:
    """Add what the European profile does not write of a cleaned resource."""
    if resource.get("license_attribution"):
        graph.add((node, DCATDE.licenseAttributionByText, Literal(resource["license_attribution"])))
    if not any(graph.objects(node, DCAT.accessURL)) and resource.get("access_url"):
        graph.add((node, DCAT.accessURL, URIRef(resource["access_url"])))
    graph.remove((node, DCAT.byteSize, None))
    if resource["size"] is not None:
        graph.add((node, DCAT.byteSize, Literal(str(resource["size"]), datatype=XSD.nonNegativeInteger)))
    for licence in graph.objects(node, DCTERMS.license):
        graph.remove((licence, DCTERMS.type, _UNKNOWN_IPR))


def add_service(
    graph: Graph, distribution: URIRef, dataset: URIRef, service: dict[str, Any], publisher: list[dict[str, Any]]
) -> URIRef | BNode:
    """Add a data service that gives access to a distribution; its publisher is the dataset's unless it has its own."""
    node = URIRef(service["uri"]) if service.get("uri") else BNode()
    graph.add((distribution, DCAT.accessService, node))
    graph.add((node, RDF.type, DCAT.DataService))
    graph.add((node, DCAT.servesDataset, dataset))
    for field, said in (("title", DCTERMS.title), ("description", DCTERMS.description)):
        if service.get(field):
            graph.add((node, said, Literal(service[field])))
    for field, single in (
        ("license", DCTERMS.license),
        ("access_rights", DCTERMS.accessRights),
        ("endpoint_description", DCAT.endpointDescription),
        ("availability", DCATAP.availability),
    ):
        if service.get(field):
            graph.add((node, single, URIRef(service[field])))
    for field, several in (
        ("endpoint_url", DCAT.endpointURL),
        ("conforms_to", DCTERMS.conformsTo),
        ("language", DCTERMS.language),
        ("landing_page", DCAT.landingPage),
        ("theme", DCAT.theme),
        ("applicable_legislation", DCATAP.applicableLegislation),
    ):
        add_iris(graph, node, several, service[field])
    if service.get("license_attribution"):
        graph.add((node, DCATDE.licenseAttributionByText, Literal(service["license_attribution"])))
    for agent in service["publisher"] or publisher:
        add_agent(graph, node, agent)
    for contact in service["contact"]:
        add_contact(graph, node, contact)
    return node


def add_agent(graph: Graph, subject: URIRef | BNode, agent: dict[str, Any]) -> None:
    """Add a publisher with name, homepage and kind."""
    node = URIRef(agent["uri"]) if agent.get("uri") else BNode()
    graph.add((subject, DCTERMS.publisher, node))
    graph.add((node, RDF.type, FOAF.Agent))
    if agent.get("name"):
        graph.add((node, FOAF.name, Literal(agent["name"])))
    if agent.get("url"):
        graph.add((node, FOAF.homepage, URIRef(agent["url"])))
    if agent.get("type"):
        graph.add((node, DCTERMS.type, URIRef(agent["type"])))


def add_contact(graph: Graph, subject: URIRef | BNode, contact: dict[str, Any]) -> None:
    """Add a contact; its e-mail address is an IRI."""
    node = URIRef(contact["uri"]) if contact.get("uri") else BNode()
    graph.add((subject, DCAT.contactPoint, node))
    graph.add((node, RDF.type, VCARD.Kind))
    if contact.get("name"):
        graph.add((node, VCARD.fn, Literal(contact["name"])))
    if contact.get("email"):
        graph.add((node, VCARD.hasEmail, URIRef("mailto:" + contact["email"])))
    if contact.get("url"):
        graph.add((node, VCARD.hasURL, URIRef(contact["url"])))


def add_iris(graph: Graph, subject: Node, predicate: URIRef, iris: Iterable[str]) -> None:
    """Add one triple per IRI."""
    for iri in iris:
        graph.add((subject, predicate, URIRef(iri)))


def finish(graph: Graph, subjects: Iterable[Node], language: str) -> None:
    """Give every node these subjects point to its type, and their plain texts the language of the portal."""
    for subject in list(subjects):
        for _, predicate, value in list(graph.triples((subject, None, None))):
            if isinstance(value, URIRef) and predicate in TYPES:
                graph.add((value, RDF.type, TYPES[predicate]))
                _name(graph, value)
            if predicate in GERMAN and isinstance(value, Literal) and not value.language and not value.datatype:
                graph.remove((subject, predicate, value))
                graph.add((subject, predicate, Literal(str(value), lang=language)))


def add_theme_list(graph: Graph, catalogue: URIRef) -> None:
    """Say which list the themes of the catalogue come from."""
    themes = URIRef(theme_list())
    graph.add((catalogue, DCAT.themeTaxonomy, themes))
    graph.add((themes, RDF.type, SKOS.ConceptScheme))
    graph.add((themes, DCTERMS.title, Literal("Datenthemen der Europäischen Union", lang="de")))


def _name(graph: Graph, node: URIRef) -> None:
    """Name an entry of a value list and its list, so that a validator needs nothing but this graph."""
    if known := term(str(node)):
        title, scheme = known
        graph.add((node, SKOS.prefLabel, Literal(title, lang="de")))
        if scheme:
            graph.add((node, SKOS.inScheme, URIRef(scheme)))
