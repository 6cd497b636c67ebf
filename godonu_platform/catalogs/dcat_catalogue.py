# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the catalogue itself: who publishes it, what it lists, and where it answers."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import DCAT, DCTERMS, FOAF, SKOS, URIRef

from godonu_platform.catalogs.dcat_places import write_places
from godonu_platform.catalogs.dcat_service import service_iri
from godonu_platform.catalogs.dcat_terms import Pen, german, instant
from godonu_platform.catalogs.release_record import ReleaseRecord


def write_catalogue(pen: Pen, records: Sequence[ReleaseRecord]) -> None:
    """Write the node of the catalogue with links to its datasets and services."""
    portal, addresses = pen.portal, pen.addresses
    node = pen.typed(addresses.catalogue, DCAT.Catalog)
    pen.add(node, DCTERMS.title, german(portal.title))
    pen.add(node, DCTERMS.description, german(portal.description))
    pen.add(node, DCTERMS.publisher, pen.publisher())
    pen.add(node, DCTERMS.language, pen.language())
    pen.add(node, FOAF.homepage, pen.page(addresses.home))
    pen.add(node, DCTERMS.license, pen.licence(portal.licence))
    pen.add(node, DCAT.themeTaxonomy, _themes(pen))
    write_places(pen, node, [partner for record in records for partner in record.partners_in])
    if records:
        pen.add(node, DCTERMS.issued, instant(min(r.issued for r in records)))
        pen.add(node, DCTERMS.modified, instant(max(r.created for r in records)))
    for record in records:
        pen.add(node, DCAT.dataset, URIRef(addresses.dataset(record.dataset)))
        service = service_iri(pen, record)
        if service is not None:
            pen.add(node, DCAT.service, service)


def _themes(pen: Pen) -> URIRef:
    scheme = pen.typed(pen.vocabularies.schemes["themes"], SKOS.ConceptScheme)
    pen.add(scheme, DCTERMS.title, german("Datenthemen der EU"))
    return scheme
