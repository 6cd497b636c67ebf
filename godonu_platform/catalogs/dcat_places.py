# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes where the data are about: the place of each partner by its key, as DCAT-AP.de names places."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import DCTERMS, SKOS, URIRef

from godonu_platform.catalogs.dcat_terms import DCATDE, Pen, german
from godonu_platform.catalogs.release_record import PartnerIn


def write_places(pen: Pen, node: URIRef, partners: Iterable[PartnerIn]) -> None:
    """Give a node the places of these partners; a key of unknown length has no place."""
    for partner in partners:
        geo = pen.vocabularies.geocoding.get(len(partner.ars))
        if geo is not None:
            place = pen.typed(geo.place.format(ars=partner.ars), DCTERMS.Location)
            pen.add(place, SKOS.prefLabel, german(partner.name))
            pen.add(node, DCTERMS.spatial, place)


def write_levels(pen: Pen, node: URIRef, partners: Iterable[PartnerIn]) -> None:
    """Give a dataset the administrative levels of these partners, and in 2.0 their places once more (K08)."""
    for partner in partners:
        geo = pen.vocabularies.geocoding.get(len(partner.ars))
        if geo is not None:
            pen.add(node, DCATDE.politicalGeocodingLevelURI, pen.stated("levels", geo.level))
            if not pen.profile.newer:
                pen.add(node, DCATDE.politicalGeocodingURI, URIRef(geo.place.format(ars=partner.ars)))
