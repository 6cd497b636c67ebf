# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The history of grades, reports/grades.ndjson: a line is added when a grade changed, none is ever rewritten.

The newest line of a key is its present grade. Keep out: measuring.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from godonu_platform.project import Project
from godonu_platform.quality.grade_model import DIMENSIONS, Grade, Key, Measure


def history_path(project: Project) -> Path:
    """Return the file of the history."""
    return project.reports / "grades.ndjson"


def history(project: Project) -> Iterator[Grade]:
    """Give every recorded grade, oldest first; a line torn by a crash is passed over."""
    path = history_path(project)
    if path.is_file():
        yield from _lines(path)


def _lines(path: Path) -> Iterator[Grade]:
    with path.open(encoding="utf-8") as lines:
        yield from filter(None, map(_read, lines))


def current_grades(project: Project) -> Mapping[Key, Grade]:
    """Return the present grade of every dataset, partner and month; an unchanged history is not read again."""
    path = history_path(project)
    if not path.is_file():
        return {}
    status = path.stat()
    return _folded(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _folded(path: Path, _changed: int, _size: int) -> Mapping[Key, Grade]:
    return {grade.key: grade for grade in _lines(path)}


def add_changed(project: Project, grades: Iterable[Grade], known: Mapping[Key, Grade]) -> list[Grade]:
    """Append the grades that differ from the known ones and return them; nothing new writes nothing."""
    changed = [grade for grade in grades if known.get(grade.key) != grade]
    if changed:
        path = history_path(project)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(_written(grade) for grade in sorted(changed, key=lambda grade: grade.key))
        with path.open("ab") as stream:
            # after a torn line a new one must begin
            torn = stream.tell() and not _ends_with_newline(path)
            stream.write((b"\n" if torn else b"") + text.encode())
            stream.flush()
            os.fsync(stream.fileno())
    return changed


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"


def _written(grade: Grade) -> str:
    measures = {
        name: {
            key: value
            for key, value in (("value", m.value), ("code", m.code), ("detail", m.detail))
            if value not in (None, "")
        }
        | {"grade": grade.letters[name]}
        for name, m in grade.measures.items()
    }
    content = {
        "dataset": grade.key.dataset,
        "ars": grade.key.ars,
        "month": grade.key.month,
        "measured_at": grade.measured_at,
        "run": grade.run,
        "grade": grade.overall,
        "measures": measures,
    }
    return json.dumps(content, ensure_ascii=False) + "\n"


def _read(line: str) -> Grade | None:
    try:
        content: dict[str, Any] = json.loads(line)
        measures = content["measures"]
        return Grade(
            Key(content["dataset"], content["ars"], content["month"]),
            {n: _measure(measures[n]) for n in DIMENSIONS},
            {n: measures[n]["grade"] for n in DIMENSIONS},
            content["grade"],
            content["measured_at"],
            content["run"],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _measure(entry: Mapping[str, Any]) -> Measure:
    return Measure(entry.get("value"), entry.get("code", ""), entry.get("detail", ""))
