# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pen that writes the graph: names of terms, typed nodes, and what DCAT-AP.de 3.0 and 2.0 write differently.

Every referenced node carries its rdf:type, and a value of a list also its German name and its list: a validator then
needs nothing but this graph (publishing-and-governance 1.1). No node is blank. Keep out: which facts are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal as Choice

from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from godonu_platform.catalogs.addresses import Addresses
from godonu_platform.catalogs.portal import Portal
from godonu_platform.catalogs.vocabularies import Licence, Term, Vocabularies

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
GEODCATAP = Namespace("http://data.europa.eu/930/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
FORMAT = URIRef(str(DCTERMS) + "format")  # DCTERMS.format is a method of str
DCAT_VERSION, IN_SERIES = URIRef(str(DCAT) + "version"), URIRef(str(DCAT) + "inSeries")
DATASET_SERIES = URIRef(str(DCAT) + "DatasetSeries")
_BOUND: Mapping[str, Namespace] = {
    "dcatde": DCATDE, "spdx": SPDX, "adms": ADMS, "vcard": VCARD, "dcatap": DCATAP, "geodcatap": GEODCATAP,
}  # fmt: skip
ProfileName = Choice["3.0", "2.0"]


@dataclass(frozen=True)
class Profile:
    """What one version of DCAT-AP.de writes otherwise than the other (publishing-and-governance 1.1).

    statuses: the list of adms:status on a distribution. newer: terms that only 3.0 has: series, status of a dataset.
    """

    byte_size: URIRef
    version: URIRef
    algorithm: URIRef
    statuses: str
    originator: URIRef
    keeper: URIRef
    newer: bool


PROFILES: Mapping[ProfileName, Profile] = {
    "3.0": Profile(
        XSD.nonNegativeInteger, DCAT_VERSION, SPDX.checksumAlgorithm_sha256, "distribution_statuses",
        GEODCATAP.originator, GEODCATAP.custodian, newer=True,
    ),
    "2.0": Profile(
        XSD.decimal, OWL.versionInfo, URIRef("http://dcat-ap.de/def/hashAlgorithms/sha/256"), "adms_statuses",
        DCATDE.originator, DCATDE.maintainer, newer=False,
    ),
}  # fmt: skip


class Pen:
    """Writes into one graph, with the words of one catalogue."""

    def __init__(self, portal: Portal, vocabularies: Vocabularies, addresses: Addresses) -> None:
        """Begin an empty graph."""
        self.portal, self.vocabularies, self.addresses = portal, vocabularies, addresses
        self.profile = PROFILES[portal.dcat_ap_de]
        self.graph = Graph()
        for prefix, namespace in _BOUND.items():
            self.graph.bind(prefix, namespace)

    def add(self, subject: URIRef, predicate: URIRef, *values: URIRef | Literal) -> None:
        """Say something of a node, once for each value."""
        for value in values:
            self.graph.add((subject, predicate, value))

    def typed(self, iri: str, *kinds: URIRef) -> URIRef:
        """Return a node that says of which kind it is."""
        node = URIRef(iri)
        self.add(node, RDF.type, *kinds)
        return node

    def page(self, iri: str) -> URIRef:
        """Return a page for people."""
        return self.typed(iri, FOAF.Document)

    def url(self, iri: str) -> URIRef:
        """Return an address that a program fetches."""
        return self.typed(iri, RDFS.Resource)

    def listed(self, name: str, code: str, kind: URIRef = SKOS.Concept) -> URIRef:
        """Return an entry of a value list; raises KeyError for a code that is not on it."""
        found: Mapping[str, Term] = getattr(self.vocabularies, name)
        return self._entry(found[code], name, kind)

    def stated(self, name: str, iri: str, kind: URIRef = SKOS.Concept) -> URIRef:
        """Return a value that stands as an IRI in the settings; one that is on no list says nothing but its kind."""
        found: Mapping[str, Term] = getattr(self.vocabularies, name)
        term = next((term for term in found.values() if term.iri == iri), None)
        return self._entry(term, name, kind) if term else self.typed(iri, kind)

    def licence(self, key: str) -> URIRef:
        """Return a licence; raises KeyError for one that is not on the list."""
        return self._entry(self.vocabularies.licences[key], "licences", DCTERMS.LicenseDocument)

    def file_type(self, key: str) -> URIRef:
        """Return the EU file type of a format; raises KeyError for one that is not on the list."""
        form = self.vocabularies.formats[key]
        return self._entry(Term(title=form.title, iri=form.iri), "file_types", DCTERMS.MediaTypeOrExtent)

    def _entry(self, term: Term | Licence, name: str, kind: URIRef) -> URIRef:
        node = self.typed(term.iri, kind)
        self.add(node, SKOS.prefLabel, german(term.title))
        self.add(node, SKOS.inScheme, URIRef(self.vocabularies.schemes[name]))
        return node

    def language(self) -> URIRef:
        """Return the language of all that is written."""
        return self.stated("languages", self.portal.language, DCTERMS.LinguisticSystem)

    def public(self) -> URIRef:
        """Return the statement that everybody has access."""
        return self.listed("access_rights", "PUBLIC", DCTERMS.RightsStatement)

    def publisher(self) -> URIRef:
        """Return who publishes: the same for catalogue, datasets and services."""
        told = self.portal.publisher
        node = self.typed(self.addresses.part("herausgeber"), FOAF.Agent)
        self.add(node, FOAF.name, german(told.name))
        self.add(node, FOAF.homepage, self.page(told.homepage))
        self.add(node, DCTERMS.type, self.stated("publisher_types", told.type))
        return node

    def contact(self) -> URIRef:
        """Return where questions go."""
        told = self.portal.contact
        node = self.typed(self.addresses.part("kontakt"), VCARD.Kind)
        self.add(node, VCARD.fn, Literal(told.name))
        self.add(node, VCARD.hasEmail, URIRef("mailto:" + told.email))
        if told.url:
            self.add(node, VCARD.hasURL, URIRef(told.url))
        return node


def below(node: URIRef, name: str) -> str:
    """Return the IRI of something that belongs to a node; one that has a fragment already gets a longer one."""
    return f"{node}-{name}" if "#" in str(node) else f"{node}#{name}"


def german(text: str) -> Literal:
    """Return a German text on one line."""
    return Literal(" ".join(text.split()), lang="de")


def paragraphs(text: str) -> Literal:
    """Return a German text that keeps its paragraphs and no other line breaks."""
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
    return Literal("\n\n".join(part for part in parts if part), lang="de")


def instant(value: datetime) -> Literal:
    """Return a moment, to the second."""
    return Literal(value.replace(microsecond=0).isoformat(), datatype=XSD.dateTime)
