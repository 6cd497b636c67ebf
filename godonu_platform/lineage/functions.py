# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which kind of function a call is: of one row, of a group, of a window; and what it does to a count.

Keep out: where its arguments come from. Names that the parser does not know are looked up in DuckDB's own catalogue,
so that a function that is none of its built-in ones (a macro could read any table) is never taken for harmless.
"""

from __future__ import annotations

from functools import lru_cache

from sqlglot import exp

from godonu_platform.lineage.dependency import Effect, Kind

WINDOW_TYPES = (
    exp.RowNumber,
    exp.Rank,
    exp.DenseRank,
    exp.PercentRank,
    exp.CumeDist,
    exp.Ntile,
    exp.Lag,
    exp.Lead,
    exp.FirstValue,
    exp.LastValue,
    exp.NthValue,
)
# Built-in macros of DuckDB that are made of aggregates.
AGGREGATING_MACROS = frozenset(
    {
        "geomean",
        "geometric_mean",
        "json_group_array",
        "json_group_object",
        "json_group_structure",
        "variant_group_array",
        "wavg",
        "weighted_avg",
    }
)
# Functions and macros that make several rows of one, as unnest() does.
MULTIPLYING = frozenset({"regexp_split_to_table", "generate_subscripts"})
# Functions whose value does not come from their arguments alone.
ELSEWHERE = frozenset(
    {
        "currval",
        "current_setting",
        "format_type",
        "get_block_size",
        "getvariable",
        "nextval",
        "pg_get_constraintdef",
        "pg_get_expr",
        "pg_get_viewdef",
        "setval",
        "write_log",
    }
)
COUNTING = (exp.Count, exp.CountIf)
HANDING_ON = (exp.Sum,)
HASHES = frozenset({"hash", "md5", "md5_number", "md5_number_lower", "md5_number_upper", "sha1", "sha256"})
HASH_TYPES = (exp.MD5, exp.SHA, exp.SHA2)
# Comparisons that are written as functions.
COMPARING = frozenset(
    {
        "array_has_any",
        "damerau_levenshtein",
        "hamming",
        "jaccard",
        "jaro_similarity",
        "list_has_any",
        "list_indexof",
        "map_contains",
        "map_contains_value",
        "mismatches",
        "prefix",
        "struct_contains",
        "suffix",
        "switch",
    }
)
COMPARING_TYPES = (
    exp.ArrayContains,
    exp.ArrayContainsAll,
    exp.ArrayOverlaps,
    exp.ArrayPosition,
    exp.Contains,
    exp.EndsWith,
    exp.JarowinklerSimilarity,
    exp.Levenshtein,
    exp.Nullif,
    exp.RegexpExtract,
    exp.RegexpFullMatch,
    exp.RegexpLike,
    exp.StartsWith,
    exp.StrPosition,
)


def name_of(node: exp.Expression) -> str:
    """Return the name of a call that the parser has no type for, else an empty text."""
    return str(node.this).lower() if isinstance(node, exp.Anonymous) else ""


@lru_cache(maxsize=1)
def catalogue() -> dict[str, frozenset[str]]:
    """Return DuckDB's own functions: name -> types (scalar, macro, aggregate, window)."""
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            "select function_name, list(distinct function_type) from duckdb_functions() where internal group by all"
        ).fetchall()
    return {str(name).lower(): frozenset(types) for name, types in rows}


def is_window_function(node: exp.Expression) -> bool:
    """Whether a call has a meaning only over a window (row_number, lag …)."""
    if isinstance(node, exp.Anonymous):
        types = catalogue().get(name_of(node), frozenset())
        return "window" in types and "aggregate" not in types
    return isinstance(node, WINDOW_TYPES)


def is_aggregate(node: exp.Expression) -> bool:
    """Whether a call makes one value of a group of rows."""
    if isinstance(node, exp.Anonymous):
        name = name_of(node)
        return name in AGGREGATING_MACROS or "aggregate" in catalogue().get(name, frozenset())
    return isinstance(node, exp.AggFunc) and not isinstance(node, WINDOW_TYPES)


def is_known(node: exp.Anonymous) -> bool:
    """Whether a call is a built-in function of DuckDB whose value comes from its arguments alone."""
    name = name_of(node)
    types = catalogue().get(name, frozenset())
    return bool(types & {"scalar", "macro", "aggregate", "window"}) and name not in ELSEWHERE and name[:2] != "__"


def is_comparison(node: exp.Expression) -> bool:
    """Whether a call compares its arguments with each other."""
    return isinstance(node, COMPARING_TYPES) or name_of(node) in COMPARING


def multiplies(node: exp.Expression) -> bool:
    """Whether a call makes several rows of one."""
    return isinstance(node, exp.Explode) or name_of(node) in MULTIPLYING


def kind_of(node: exp.Expression) -> Kind:
    """Return what a function of one row makes of its arguments."""
    return "masked" if isinstance(node, HASH_TYPES) or name_of(node) in HASHES else "transformed"


def effect_of(node: exp.Expression) -> Effect:
    """Return what an aggregate makes of a count that goes into it."""
    if isinstance(node, COUNTING) or name_of(node) == "count_star":
        return "count"
    if isinstance(node, HANDING_ON) and not node.args.get("count"):
        return "count" if isinstance(node, exp.Sum) and _counts_cases(node.this) else "keep"
    return "break"


def _counts_cases(argument: exp.Expression) -> bool:
    """Whether summing the argument counts: `case when … then 1 else 0 end`, or the constant 1."""
    argument = bare(argument)
    if isinstance(argument, exp.Case):
        branches = [branch.args["true"] for branch in argument.args["ifs"]]
        default = argument.args.get("default")
    elif isinstance(argument, exp.If):
        branches, default = [argument.args["true"]], argument.args.get("false")
    else:
        return _is_number(argument, "1")
    branches = [bare(branch) for branch in [*branches, *([default] if default else [])]]
    return any(_is_number(b, "1") for b in branches) and all(
        _is_number(b, "0") or _is_number(b, "1") or isinstance(b, exp.Null) for b in branches
    )


def _is_number(node: exp.Expression, text: str) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and str(node.this) == text


def bare(node: exp.Expression) -> exp.Expression:
    """Return an expression without parentheses and casts around it."""
    while isinstance(node, exp.Paren | exp.Cast):
        node = node.this
    return node
