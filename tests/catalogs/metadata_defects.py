# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Defects of a description, one by one: how each is planted into a good graph, and what must be said about it.

`official`: the sets of official shapes that find it too, as errors; the others have no rule for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from godonu_platform.catalogs.dcat_terms import ADMS, DCATAP, DCATDE, FORMAT, IN_SERIES, SPDX, VCARD

SAMPLES = "https://musterdatenkatalog.de/def/musterdatensatz/"
EU = "http://publications.europa.eu/resource/authority/"
BY = URIRef("http://dcat-ap.de/def/licenses/dl-by-de/2.0")
Spoil = Callable[[Graph], None]


@dataclass(frozen=True)
class Defect:
    """One planted defect and the words that must be found."""

    name: str
    said: str
    official: tuple[str, ...]
    spoil: Spoil


def nodes(graph: Graph, kind: str) -> list[Node]:
    """All nodes of a kind, in a fixed order."""
    return sorted(graph.subjects(RDF.type, _KINDS[kind]), key=str)


_KINDS = {
    "catalogue": DCAT.Catalog,
    "dataset": DCAT.Dataset,
    "file": DCAT.Distribution,
    "agent": FOAF.Agent,
    "contact": VCARD.Kind,
    "checksum": SPDX.Checksum,
    "period": DCTERMS.PeriodOfTime,
    "service": DCAT.DataService,
}


def without(kind: str, predicate: URIRef) -> Spoil:
    """Take a statement away from every node of a kind."""

    def spoil(graph: Graph) -> None:
        for node in nodes(graph, kind):
            graph.remove((node, predicate, None))

    return spoil


def instead(kind: str, predicate: URIRef, *values: Node) -> Spoil:
    """Say something else at the first node of a kind."""

    def spoil(graph: Graph) -> None:
        node = nodes(graph, kind)[0]
        graph.remove((node, predicate, None))
        for value in values:
            graph.add((node, predicate, value))

    return spoil


def also(kind: str, predicate: URIRef, value: Node) -> Spoil:
    """Say one thing more at the first node of a kind."""

    def spoil(graph: Graph) -> None:
        graph.add((nodes(graph, kind)[0], predicate, value))

    return spoil


def untyped_places(graph: Graph) -> None:
    """Places that do not say that they are places."""
    for place in set(graph.objects(None, DCTERMS.spatial)):
        graph.remove((place, RDF.type, None))


def series_as_dataset(graph: Graph) -> None:
    """A series that harvesters would take for one more dataset."""
    graph.add((next(graph.objects(None, IN_SERIES)), RDF.type, DCAT.Dataset))


def licence_without_name(graph: Graph) -> None:
    """A licence that wants a name, and none is given."""
    file = nodes(graph, "file")[0]
    graph.set((file, DCTERMS.license, BY))
    graph.add((BY, RDF.type, DCTERMS.LicenseDocument))
    graph.add((BY, SKOS.inScheme, URIRef("http://dcat-ap.de/def/licenses")))


def two_files_only(graph: Graph) -> None:
    """A dataset that has lost its files but two."""
    dataset = nodes(graph, "dataset")[0]
    for file in sorted(graph.objects(dataset, DCAT.distribution), key=str)[2:]:
        graph.remove((dataset, DCAT.distribution, file))


def text(value: str) -> Literal:
    return Literal(value, lang="de")


