# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The figures of a dataset's chart, from the rows that are released: sums of published values, or counts of rows.

Nothing published stays empty on the chart; it is never drawn as zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from godonu_platform.catalogs.entry import ChartSpec
from godonu_platform.catalogs.release_record import ChartColumns, ChartData, Series
from godonu_platform.contracts.contract import Contract
from godonu_platform.publication.table import CandidateTable, month_of, quoted, status_pairs

MOST_PLACES = 400  # on one axis; a chart with more of them shows nothing and makes the page heavy
MOST_SERIES = 9


@dataclass(frozen=True)
class _Figure:
    place: str
    group: str
    value: float | None


def chart_figures(spec: ChartSpec | None, table: CandidateTable, partners: Sequence[str]) -> ChartData | None:
    """Return what the chart shows, or None when the entry asks for none."""
    if spec is None:
        return None
    contract = table.contract
    figures = _figures(spec, table, partners)
    places, cut = _places(spec, contract, figures)
    groups, dropped = _groups(figures)
    values = {(f.place, f.group): f.value for f in figures}
    place_names = contract.column(spec.x).labels
    group_names = contract.column(spec.group).labels if spec.group else {}
    notes = (spec.note, cut, dropped, _suppressed(spec, table, partners))
    return ChartData(
        kind=spec.kind,
        title=spec.title,
        x_title=spec.x_title,
        y_title=spec.y_title,
        labels=without_codes([place_names.get(place, place) for place in places]),
        series=tuple(
            Series(
                name=group_names.get(group, group) if spec.group else spec.y_title,
                values=tuple(values.get((place, group)) for place in places),
            )
            for group in groups
        ),
        note=" ".join(text for text in notes if text) or None,
        columns=ChartColumns(x=spec.x, y=spec.y, group=spec.group),
    )


def without_codes(labels: Sequence[str]) -> tuple[str, ...]:
    """Drop a long number in brackets at the end of a label, where the labels stay different without it."""
    short = [re.sub(r"\s*\(\d{6,}\)$", "", label) for label in labels]
    return tuple(
        label if short.count(brief) > 1 or not brief else brief for label, brief in zip(labels, short, strict=True)
    )


def _figures(spec: ChartSpec, table: CandidateTable, partners: Sequence[str]) -> list[_Figure]:
    column = table.contract.column(spec.x)
    monthly = spec.x == table.contract.month_column and column.type in ("date", "timestamp")
    place = month_of(column) if monthly else quoted(spec.x)
    group = f"cast({quoted(spec.group)} as varchar)" if spec.group else "''"
    value = f"cast(sum({quoted(spec.y)}) as double)" if spec.y else "cast(count(*) as double)"
    rows = table.rows(
        f"select cast(place as varchar), grouped, value from ("
        f"select {place} as place, {group} as grouped, {value} as value from ({table.relation(partners)}) group by 1, 2"
        ") where place is not null and grouped is not null order by place, grouped"
    )
    return [_Figure(str(row[0]), str(row[1]), row[2]) for row in rows]


def _places(spec: ChartSpec, contract: Contract, figures: list[_Figure]) -> tuple[list[str], str]:
    """Return the places on the axis: in their own order where they have one, else the largest first."""
    names = list(dict.fromkeys(figure.place for figure in figures))
    ordered = contract.column(spec.x).type != "string" or spec.x == contract.month_column
    if spec.kind == "lines" or ordered:
        shown = names[-MOST_PLACES:]
        return shown, "" if len(shown) == len(names) else f"Gezeigt sind die letzten {MOST_PLACES} Stellen."
    totals = {name: sum(f.value or 0 for f in figures if f.place == name) for name in names}
    ranked = sorted(names, key=lambda name: (-totals[name], name))
    if len(ranked) <= spec.limit:
        return ranked, ""
    return ranked[: spec.limit], f"Gezeigt sind die {spec.limit} größten von {len(ranked)} Einträgen."


def _groups(figures: list[_Figure]) -> tuple[list[str], str]:
    names = sorted({figure.group for figure in figures})
    if len(names) <= MOST_SERIES:
        return names, ""
    totals = {name: sum(f.value or 0 for f in figures if f.group == name) for name in names}
    kept = sorted(sorted(names, key=lambda name: (-totals[name], name))[:MOST_SERIES])
    return kept, f"Gezeigt sind die {MOST_SERIES} größten von {len(names)} Reihen."


def _suppressed(spec: ChartSpec, table: CandidateTable, partners: Sequence[str]) -> str:
    """Say so when a sum on the chart leaves out cells that are suppressed."""
    status = next((s for v, s in status_pairs(table.contract) if v.name == spec.y), None)
    if status is None:
        return ""
    hidden = table.rows(f"select count(*) from ({table.relation(partners)}) where {quoted(status.name)} = 'gesperrt'")
    return "Gesperrte Einzelwerte sind in den Summen nicht enthalten." if hidden[0][0] else ""
