# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small finished run with every kind of step, and the datasets it knows; for the tests of events and sending."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from godonu_platform.lineage.openlineage_facts import Check, Dataset, Field, FieldUse, FinishedRun, Step, Work

RUN_ID = "8f14e45f-ceea-4c6a-9d3a-1f2b3c4d5e6f"
BEGIN = datetime(2026, 11, 1, 6, 0, 0, 123456, tzinfo=UTC)
CLASSES = (("personenbezug", "pseudonym"), ("vertraulichkeit", "intern"))


def at(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


DATASETS = {
    d.name: d
    for d in (
        Dataset("inbox/visits", "Lieferungen", "FILE", (Field("session", "", ""),), ("team:data_steward",)),
        Dataset(
            "lake/visits",
            "Besuche",
            "FILE",
            (Field("session_pid", "VARCHAR", "Pseudonym", CLASSES), Field("flags", "BIGINT", "")),
            ("team:dateneigentuemer", "team:data_steward"),
            (("datenebene", "roh"),),
            ("inbox/visits",),
            {
                "session_pid": (FieldUse("inbox/visits", "session", "DIRECT", "TRANSFORMATION", True, "Behandlung"),),
                "flags": (),
            },
            also="raw.visits",
        ),
        Dataset(
            "marts.figures",
            "Zahlen",
            "TABLE",
            (Field("visits", "BIGINT", "Besuche", CLASSES),),
            ("team:data_steward_portal",),
            inputs=("lake/visits",),
            columns={"visits": (FieldUse("lake/visits", "session_pid", "DIRECT", "AGGREGATION", True),)},
            rows=(FieldUse("lake/visits", "flags", "INDIRECT", "FILTER", False),),
            source="Quelle im Projekt: dbt_project/models/marts/figures.sql",
        ),
        Dataset("marts.broken", "", "TABLE", (Field("n", "BIGINT", ""),), inputs=("marts.figures",)),
        Dataset(
            "catalogue/figures",
            "Zahlen",
            "FILE",
            (Field("visits", "BIGINT", "Besuche"),),
            inputs=("marts.figures",),
            columns={"visits": (FieldUse("marts.figures", "visits", "DIRECT", "IDENTITY", False),)},
        ),
    )
}


def finished_run(run_id: str = RUN_ID) -> FinishedRun:
    """Return a run that landed, built one of two models, and broke in the publication."""
    months = ("2026-08", "2026-10")
    steps = (
        Step(
            "raw__visits",
            "COMPLETE",
            at(1),
            at(2),
            works=(Work("lake/visits", "COMPLETE", at(1), at(2), rows=12, version="abc"),),
            checks=(Check("inbox/visits", "keine_lieferung_abgelehnt", "keine_lieferung_abgelehnt", False, "warn"),),
        ),
        Step(
            "dbt",
            "COMPLETE",
            at(2),
            at(9),
            works=(
                Work(
                    "marts.figures", "COMPLETE", at(3), at(4), "marts.figures", rows=7, version="def", months=months,
                    change="OVERWRITE",
                ),
                Work("marts.broken", "FAIL", at(2), at(5), "marts.broken", "nicht gerechnet"),
            ),
            checks=(Check("marts.figures", "not_null_figures_visits", "not_null", True, "error", "visits"),),
        ),
        Step(
            "catalogue__figures",
            "FAIL",
            at(9),
            at(10),
            "ValueError in publication/publish.py:80",
            works=(Work("catalogue/figures", "FAIL", at(9), at(10)),),
        ),
    )  # fmt: skip
    return FinishedRun(run_id, "alles", "FAIL", BEGIN, at(11), "ValueError in publication/publish.py:80", steps)
