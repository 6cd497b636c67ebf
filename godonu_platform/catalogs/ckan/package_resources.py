# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The resources of a package: one per file of the release, the CSV first, always in the same order.

Keep out: the files' content, and whether they are there already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from godonu_platform.catalogs.addresses import portal_file_name
from godonu_platform.catalogs.ckan.package_texts import LONGEST_TITLE, plain_text
from godonu_platform.catalogs.file_words import FILE_KEYS, SERVICE_TEXT, file_text, file_title, service_title
from godonu_platform.catalogs.identifiers import file_id
from godonu_platform.catalogs.lifecycle import status_of
from godonu_platform.catalogs.release_record import DATA_FILES, FileRecord, ReleaseRecord
from godonu_platform.catalogs.vocabularies import MEDIA_TYPES

if TYPE_CHECKING:
    from godonu_platform.catalogs.ckan.package import Site

SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


def wanted_resources(record: ReleaseRecord, site: Site) -> list[dict[str, Any]]:
    """Return the resources of a release in their order; `table_version` is left to whoever loads the table."""
    by_name = {file.name: file for file in record.files}
    return [_resource(record, by_name[name], site) for name in FILE_KEYS if name in by_name]


def _resource(record: ReleaseRecord, file: FileRecord, site: Site) -> dict[str, Any]:
    dataset, about, key, lists = record.dataset, record.description, FILE_KEYS[file.name], site.vocabularies
    form = lists.formats[file.format]
    resource = {
        "id": file_id(site.installation, dataset, file.name),
        "name": plain_text(file_title(record, file.name), LONGEST_TITLE),
        "description": file_text(file.name),
        "url": portal_file_name(dataset, file.name),
        "url_type": "upload",
        "format": form.title,
        "mimetype": form.media_type.removeprefix(MEDIA_TYPES),
        "size": file.bytes,
        "hash": file.sha256,
        "hash_algorithm": SHA256,
        "license": lists.licences[about.licence].iri,
        "rights": lists.access_rights["PUBLIC"].iri,
        "availability": lists.availability["AVAILABLE"].iri,
        "status": lists.distribution_statuses[status_of(about)].iri,
        "issued": record.issued.replace(microsecond=0).isoformat(),
        "modified": record.created.replace(microsecond=0).isoformat(),
        "language": [site.portal.language],
        "access_url": site.addresses.access(dataset, file.name),
        "download_url": site.addresses.download(dataset, file.name),
        "conforms_to": list(about.conforms_to) if file.name in DATA_FILES.values() else [],
        "license_attribution": plain_text(about.attribution),
        "applicable_legislation": [lists.hvd.legislation] if about.hvd else [],
        "release_version": record.version,
        "file_key": key,
    }
    service = _data_service(record, site) if key == "csv" and site.facts.datastore else []
    return {name: value for name, value in (resource | {"access_services": service}).items() if value not in ("", [])}


def _data_service(record: ReleaseRecord, site: Site) -> list[dict[str, Any]]:
    dataset, csv = record.dataset, DATA_FILES["csv"]
    endpoint = site.addresses.api(dataset)
    if endpoint is None:
        return []
    publisher, contact = site.portal.publisher, site.portal.contact
    number = file_id(site.installation, dataset, csv)
    return [
        {
            "uri": f"{site.addresses.distribution(dataset, csv)}#api",
            "title": plain_text(service_title(record), LONGEST_TITLE),
            "description": SERVICE_TEXT,
            "endpoint_url": [endpoint],
            "endpoint_description": f"{endpoint}/action/datastore_search?resource_id={number}&limit=5",
            "serves_dataset": [site.addresses.dataset(dataset)],
            "license": site.vocabularies.licences[record.description.licence].iri,
            "applicable_legislation": [site.vocabularies.hvd.legislation] if record.description.hvd else [],
            "access_rights": site.vocabularies.access_rights["PUBLIC"].iri,
            "publisher": [
                {"uri": site.addresses.part("herausgeber"), "name": plain_text(publisher.name), "type": publisher.type}
            ],
            "contact": [
                {"uri": site.addresses.part("kontakt"), "name": plain_text(contact.name), "email": contact.email}
            ],
        }
    ]
