# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The event log of a run becomes plain facts: states, times, counts, checks; of an error only kind and place."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest

from godonu_platform.components.abandoned import PID_TAG, release_abandoned
from godonu_platform.components.run_log import Asset, Names, read_run
from godonu_platform.lineage.openlineage_facts import Check, FinishedRun, Step, Work

SECRET = "Erika Mustermann, erika@example.org"
MONTHLY = dg.MonthlyPartitionsDefinition("2026-07", fmt="%Y-%m", timezone="Europe/Berlin")
NAMES = Names(
    {
        ("raw", "visits"): Asset("lake/visits", "inbox/visits"),
        ("marts", "figures"): Asset("marts.figures", "marts.figures", "marts.figures"),
        ("marts", "whole"): Asset("marts.whole", "marts.whole", "marts.whole", overwrites=True),
        ("marts", "broken"): Asset("marts.broken", "marts.broken", "marts.broken"),
        ("marts", "skipped"): Asset("marts.skipped", "marts.skipped", "marts.skipped"),
        ("catalogue", "figures"): Asset("catalogue/figures", "marts.figures"),
    },
    {"not_null_visits": ("not_null", "visits")},
)


@dg.asset(key=["raw", "visits"], check_specs=[dg.AssetCheckSpec("angenommen", asset=["raw", "visits"])])
def landed() -> Iterator[Any]:
    check = dg.AssetCheckResult(
        asset_key=["raw", "visits"], check_name="angenommen", passed=False, severity=dg.AssetCheckSeverity.WARN,
        metadata={"Meldung": SECRET},
    )  # fmt: skip
    yield dg.MaterializeResult(metadata={"Gelandet": 12, "Meldungen": SECRET}, check_results=[check])


