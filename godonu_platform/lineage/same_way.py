# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether what dbt executed is what lineage was read from: the same SQL but for the months, and nothing beside it.

Lineage and decisions rest on SQL compiled for all months. An incremental branch, a hook or a materialization of one's
own would run something else; so each build is compared, and a model that differs closes what is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from godonu_platform.lineage.compiled_models import CompiledModel
from godonu_platform.lineage.normalised_sql import normalised

# What the macro month_in makes of a list of months, and of an empty one; for all months it makes "true".
_MONTHS = re.compile(r"(?:[a-z_]+ \. )?[a-z_]+ in \( '\d{4}-\d{2}'(?: , '\d{4}-\d{2}')* \)")
_NO_MONTH = re.compile(r"\b(where|and) false\b")
# The only steps beside a model: clearing its window before, putting frozen months back after (ADR 0010), raw views.
_BEFORE = re.compile(r"\{\{ delete_window\(\d*\) \}\}")
_AFTER = re.compile(r"\{\{ restore_frozen\(\) \}\}")
_AT_START = re.compile(r"\{\{ attach_raw_views\(\) \}\}")
_ELSEWHERE = "Vor- oder Nachschritte (hooks) ändern Daten außerhalb des geprüften Rechenwegs; bitte entfernen."
_OTHER_SQL = (
    "Gerechnet wurde etwas anderes als das, was geprüft und entschieden ist; bitte im Modell is_incremental, var und "
    "env_var nur für die Auswahl der Monate verwenden."
)


def deviations(
    manifest: Mapping[str, Any], models: Mapping[str, CompiledModel], executed: Mapping[str, str]
) -> dict[str, str]:
    """Return for each executed model that differs from its checked SQL why, in German; `executed` is SQL by name."""
    strange = next(_strange_everywhere(manifest), "")
    nodes = {n["name"]: n for n in manifest["nodes"].values() if n["resource_type"] == "model"}
    found = {}
    for name, sql in executed.items():
        if name not in models or name not in nodes:
            found[name] = "Der geprüfte Rechenweg dieses Modells ist nicht bekannt; bitte den Lauf wiederholen."
        elif reason := strange or _strange_hooks(nodes[name]):
            found[name] = reason
        elif months_apart(sql) != months_apart(models[name].sql):
            found[name] = _OTHER_SQL
    return found


def months_apart(sql: str) -> str:
    """Return the canonical text of a query with every choice of months taken for all months."""
    return _NO_MONTH.sub(r"\1 true", _MONTHS.sub("true", normalised(sql)))


def _strange_hooks(node: Mapping[str, Any]) -> str:
    config = node["config"]
    before = [hook["sql"].strip() for hook in config.get("pre-hook", [])]
    after = [hook["sql"].strip() for hook in config.get("post-hook", [])]
    fine = all(map(_BEFORE.fullmatch, before)) and all(map(_AFTER.fullmatch, after))
    return "" if fine and node.get("language", "sql") == "sql" else _ELSEWHERE


def _strange_everywhere(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield what would touch every model: steps around the run, materializations of one's own."""
    own = manifest["metadata"]["project_name"]
    for node in manifest["nodes"].values():
        if node["resource_type"] == "operation" and not _AT_START.fullmatch(node["raw_code"].strip()):
            yield _ELSEWHERE
    for macro in manifest["macros"].values():
        if macro["package_name"] == own and macro["name"].startswith("materialization_"):
            yield "Eigene Materialisierungen rechnen an der Prüfung vorbei; bitte entfernen."
