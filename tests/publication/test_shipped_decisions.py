# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What ships fits together: the sample is decided upon as it is, and no model brings partners together unsaid."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.governance.decision_basis import read_parts
from godonu_platform.governance.decisions import load_decisions
from godonu_platform.governance.grounds import Grounds
from godonu_platform.governance.partner_separation import load_shared, mixings
from godonu_platform.governance.project_grounds import project_grounds
from godonu_platform.lineage.compiled_models import compiled_models
from godonu_platform.lineage.model_graph import load_manifest
from godonu_platform.project import Project
from godonu_platform.publication.candidate import Candidate, collect_candidates, open_contracts
from godonu_platform.publication.collected import current_evidence
from tests.conftest import CLOCK, REPOSITORY

DECIDE = "run scripts/decide_sample.py: what the shipped decisions are about has changed"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The repository over an empty data folder, compiled once for this file."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("GODONU_"):
                patch.delenv(name)
        yield Project.at(REPOSITORY, tmp_path_factory.mktemp("data"), fixed_clock=CLOCK)


@pytest.fixture(scope="module")
def candidates(project: Project) -> list[Candidate]:
    return collect_candidates(project, open_contracts(load_contracts(project)), current_evidence(project))


def test_every_shipped_dataset_is_decided_upon_as_it_is(candidates: list[Candidate]) -> None:
    for candidate in candidates:
        assert candidate.book is not None, candidate.book_problem
        assert candidate.fingerprint is not None, candidate.fingerprint_problem
        opened = candidate.book.opened_partners()
        assert len(opened) >= 8
        for ars in opened:
            standing = candidate.book.standing(
                ars,
                real=False,
                licence=candidate.entry.licence if candidate.entry else "",
                fingerprint=candidate.fingerprint,
                upstream_personal=candidate.upstream_personal,
                on=candidate.today,
            )
            assert standing.open, f"{DECIDE}: {candidate.dataset}: {standing.reason}"
            assert not candidate.book.standing(
                ars,
                real=True,
                licence="",
                fingerprint=candidate.fingerprint,
                upstream_personal=True,
                on=candidate.today,
            ).open


def test_what_a_shipped_decision_was_about_is_kept(project: Project, candidates: list[Candidate]) -> None:
    for candidate in candidates:
        for entry in load_decisions(project, candidate.dataset):
            if entry.fingerprint:
                assert read_parts(project, entry.fingerprint) is not None, f"{DECIDE}: {entry.id}"


def test_neither_path_nor_month_is_in_what_is_decided_upon(project: Project, candidates: list[Candidate]) -> None:
    for candidate in candidates:
        text = str(candidate.parts)
        assert str(REPOSITORY) not in text and str(project.data) not in text
        sql = " ".join((candidate.parts or {})["sql"].values())
        assert "parquet" not in sql and not re.search(r"'\d{4}-\d{2}'", sql)


def test_a_run_over_some_months_changes_no_fingerprint(project: Project, candidates: list[Candidate]) -> None:
    from godonu_platform.warehouse import write_window

    before = {candidate.dataset: candidate.fingerprint for candidate in candidates}
    write_window(project, ["2025-03", "2026-10"])
    (project.dbt_target / "compiled_models.json").unlink()
    names = list(before)
    project_grounds.__globals__["_computed"].cache_clear()
    fresh = project_grounds(project, names)
    assert {name: grounds.sql for name, grounds in fresh.items()} == {
        candidate.dataset: candidate.evidence.grounds[candidate.dataset].sql for candidate in candidates
    }


def test_no_shipped_model_brings_partners_together_unsaid(candidates: list[Candidate]) -> None:
    for candidate in candidates:
        assert candidate.evidence.grounds[candidate.dataset].mixtures == ()


def test_every_accepted_place_is_one(project: Project) -> None:
    """A place that no longer mixes anything must not stand there and wait for something that does."""
    shared, models, manifest = load_shared(project), compiled_models(project), load_manifest(project)
    order = sorted(models.values(), key=lambda model: len(_ancestors(models, model.relation)))
    sql = {model.relation: model.sql for model in order}
    for place in shared.stellen:
        others = shared.model_copy(update={"stellen": tuple(p for p in shared.stellen if p != place)})
        found = {
            m.place for r, ms in mixings(sql, manifest, others).items() for m in ms if r.endswith(f".{place.modell}")
        }
        assert place.stelle in found, f"{place.modell}: {place.stelle}"


def _ancestors(models: object, relation: str) -> set[str]:
    known = {model.relation: model.upstream for model in models.values()}  # type: ignore[attr-defined]
    seen, todo = set(), [relation]
    while todo:
        for parent in known.get(todo.pop(), ()):
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
    return seen


def test_a_contract_without_model_closes_with_a_reason(project: Project) -> None:
    assert project_grounds(project, ["open_nothing"])["open_nothing"] == Grounds(
        problem="Das Modell open_nothing fehlt im dbt-Projekt."
    )
