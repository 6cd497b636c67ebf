# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes one dataset: what it is about, whose it is, where it comes from, how current it is."""

from __future__ import annotations

from rdflib import DCAT, DCTERMS, FOAF, RDFS, SKOS, Literal, URIRef

from godonu_platform.catalogs.coverage_period import covered_period
from godonu_platform.catalogs.dcat_distribution import write_distribution
from godonu_platform.catalogs.dcat_places import write_levels, write_places
from godonu_platform.catalogs.dcat_series import write_series
from godonu_platform.catalogs.dcat_service import write_service
from godonu_platform.catalogs.dcat_terms import ADMS, DCATAP, DCATDE, ELI, Pen, below, german, instant, paragraphs
from godonu_platform.catalogs.identifiers import dataset_id
from godonu_platform.catalogs.lifecycle import status_of
from godonu_platform.catalogs.release_record import ReleaseRecord


def write_dataset(pen: Pen, record: ReleaseRecord) -> None:
    """Write the node of a dataset, its distributions, its data service and its series."""
    addresses, about = pen.addresses, record.description
    node = pen.typed(addresses.dataset(record.dataset), DCAT.Dataset)
    pen.add(node, DCTERMS.identifier, Literal(dataset_id(addresses.installation, record.dataset)))
    pen.add(node, DCTERMS.title, german(record.display_title))
    pen.add(node, DCTERMS.description, paragraphs(about.description))
    pen.add(node, DCTERMS.publisher, pen.publisher())
    pen.add(node, DCAT.contactPoint, pen.contact())
    pen.add(node, DCAT.landingPage, pen.page(addresses.page(record.dataset)))
    pen.add(node, DCAT.keyword, *(german(word) for word in about.keywords))
    pen.add(node, DCAT.theme, *(pen.listed("themes", theme) for theme in about.theme))
    pen.add(node, DCTERMS.accrualPeriodicity, pen.listed("frequencies", about.frequency, DCTERMS.Frequency))
    pen.add(node, DCTERMS.language, pen.language())
    pen.add(node, DCTERMS.accessRights, pen.public())
    pen.add(node, DCATAP.availability, pen.listed("availability", "AVAILABLE"))
    if about.statistic:
        pen.add(node, DCTERMS.type, pen.listed("dataset_types", "STATISTICAL"))
    pen.add(node, DCTERMS.references, *(URIRef(iri) for iri in about.references))
    pen.add(node, DCTERMS.conformsTo, *(pen.typed(iri, DCTERMS.Standard) for iri in about.conforms_to))
    _origin(pen, node, record)
    write_places(pen, node, record.partners_in)
    write_levels(pen, node, record.partners_in)
    _period(pen, node, record)
    _life(pen, node, record)
    _high_value(pen, node, record)
    write_series(pen, node, record)
    for file in record.files:
        write_distribution(pen, node, record, file)
    write_service(pen, node, record)


def _origin(pen: Pen, node: URIRef, record: ReleaseRecord) -> None:
    # K12/K13: exactly one id of the official list; partners of their own list entry keep theirs when alone
    ids = {partner.contributor_id for partner in record.partners_in}
    chosen = ids.pop() if len(ids) == 1 else pen.portal.contributor_id
    pen.add(node, DCATDE.contributorID, pen.stated("contributors", chosen))
    for partner in record.partners_in:
        agent = pen.typed(pen.addresses.part(f"kommune-{partner.ars}"), FOAF.Agent)
        pen.add(agent, FOAF.name, german(partner.name))
        pen.add(node, pen.profile.originator, agent)
    pen.add(node, pen.profile.keeper, pen.publisher())
    statement = pen.typed(below(node, "herkunft"), DCTERMS.ProvenanceStatement)
    pen.add(statement, RDFS.label, paragraphs(record.description.method))
    pen.add(node, DCTERMS.provenance, statement)
    if record.provenance is not None:
        pen.add(node, FOAF.page, pen.page(pen.addresses.explain(record.dataset)))


def _period(pen: Pen, node: URIRef, record: ReleaseRecord) -> None:
    covered = covered_period(record)
    if covered is None:
        return
    period = pen.typed(below(node, "zeitraum"), DCTERMS.PeriodOfTime)
    pen.add(period, DCAT.startDate, Literal(covered[0]))
    pen.add(period, DCAT.endDate, Literal(covered[1]))
    pen.add(node, DCTERMS.temporal, period)


def _life(pen: Pen, node: URIRef, record: ReleaseRecord) -> None:
    """Write dates, version and status; what changed and why goes into adms:versionNotes (conventions on versions)."""
    about = record.description
    pen.add(node, DCTERMS.issued, instant(record.issued))
    pen.add(node, DCTERMS.modified, instant(record.created))
    pen.add(node, pen.profile.version, Literal(record.version))
    if pen.profile.newer:
        pen.add(node, ADMS.status, pen.listed("dataset_statuses", status_of(about)))
    if about.correction:
        pen.add(node, ADMS.versionNotes, german(about.correction))
    if about.deprecation is None:
        return
    since, successor = f"{about.deprecation.since:%d.%m.%Y}", about.deprecation.successor
    pen.add(node, ADMS.versionNotes, german(f"Veraltet seit {since}: {about.deprecation.note}"))
    if successor:
        iri = successor if "://" in successor else pen.addresses.dataset(successor)
        pen.add(node, DCTERMS.isReplacedBy, URIRef(iri))


def _high_value(pen: Pen, node: URIRef, record: ReleaseRecord) -> None:
    """Write the marks of (EU) 2023/138 only where the editor claims them, with category and reason."""
    claim, listed = record.description.hvd, pen.vocabularies.hvd
    if claim is not None:
        pen.add(node, DCATAP.applicableLegislation, pen.typed(listed.legislation, ELI.LegalResource))
        category = pen.typed(listed.categories[claim.category].iri, SKOS.Concept)
        pen.add(category, SKOS.prefLabel, german(listed.categories[claim.category].title))
        pen.add(node, DCATAP.hvdCategory, category)
