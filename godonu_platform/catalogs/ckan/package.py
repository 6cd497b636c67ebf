# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The package that CKAN should show for a release, in the field names of ckanext-dcat and those of our extension.

A pure function of record, settings and portal. Keep out: what the portal shows now, and any call to it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from godonu_platform.catalogs.addresses import Addresses
from godonu_platform.catalogs.ckan.extras import PortalForm, in_form
from godonu_platform.catalogs.ckan.memberships import home_of, theme_group
from godonu_platform.catalogs.ckan.package_history import Version
from godonu_platform.catalogs.ckan.package_resources import wanted_resources
from godonu_platform.catalogs.ckan.package_texts import LONGEST_TITLE, markdown_text, plain_text
from godonu_platform.catalogs.ckan.portal_facts import PortalFacts
from godonu_platform.catalogs.ckan.provenance_block import block_text, provenance_block
from godonu_platform.catalogs.ckan.tags import tags
from godonu_platform.catalogs.coverage_period import covered_period
from godonu_platform.catalogs.german import day
from godonu_platform.catalogs.identifiers import dataset_id
from godonu_platform.catalogs.lifecycle import Deprecation, status_of
from godonu_platform.catalogs.portal import Portal
from godonu_platform.catalogs.release_record import ReleaseRecord
from godonu_platform.catalogs.vocabularies import Vocabularies
from godonu_platform.contracts.partners import Partners


@dataclass(frozen=True)
class Site:
    """What does not depend on a dataset: addresses, what the portal can do, settings, value lists, partners."""

    addresses: Addresses
    facts: PortalFacts
    portal: Portal
    vocabularies: Vocabularies
    partners: Partners
    installation: str
    form: PortalForm


def wanted_package(
    record: ReleaseRecord, release_hash: str, site: Site, history: Sequence[Version] = ()
) -> dict[str, Any]:
    """Return the package for a release, in the form that this portal takes; absent fields are to be empty there.

    `release_hash` is the SHA-256 of release.json; `history` the versions so far, newest first.
    """
    package = {
        **_identity(record, site),
        **_description(record, site),
        **_agents(site),
        **_dimensions(record, site),
        **_ours(record, release_hash, site, history),
        "resources": wanted_resources(record, site),
    }
    return in_form({name: value for name, value in package.items() if value not in (None, "", [])}, site.form)


def _identity(record: ReleaseRecord, site: Site) -> dict[str, Any]:
    number = dataset_id(site.installation, record.dataset)
    about = record.description
    return {
        "id": number,
        "name": record.dataset,
        "state": "active",
        "private": False,
        "title": plain_text(record.display_title, LONGEST_TITLE),
        "identifier": number,
        "owner_org": home_of(record, site.partners),
        "groups": [{"name": theme_group(code)} for code in about.theme],
        "tags": [{"name": tag} for tag in tags(about.keywords)],
        "license_id": about.licence,
        "url": site.addresses.explain(record.dataset),
        "documentation": [site.addresses.explain(record.dataset)],
        "version": record.version,
        "issued": instant(record.issued),
        "modified": instant(record.created),
    }


def _description(record: ReleaseRecord, site: Site) -> dict[str, Any]:
    about, lists = record.description, site.vocabularies
    return {
        "notes": markdown_text(about.description),
        "summary": plain_text(about.summary),
        "provenance": plain_text(about.method),
        "frequency": lists.frequencies[about.frequency].iri,
        "theme": [lists.themes[code].iri for code in about.theme],
        "language": [site.portal.language],
        "access_rights": lists.access_rights["PUBLIC"].iri,
        "dcat_type": lists.dataset_types["STATISTICAL"].iri if about.statistic else None,
        "references": list(about.references),
        "conforms_to": list(about.conforms_to),
        "version_notes": plain_text(about.correction),
        **_high_value(record, site),
    }


def _high_value(record: ReleaseRecord, site: Site) -> dict[str, Any]:
    claim, lists = record.description.hvd, site.vocabularies.hvd
    if claim is None:
        return {}
    return {
        "applicable_legislation": [lists.legislation],
        "hvd_category": [lists.categories[claim.category].iri],
        "hvd_reason": plain_text(claim.reason),
    }


def _agents(site: Site) -> dict[str, Any]:
    contact, publisher = site.portal.contact, site.portal.publisher
    people = {"uri": site.addresses.part("kontakt"), "name": plain_text(contact.name), "email": contact.email}
    return {
        "contact": [{**people, **({"url": contact.url} if contact.url else {})}],
        "publisher": [
            {
                "uri": site.addresses.part("herausgeber"),
                "name": plain_text(publisher.name),
                "url": publisher.homepage,
                "type": publisher.type,
            }
        ],
    }


def _dimensions(record: ReleaseRecord, site: Site) -> dict[str, Any]:
    places, levels = [], []
    for partner in record.partners_in:
        geo = site.vocabularies.geocoding.get(len(partner.ars))
        if geo is not None:
            places.append({"uri": geo.place.format(ars=partner.ars), "text": plain_text(partner.name)})
            levels.append(geo.level)
    period = covered_period(record)
    # K12/K13: exactly one id of the official list; partners with an entry of their own keep theirs when alone
    ids = {partner.contributor_id for partner in record.partners_in}
    return {
        "spatial_coverage": places,
        "geocoding_level": sorted(set(levels)),
        "temporal_coverage": [{"start": str(period[0]), "end": str(period[1])}] if period else [],
        "contributor_id": ids.pop() if len(ids) == 1 else site.portal.contributor_id,
    }


def _ours(record: ReleaseRecord, release_hash: str, site: Site, history: Sequence[Version]) -> dict[str, Any]:
    block = provenance_block(record, site.addresses.explain(record.dataset), site.vocabularies.protections)
    about = record.description
    status = site.vocabularies.dataset_statuses[status_of(about)].iri
    return {
        "dataset_status": status,
        **lifecycle_fields(about.deprecation, site.addresses),
        "release_hash": release_hash,
        "herkunft_und_guete": block_text(block),
        "versions": json.dumps(list(history), ensure_ascii=False, separators=(",", ":")) if history else None,
    }


def lifecycle_fields(deprecation: Deprecation | None, addresses: Addresses) -> dict[str, Any]:
    """Return note and successor of something out of date; the name of a dataset becomes the address of its page."""
    if deprecation is None:
        return {}
    successor = deprecation.successor or ""
    return {
        "lifecycle_note": f"Veraltet seit dem {day(deprecation.since)}. {plain_text(deprecation.note)}",
        "successor": successor if "://" in successor or not successor else addresses.page(successor),
    }


def instant(value: datetime) -> str:
    """Return an instant as CKAN keeps it: ISO 8601, to the second."""
    return value.replace(microsecond=0).isoformat()
