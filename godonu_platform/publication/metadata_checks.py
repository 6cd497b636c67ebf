# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gate checks on what a harvester would read: the shapes, and the points of the Metadata Quality Assessment.

Keep out: how the description is written and judged (metadata_facts).
"""

from __future__ import annotations

from collections.abc import Iterator

from godonu_platform.publication.gate_view import GateView, Objection


def graph_conforms(view: GateView) -> Iterator[Objection]:
    """The description must meet our own shapes and, where their folder is given, the official ones."""
    facts = view.metadata
    for found in facts.findings:
        yield Objection("metadaten", found.message, severity="warn" if found.warning else "error")
    if view.candidate.project.shapes is not None and not facts.official:
        yield Objection(
            "nur_eigene_formen",
            "Die amtlichen Formen gelten für DCAT-AP.de 3.0; geprüft wurde nur mit den eigenen Formen für 2.0.",
            severity="warn",
        )


def quality_suffices(view: GateView) -> Iterator[Objection]:
    """The description must be rated as excellent by data.europa.eu's points; each point that is lost is told."""
    from godonu_platform.catalogs.mqa import FLOOR

    report = view.metadata.report
    if report.points < FLOOR:
        yield Objection(
            "mqa_zu_niedrig",
            f"Die Beschreibung erreicht {report.points} von {report.of} Punkten (MQA); nötig sind {FLOOR}. "
            "Welche fehlen, steht in den Hinweisen darunter.",
        )
    for line in report.lines:
        yield Objection(
            "mqa_punkte", f"{line.metric}: {line.points} Punkte weniger (MQA). {line.advice}", severity="warn"
        )
