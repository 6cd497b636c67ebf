# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the data service of a dataset, where the catalogue has one: a program asks it for rows of the table.

One service per dataset although all share an endpoint: licence and attribution differ, and one node could not carry
two licences. Keep out: what the service answers.
"""

from __future__ import annotations

from rdflib import DCAT, DCTERMS, URIRef

from godonu_platform.catalogs.dcat_terms import DCATAP, Pen, below, german
from godonu_platform.catalogs.file_words import SERVICE_TEXT, service_title
from godonu_platform.catalogs.identifiers import file_id
from godonu_platform.catalogs.release_record import DATA_FILES, ReleaseRecord

CSV = DATA_FILES["csv"]


def service_iri(pen: Pen, record: ReleaseRecord) -> URIRef | None:
    """Return the IRI of the data service of a dataset, or None where none answers."""
    if pen.addresses.api(record.dataset) is None or not any(file.name == CSV for file in record.files):
        return None
    return URIRef(below(URIRef(pen.addresses.distribution(record.dataset, CSV)), "api"))


def write_service(pen: Pen, dataset: URIRef, record: ReleaseRecord) -> None:
    """Write the data service of a dataset; nothing where none answers."""
    iri, endpoint = service_iri(pen, record), pen.addresses.api(record.dataset)
    if iri is None or endpoint is None:
        return
    node = pen.typed(iri, DCAT.DataService)
    number = file_id(pen.addresses.installation, record.dataset, CSV)
    pen.add(node, DCTERMS.title, german(service_title(record)))
    pen.add(node, DCTERMS.description, german(SERVICE_TEXT))
    pen.add(node, DCAT.endpointURL, pen.url(endpoint))
    example = f"{endpoint}/action/datastore_search?resource_id={number}&limit=5"
    pen.add(node, DCAT.endpointDescription, pen.url(example))
    pen.add(node, DCAT.servesDataset, dataset)
    pen.add(node, DCTERMS.publisher, pen.publisher())
    pen.add(node, DCAT.contactPoint, pen.contact())
    pen.add(node, DCAT.landingPage, pen.page(pen.addresses.page(record.dataset)))
    pen.add(node, DCTERMS.license, pen.licence(record.description.licence))
    pen.add(node, DCTERMS.accessRights, pen.public())
    pen.add(node, DCATAP.availability, pen.listed("availability", "AVAILABLE"))