OWN: tuple[str, ...] = ()
ALL = ("de", "semic")
DEFECTS = (
    Defect("no title", "Der Titel fehlt", ALL,
           without("dataset", DCTERMS.title)),
    Defect("a title of one letter", "Der Titel fehlt", OWN,
           instead("dataset", DCTERMS.title, text("X"))),
    Defect("no description", "Die Beschreibung fehlt", ALL,
           without("dataset", DCTERMS.description)),
    Defect("a short description", "Beschreibung fehlt oder ist zu kurz", OWN,
           instead("dataset", DCTERMS.description, text("kurz"))),
    Defect("no identifier", "genau eine Kennung", OWN,
           without("dataset", DCTERMS.identifier)),
    Defect("an address as identifier", "genau eine Kennung", ALL,
           instead("dataset", DCTERMS.identifier, URIRef("https://x.example/1"))),
    Defect("two identifiers", "genau eine Kennung", OWN,
           also("dataset", DCTERMS.identifier, Literal("11111111-e2a5-5d32-af65-46ad951b3145"))),
    Defect("no publisher", "genau einen Herausgeber", ("de", "govdata"),
           without("dataset", DCTERMS.publisher)),
    Defect("a publisher without a name", "Einer Stelle fehlt der Name", (*ALL, "govdata"),
           without("agent", FOAF.name)),
    Defect("a publisher that is only a text", "genau einen Herausgeber", (*ALL, "govdata"),
           instead("dataset", DCTERMS.publisher, text("Stadt"))),
    Defect("no contact", "Eine Kontaktstelle fehlt", OWN,
           without("dataset", DCAT.contactPoint)),
    Defect("a contact without e-mail", "fehlt die E-Mail-Adresse", ("de",),
           without("contact", VCARD.hasEmail)),
    Defect("an e-mail that is a text", "fehlt die E-Mail-Adresse", ("de",),
           instead("contact", VCARD.hasEmail, Literal("a@b.example"))),
    Defect("no keyword", "Mindestens ein Schlagwort", ("govdata",),
           without("dataset", DCAT.keyword)),
    Defect("no theme", "Das Thema muss aus der EU-Liste stammen", OWN,
           without("dataset", DCAT.theme)),
    Defect("a theme of another list", "Das Thema muss aus der EU-Liste", ALL,
           instead("dataset", DCAT.theme, URIRef("http://eurovoc.europa.eu/4505"))),
    Defect("a theme that nobody knows", "Dieses Thema kennt die EU-Liste nicht", ALL,
           instead("dataset", DCAT.theme, URIRef(EU + "data-theme/ZZZZ"))),
    Defect("no frequency", "Die Aktualisierungsfrequenz fehlt", OWN,
           without("dataset", DCTERMS.accrualPeriodicity)),
    Defect("a frequency that nobody knows", "kennt die EU-Liste nicht", ALL,
           instead("dataset", DCTERMS.accrualPeriodicity, URIRef(EU + "frequency/OFTEN"))),
    Defect("a language that nobody knows", "Diese Sprache kennt die EU-Liste nicht", ALL,
           instead("dataset", DCTERMS.language, URIRef(EU + "language/XXX"))),
    Defect("no contributor", "genau eine Datenbereitsteller-ID", ("govdata",),
           without("dataset", DCATDE.contributorID)),
    Defect("a contributor of no list", "nicht auf der Liste von GovData", ("govdata",),
           instead("dataset", DCATDE.contributorID, URIRef("http://dcat-ap.de/def/contributors/niemand"))),
    Defect("no place", "Der Raumbezug fehlt", OWN,
           without("dataset", DCTERMS.spatial)),
    Defect("places that are none", "Der Raumbezug fehlt", ("semic",),
           untyped_places),
    Defect("no level of the place", "Die Ebene des Raumbezugs fehlt", OWN,
           without("dataset", DCATDE.politicalGeocodingLevelURI)),
    Defect("a level that is a text", "Die Ebene des Raumbezugs", ("de",),
           instead("dataset", DCATDE.politicalGeocodingLevelURI, text("Kommune"))),
    Defect("access for some only", "Der Zugang muss öffentlich sein", ("semic",),
           instead("dataset", DCTERMS.accessRights, URIRef(EU + "access-right/RESTRICTED"))),
    Defect("no date of issue", "Datum der ersten Veröffentlichung fehlt", OWN,
           without("dataset", DCTERMS.issued)),
    Defect("a date that is a text", "Datum der Änderung fehlt", OWN,
           instead("dataset", DCTERMS.modified, Literal("gestern"))),
    Defect("changed before it was issued", "liegt vor der ersten Veröffentlichung", OWN,
           instead("dataset", DCTERMS.modified, Literal("2001-01-01T00:00:00+00:00", datatype=XSD.dateTime))),
    Defect("a source of the metadata", "dct:source wird im GovData-Verbund nicht verwendet", ALL,
           also("dataset", DCTERMS.source, URIRef("https://x.example/1"))),
    Defect("a version in the old words", "owl:versionInfo gibt es nur bis", OWN,
           also("dataset", OWL.versionInfo, Literal("v1"))),
    Defect("a place in the old words", "politicalGeocodingURI gibt es nur bis", OWN,
           also("dataset", DCATDE.politicalGeocodingURI, URIRef("http://dcat-ap.de/def/x"))),
    Defect("a series that is a dataset", "Eine Reihe darf kein Datensatz sein", ("govdata",),
           series_as_dataset),
    Defect("two sample datasets", "höchstens einem Musterdatensatz", OWN,
           instead("dataset", DCTERMS.references, URIRef(SAMPLES + "a"), URIRef(SAMPLES + "b"))),
    Defect("high value without a law", "braucht Kategorie und Rechtsgrundlage", OWN,
           also("dataset", DCATAP.hvdCategory, URIRef("http://data.europa.eu/bna/c_b79e35eb"))),
    Defect("two of five files", "CSV, Parquet und JSON sind nötig", OWN,
           two_files_only),
    Defect("no access address", "Die Zugangsadresse fehlt", ALL,
           without("file", DCAT.accessURL)),
    Defect("an address that is a program", "Die Zugangsadresse fehlt", ("semic",),
           instead("file", DCAT.accessURL, URIRef("javascript:alert(1)"))),
    Defect("no download address", "Die Downloadadresse fehlt", OWN,
           without("file", DCAT.downloadURL)),
    Defect("no licence", "Die Lizenz muss aus der Liste", ("de", "govdata"),
           without("file", DCTERMS.license)),
    Defect("two licences", "Die Lizenz muss aus der Liste", (*ALL, "govdata"),
           also("file", DCTERMS.license, URIRef("http://dcat-ap.de/def/licenses/cc-by/4.0"))),
    Defect("the address of a licence", "Die Lizenz muss aus der Liste", ("semic", "govdata"),
           instead("file", DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/"))),
    Defect("a licence that nobody knows", "Diese Lizenz kennt die Liste", ("semic", "govdata"),
           instead("file", DCTERMS.license, URIRef("http://dcat-ap.de/def/licenses/eigene"))),
    Defect("a licence that wants a name", "verlangt einen Namensvermerk", OWN,
           licence_without_name),
    Defect("no format", "Das Format muss aus der EU-Liste", OWN,
           without("file", FORMAT)),
    Defect("a format that is a text", "Das Format muss aus der EU-Liste", ALL,
           instead("file", FORMAT, Literal("CSV"))),
    Defect("a format that nobody knows", "Diesen Dateityp kennt die EU-Liste nicht", ALL,
           instead("file", FORMAT, URIRef(EU + "file-type/CSVV"))),
    Defect("a media type that is a text", "Der Medientyp muss aus der IANA-Liste", ALL,
           instead("file", DCAT.mediaType, Literal("text/csv"))),
    Defect("no size", "Die Dateigröße fehlt", OWN,
           without("file", DCAT.byteSize)),
    Defect("a size of the old kind", "Die Dateigröße fehlt oder hat den falschen Datentyp", ALL,
           instead("file", DCAT.byteSize, Literal("12", datatype=XSD.decimal))),
    Defect("no checksum", "Die Prüfsumme fehlt", OWN,
           without("file", SPDX.checksum)),
    Defect("a checksum of another kind", "muss SHA-256 nach SPDX sein", OWN,
           instead("checksum", SPDX.algorithm, SPDX.checksumAlgorithm_md5)),
    Defect("a checksum that is none", "Der Wert der Prüfsumme fehlt", ALL,
           instead("checksum", SPDX.checksumValue, Literal("keine"))),
    Defect("a status of the old list", "Der Status der Datei muss aus der EU-Liste", ALL,
           instead("file", ADMS.status, URIRef("http://purl.org/adms/status/Completed"))),
    Defect("no rights", "Die Angabe zu den Rechten fehlt", OWN,
           without("file", DCTERMS.rights)),
    Defect("a period without a beginning", "Der Beginn des Zeitraums fehlt", OWN,
           without("period", DCAT.startDate)),
    Defect("a period that ends before it begins", "endet, bevor er beginnt", OWN,
           instead("period", DCAT.endDate, Literal("2001-01-01", datatype=XSD.date))),
    Defect("a catalogue without a publisher", "genau einen Herausgeber", ALL,
           without("catalogue", DCTERMS.publisher)),
    Defect("a catalogue without a start page", "fehlt die Startseite", OWN,
           without("catalogue", FOAF.homepage)),
)  # fmt: skip
# Where a data service answers there are defects of it too; the local catalogue has none.
SERVICE_DEFECTS = (
    Defect("a service without an address", "fehlt die Adresse", ALL,
           without("service", DCAT.endpointURL)),
    Defect("a service without a title", "fehlt ein Titel", ALL,
           without("service", DCTERMS.title)),
    Defect("a service without a publisher", "fehlt der Herausgeber", ("de",),
           without("service", DCTERMS.publisher)),
    Defect("a service of no dataset", "nennt keinen Datensatz", OWN,
           without("service", DCAT.servesDataset)),
)  # fmt: skip
