# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the series of a dataset: what all its versions have in common, to be cited whatever version is shown.

The series is no dcat:Dataset, has neither identifier nor files and is not listed as a dataset, so that no harvester
takes it for a second one (docs/adr/0015). Keep out: earlier versions as nodes; they would be harvested as datasets.
"""

from __future__ import annotations

from rdflib import DCAT, DCTERMS, URIRef

from godonu_platform.catalogs.dcat_places import write_places
from godonu_platform.catalogs.dcat_terms import DATASET_SERIES, IN_SERIES, Pen, below, german, instant
from godonu_platform.catalogs.release_record import ReleaseRecord

_TEXT = (
    "Alle veröffentlichten Stände dieses Datensatzes. Gezeigt wird immer der neueste; frühere sind mit Datum und "
    "Prüfsumme im Freigabenachweis festgehalten."
)


def write_series(pen: Pen, dataset: URIRef, record: ReleaseRecord) -> None:
    """Write the series and put the dataset into it; DCAT-AP.de 2.0 has no series."""
    if not pen.profile.newer:
        return
    node = pen.typed(below(dataset, "reihe"), DATASET_SERIES)
    pen.add(node, DCTERMS.title, german(f"Reihe: {record.display_title}"))
    pen.add(node, DCTERMS.description, german(_TEXT))
    pen.add(node, DCTERMS.publisher, pen.publisher())
    pen.add(node, DCAT.contactPoint, pen.contact())
    pen.add(node, DCTERMS.issued, instant(record.issued))
    pen.add(node, DCTERMS.modified, instant(record.created))
    frequency = pen.listed("frequencies", record.description.frequency, DCTERMS.Frequency)
    pen.add(node, DCTERMS.accrualPeriodicity, frequency)
    write_places(pen, node, record.partners_in)
    pen.add(dataset, IN_SERIES, node)
