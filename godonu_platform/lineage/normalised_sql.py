# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One canonical text for SQL that says the same, for fingerprints and caches.

Keep out: what the SQL means. Comments, line breaks, upper case and the name of the database go; nothing else does, so
two texts that are equal here are the same query.
"""

from __future__ import annotations

import re
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from godonu_platform.lineage.sql_text import DIALECT

PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")
# Written as they stand: their case matters.
TEXTS = frozenset({TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.RAW_STRING, TokenType.HEREDOC_STRING})


def normalised(sql: str) -> str:
    """Return the canonical text; SQL that no parser reads comes back with its outer blanks taken away."""
    text = without_database(sql)
    try:
        tokens = sqlglot.tokenize(text, read=DIALECT)
    except SqlglotError:
        return text.strip()
    return " ".join(_word(token, text) for token in tokens if token.token_type != TokenType.SEMICOLON)


def _word(token: Token, text: str) -> str:
    written = text[token.start : token.end + 1]
    if token.token_type == TokenType.IDENTIFIER:
        name = token.text.lower()
        return name if _is_plain(name) else f'"{name}"'
    return written if token.token_type in TEXTS else written.lower()


@lru_cache(maxsize=4096)
def _is_plain(name: str) -> bool:
    """Whether a quoted name means the same without quotes."""
    if not PLAIN_NAME.fullmatch(name):
        return False
    tokens = sqlglot.tokenize(name, read=DIALECT)
    return len(tokens) == 1 and tokens[0].token_type == TokenType.VAR


def without_database(sql: str) -> str:
    """Return the SQL with the database taken off the names of tables: "db"."schema"."table" -> "schema"."table"."""
    try:
        trees = sqlglot.parse(sql, read=DIALECT)
    except SqlglotError:
        return sql
    cuts = [
        (database.meta["start"], schema.meta["start"])
        for tree in trees
        if tree is not None
        for table in tree.find_all(exp.Table)
        if isinstance(database := table.args.get("catalog"), exp.Identifier)
        and isinstance(schema := table.args.get("db"), exp.Identifier)
        and "start" in database.meta
        and "start" in schema.meta
    ]
    for begin, end in sorted(cuts, reverse=True):
        sql = sql[:begin] + sql[end:]
    return sql
