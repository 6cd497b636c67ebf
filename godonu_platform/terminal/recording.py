# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The verb `godonu records`: writes the records and says where they lie and how many statements are missing.

Keep out: what the records say. Missing statements are no failure.
"""

from __future__ import annotations

import click
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from godonu_platform.project import Project
from godonu_platform.terminal import listings

EARLIEST_YEAR = 2015


@click.command(help="Verzeichnisse schreiben: Verarbeitung, Dateninventar, Löschliste, Schutzschritte, Jahresbericht.")
@click.option("--jahr", "year", type=int, metavar="JJJJ", help="Jahr des Jahresberichts; sonst das laufende.")
@click.option("--json", "json_", is_flag=True, help="Ausgabe als JSON.")
def records(year: int | None, json_: bool) -> None:
    """Write the records."""
    from godonu_platform.governance.records.gathering import gather
    from godonu_platform.governance.records.writing import write_records
    from godonu_platform.publication.record_facts import with_publications

    project = Project.from_environment()
    facts = gather(project)
    wanted = facts.today.year if year is None else year
    if not EARLIEST_YEAR <= wanted <= facts.today.year:
        raise click.UsageError(f"--jahr erwartet ein Jahr von {EARLIEST_YEAR} bis {facts.today.year}; nicht: {wanted}")
    written = write_records(project, with_publications(project, facts, wanted), wanted)
    table = Table(title="Verzeichnisse", title_justify="left", header_style="bold", show_edge=False)
    table.add_column("Verzeichnis")
    table.add_column("Fehlende Angaben", justify="right")
    for title, gaps in written.by_record.items():
        table.add_row(title, str(gaps))
    shown: list[RenderableType] = [
        table,
        f"Insgesamt fehlen {written.gaps} Angaben; wer sie ergänzt, steht in der Lückenliste (luecken.html)."
        if written.gaps
        else "Es fehlt keine Angabe.",
        escape(f"{len(written.files)} Dateien; im Browser öffnen: {written.folder / 'index.html'}"),
    ]
    content = {
        "ordner": str(written.folder),
        "jahr": wanted,
        "dateien": list(written.files),
        "luecken": written.gaps,
        "luecken_je_verzeichnis": written.by_record,
    }
    listings.show(shown, content, json_)
