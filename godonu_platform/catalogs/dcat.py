# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as a graph in the terms of DCAT-AP.de 3.0, or of 2.0 where portal.yaml says so.

The same catalogue always gives the same text. Keep out: any rule that judges the graph.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import Graph

from godonu_platform.catalogs.addresses import Addresses
from godonu_platform.catalogs.dcat_catalogue import write_catalogue
from godonu_platform.catalogs.dcat_dataset import write_dataset
from godonu_platform.catalogs.dcat_terms import Pen
from godonu_platform.catalogs.portal import Portal
from godonu_platform.catalogs.release_record import ReleaseRecord
from godonu_platform.catalogs.vocabularies import Vocabularies


def catalogue_graph(
    portal: Portal, vocabularies: Vocabularies, records: Sequence[ReleaseRecord], addresses: Addresses
) -> Graph:
    """Return the graph of the catalogue with these releases, at these addresses."""
    pen = Pen(portal, vocabularies, addresses)
    write_catalogue(pen, records)
    for record in records:
        write_dataset(pen, record)
    return pen.graph


def head_turtle(
    portal: Portal, vocabularies: Vocabularies, records: Sequence[ReleaseRecord], addresses: Addresses
) -> str:
    """Return the catalogue itself as Turtle: its own description and the list of its datasets."""
    pen = Pen(portal, vocabularies, addresses)
    write_catalogue(pen, records)
    return pen.graph.serialize(format="turtle")


def dataset_turtle(portal: Portal, vocabularies: Vocabularies, record: ReleaseRecord, addresses: Addresses) -> str:
    """Return one dataset as Turtle, so that a change of one does not cost the work of all."""
    pen = Pen(portal, vocabularies, addresses)
    write_dataset(pen, record)
    return pen.graph.serialize(format="turtle")


def joined_turtle(parts: Sequence[str]) -> bytes:
    """Return one Turtle document made of several, every prefix declared once; the same parts give the same bytes."""
    prefixes = sorted({line for part in parts for line in part.splitlines() if line.startswith("@prefix")})
    bodies = ["\n".join(line for line in part.splitlines() if not line.startswith("@prefix")).strip() for part in parts]
    return ("\n".join(prefixes) + "\n\n" + "\n\n".join(bodies) + "\n").encode("utf-8")
