# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The verb `godonu explain`: the way of a published number back to what was delivered, in German.

Keep out: finding the way (governance.explain) and its circumstances (publication.explanation).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from godonu_platform.project import Project
from godonu_platform.terminal import listings

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from godonu_platform.contracts.concept import Concept
    from godonu_platform.governance.classes import Classes
    from godonu_platform.governance.way import LandedColumn
    from godonu_platform.publication.explanation import DeliveryBehind, Explanation


@click.command(help="Den Weg einer veröffentlichten Zahl zurückverfolgen: DATENSATZ.SPALTE")
@click.argument("column", metavar="DATENSATZ.SPALTE")
@click.option("--lieferungen", "each", is_flag=True, help="Jede Lieferung einzeln mit Kennung und Zeilenzahl zeigen.")
@click.option("--json", "json_", is_flag=True, help="Ausgabe als JSON.")
def explain(column: str, each: bool, json_: bool) -> None:
    """Explain one column."""
    from godonu_platform.governance.explain import UnknownColumn
    from godonu_platform.publication.explanation import Explanations

    dataset, dot, name = column.partition(".")
    if not dot or not dataset or not name:
        raise click.UsageError(
            f"»{column}« nennt keine Spalte. Bitte Datensatz, Punkt und Spalte angeben, wie auf der Katalogseite."
        )
    project = Project.from_environment()
    try:
        explanation = Explanations(project).of(dataset, name)
    except UnknownColumn as unknown:
        raise click.UsageError(str(unknown)) from None
    listings.show(shown(explanation, project, each=each), as_dict(explanation), json_)


