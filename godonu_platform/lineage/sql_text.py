# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads SQL: one parser for models, templates of steps and fingerprints.

Keep out: what the SQL means. Refused here is what the parser itself would lose, because nobody could miss it later.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from godonu_platform.lineage.refusals import Refused

DIALECT = "duckdb"
# The parser turns the unit of these into a word, so that a column in its place would be lost.
UNIT_FIRST = frozenset({"date_trunc", "datetrunc", "date_diff", "datediff", "date_sub", "datesub"})
# The parser drops or renames arguments after this many.
MOST_ARGUMENTS = {"time_bucket": 2, "decode": 1, "any_value": 1, "array_agg": 1, "list": 1}
MOST_ARGUMENTS |= dict.fromkeys(("arg_max", "arg_min", "argmax", "argmin", "max_by", "min_by"), 3)
MOST_ARGUMENTS |= dict.fromkeys(("quantile", "quantile_cont", "quantile_disc"), 2)


def parse(sql: str) -> exp.Expression:
    """Return the tree of one query; raises Refused."""
    try:
        tokens = sqlglot.tokenize(sql, read=DIALECT)
        _check_calls(tokens)
        trees = Dialect.get_or_raise(DIALECT).parser().parse(tokens, sql)
    except RecursionError:
        raise too_deep() from None
    except (SqlglotError, AttributeError, TypeError, ValueError) as error:  # torn text trips the parser itself at times
        raise unreadable(error) from None
    trees = [tree for tree in trees if tree is not None and not isinstance(tree, exp.Semicolon)]
    if len(trees) != 1 or not isinstance(trees[0], exp.Expression):
        raise Refused("mehrere Anweisungen", None, "Ein Modell besteht aus genau einer Abfrage.")
    return trees[0]


def too_deep() -> Refused:
    """Return the refusal of a query that is nested deeper than anyone can follow."""
    return Refused("Schachtelung", None, "Die Abfrage ist zu tief geschachtelt; bitte in Modelle zerlegen.")


def unreadable(error: Exception) -> Refused:
    """Return the refusal of text that is no SQL for the parser."""
    lines = [entry.get("line") for entry in getattr(error, "errors", [])]
    refused = Refused("unlesbares SQL", None, "Der Parser versteht diese Stelle nicht; bitte anders ausdrücken.")
    refused.line = int(next((line for line in lines if line), 1))
    return refused


def _check_calls(tokens: Sequence[Token]) -> None:
    for place, token in enumerate(tokens[:-2]):
        if tokens[place + 1].token_type != TokenType.L_PAREN:
            continue
        name = token.text.lower()
        if name in UNIT_FIRST and tokens[place + 2].token_type != TokenType.STRING:
            raise _lost(name, token, "Bitte die Einheit als Konstante schreiben, z. B. date_trunc('month', tag).")
        if name in MOST_ARGUMENTS and _commas(tokens, place + 1) >= MOST_ARGUMENTS[name]:
            raise _lost(name, token, f"Bitte mit höchstens {MOST_ARGUMENTS[name]} Argument(en) schreiben.")


def _commas(tokens: Sequence[Token], opening: int) -> int:
    depth = commas = 0
    for token in tokens[opening:]:
        if token.token_type in (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE):
            depth += 1
        elif token.token_type in (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE):
            depth -= 1
            if not depth:
                break
        elif token.token_type == TokenType.COMMA and depth == 1:
            commas += 1
        elif token.token_type == TokenType.ORDER_BY and depth == 1:
            break
    return commas


def _lost(name: str, token: Token, advice: str) -> Refused:
    refused = Refused(f"{name}()", None, advice)
    refused.line = token.line
    return refused
