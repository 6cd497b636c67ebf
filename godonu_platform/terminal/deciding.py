# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""`godonu decide`: shows what is decided upon, asks the questions, and has the entry written.

Keep out: what speaks against the answers (governance/deciding), and what is shown (governance/matter_tables).
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from godonu_platform.project import Project
from godonu_platform.terminal import listings

if TYPE_CHECKING:
    from godonu_platform.publication.decision_desk import Desk

WRONG_USE = 2


@click.command(help="Über die Öffnung eines Datensatzes entscheiden: ansehen, Fragen beantworten, eintragen.")
@click.argument("dataset", metavar="DATENSATZ")
@click.option("--zeigen", "only_show", is_flag=True, help="Nur zeigen, worüber entschieden würde.")
@click.option("--antworten", "answers_file", type=click.Path(path_type=Path), help="Antworten aus dieser YAML-Datei.")
@click.option("--json", "json_", is_flag=True, help="Ausgabe als JSON (mit --zeigen).")
def decide(dataset: str, only_show: bool, answers_file: Path | None, json_: bool) -> None:
    """Show, ask and write; exit code 2 when the answers contradict each other or what is decided upon."""
    from godonu_platform.governance.deciding import Contradiction, read_answers
    from godonu_platform.governance.decision_writing import DecisionNotWritten
    from godonu_platform.publication.decision_desk import NothingToDecide, laid_out, take

    if not only_show and answers_file is None and not at_the_screen():
        raise click.UsageError("Ohne Eingabe am Bildschirm bitte --zeigen oder --antworten DATEI angeben.")
    try:
        answers = read_answers(answers_file) if answers_file is not None else None
        desk = laid_out(Project.from_environment(), dataset)
        _show(desk, json_)
        if only_show:
            return
        answers = answers or _asked(desk)
        entry, path = take(desk, answers)
    except (NothingToDecide, DecisionNotWritten) as refused:
        click.echo(str(refused), err=True)
        sys.exit(WRONG_USE)
    except Contradiction as contradiction:
        click.echo("Nichts eingetragen. Was dagegen spricht:", err=True)
        for reason in contradiction.reasons:
            click.echo(f"  - {reason}", err=True)
        if answers_file is None:
            click.echo("Damit nichts verloren geht, hier die Antworten als Datei für --antworten:", err=True)
            click.echo(_as_yaml(answers), err=True)
        sys.exit(WRONG_USE)
    click.echo(f"Eingetragen: {entry.id} in {path}")
    click.echo("Bitte die Änderung mit der Versionsverwaltung festhalten. Wirkung ansehen: godonu plan")


def at_the_screen() -> bool:
    """Tell whether somebody can answer questions."""
    return sys.stdin.isatty()


def _as_yaml(answers: Any) -> str:
    import yaml

    content = answers.model_dump(mode="json", exclude_none=True)
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


def _show(desk: Desk, json_: bool) -> None:
    from rich.markup import escape
    from rich.table import Table

    from godonu_platform.governance.matter_tables import change_lines, matter_lines, matter_tables

    matter = desk.matter
    lines, tables, changes = matter_lines(matter), matter_tables(matter), change_lines(matter)
    shown: list[Any] = [escape(line) for line in lines]
    for found in tables:
        table = Table(title=f"\n{found.title}", title_justify="left", header_style="bold", show_edge=False)
        for place, head in enumerate(found.head):
            table.add_column(head, overflow="fold", no_wrap=place == 0)
        for row in found.rows:
            table.add_row(*(escape(cell) for cell in row))
        shown.append(table if found.rows else f"\n{found.title}: {found.empty}")
    shown += ["", *(escape(line) for line in changes), ""]
    content = {
        "dataset": matter.dataset,
        "pruefzahl": matter.fingerprint,
        "hinweise": list(lines),
        "tabellen": {t.title: [dict(zip(t.head, row, strict=True)) for row in t.rows] for t in tables},
        "aenderungen": list(matter.changes),
        "seit": matter.since,
    }
    listings.show(shown, content, json_)


