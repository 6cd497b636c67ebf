# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Each ended run is written once; what could not be written is told and made up for, and never fails anything."""

import json
import os
import threading
from collections.abc import Iterator
from typing import Any

import dagster as dg
import pytest

from godonu_platform.components import run_events
from godonu_platform.components.abandoned import PID_TAG, release_abandoned
from godonu_platform.components.lineage_sensors import lineage_sensors
from godonu_platform.components.run_events import MARK, Written, write_pending
from godonu_platform.components.run_log import Asset, Names
from godonu_platform.lineage import outbox
from godonu_platform.lineage.openlineage_facts import Dataset, Field
from godonu_platform.project import Project
from tests.lineage.openlineage_schemas import story_mistakes

SECRET = "Erika Mustermann"
DATASETS = {
    "inbox/visits": Dataset("inbox/visits", "", "FILE", ()),
    "lake/visits": Dataset("lake/visits", "", "FILE", (Field("a", "BIGINT", ""),), inputs=("inbox/visits",)),
}
NAMES = Names({("raw", "visits"): Asset("lake/visits", "inbox/visits")}, {})


@dg.asset(key=["raw", "visits"])
def landed(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
    if context.run.tags.get("wie") == "bruch":
        raise ValueError(SECRET)
    return dg.MaterializeResult(metadata={"Gelandet": 3})


JOB = dg.Definitions([landed], jobs=[dg.define_asset_job("alles", "*")]).resolve_job_def("alles")


@pytest.fixture(autouse=True)
def _described(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the project describes is the matter of other tests; here it is two datasets."""
    monkeypatch.setattr(run_events, "_described", lambda project, ended: DATASETS)
    monkeypatch.setattr(run_events, "_names", lambda project: NAMES)


@pytest.fixture
def instance(tmp_path: Any) -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test(temp_dir=str(tmp_path)) as found:
        yield found


def run(instance: dg.DagsterInstance, how: str = "") -> str:
    return JOB.execute_in_process(instance=instance, tags={"wie": how}, raise_on_error=False).run_id


def events(project: Project) -> list[dict[str, Any]]:
    return [json.loads(w.line) for w in outbox.waiting(project, outbox.acknowledged(project)) if w.line]


def test_a_run_is_written_once_and_marked(project: Project, instance: dg.DagsterInstance) -> None:
    run_id = run(instance)
    assert write_pending(project, instance) == Written(1, 4)
    found = instance.get_run_by_id(run_id)
    assert found is not None and found.tags[MARK] == "geschrieben"
    before = project.outbox.read_bytes()
    assert write_pending(project, instance) == Written()
    assert project.outbox.read_bytes() == before
    assert list(story_mistakes(events(project))) == []


def test_without_a_mark_the_very_same_events_come_again(project: Project, instance: dg.DagsterInstance) -> None:
    """What happens after a kill between the file and the mark: at least once, with identical ids."""
    run_id = run(instance)
    write_pending(project, instance)
    first = project.outbox.read_bytes()
    instance.add_run_tags(run_id, {MARK: "nicht mehr"})
    assert write_pending(project, instance) == Written(1, 4)
    assert project.outbox.read_bytes() == first + first


def test_all_runs_without_mark_come_oldest_first(
    project: Project, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_events, "_PAGE", 2)
    ids = [run(instance) for _ in range(5)]
    assert write_pending(project, instance) == Written(5, 20)
    assert [e["run"]["runId"] for e in events(project)[::4]] == ids


def test_a_run_with_the_number_of_this_process_is_dead(instance: dg.DagsterInstance) -> None:
    """This process has begun no run yet: the system gave the number of a dead one out anew."""
    old = instance.create_run_for_job(JOB, tags={PID_TAG: str(os.getpid())}, status=dg.DagsterRunStatus.STARTED)
    alive = instance.create_run_for_job(JOB, tags={PID_TAG: str(os.getppid())}, status=dg.DagsterRunStatus.STARTED)
    assert release_abandoned(instance) == [old.run_id]
    assert alive.run_id not in release_abandoned(instance)


def test_a_failed_and_a_killed_run_are_told_without_any_value(project: Project, instance: dg.DagsterInstance) -> None:
    run(instance, "bruch")
    killed = instance.create_run_for_job(JOB, tags={PID_TAG: "999999999"}, status=dg.DagsterRunStatus.STARTED)
    assert write_pending(project, instance).runs == 1, "nobody knows yet that the other one is gone"
    assert release_abandoned(instance) == [killed.run_id]
    assert write_pending(project, instance).runs == 1
    told = {(e["job"]["name"], e["eventType"]) for e in events(project)}
    assert {("alles", "FAIL"), ("raw__visits", "FAIL"), ("alles", "ABORT")} <= told
    assert SECRET not in project.outbox.read_text()


@pytest.mark.parametrize("broken", ["_described", "append"])
def test_what_goes_wrong_is_told_and_made_up_for(
    broken: str, project: Project, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(instance)

    def fail(*_: object) -> None:
        raise OSError(28, SECRET)

    with monkeypatch.context() as patch:
        patch.setattr(run_events if broken == "_described" else outbox, broken, fail)
        written = write_pending(project, instance)
        assert written.runs == 0 and "OSError in " in written.trouble and SECRET not in written.trouble
        assert written.as_report()["fehler"] == written.trouble
    assert write_pending(project, instance) == Written(1, 4)


def test_a_run_that_cannot_be_told_keeps_no_other_back(
    project: Project, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = run(instance), run(instance)
    read = run_events.read_run

    def fails_for_one(instance: dg.DagsterInstance, record: dg.RunRecord, names: Names) -> Any:
        if record.dagster_run.run_id == bad:
            raise ValueError(SECRET)
        return read(instance, record, names)

    monkeypatch.setattr(run_events, "read_run", fails_for_one)
    written = write_pending(project, instance)
    assert (written.runs, written.events) == (1, 4) and "ValueError in " in written.trouble
    assert {e["run"]["runId"] for e in events(project)} & {bad, good} == {good}


def test_two_writers_at_once_write_a_run_once(project: Project, instance: dg.DagsterInstance) -> None:
    for _ in range(3):
        run(instance)
    writers = [threading.Thread(target=write_pending, args=(project, instance)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(events(project)) == 12


def test_the_sensors_write_and_do_not_send_without_a_receiver(
    project: Project, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GODONU_DATA", str(project.data))
    run(instance)
    writer, sender = lineage_sensors(60)
    context = dg.build_sensor_context(instance=instance)
    assert writer.evaluate_tick(context).skip_message == "4 Ereignisse aus 1 Läufen geschrieben."
    assert writer.evaluate_tick(context).skip_message == "Kein beendeter Lauf ohne Ereignisse."
    assert sender.evaluate_tick(context).skip_message == "Kein Empfänger eingestellt (GODONU_OPENLINEAGE_URL)."
    assert len(events(project)) == 4


def test_the_sensor_forwards_and_keeps_to_a_pause(
    project: Project, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.lineage.receiver import answer, receiver

    monkeypatch.setenv("GODONU_DATA", str(project.data))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    run(instance)
    writer, sender = lineage_sensors(60)
    context = dg.build_sensor_context(instance=instance)
    writer.evaluate_tick(context)
    with receiver() as there:
        monkeypatch.setenv("GODONU_OPENLINEAGE_URL", there.url)
        there.script = [answer(503, Retry_After="1800")]
        assert "Pause bis" in str(sender.evaluate_tick(context).skip_message)
        assert sender.evaluate_tick(context).skip_message == "Der Empfänger hat um eine Pause gebeten."
        assert len(there.seen) == 1
        (project.outbox.parent / "last_sending.json").unlink()
        assert str(sender.evaluate_tick(context).skip_message).startswith("4 Ereignisse gesendet.")
        assert len(there.taken) == 4
