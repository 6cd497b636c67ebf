# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes one file of a dataset as a distribution: where it is, what it is, how large, under which licence."""

from __future__ import annotations

from rdflib import DCAT, DCTERMS, XSD, Literal, URIRef

from godonu_platform.catalogs.dcat_service import service_iri
from godonu_platform.catalogs.dcat_terms import ADMS, DCATAP, DCATDE, ELI, FORMAT, SPDX, Pen, below, german, instant
from godonu_platform.catalogs.file_words import FILE_KEYS, file_text, file_title
from godonu_platform.catalogs.lifecycle import status_of
from godonu_platform.catalogs.release_record import DATA_FILES, FileRecord, ReleaseRecord


def write_distribution(pen: Pen, dataset: URIRef, record: ReleaseRecord, file: FileRecord) -> None:
    """Write one file; a file that is none of a release, or whose format is on no list, is left out."""
    form = pen.vocabularies.formats.get(file.format)
    if form is None or file.name not in FILE_KEYS:
        return
    addresses, about = pen.addresses, record.description
    node = pen.typed(addresses.distribution(record.dataset, file.name), DCAT.Distribution)
    pen.add(dataset, DCAT.distribution, node)
    pen.add(node, DCTERMS.title, german(file_title(record, file.name)))
    pen.add(node, DCTERMS.description, german(file_text(file.name)))
    pen.add(node, DCAT.accessURL, pen.url(addresses.access(record.dataset, file.name)))
    pen.add(node, DCAT.downloadURL, pen.url(addresses.download(record.dataset, file.name)))
    pen.add(node, FORMAT, pen.file_type(file.format))
    pen.add(node, DCAT.mediaType, pen.typed(form.media_type, DCTERMS.MediaType))
    pen.add(node, DCAT.byteSize, Literal(str(file.bytes), datatype=pen.profile.byte_size))
    _checksum(pen, node, file)
    pen.add(node, DCTERMS.license, pen.licence(about.licence))
    pen.add(node, DCTERMS.rights, pen.public())
    if about.attribution:
        pen.add(node, DCATDE.licenseAttributionByText, german(about.attribution))
    pen.add(node, DCTERMS.language, pen.language())
    pen.add(node, DCTERMS.issued, instant(record.issued))
    pen.add(node, DCTERMS.modified, instant(record.created))
    pen.add(node, ADMS.status, _status(pen, record))
    pen.add(node, DCATAP.availability, pen.listed("availability", "AVAILABLE"))
    if about.hvd is not None:
        legislation = pen.typed(pen.vocabularies.hvd.legislation, ELI.LegalResource)
        pen.add(node, DCATAP.applicableLegislation, legislation)
    service = service_iri(pen, record) if file.name == DATA_FILES["csv"] else None
    if service is not None:
        pen.add(node, DCAT.accessService, service)


def _checksum(pen: Pen, node: URIRef, file: FileRecord) -> None:
    checksum = pen.typed(below(node, "pruefsumme"), SPDX.Checksum)
    pen.add(checksum, SPDX.algorithm, pen.typed(pen.profile.algorithm, SPDX.ChecksumAlgorithm))
    pen.add(checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary))
    pen.add(node, SPDX.checksum, checksum)


def _status(pen: Pen, record: ReleaseRecord) -> URIRef:
    status = status_of(record.description)
    return pen.listed(pen.profile.statuses, status if pen.profile.newer else status.capitalize())
