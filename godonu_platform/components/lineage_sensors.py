# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The two sensors of lineage: one writes the events of ended runs, one forwards what waits; never inside a run.

A plain sensor asks which ended runs have no mark. A run-status sensor moves on when writing failed, and never hears of
runs that the command started or that a killed process left behind. Keep out: what is written and how it is sent.
"""

import dagster as dg

from godonu_platform.components.run_events import write_pending
from godonu_platform.lineage import forwarding
from godonu_platform.project import Project

# a tick of a sensor is ended from outside after a minute
_PATIENCE = forwarding.Patience(total=20, request=5)


def lineage_sensors(seconds: int) -> list[dg.SensorDefinition]:
    """Return both sensors, on from the start: they cost one look at the run list, and send only where a URL is set."""
    return [_writer(seconds), _sender(seconds)]


def _writer(seconds: int) -> dg.SensorDefinition:
    @dg.sensor(
        name="herkunft_schreiben",
        minimum_interval_seconds=seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Schreibt die Herkunftsereignisse (OpenLineage) beendeter Läufe in den Ausgang.",
    )
    def herkunft_schreiben(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        written = write_pending(Project.from_environment(), context.instance)
        if written.trouble:
            context.log.error(written.trouble)
        told = f"{written.events} Ereignisse aus {written.runs} Läufen geschrieben."
        return dg.SkipReason(written.trouble or (told if written.runs else "Kein beendeter Lauf ohne Ereignisse."))

    return herkunft_schreiben


def _sender(seconds: int) -> dg.SensorDefinition:
    @dg.sensor(
        name="herkunft_senden",
        minimum_interval_seconds=seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Gibt wartende Herkunftsereignisse weiter, sobald GODONU_OPENLINEAGE_URL gesetzt ist.",
    )
    def herkunft_senden(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        project = Project.from_environment()
        if project.receiver is None:
            return dg.SkipReason("Kein Empfänger eingestellt (GODONU_OPENLINEAGE_URL).")
        if forwarding.asked_to_wait(project):
            return dg.SkipReason("Der Empfänger hat um eine Pause gebeten.")
        outcome = forwarding.send(project, _PATIENCE)
        return dg.SkipReason(forwarding.in_words(outcome))

    return herkunft_senden
