# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds the source fields of a delivery by name, as the column rules say, and reads them in SQL.

Names are compared after NFC and trimming; a difference in case alone is accepted when it is unambiguous.
Keep out: what is made of the fields (projection).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable

from godonu_platform.contracts.row_checks import quoted, text_literal
from godonu_platform.sources.delivery_file import RefusedDelivery

_PATH = re.compile(r"[^.\[\]]+|\[\d+\]")


def normal(name: str) -> str:
    """Return a name as it is compared."""
    return unicodedata.normalize("NFC", name).strip()


class SourceFields:
    """The fields that records of a delivery have; `shapes` are the distinct lists of names that occur together.

    A CSV has one shape, its header; a JSON delivery has as many as there are different sets of keys.
    """

    def __init__(self, shapes: Iterable[Collection[str]], layout: str, expected: Iterable[str] = ()) -> None:
        """Take the shapes, and names that may come later (JSON): they are read though not yet seen."""
        self.layout = layout
        self._shapes = [set(shape) for shape in shapes]
        self.seen = sorted(set().union(*self._shapes))
        self._expected = {normal(name) for name in expected} if layout == "json" else set()
        self._by_name: dict[str, list[str]] = {}
        self._by_folded: dict[str, list[str]] = {}
        for name in self.seen:
            self._by_name.setdefault(normal(name), []).append(name)
            self._by_folded.setdefault(normal(name).casefold(), []).append(name)
        self.used: set[str] = set()
        self.in_other_case: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    def find(self, wanted: str) -> list[str]:
        """Return the source names that stand for a name, the best first; none where there is none.

        Raises RefusedDelivery when names differ in case only and stand side by side.
        """
        exact = self._by_name.get(normal(wanted), [])
        folded = [name for name in self._by_folded.get(normal(wanted).casefold(), []) if name not in exact]
        candidates = exact + folded
        if len(candidates) <= 1:
            return candidates
        if not any(len(shape.intersection(candidates)) > 1 for shape in self._shapes):
            return candidates
        if len(exact) != 1:
            raise RefusedDelivery(
                "spalte_mehrdeutig",
                f"Für die Spalte »{wanted}« gibt es mehrere, die sich nur in Groß- und Kleinschreibung oder "
                "Leerzeichen unterscheiden. Bitte eine davon umbenennen.",
            )
        return exact

    def has(self, wanted: str) -> bool:
        """Whether a name, or the first part of a JSON path, occurs in the delivery."""
        return bool(self.find(wanted) or (self._is_path(wanted) and self.find(_PATH.findall(wanted)[0])))

    def sql(self, wanted: str) -> str | None:
        """Return the SQL of a field's raw text over the relation `r`, or None where the delivery has no such field."""
        names = self.find(wanted)
        if not names and normal(wanted) in self._expected and not self._is_path(wanted):
            names = [wanted]
        if names:
            for name in names:
                self.used.add(name)
                if normal(name) != normal(wanted):
                    self.in_other_case[name] = wanted
            parts = [self._read(name) for name in names]
            return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"
        return self._path_sql(wanted) if self._is_path(wanted) else None

    def _is_path(self, wanted: str) -> bool:
        return self.layout == "json" and ("." in wanted or "[" in wanted) and bool(_PATH.findall(wanted))

    def _path_sql(self, wanted: str) -> str | None:
        steps = _PATH.findall(wanted)
        roots = self.find(steps[0]) or ([steps[0]] if normal(steps[0]) in self._expected else [])
        if not roots:
            return None
        self.used.update(roots)
        path = "$" + _json_step(roots[0]) + "".join(_json_step(step) for step in steps[1:])
        return f"json_extract_string(r.json, {text_literal(path)})"

    def _read(self, name: str) -> str:
        if self.layout == "columns":
            return f"r.{quoted(name)}"
        # names in a DuckDB struct are told apart without regard to case: only one of them can be in it
        if self._keys.setdefault(name.casefold(), name) == name:
            return f"r.j.{quoted(name)}"
        return f"json_extract_string(r.json, {text_literal('$' + _json_step(name))})"

    def transform_spec(self) -> str:
        """Return the structure (JSON text) that json_transform is to read; call it after all `sql`."""
        return json.dumps(dict.fromkeys(self._keys.values(), "VARCHAR") or {"-": "VARCHAR"}, ensure_ascii=False)

    def unknown(self, ignored: Iterable[str]) -> list[str]:
        """Return the names that nothing reads and no mapping leaves out on purpose."""
        known = {normal(name).casefold() for name in ignored}
        return [name for name in self.seen if name not in self.used and normal(name).casefold() not in known]


def _json_step(step: str) -> str:
    return step if re.fullmatch(r"\[\d+\]", step) else '."' + step.replace("\\", "\\\\").replace('"', '\\"') + '"'