def as_dict(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as plain data for --json."""
    return {
        "weg": asdict(explanation.way),
        "lieferungen": [asdict(delivery) for delivery in explanation.deliveries],
        "nachweise": {name: asdict(proof) for name, proof in explanation.proofs.items()},
        "entscheidungen": explanation.decisions,
        "ziel": explanation.targets,
        "version": explanation.release.version if explanation.release else None,
        "lauf": explanation.run,
        "programmstand": explanation.revision,
    }


def shown(explanation: Explanation, project: Project, *, each: bool = False) -> Iterator[RenderableType]:
    """Yield the explanation: sentences first, then tables."""
    from godonu_platform.contracts.concept import load_concept
    from godonu_platform.governance.way_words import classed, deciding, made_of, technical_sentence

    way, concept = explanation.way, load_concept(project)
    yield f"[bold]{way.title}[/bold] ({way.dataset}.{way.column}). {way.description}"
    if not way.published:
        yield "Diese Spalte wird nicht veröffentlicht; sie ist eine Stufe der Rechnung."
    yield made_of(way)
    yield classed(way, concept)
    for refused in way.refused:
        yield f"[red]Die Herkunft ist nicht ganz zu verfolgen: {refused}[/red]"
    yield ""
    yield _stations(explanation, concept)
    own, rows = deciding(way.indirect), deciding(way.rows)
    if own:
        yield _deciding("Was über den Wert entscheidet", own, concept)
    if rows:
        yield _deciding("Was entscheidet, ob es die Zeile gibt", rows, concept)
    technical = technical_sentence([*way.indirect, *way.rows])
    if technical:
        yield f"{technical}\n"
    yield from _steps(explanation)
    yield _each_delivery(explanation) if each else _deliveries(explanation)
    yield from _circumstances(explanation)


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def _said(concept: Concept, classes: Classes) -> str:
    personal = concept.title("personenbezug", classes.personenbezug)
    return f"{concept.title('vertraulichkeit', classes.vertraulichkeit)}\n[dim]{personal}[/dim]"


def _stations(explanation: Explanation, concept: Concept) -> Table:
    from godonu_platform.governance.way_words import how_made, stage_title

    table = _table(
        "Rechenweg, von der Veröffentlichung zurück (Klasse: oben Vertraulichkeit, darunter Personenbezug)",
        "Stufe", "Modell.Spalte", "Bedeutung", "angegeben", "aus Werten", "aus Auswahl", "wirksam",
    )  # fmt: skip
    way = explanation.way
    for station in way.stations:
        found = station.classes
        parts = (found.declared, found.direct, found.indirect, found.effective) if found else ()
        classes = [_said(concept, part) for part in parts]
        table.add_row(stage_title(station.stage), _name(station.model, station.column), station.title, *classes)
    for one in way.direct:
        where = "Lieferung" if one.delivered else "Verzeichnis der Plattform"
        told = _said(concept, one.classes) if one.classes else ""
        table.add_row(where, _name(one.dataset, one.column), f"{one.title} ({how_made(one)})", told)
    return table


def _name(model: str, column: str) -> str:
    return model if column == "*" else f"{model}.{column}"


def _deciding(title: str, columns: Sequence[LandedColumn], concept: Concept) -> Table:
    from godonu_platform.governance.way_words import how_deciding

    table = _table(title, "Lieferdatensatz", "Angabe", "wie", "Vertraulichkeit, Personenbezug")
    for dataset, some in groupby(columns, key=lambda one: one.dataset_title):
        for place, one in enumerate(some):
            classes = _said(concept, one.classes).replace("\n", ", ") if one.classes else ""
            table.add_row("" if place else dataset, f"{one.title} ({one.column})", how_deciding(one), classes)
    return table


def _steps(explanation: Explanation) -> Iterator[RenderableType]:
    for step in explanation.way.steps:
        proof = explanation.proofs[step.name]
        told = "Nachweis gelungen." if proof.passed else f"[red]Nachweis nicht gelungen: {proof.message}[/red]"
        yield f"Schutzschritt [bold]{step.title}[/bold]: {step.description} {step.reason}".rstrip()
        yield f"  Genehmigt von: {step.approved_by}. {told}\n"


def _period(months: Sequence[str]) -> str:
    found = sorted(set(months))
    return f"{found[0]} bis {found[-1]}" if len(found) > 1 else "".join(found)


def _deliveries(explanation: Explanation) -> Table:
    table = _table(
        "Lieferungen dahinter (einzeln mit --lieferungen)",
        "Datensatz",
        "Kommune",
        "Lieferungen",
        "Monate",
        "Zeilen",
        "",
    )

    def place(one: DeliveryBehind) -> tuple[str, str]:
        return one.dataset, one.partner

    for (dataset, partner), found in groupby(sorted(explanation.deliveries, key=place), key=place):
        some = list(found)
        months = _period([month for one in some for month in one.months])
        rows = listings.number(sum(one.landed for one in some))
        table.add_row(dataset, partner, str(len(some)), months, rows, _sample(some))
    return table


def _each_delivery(explanation: Explanation) -> Table:
    table = _table("Lieferungen dahinter", "Lieferung", "Datensatz", "Kommune", "Monate", "Zeilen", "")
    for one in explanation.deliveries:
        rows = listings.number(one.landed)
        table.add_row(one.batch, one.dataset, one.partner, _period(one.months), rows, _sample([one]))
    return table


def _sample(deliveries: Sequence[DeliveryBehind]) -> str:
    kinds = {one.sample for one in deliveries}
    return "" if kinds == {False} else "Beispiel" if kinds == {True} else "teils Beispiel"


def _circumstances(explanation: Explanation) -> Iterator[RenderableType]:
    opened: dict[str, list[str]] = {}
    for partner, decision in explanation.decisions.items():
        opened.setdefault(decision, []).append(partner)
    for decision, partners in opened.items():
        yield f"Geöffnet durch Entscheidung [bold]{decision}[/bold]: {', '.join(partners)}."
    if explanation.targets:
        yield f"Ziel: {explanation.targets}."
    version = explanation.release.version if explanation.release else "noch keine"
    said = f"Veröffentlichte Version: {version}. " if explanation.way.published else ""
    yield f"{said}Lauf: {explanation.run or 'nicht bekannt'}. Programmstand: {explanation.revision or 'nicht bekannt'}."
