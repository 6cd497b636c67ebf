# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The part of a release record that says where its figures come from, in German and fit for the public.

Keep out: ids, file names and record counts of deliveries; how the way is found.
"""

from __future__ import annotations

from typing import Any

from godonu_platform.yaml_model import StrictModel

# the class on each axis, in the order of the concept, as people read it
Words = tuple[str, ...]


class ClassNote(StrictModel):
    """The class of a column: declared, what flows in as value and as decision, and what counts in the end."""

    declared: Words
    direct: Words
    indirect: Words
    effective: Words


class StationNote(StrictModel):
    """One model on the way; `classes` is None for a mere count of rows."""

    stage: str
    model: str
    column: str
    title: str
    classes: ClassNote | None


class LandedNote(StrictModel):
    """A column where the way begins: of which dataset, how it matters, its own class.

    delivered: a partner delivered it; otherwise it stands in one of the platform's own lists.
    """

    dataset: str
    dataset_title: str
    column: str
    title: str
    how: str
    classes: Words
    delivered: bool


class ColumnWay(StrictModel):
    """The way of one published column back to what was delivered."""

    name: str
    title: str
    made_of: str
    classes: ClassNote
    stations: tuple[StationNote, ...]
    values: tuple[LandedNote, ...]
    decided_by: tuple[LandedNote, ...]
    steps: tuple[str, ...]
    refused: tuple[str, ...]


class StepNote(StrictModel):
    """A protective step: what it does, who approved it, why it is needed, whether its proof holds."""

    name: str
    title: str
    description: str
    reason: str
    approved_by: str
    proven: bool


class SourceNote(StrictModel):
    """How many deliveries of a landed dataset stand behind the release, and for which months."""

    dataset: str
    title: str
    deliveries: int
    months: tuple[str, ...]


class Provenance(StrictModel):
    """Where the figures come from. `sources`, `run` and `revision` are as they were when the version was made."""

    axes: Words
    columns: tuple[ColumnWay, ...]
    rows: tuple[LandedNote, ...]
    technical: str
    steps: tuple[StepNote, ...]
    sources: tuple[SourceNote, ...] = ()
    run: str | None = None
    revision: str | None = None

    def described(self) -> dict[str, Any]:
        """Return what makes a new version when it changes: the way, not the circumstances of one run."""
        return self.model_dump(mode="json", exclude={"sources", "run", "revision"})
