# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The partners that deliver: who they are, by which key, since when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from godonu_platform.project import Project
from godonu_platform.yaml_model import Mistake, StrictModel, YamlMistakes, parse_document, read_document

# Key lengths of a regional key: Land, Regierungsbezirk, Kreis, Verband, Gemeinde (FIT-Connect Routing API 2.0.0).
ARS_PATTERN = r"^(\d{2}|\d{3}|\d{5}|\d{9}|\d{12})$"


class Partner(StrictModel):
    """One Kommune or Landkreis that takes part, or a body that delivers reference data."""

    ars: str = Field(pattern=ARS_PATTERN)
    name: str = Field(min_length=1)
    short_name: str = Field(alias="kurzname", min_length=1)
    role: Literal["partner", "referenz"] = Field("partner", alias="rolle")
    kind: Literal["kreisfreie_stadt", "sonderstatusstadt", "kreisangehoerige_stadt", "landkreis", "land"] = Field(
        alias="art"
    )
    inhabitants: int | None = Field(None, alias="einwohner", ge=0)
    valid_from: date = Field(alias="gueltig_ab")
    valid_to: date | None = Field(None, alias="gueltig_bis")
    contributor_id: str = Field("http://dcat-ap.de/def/contributors/hessen", alias="contributor_id")
    homepage: str | None = Field(None, alias="webseite")


class PartnersFile(StrictModel):
    """The file governance/partners.yaml."""

    stand: date
    quelle: str
    partners: list[Partner] = Field(alias="partner", min_length=1)


class Partners:
    """All partners, by their key."""

    def __init__(self, partners: list[Partner]) -> None:
        """Keep the partners in the order of the file."""
        self._by_ars = {partner.ars: partner for partner in partners}

    def get(self, ars: str) -> Partner | None:
        """Return a partner by its key, or None."""
        return self._by_ars.get(ars)

    def __iter__(self) -> Iterator[Partner]:
        """Iterate in the order of the file."""
        return iter(self._by_ars.values())

    def __len__(self) -> int:
        """Return how many bodies deliver."""
        return len(self._by_ars)


def load_partners(project: Project) -> Partners:
    """Read governance/partners.yaml; raises YamlMistakes, also when a key stands twice."""
    document = read_document(project.governance / "partners.yaml")
    file = parse_document(document, PartnersFile)
    seen: set[str] = set()
    mistakes: list[Mistake] = []
    for number, partner in enumerate(file.partners):
        if partner.ars in seen:
            mistakes.append(document.mistake(("partner", number, "ars"), "dieser Schlüssel steht doppelt"))
        seen.add(partner.ars)
    if mistakes:
        raise YamlMistakes(mistakes)
    return Partners(file.partners)
