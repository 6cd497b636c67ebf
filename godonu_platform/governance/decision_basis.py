# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps what a decision was about: one file per fingerprint, named by it, so that a later difference can be shown.

Keep out: how the parts are gathered (grounds).
"""

from __future__ import annotations

import json
from pathlib import Path

from godonu_platform.governance.fingerprint import Parts, fingerprint
from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text
from godonu_platform.yaml_model import Mistake, YamlMistakes

_LARGEST = 5_000_000


def basis_path(project: Project, fingerprint_: str) -> Path:
    """Return where the parts with this fingerprint are kept."""
    return project.governance / "decisions" / "grundlagen" / f"{fingerprint_[:16]}.json"


def store_parts(project: Project, parts: Parts) -> Path:
    """Keep the parts; the same parts are the same file, which is then left as it is."""
    path = basis_path(project, fingerprint(parts))
    if not path.is_file():
        replace_text(path, json.dumps(parts, sort_keys=True, ensure_ascii=False, indent=1) + "\n")
    return path


def read_parts(project: Project, fingerprint_: str) -> Parts | None:
    """Return the parts with this fingerprint, or None when they were not kept.

    Raises YamlMistakes when the file says something else than what was decided upon.
    """
    path = basis_path(project, fingerprint_)
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError
        parts = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError, OSError):
        parts = None
    if not isinstance(parts, dict) or fingerprint(parts) != fingerprint_:
        message = (
            "wurde nachträglich geändert: Der Inhalt gehört nicht zu der Prüfzahl, unter der entschieden wurde. Bitte "
            "die Datei aus der Versionsverwaltung wiederherstellen"
        )
        raise YamlMistakes([Mistake(path, 1, "-", message)])
    return parts
