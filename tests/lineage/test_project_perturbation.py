# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The second net: no published column reacts to a personal landed column that its lineage does not name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from godonu_platform.lineage.compiled_models import compiled_models
from godonu_platform.lineage.origins import ColumnOrigins, RelationOrigins, compose_origins
from godonu_platform.lineage.project_lineage import project_lineage
from tests.lineage.perturbation import Input
from tests.lineage.small_project import SmallProject, landed_tables, personal_columns, small_lake

PUBLISHED = "veroeffentlichung"


@dataclass(frozen=True)
class Nets:
    """What was seen to react, and what the lineage says."""

    seen: dict[str, dict[str, set[Input]]]
    said: dict[str, RelationOrigins]


@pytest.fixture(scope="module")
def nets(tmp_path_factory: pytest.TempPathFactory) -> Nets:
    """dbt only compiles; the models run in memory, again for each change of a personal column."""
    lake = small_lake(tmp_path_factory.mktemp("second-net"))
    models = compiled_models(lake.project)
    published = [models[name].relation for name, c in lake.contracts.items() if c.layer == PUBLISHED]
    small = SmallProject(landed_tables(lake), {m.relation: m.sql for m in models.values()}, personal_columns())
    return Nets(small.influences(published), compose_origins(project_lineage(lake.project)))


def named(parts: Iterable[ColumnOrigins]) -> set[Input]:
    """The landed columns that a lineage names, directly or indirectly."""
    return {(origin.table, origin.column) for part in parts for origin in part.direct | part.indirect}


def test_every_reaction_to_a_personal_column_is_named(nets: Nets) -> None:
    unnamed = {
        f"{relation}.{column}": sorted(missed)
        for relation, columns in nets.seen.items()
        for column, inputs in columns.items()
        if (missed := inputs - named([nets.said[relation].columns[column], nets.said[relation].rows]))
    }
    assert not unnamed


def test_no_published_column_is_untraced(nets: Nets) -> None:
    for relation in nets.seen:
        parts = [*nets.said[relation].columns.values(), nets.said[relation].rows]
        assert not [refusal for part in parts for refusal in part.refused], relation


def test_the_trial_sees_something(nets: Nets) -> None:
    """A net through which everything falls would be green too: figures move with cases, sessions, times and visits."""
    reacting = {column for columns in nets.seen.values() for inputs in columns.values() for _, column in inputs}
    assert {"case_pid", "session_pid", "occurred_at", "event_id", "visit_id", "last_action_at"} <= reacting
    assert sum(bool(inputs) for columns in nets.seen.values() for inputs in columns.values()) >= 10