def _asked(desk: Desk) -> Any:
    """Ask for everything that only a person can answer; what was shown is bound by its fingerprint."""
    from godonu_platform.governance.deciding import Answers
    from godonu_platform.governance.decision_model import CLOSING_STATUSES, SCOPES, Checklist, Status

    statuses: tuple[str, ...] = Status.__args__  # type: ignore[attr-defined]
    matter, rule = desk.matter, desk.candidate.book.rule if desk.candidate.book else None
    if rule is None:
        raise click.UsageError(desk.candidate.book_problem)
    partners = _partners(desk)
    scope = click.prompt("Für welche Lieferungen", type=click.Choice(SCOPES))
    checklist = {name: _question(desk, name) for name in Checklist.model_fields}
    status = click.prompt("Entscheidung", type=click.Choice(statuses))
    first = _signature("Wer entscheidet", rule.decides)
    second = None
    if status not in CLOSING_STATUSES and (
        matter.upstream_personal or click.confirm("Zeichnet eine zweite Person mit?", default=False)
    ):
        second = _signature("Wer zeichnet mit", rule.countersigns)
    answers: Mapping[str, Any] = {
        "gesehen": matter.fingerprint,
        "partners": partners,
        "gilt_fuer": scope,
        "status": status,
        "checklist": checklist,
        "begruendung": _text("Begründung", 10),
        "rechtsgrund": _text("Rechtsgrund", 3),
        "wiedervorlage": click.prompt("Wiedervorlage am (JJJJ-MM-TT)", value_proc=_day),
        "entschieden_von": first,
        "mitgezeichnet_von": second,
    }
    click.confirm("So eintragen?", abort=True)
    return Answers.model_validate(answers)


def _partners(desk: Desk) -> list[str]:
    known = [partner.ars for partner in desk.matter.partners]

    def parsed(text: str) -> list[str]:
        wanted = known if text.strip() == "alle" else [part.strip() for part in text.split(",") if part.strip()]
        unknown = [ars for ars in wanted if ars not in known]
        if unknown or not wanted:
            raise click.UsageError("bitte Schlüssel aus der Tabelle angeben, durch Komma getrennt, oder »alle«")
        return list(dict.fromkeys(wanted))

    found: list[str] = click.prompt(
        "Für welche Kommunen (Schlüssel, durch Komma getrennt, oder »alle«)", value_proc=parsed
    )
    return found


def _question(desk: Desk, name: str) -> str:
    from godonu_platform.contracts.concept import load_concept

    question = load_concept(desk.candidate.project).checklist.get(name)
    if question is not None:
        click.echo(f"\n{question.question}\n  {question.note}")
    answer: str = click.prompt(name, type=click.Choice(["nein", "ja", "nicht_zutreffend"]))
    return answer


def _signature(title: str, roles: frozenset[str]) -> dict[str, str]:
    from godonu_platform.governance.decision_model import PERSON_PATTERN

    person = click.prompt(f"{title} (Kennung der Person, z. B. p-3f9a1c)", value_proc=_matching(PERSON_PATTERN))
    role = sorted(roles)[0] if len(roles) == 1 else click.prompt("in welcher Rolle", type=click.Choice(sorted(roles)))
    return {"person": person, "rolle": role}


def _matching(pattern: str) -> Callable[[str], str]:
    import re

    def checked(text: str) -> str:
        if not re.fullmatch(pattern, text.strip()):
            raise click.UsageError("das ist keine Kennung; Namen gehören nicht in eine Entscheidung")
        return text.strip()

    return checked


def _text(title: str, shortest: int) -> str:
    def checked(text: str) -> str:
        if len(text.strip()) < shortest:
            raise click.UsageError(f"bitte ausführlicher, mindestens {shortest} Zeichen")
        return text.strip()

    found: str = click.prompt(title, value_proc=checked)
    return found


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise click.UsageError("bitte als JJJJ-MM-TT schreiben, z. B. 2027-11-20") from None
