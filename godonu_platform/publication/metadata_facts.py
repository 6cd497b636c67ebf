# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a harvester would read of a candidate, held against shapes and Metadata Quality Assessment before it leaves.

Sizes and hashes are stand-ins at this point, and every address is taken to answer. Keep out: which finding stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from godonu_platform.catalogs.addresses import LocalAddresses
from godonu_platform.catalogs.mqa_record import MqaNote
from godonu_platform.catalogs.release_record import (
    CHART_NAME,
    DATA_FILES,
    DICTIONARY_NAME,
    FileRecord,
    GateRecord,
    PartnerIn,
    ReleaseRecord,
)
from godonu_platform.catalogs.shapes import ShapeFinding, check_graph, own_shapes
from godonu_platform.publication.candidate import Candidate
from godonu_platform.publication.draft import finished_record, make_draft
from godonu_platform.publication.table import CandidateTable

if TYPE_CHECKING:
    from godonu_platform.catalogs.mqa import MqaReport

# The version of DCAT-AP.de that the official shapes are for.
OFFICIAL_VERSION = "3.0"


@dataclass(frozen=True)
class MetadataFacts:
    """What shapes find, and the points; `official` tells whether the official shapes were among them."""

    findings: tuple[ShapeFinding, ...]
    report: MqaReport
    official: bool


def metadata_facts(candidate: Candidate, table: CandidateTable, partners: Sequence[str]) -> MetadataFacts:
    """Return what is found in the description of a candidate with these partners.

    The official shapes run where their folder is given (GODONU_SHAPES) and the catalogue keeps DCAT-AP.de 3.0.
    Raises ShapesMissing, ValueError without shapes of our own, KeyError for a value that is on no list.
    """
    from godonu_platform.catalogs.dcat import catalogue_graph
    from godonu_platform.catalogs.mqa import mqa_of
    from godonu_platform.catalogs.official_shapes import official_findings

    portal, project = candidate.portal, candidate.project
    addresses = _addresses(candidate)
    record = stand_in_record(candidate, table, partners)
    graph = catalogue_graph(portal, candidate.vocabularies, [record], addresses)
    findings = check_graph(graph, own_shapes(project, portal.dcat_ap_de))
    official = project.shapes is not None and portal.dcat_ap_de == OFFICIAL_VERSION
    if project.shapes is not None and official:
        findings += official_findings(graph, project.shapes)
    conforms = all(finding.warning for finding in findings)
    report = mqa_of(
        graph, addresses.dataset(candidate.dataset), candidate.vocabularies, answers=lambda _: True, conforms=conforms
    )
    return MetadataFacts(tuple(findings), report, official)


def mqa_note(candidate: Candidate, record: ReleaseRecord) -> MqaNote:
    """Return the points of a finished record, whose description the gate has found to conform."""
    from godonu_platform.catalogs.dcat import catalogue_graph
    from godonu_platform.catalogs.mqa import mqa_of

    addresses = _addresses(candidate)
    graph = catalogue_graph(candidate.portal, candidate.vocabularies, [record], addresses)
    iri = addresses.dataset(record.dataset)
    return mqa_of(graph, iri, candidate.vocabularies, answers=lambda _: True, conforms=True).note()


def stand_in_record(candidate: Candidate, table: CandidateTable, partners: Sequence[str]) -> ReleaseRecord:
    """Return a record as the release would have it, with stand-ins for sizes and hashes."""
    inside = []
    for ars in partners:
        partner = candidate.partners.get(ars)
        if partner is not None:
            inside.append(
                PartnerIn(ars=ars, name=partner.name, decision="-", sample=False, contributor_id=partner.contributor_id)
            )
    draft = make_draft(candidate, table, inside)
    names = [*DATA_FILES.values(), DICTIONARY_NAME, *([CHART_NAME] if draft.chart else [])]
    files = [FileRecord(name=name, format=name.rpartition(".")[2], sha256="0" * 64, bytes=0) for name in names]
    gate = GateRecord(
        dataset=candidate.dataset,
        outcome="offen",
        checks=(),
        findings=(),
        partners_in=tuple(inside),
        partners_out=(),
        content_key="",
    )
    now = candidate.project.clock()
    return finished_record(candidate, draft, gate, files, 1, now, now)


def _addresses(candidate: Candidate) -> LocalAddresses:
    return LocalAddresses(candidate.portal.base_url, candidate.project.installation)
