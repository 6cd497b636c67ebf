#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decides the sample datasets anew for sample deliveries, from recorded answers, where a decision holds no more.

Every change of SQL, contract, class, licence or protective step makes the shipped decisions void; run this after such a
change and commit what it appends. Keep out: real deliveries; people decide on these with `godonu decide`.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import Literal

from godonu_platform.governance.deciding import Answers, Contradiction
from godonu_platform.governance.decision_model import CLOSING_STATUSES
from godonu_platform.project import Project
from godonu_platform.publication.decision_desk import Desk, laid_out, take
from godonu_platform.yaml_model import StrictModel, load_yaml


class SampleAnswers(Answers):
    """Answers that open nothing but sample deliveries."""

    gilt_fuer: Literal["beispieldaten"]


class RecordedDecision(StrictModel):
    """The same answers for some datasets, and the day that the entries bear."""

    datasets: tuple[str, ...]
    date: dt.date
    answers: SampleAnswers


class RecordedFile(StrictModel):
    """The file assets/_sample/decisions.yaml."""

    title: str
    decisions: tuple[RecordedDecision, ...]


def main() -> int:
    """Append what is missing; 1 when a dataset could not be decided."""
    project = Project.from_environment()
    recorded = load_yaml(project.assets / "_sample" / "decisions.yaml", RecordedFile).decisions
    failed = False
    for dataset in sorted({name for record in recorded for name in record.datasets}):
        for record in recorded:
            if dataset in record.datasets:
                failed |= not decide(project, dataset, record)
    return 1 if failed else 0


def decide(project: Project, dataset: str, record: RecordedDecision) -> bool:
    """Append one recorded decision unless it stands already; say what happened."""
    desk = laid_out(project, dataset, origins=False)
    if stands(desk, record):
        print(f"{dataset}: gilt noch")
        return True
    seen = None if record.answers.status in CLOSING_STATUSES else desk.matter.fingerprint
    newest = max((entry.date for entry in desk.candidate.book or ()), default=record.date)
    try:
        entry, _ = take(desk, record.answers.model_copy(update={"gesehen": seen}), max(newest, record.date))
    except Contradiction as contradiction:
        print(f"{dataset}: nicht eingetragen", *(f"  - {reason}" for reason in contradiction.reasons), sep="\n")
        return False
    print(f"{dataset}: {entry.id} eingetragen", *(f"    {line}" for line in desk.matter.changes), sep="\n")
    return True


def stands(desk: Desk, record: RecordedDecision) -> bool:
    """Tell whether the newest entry of each partner says the same and is bound to what is there now."""
    book, answers = desk.candidate.book, record.answers
    bound = None if answers.status in CLOSING_STATUSES else desk.matter.fingerprint
    latest = [book.latest(ars, answers.gilt_fuer) if book else None for ars in answers.partners]
    return all(
        entry is not None
        and (entry.status, entry.fingerprint, entry.wiedervorlage) == (answers.status, bound, answers.wiedervorlage)
        and (entry.begruendung, entry.licence) == (answers.begruendung, desk.matter.licence)
        for entry in latest
    )


if __name__ == "__main__":
    sys.exit(main())
