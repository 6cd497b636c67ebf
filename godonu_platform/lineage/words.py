# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two ways of writing a call that are no call(…): a bare word (current_date), a function behind a value (x.upper()).

Keep out: what a call depends on. For DuckDB a column that is called like such a word comes before the word.
"""

from __future__ import annotations

from sqlglot import exp

from godonu_platform.lineage import functions
from godonu_platform.lineage.refusals import Refused
from godonu_platform.lineage.scopes import Scope
from godonu_platform.lineage.sql_text import DIALECT

WORDS: dict[type[exp.Expression], tuple[str, ...]] = {
    exp.CurrentCatalog: ("current_catalog",),
    exp.CurrentDate: ("current_date", "current_datetime"),
    exp.CurrentRole: ("current_role",),
    exp.CurrentTime: ("current_time",),
    exp.CurrentTimestamp: ("current_timestamp",),
    exp.CurrentUser: ("current_user",),
    exp.Localtime: ("localtime",),
    exp.Localtimestamp: ("localtimestamp",),
    exp.SessionUser: ("session_user",),
}


def check(node: exp.Expression, scope: Scope) -> None:
    """Refuse a word that is also the name of a column in sight: the parser has lost which one is meant."""
    here: Scope | None = scope
    while here is not None:
        for name in WORDS[type(node)]:
            if name in here.aliases or any(name in source.columns for source in here.part.sources):
                raise Refused(name, node, "Eine Spalte heißt wie diese Funktion; bitte die Spalte umbenennen.")
        here = here.parent


def method_call(node: exp.Expression) -> exp.Expression | None:
    """Return `value.function(more)` as function(value, more); None if it is something else."""
    last = node.args["expression"]
    if not isinstance(last, exp.Anonymous) or functions.is_aggregate(last):
        return None
    arguments = [_column(part.copy()) for part in (node.this, *last.expressions)]
    try:
        call = exp.func(str(last.this), *arguments, dialect=DIALECT)
    except ValueError:
        return None
    return call if isinstance(call, exp.Expression) else None


def _column(node: exp.Expression) -> exp.Expression:
    return exp.column(node) if isinstance(node, exp.Identifier) else node