@dg.multi_asset(
    name="dbt",
    specs=[
        dg.AssetSpec(["marts", "figures"], deps=[["raw", "visits"]], partitions_def=MONTHLY, skippable=True),
        *[dg.AssetSpec(["marts", n], skippable=True, deps=[["raw", "visits"]]) for n in ("whole", "broken", "skipped")],
    ],
    check_specs=[dg.AssetCheckSpec("not_null_visits", asset=["marts", "figures"])],
    can_subset=True,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def models(context: dg.AssetExecutionContext) -> Iterator[Any]:
    for month in context.partition_keys:
        anew = {"dagster/partition_row_count": 5, "In diesem Lauf neu gerechnet": month != "2026-08"}
        context.add_asset_metadata(anew, asset_key=["marts", "figures"], partition_key=month)
    yield dg.Output(None, "marts__figures", metadata={"dagster/row_count": 15, "Dauer in Sekunden": 0.0})
    yield dg.Output(None, "marts__whole", metadata={"dagster/row_count": 3, "Dauer in Sekunden": 4000.0})
    for name, status in (("broken", "error"), ("skipped", "skipped")):
        context.log_event(dg.AssetObservation(["marts", name], metadata={"Ergebnis": status}))
    context.log.error(f"irgendetwas mit {SECRET}")
    yield dg.AssetCheckResult(asset_key=["marts", "figures"], check_name="not_null_visits", passed=True)


@dg.asset(key=["catalogue", "figures"], deps=[["marts", "figures"]], output_required=False)
def published(context: dg.AssetExecutionContext) -> Iterator[Any]:
    how = context.run.tags.get("wie")
    if how == "bruch":
        raise ValueError(SECRET)
    if how == "ursache":
        try:
            int(SECRET)
        except ValueError as error:
            raise dg.Failure(description=SECRET, metadata={"x": SECRET}) from error
    if how == "zurückgezogen":
        context.log_event(dg.AssetObservation(["catalogue", "figures"], metadata={"Ergebnis": "zurückgezogen"}))
    if how == "neu":
        yield dg.MaterializeResult(metadata={"Version": "v3", "Ergebnis": "neu", "dagster/row_count": 7})


@dg.asset(key=["catalogue", "after"], deps=[published])
def after() -> None:
    """What is skipped when the publication breaks."""


DEFINITIONS = dg.Definitions(
    [landed, models, published, after], jobs=[dg.define_asset_job("alles", "*")], executor=dg.in_process_executor
)
RANGE = {"dagster/asset_partition_range_start": "2026-07", "dagster/asset_partition_range_end": "2026-09"}


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as found:
        yield found


def facts(instance: dg.DagsterInstance, run_id: str | None = None) -> FinishedRun:
    [record] = instance.get_run_records(dg.RunsFilter(run_ids=[run_id]) if run_id else None, limit=1)
    told = read_run(instance, record, NAMES)
    assert read_run(instance, record, NAMES) == told, "the same log gives the same facts"
    assert "Mustermann" not in repr(told)
    return told


def run(instance: dg.DagsterInstance, how: str) -> FinishedRun:
    job = DEFINITIONS.resolve_job_def("alles")
    result = job.execute_in_process(instance=instance, tags={**RANGE, "wie": how}, raise_on_error=False)
    return facts(instance, result.run_id)


def step(told: FinishedRun, name: str) -> Step:
    [found] = [s for s in told.steps if s.name == name]
    return found


def work(told: FinishedRun, dataset: str) -> Work:
    [found] = [w for s in told.steps for w in s.works if w.dataset == dataset]
    return found


def test_a_run_that_ended_well(instance: dg.DagsterInstance) -> None:
    told = run(instance, "neu")
    assert (told.job, told.state, told.error) == ("alles", "COMPLETE", "")
    assert [s.name for s in told.steps] == ["raw__visits", "dbt", "catalogue__figures", "catalogue__after"]
    assert all(told.started <= s.started <= s.ended <= told.ended for s in told.steps)
    assert told.months == ("2026-07", "2026-09"), "August was there and not computed"
    lake = work(told, "lake/visits")
    assert (lake.rows, lake.run, len(lake.version) > 0) == (12, "", True)
    shown = work(told, "catalogue/figures")
    assert (shown.rows, shown.version, shown.change) == (7, "v3", "CREATE")


def test_models_have_runs_of_their_own_with_their_months(instance: dg.DagsterInstance) -> None:
    told = run(instance, "neu")
    figures, whole = work(told, "marts.figures"), work(told, "marts.whole")
    assert (figures.rows, figures.months, figures.change) == (10, ("2026-07", "2026-09"), None)
    assert len(figures.version) == 64
    assert figures.started == figures.ended
    assert (whole.rows, whole.change) == (3, "OVERWRITE")
    assert whole.started == step(told, "dbt").started, "longer than its step: it began with it"
    broken, skipped = work(told, "marts.broken"), work(told, "marts.skipped")
    assert (broken.state, broken.error, broken.rows) == ("FAIL", "nicht gerechnet", None)
    assert (skipped.state, skipped.error[:12]) == ("ABORT", "übersprungen")


def test_checks_are_taken_with_severity_kind_and_column(instance: dg.DagsterInstance) -> None:
    told = run(instance, "neu")
    assert step(told, "raw__visits").checks == (Check("inbox/visits", "angenommen", "angenommen", False, "warn"),)
    assert step(told, "dbt").checks == (Check("marts.figures", "not_null_visits", "not_null", True, "error", "visits"),)


def test_a_broken_step_says_kind_and_place_and_what_follows_was_not_begun(instance: dg.DagsterInstance) -> None:
    told = run(instance, "bruch")
    broken, skipped = step(told, "catalogue__figures"), step(told, "catalogue__after")
    assert (told.state, broken.state, skipped.state) == ("FAIL", "FAIL", "ABORT")
    assert broken.error.startswith("ValueError in components/test_run_log.py:")
    assert told.error == broken.error
    assert work(told, "catalogue/figures").state == "FAIL"
    assert skipped.error.startswith("nicht begonnen") and skipped.started == skipped.ended


def test_the_first_cause_is_told_not_what_wraps_it(instance: dg.DagsterInstance) -> None:
    assert step(run(instance, "ursache"), "catalogue__figures").error.startswith("ValueError in ")


def test_nothing_published_is_no_output_and_a_withdrawal_is_one(instance: dg.DagsterInstance) -> None:
    held = run(instance, "zurückgehalten")
    assert step(held, "catalogue__figures").state == "COMPLETE" and step(held, "catalogue__figures").works == ()
    gone = work(run(instance, "zurückgezogen"), "catalogue/figures")
    assert (gone.state, gone.change, gone.rows) == ("COMPLETE", "DROP", None)


def interrupted(instance: dg.DagsterInstance) -> dg.DagsterRun:
    """A run whose process was killed inside the dbt step: the log ends there."""
    whole = DEFINITIONS.resolve_job_def("alles").execute_in_process(instance=instance, tags={**RANGE, "wie": "neu"})
    run = instance.create_run_for_job(DEFINITIONS.resolve_job_def("alles"), tags={PID_TAG: "999999999"})
    for entry in instance.all_logs(whole.run_id):
        event = entry.dagster_event
        if event is not None and entry.step_key in (None, "raw__visits", "dbt"):
            if event.event_type_value in ("PIPELINE_SUCCESS", "STEP_SUCCESS") and entry.step_key != "raw__visits":
                break
            if event.event_type_value.startswith(("PIPELINE_START", "STEP_START", "STEP_SUCCESS", "ASSET_MATERIALI")):
                instance.report_dagster_event(event, run.run_id, timestamp=entry.timestamp)
    return run


def test_a_killed_run_is_aborted_once_its_process_is_known_to_be_gone(instance: dg.DagsterInstance) -> None:
    run = interrupted(instance)
    assert release_abandoned(instance) == [run.run_id]
    told = facts(instance, run.run_id)
    assert (told.state, told.error[:9]) == ("ABORT", "von außen")
    assert {s.name: s.state for s in told.steps} == {"raw__visits": "COMPLETE", "dbt": "ABORT"} | {
        s.name: "ABORT" for s in told.steps if s.name.startswith("catalogue")
    }
    assert step(told, "dbt").ended == told.ended
    assert work(told, "marts.whole").state == "COMPLETE", "it was written before the kill"
    assert work(told, "marts.broken").state == "ABORT"


def test_a_canceled_run_and_one_that_never_began(instance: dg.DagsterInstance) -> None:
    job = DEFINITIONS.resolve_job_def("alles")
    canceled = instance.create_run_for_job(job)
    instance.report_run_canceled(canceled)
    told = facts(instance, canceled.run_id)
    assert (told.state, told.started) == ("ABORT", told.ended)
    assert {(s.state, s.error[:14]) for s in told.steps} == {("ABORT", "nicht begonnen")}
    failed = instance.create_run_for_job(job)
    instance.report_run_failed(failed)
    assert facts(instance, failed.run_id).state == "ABORT"
    assert abs((told.ended - datetime.now(UTC)).total_seconds()) < 60
