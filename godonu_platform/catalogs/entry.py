# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A catalogue entry: what an editor says about one dataset beyond its contract."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from godonu_platform.catalogs.lifecycle import Deprecation, HvdClaim
from godonu_platform.catalogs.vocabularies import IRI, Vocabularies
from godonu_platform.project import Project
from godonu_platform.yaml_model import Mistake, StrictModel, YamlMistakes, nearest, parse_document, read_document


class ChartSpec(StrictModel):
    """Which chart stands on the page: columns for the axes and the groups; without `y` the rows are counted."""

    kind: Literal["bars", "lines"]
    x: str
    y: str | None = None
    group: str | None = None
    title: str
    x_title: str
    y_title: str
    note: str | None = None
    limit: int = Field(12, ge=2, le=24)


class CatalogEntry(StrictModel):
    """The file catalogs/datasets/<dataset>.yaml.

    conforms_to: IRIs of standards the data keep. correction: why the next version corrects the last one.
    """

    dataset: str
    title: str = Field(min_length=5)
    summary: str = Field(min_length=20)
    description: str = Field(min_length=40)
    method: str = Field(min_length=40)
    keywords: tuple[str, ...] = Field(min_length=1)
    theme: tuple[str, ...] = Field(min_length=1)
    licence: str
    attribution: str | None = None
    frequency: str
    chart: ChartSpec | None = None
    conforms_to: tuple[Annotated[str, Field(pattern=IRI)], ...] = ()
    hvd: HvdClaim | None = None
    deprecation: Deprecation | None = None
    correction: str | None = Field(None, min_length=20)


def entry_path(project: Project, dataset: str) -> Path:
    """Return where the entry of a dataset stands."""
    return project.catalogs / "datasets" / f"{dataset}.yaml"


def load_entry(project: Project, dataset: str, vocabularies: Vocabularies) -> CatalogEntry:
    """Read one entry; raises YamlMistakes, also for a licence, theme or frequency that is not in the value lists."""
    document = read_document(entry_path(project, dataset))
    entry = parse_document(document, CatalogEntry)
    mistakes: list[Mistake] = []
    if entry.dataset != dataset:
        mistakes.append(document.mistake(("dataset",), f"muss wie die Datei heißen: {dataset}"))
    choices: list[tuple[str, str, Iterable[str]]] = [
        ("licence", entry.licence, vocabularies.licences),
        ("frequency", entry.frequency, vocabularies.frequencies),
    ]
    for key, value, known in choices:
        if value not in known:
            mistakes.append(document.mistake((key,), _unknown(value, list(known))))
    for number, theme in enumerate(entry.theme):
        if theme not in vocabularies.themes:
            mistakes.append(document.mistake(("theme", number), _unknown(theme, list(vocabularies.themes))))
    licence = vocabularies.licences.get(entry.licence)
    if licence is not None and licence.attribution and not entry.attribution:
        mistakes.append(document.mistake(("attribution",), "fehlt; diese Lizenz verlangt einen Namensvermerk"))
    if entry.hvd is not None and entry.hvd.category not in vocabularies.hvd.categories:
        known = list(vocabularies.hvd.categories)
        mistakes.append(document.mistake(("hvd", "category"), _unknown(entry.hvd.category, known)))
    if entry.deprecation is not None and entry.deprecation.successor == dataset:
        mistakes.append(document.mistake(("deprecation", "successor"), "nennt den Datensatz selbst; bitte den neuen"))
    if mistakes:
        raise YamlMistakes(mistakes)
    return entry


def _unknown(value: str, known: list[str]) -> str:
    guess = nearest(value, known)
    hint = f"gemeint war wohl »{guess}«" if guess else f"erlaubt sind: {', '.join(known)}"
    return f"steht in keiner Werteliste (catalogs/vocabularies.yaml); {hint}"
