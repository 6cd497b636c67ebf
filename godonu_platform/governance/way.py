# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way of a published number as plain facts: stations, landed columns, protective steps.

Keep out: how the way is found (explain) and the words that it is told in (way_words).
"""

from __future__ import annotations

from dataclasses import dataclass

from godonu_platform.governance.classes import Classes
from godonu_platform.governance.effective_class import ColumnClass

WHOLE_TABLE = "*"


@dataclass(frozen=True)
class Station:
    """One column of one model on the way; `stage` is the model's folder, `classes` is None for a count of rows."""

    relation: str
    column: str
    title: str
    stage: str
    classes: ColumnClass | None

    @property
    def model(self) -> str:
        """The name of the model."""
        return self.relation.split(".")[-1]


@dataclass(frozen=True)
class LandedColumn:
    """A landed column that the number depends on, and how; `technical` ones only choose which rows count.

    delivered: by a partner; otherwise the platform keeps it itself (list of partners, list of deliveries).
    """

    relation: str
    column: str
    title: str
    dataset_title: str
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    steps: tuple[str, ...]
    classes: Classes | None
    technical: bool
    delivered: bool

    @property
    def dataset(self) -> str:
        """The name of the landed dataset."""
        return self.relation.split(".")[-1]


@dataclass(frozen=True)
class StepShown:
    """A protective step on the way: what it does, which role approved it and why it is needed here."""

    name: str
    title: str
    description: str
    approved_by: str
    reason: str


@dataclass(frozen=True)
class Way:
    """The whole way of one column.

    stations: the reader's side first, the column itself included. direct: the landed values it is made of. indirect:
    what decides about its value; rows: what decides whether the row is there, the same for all columns of a dataset.
    """

    dataset: str
    column: str
    title: str
    description: str
    stage: str
    published: bool
    classes: ColumnClass
    stations: tuple[Station, ...]
    direct: tuple[LandedColumn, ...]
    indirect: tuple[LandedColumn, ...]
    rows: tuple[LandedColumn, ...]
    steps: tuple[StepShown, ...]
    refused: tuple[str, ...]

    @property
    def landed(self) -> tuple[str, ...]:
        """The landed datasets, by name."""
        return tuple(sorted({one.dataset for one in (*self.direct, *self.indirect, *self.rows)}))
