# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the walker does not trace, and how it says so.

Keep out: tracing. A construct is refused by name, line and with a German sentence that says what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from godonu_platform.lineage.dependency import Refusal

WRITE_OUT = "Bitte die Spalten einzeln ausschreiben."
SPELLED = {
    exp.Pivot: ("PIVOT", "Bitte die Werte ausschreiben (ON art IN ('a', 'b')) oder je Spalte ein Aggregat mit FILTER."),
    exp.Columns: ("COLUMNS()", WRITE_OUT),
    exp.PositionalColumn: ("Spalte nach Nummer (#1)", "Bitte die Spalte beim Namen nennen."),
    exp.Placeholder: ("Platzhalter", "Der Wert steht erst beim Ausführen fest; bitte eine Konstante schreiben."),
    exp.Parameter: ("Platzhalter", "Der Wert steht erst beim Ausführen fest; bitte eine Konstante schreiben."),
    exp.Star: ("*", WRITE_OUT),
    exp.Command: ("Anweisung", "Ein Modell besteht aus genau einer Abfrage."),
}


class Refused(Exception):
    """A construct that cannot be traced column by column; `reason` is German and says what to do."""

    def __init__(self, construct: str, node: exp.Expression | None, reason: str) -> None:
        super().__init__(construct)
        self.construct = construct
        self.line = line_of(node)
        self.reason = reason

    def told(self) -> Refusal:
        """Return the refusal as it is shown."""
        return Refusal(self.construct, self.line, self.reason)


def unknown(node: exp.Expression) -> Refused:
    """Return the refusal of a construct that the walker has no rule for."""
    for kind, (construct, reason) in SPELLED.items():
        if isinstance(node, kind):
            return Refused(construct, node, reason)
    return Refused(spelled(node), node, "Dieses Sprachmittel wird nicht verfolgt; bitte anders ausdrücken.")


def spelled(node: exp.Expression) -> str:
    """Return a construct as it is written: a function with its name, anything else by its keyword."""
    if isinstance(node, exp.Func) and not isinstance(node, exp.Binary):
        return f"{node.sql(dialect='duckdb').split('(')[0].lower()}()"
    return node.key.upper()


def check_arguments(node: exp.Expression, known: frozenset[str]) -> None:
    """Refuse what the parser put into a node beyond what the walker reads there."""
    for name, value in node.args.items():
        if value not in (None, False, [], "") and name not in known:
            part = value[0] if isinstance(value, list) else value
            where = part if isinstance(part, exp.Expression) else node
            if isinstance(where, exp.Pivot):
                raise unknown(where)
            raise Refused(f"{spelled(node)} … {name.strip('_').upper()}", where, unknown(node).reason)


def line_of(node: exp.Expression | None) -> int:
    """Return the line on which a node begins, as far as the parser remembers; 1 otherwise."""
    around: exp.Expr | None = node
    while around is not None:
        lines = [line for part in around.walk() if (line := part.meta.get("line"))]
        if lines:
            return int(min(lines))
        around = around.parent
    return 1


def forbidden(tree: exp.Expression) -> Iterator[Refused]:
    """Yield every construct of a query that is refused wherever it stands, so that all are told at once."""
    for node in tree.find_all(exp.PositionalColumn, exp.Placeholder, exp.Parameter):
        yield unknown(node)
