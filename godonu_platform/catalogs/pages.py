# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of the local catalogue as HTML: start page, dataset page, imprint, tombstone.

Everything that somebody wrote is escaped by the template engine; the only raw parts are our own chart and script.
Keep out: writing files, and any figure that is not in a release record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from importlib import resources
from typing import Any

from godonu_platform.catalogs import german
from godonu_platform.catalogs.charts import chart_svg, label_text
from godonu_platform.catalogs.left_out import left_out
from godonu_platform.catalogs.portal import Portal
from godonu_platform.catalogs.release_record import DATA_FILES, DICTIONARY_NAME, ReleaseRecord
from godonu_platform.catalogs.vocabularies import Vocabularies

_SAMPLE = {"alle": "Erzeugte Beispielzahlen", "teilweise": "Teils erzeugte Beispielzahlen", "keine": ""}
_LETTERS = {
    "A": "A – sehr gut",
    "B": "B – gut",
    "C": "C – mit Mängeln",
    "D": "D – mangelhaft",
    "nicht_messbar": "nicht messbar",
}


@dataclass(frozen=True)
class Theme:
    """A heading of the start page with its releases."""

    title: str
    records: list[ReleaseRecord]


class Pages:
    """Renders pages for one portal."""

    def __init__(self, portal: Portal, vocabularies: Vocabularies) -> None:
        """Keep the settings and the value lists."""
        self._portal, self._vocabularies = portal, vocabularies

    def _render(self, name: str, up: str, **context: Any) -> bytes:
        text = (
            _environment()
            .get_template(name)
            .render(
                portal=self._portal,
                up=up,
                formats=self._vocabularies.formats,
                data_files=list(DATA_FILES.values()),
                **context,
            )
        )
        return str(text).encode("utf-8")

    def start(self, records: Sequence[ReleaseRecord]) -> bytes:
        """Return the start page with all released datasets, grouped by their first theme."""
        from markupsafe import Markup

        return self._render(
            "index.html",
            "",
            records=records,
            search={record.dataset: self._search_text(record) for record in records},
            themes=self._by_theme(records),
            partners=len({partner.ars for record in records for partner in record.partners_in}),
            months=sorted({month for record in records for month in record.months}),
            sample=_sample_of(records),
            script=Markup(asset("search.js").decode("utf-8")),
        )

    def _by_theme(self, records: Sequence[ReleaseRecord]) -> list[tuple[str, Theme]]:
        groups: dict[str, list[ReleaseRecord]] = {}
        for record in sorted(records, key=lambda r: r.description.title.casefold()):
            groups.setdefault(record.description.theme[0], []).append(record)
        named = [(code, Theme(self._vocabularies.themes[code].title, group)) for code, group in groups.items()]
        return sorted(named, key=lambda pair: pair[1].title.casefold())

    def _search_text(self, record: ReleaseRecord) -> str:
        about = record.description
        words = [about.title, about.summary, *about.keywords, record.dataset]
        words += [self._vocabularies.themes[code].title for code in about.theme]
        words += [partner.name for partner in record.partners_in]
        words += [column.title for column in about.columns]
        return " ".join(words)

    def dataset(self, record: ReleaseRecord) -> bytes:
        """Return the page of one dataset."""
        about = record.description
        return self._render(
            "dataset.html",
            "../",
            sample=_sample_of([record]),
            record=record,
            about=about,
            chart=record.chart,
            svg=chart_svg(record.chart) if record.chart else "",
            licence=self._vocabularies.licences[about.licence],
            frequency=self._vocabularies.frequencies[about.frequency],
            themes=self._vocabularies.themes,
            statuses=self._vocabularies.statuses,
            left_out=left_out(record.gate),
            has_status=any(column.name.endswith("_status") for column in about.columns),
            grades=record.grades,
            traced={column.name for column in record.provenance.columns} if record.provenance else set(),
            dictionary=next(file for file in record.files if file.name == DICTIONARY_NAME),
        )

    def provenance(self, record: ReleaseRecord) -> bytes:
        """Return the page that says where the figures of a dataset come from; the record must have it."""
        if record.provenance is None:
            raise ValueError("provenance")
        way = record.provenance
        decided: dict[str, list[str]] = {}
        for partner in record.partners_in:
            decided.setdefault(partner.decision, []).append(partner.name)
        return self._render(
            "herkunft.html",
            "../",
            sample=_sample_of([record]),
            record=record,
            way=way,
            decided=decided,
            step_titles={step.name: step.title for step in way.steps},
        )

    def imprint(self, records: Sequence[ReleaseRecord]) -> bytes:
        """Return imprint, contact and statement on accessibility."""
        return self._render("impressum.html", "", imprint=self._portal.imprint, sample=_sample_of(records))

    def withdrawn(self, title: str, version: int, reason: str, on: datetime) -> bytes:
        """Return the page that stays where a dataset was."""
        return self._render(
            "withdrawn.html", "../", sample="", title=title, version=version, reason=reason, withdrawn=on
        )


@cache
def _environment() -> Any:
    """Return the template engine; compiled templates are kept for the life of the process."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("godonu_platform.catalogs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "zahl": german.number,
        "tag": german.day,
        "kurzmonat": german.short_month,
        "zeitraum": german.period,
        "groesse": german.size,
        "achse": partial(label_text, full=True),
        "absaetze": paragraphs,
        "beispiel": _SAMPLE.__getitem__,
        "note": _LETTERS.__getitem__,
        "buchstabe": lambda letter: _LETTERS[letter].partition(" – ")[0],
        "prozent": lambda share: f"{share:.0%}".replace("%", " %"),
    }
    return environment


def _sample_of(records: Sequence[ReleaseRecord]) -> str:
    """Return "alle", "teilweise" or nothing: how much of what is shown was generated."""
    states = {record.sample for record in records}
    if states <= {"keine"}:
        return ""
    return "alle" if states == {"alle"} else "teilweise"


def paragraphs(text: str) -> list[str]:
    """Split a text at its blank lines."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def asset(name: str) -> bytes:
    """Return a file that lies beside the templates."""
    return resources.files("godonu_platform.catalogs").joinpath("templates", name).read_bytes()
