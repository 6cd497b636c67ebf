# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Component type for the job in which an opening is decided: without answers it only shows, with answers it writes.

Keep out: what is shown and what speaks against answers; the job lays the same tables out as the command does.
"""

from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from godonu_platform.governance.deciding import Answers, Contradiction
from godonu_platform.governance.decision_writing import DecisionNotWritten
from godonu_platform.governance.matter_tables import MatterTable, change_lines, matter_lines, matter_tables
from godonu_platform.project import Project
from godonu_platform.yaml_document import Document
from godonu_platform.yaml_model import YamlMistakes, parse_document

if TYPE_CHECKING:
    from godonu_platform.publication.decision_desk import Desk


class Unterschrift(dg.Config):
    """One signature; its names are what a steward writes into the run configuration."""

    person: str = Field(description="Kennung der Person, nie ein Name, z. B. p-3f9a1c")
    rolle: str = Field(description="Rolle nach dem Konzept, z. B. dateneigentuemer")


class Antworten(dg.Config):
    """The answers as a steward writes them into the run configuration; checked like a file of answers."""

    gesehen: str | None = Field(None, description="Prüfzahl aus der Ansicht, auf die sich die Entscheidung bezieht")
    partners: list[str] = Field(description="Schlüssel der Kommunen, in Anführungszeichen")
    gilt_fuer: str = Field(description="beispieldaten oder echtdaten")
    status: str = Field(
        description="offen, offen_nach_anonymisierung, eingeschraenkt_interkommunal, nicht_offen oder widerrufen"
    )
    checklist: dict[str, str] = Field(description="Je Frage: nein, ja oder nicht_zutreffend")
    begruendung: str = Field(description="Warum so entschieden wird")
    rechtsgrund: str = Field(description="Gesetz, Satzung oder Beschluss")
    wiedervorlage: str = Field(description="Bis wann die Entscheidung höchstens gilt, JJJJ-MM-TT")
    entschieden_von: Unterschrift
    mitgezeichnet_von: Unterschrift | None = None


class Freigabe(dg.Config):
    """Which dataset, and the answers if it is to be decided."""

    datensatz: str = Field(description="Name des Datensatzes, z. B. open_traffic_daily")
    antworten: Antworten | None = Field(None, description="Leer lassen, um nur anzusehen, worüber entschieden würde")


class ReleaseDecision(dg.Component, dg.Model, dg.Resolvable):
    """The job in which stewards decide an opening; `example` is the dataset that the Launchpad is filled with."""

    job: str
    description: str
    example: str

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return the job with its one step."""
        name = f"{self.job}_entscheiden"

        @dg.op(name=name, description=self.description)
        def step(context: dg.OpExecutionContext, config: Freigabe) -> None:
            _decide(context, config)

        filled = {"ops": {name: {"config": {"datensatz": self.example}}}}

        @dg.job(name=self.job, description=self.description, config=filled)
        def job() -> None:
            step()

        return dg.Definitions(jobs=[job])


def _decide(context: dg.OpExecutionContext, config: Freigabe) -> None:
    # only a run needs that room with its engines, not everybody who loads the definitions
    from godonu_platform.publication.decision_desk import NothingToDecide, laid_out, take

    try:
        desk = laid_out(Project.from_environment(), config.datensatz)
        context.log_event(_told(desk, {}))
        if config.antworten is None:
            context.log.info(
                "Nur angesehen, nichts eingetragen. Zum Entscheiden die Antworten in der Konfiguration angeben."
            )
            return
        entry, path = take(desk, _answers(config.antworten))
    except (NothingToDecide, DecisionNotWritten, YamlMistakes) as refused:
        raise _refused([str(refused)]) from None
    except Contradiction as contradiction:
        raise _refused(contradiction.reasons) from None
    except OSError as error:
        raise _refused(
            [f"Der Eintrag lässt sich nicht schreiben ({type(error).__name__}); bitte die Rechte prüfen."]
        ) from None
    written: dict[str, Any] = {"Eingetragen": f"{entry.id}: {entry.status}", "Datei": dg.MetadataValue.path(str(path))}
    context.log_event(dg.AssetObservation(asset_key=_key(desk), metadata=written))
    context.log.info(f"Eingetragen: {entry.id}. Bitte die Änderung mit der Versionsverwaltung festhalten.")


def _answers(given: Antworten) -> Answers:
    # the same reading as for a file, so that mistakes are told in the same words
    return parse_document(
        Document(Project.from_environment().governance, given.model_dump(exclude_none=True), {}), Answers
    )


def _refused(reasons: list[str]) -> dg.Failure:
    listed = "\n".join(f"- {reason}" for reason in reasons)
    return dg.Failure(
        description="Nichts eingetragen. " + " ".join(reasons),
        metadata={"Was dagegen spricht": dg.MetadataValue.md(listed)},
        allow_retries=False,
    )


def _key(desk: "Desk") -> dg.AssetKey:
    return dg.AssetKey(["catalogue", desk.matter.dataset])


def _told(desk: "Desk", more: dict[str, Any]) -> dg.AssetObservation:
    matter = desk.matter
    about: dict[str, Any] = {
        "Worüber entschieden wird": dg.MetadataValue.md("\n".join(f"- {line}" for line in matter_lines(matter))),
        "Prüfzahl (gesehen)": (matter.fingerprint or "")[:16] or "keine",
        "Änderungen seit der letzten Entscheidung": dg.MetadataValue.md(_changes(change_lines(matter))),
    }
    about |= {table.title: dg.MetadataValue.md(_markdown(table)) for table in matter_tables(matter)}
    return dg.AssetObservation(asset_key=_key(desk), metadata=about | more)


def _changes(lines: tuple[str, ...]) -> str:
    """Return the changes with SQL lines as code, so that Markdown leaves their signs alone."""
    told = [f"    {line.strip()}" if line.startswith("    ") else f"\n{line}\n" for line in lines]
    return "\n".join(told)


def _markdown(table: MatterTable) -> str:
    if not table.rows:
        return table.empty

    def line(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(table.head), line(("---",) * len(table.head)), *map(line, table.rows)])
