# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Renders a dbt macro with placeholders in place of its arguments, and reads the SQL as a template of a step.

Keep out: which macros are protective steps. What is rendered is the macro of the manifest, with every macro it calls,
as dbt would on DuckDB during a full refresh; so a template is never a second copy of the SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jinja2
import jinja2.ext
from sqlglot import exp

from godonu_platform.lineage.refusals import Refused
from godonu_platform.lineage.sql_text import parse
from godonu_platform.lineage.step_templates import StepTemplate
from godonu_platform.lineage.tree_match import MANY, SINGLE

Macro = Callable[..., Any]


class UnreadableMacro(ValueError):
    """A macro that is no template of a step; the text is German and says why."""


def make_template(
    manifest: Mapping[str, Any],
    macro: str,
    arguments: Mapping[str, str],
    *,
    step: str | None = None,
    variant: str = "",
    counting: Iterable[str] = (),
) -> StepTemplate:
    """Return the template of a macro; `arguments` maps its parameters to placeholders, the others keep defaults.

    Raises UnreadableMacro.
    """
    placeholders = {name: [text] if text.startswith(MANY) else text for name, text in arguments.items()}
    wrong = [text for text in arguments.values() if not text.startswith((SINGLE, MANY))]
    if wrong:
        raise UnreadableMacro(f"»{wrong[0]}« ist kein Platzhalter: bitte p_… (einer) oder many_… (Liste) schreiben.")
    try:
        text = str(_Macros(manifest).macro(macro)(**placeholders)).strip()
    except (jinja2.TemplateError, TypeError, LookupError) as error:
        raise UnreadableMacro(f"Das Makro »{macro}« lässt sich so nicht auflösen: {error}") from None
    names = tuple(t if t.startswith(MANY) else t.removeprefix(SINGLE) for t in arguments.values())
    return StepTemplate(step or macro, variant, _pattern(macro, text), names, frozenset(counting))


def render_macro(manifest: Mapping[str, Any], macro: str, arguments: Mapping[str, Any]) -> str:
    """Return the SQL of a macro called with real arguments; raises UnreadableMacro."""
    try:
        return str(_Macros(manifest).macro(macro)(**arguments)).strip()
    except (jinja2.TemplateError, TypeError, LookupError) as error:
        raise UnreadableMacro(f"Das Makro »{macro}« lässt sich so nicht auflösen: {error}") from None


def macro_text(manifest: Mapping[str, Any], macro: str) -> str:
    """Return the text of a macro and of all macros it may call, by name; raises UnreadableMacro."""
    texts = {m["name"]: m["macro_sql"].strip() for m in _by_rank(manifest)}
    own = {m["name"] for m in manifest["macros"].values() if m["package_name"] == manifest["metadata"]["project_name"]}
    if macro not in texts:
        raise UnreadableMacro(f"Das Makro »{macro}« gibt es nicht.")
    found, todo = {macro}, [macro]
    while todo:
        words = set(re.findall(r"[a-z_][a-z0-9_]*", texts[todo.pop()]))
        called = {name for name in own - found if name in words or name.removeprefix("duckdb__") in words}
        found |= called
        todo += called
    return "\n".join(texts[name] for name in sorted(found))


def _pattern(macro: str, text: str) -> exp.Expression:
    query = text.lower().startswith(("select", "with", "from"))
    try:
        tree = parse(text if query else f"select {text}")
    except Refused as error:
        raise UnreadableMacro(f"Das SQL des Makros »{macro}« ist nicht lesbar: {error.construct}.") from None
    if query:
        return tree
    if len(tree.expressions) != 1 or tree.args.get("from_"):
        raise UnreadableMacro(f"Das Makro »{macro}« ergibt weder einen Ausdruck noch eine Abfrage.")
    pattern: exp.Expression = tree.expressions[0]
    while isinstance(pattern, exp.Paren):
        pattern = pattern.this
    return pattern


class _Returned(Exception):
    """The value that a macro hands back by dbt's return()."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


def _return(value: Any) -> None:
    raise _Returned(value)


class _Macros(dict[str, Any]):
    """The macros of a manifest as a macro sees them, with as much of dbt around them as SQL of a step may use."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        super().__init__()
        self._manifest = manifest
        self._texts = {m["name"]: m["macro_sql"] for m in _by_rank(manifest)}
        self._environment = jinja2.Environment(undefined=jinja2.StrictUndefined, extensions=[jinja2.ext.do])
        self._environment.globals.update(
            {"return": _return, "source": _source, "ref": self._ref, "execute": True, "adapter": self}
        )
        self._environment.globals["is_incremental"] = lambda: False

    def macro(self, name: str) -> Macro:
        """Return a macro by its name; raises LookupError."""
        template = self._environment.from_string(self._texts[name])
        called = {other: self._late(other) for other in self._texts if other != name and other not in RESERVED}
        module = template.make_module(called)
        inner: Macro = getattr(module, name)

        def run(*positional: Any, **named: Any) -> Any:
            try:
                return inner(*positional, **named)
            except _Returned as handed_back:
                return handed_back.value

        return run

    def _late(self, name: str) -> Macro:
        return lambda *positional, **named: self.macro(name)(*positional, **named)

    def dispatch(self, name: str, _package: str | None = None) -> Macro:
        """Return the variant of a macro for DuckDB, as adapter.dispatch does."""
        for variant in (f"duckdb__{name}", f"default__{name}"):
            if variant in self._texts:
                return self.macro(variant)
        raise LookupError(f"kein Makro duckdb__{name}")

    def _ref(self, name: str) -> str:
        for node in self._manifest["nodes"].values():
            if node["resource_type"] == "model" and node["name"] == name:
                return f"{node['schema']}.{node['name']}"
        raise LookupError(f"kein Modell {name}")


RESERVED = frozenset({"return", "source", "ref", "execute", "adapter", "is_incremental"})


def _source(schema: str, name: str) -> str:
    return f"{schema}.{name}"


def _by_rank(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the macros, those of the project itself last, so that they win over a macro of dbt of the same name."""
    own = manifest["metadata"]["project_name"]
    return sorted(manifest["macros"].values(), key=lambda macro: macro["package_name"] == own)
