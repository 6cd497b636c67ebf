# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One delivery's mapping and contract as SQL: from raw records to canonical text and typed values.

Keep out: running the query (record_query) and deciding what is wrong with a record (record_checks).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.contracts.row_checks import quoted, text_literal
from godonu_platform.landing.local_time import Zone
from godonu_platform.landing.mapping import ColumnRule, Mapping
from godonu_platform.landing.row_rule import RowRule, text_name, value_name
from godonu_platform.landing.source_fields import SourceFields, normal
from godonu_platform.landing.typing_rules import TypedColumn, local_name, typed_column
from godonu_platform.landing.value_rules import concat_sql, hash_sql, value_sql

TECHNICAL = "record_no, line, problem, problem_column"
_SPACES = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"


@dataclass
class Projection:
    """The compiled way from raw records to typed ones, for one set of source fields."""

    sql: str
    typed: dict[str, TypedColumn]
    problems: list[RowRule]
    fields: SourceFields

    @property
    def local_columns(self) -> list[str]:
        """The columns whose times are local, so that an hour of autumn can be ambiguous."""
        return [name for name, typed in self.typed.items() if typed.double is not None]


@dataclass
class _Texts:
    """Collects the source fields that are read, each cleaned once."""

    fields: SourceFields
    clean: Callable[[str], str]
    aliases: dict[str, str] = field(default_factory=dict)
    sql: dict[str, str] = field(default_factory=dict)

    def __call__(self, name: str) -> str | None:
        if name not in self.aliases:
            raw = self.fields.sql(name)
            if raw is None:
                return None
            self.aliases[name] = f"f{len(self.aliases)}"
            self.sql[self.aliases[name]] = self.clean(raw)
        return self.aliases[name]


def expected_names(contract: Contract, mapping: Mapping | None) -> set[str]:
    """Return the source names that records may bring, whether or not the first ones have them."""
    names = {name for column in contract.columns for name in (*column.inputs, column.name)}
    return names | (mapping.fields if mapping else set())


def project(
    contract: Contract, mapping: Mapping | None, fields: SourceFields, ars: str, zone_span: tuple[int, int]
) -> Projection:
    """Compile the projection for a partner; `zone_span` are the years in which local times can be."""
    texts = _Texts(fields, _cleaner(mapping, fields.layout))
    canonical: dict[str, str] = {}
    problems: list[RowRule] = []
    plus: dict[str, str] = {}
    for column in _source_system_first(contract):
        text, found = _text_of(column, mapping, texts, canonical)
        problems += found
        canonical[column.name] = _finished(column, text, ars)
        rule = mapping.columns.get(column.name) if mapping else None
        if rule is not None and rule.plus_minutes is not None:
            plus[column.name] = texts(rule.plus_minutes) or "null::varchar"
    typed = {column.name: _typed(column, mapping, zone_span) for column in contract.columns}
    sql = _sql(contract, texts, canonical, plus, problems, typed)
    return Projection(sql, typed, problems, fields)


def _source_system_first(contract: Contract) -> list[Column]:
    # a hashed key takes the source system in, so its text has to be known before
    return sorted(contract.columns, key=lambda column: column.name != "source_system")


def _cleaner(mapping: Mapping | None, layout: str) -> Callable[[str], str]:
    if mapping is None and layout == "json":
        return lambda raw: f"case when {raw} <> '' then {raw} end"
    nulls = ", ".join(text_literal(text) for text in dict.fromkeys(("", *(mapping.nulls if mapping else ()))))

    def clean(raw: str) -> str:
        trimmed = f"trim({raw}, {_SPACES})"
        return f"case when {trimmed} not in ({nulls}) then {trimmed} end"

    return clean


def _text_of(
    column: Column, mapping: Mapping | None, texts: _Texts, canonical: dict[str, str]
) -> tuple[str | None, list[RowRule]]:
    if mapping is not None and column.name in mapping.constants:
        return text_literal(mapping.constants[column.name]), []
    rule = mapping.columns.get(column.name) if mapping else None
    if rule is None:
        left_out = mapping.ignore if mapping else ()  # a field of that name which means something else
        names = [name for name in dict.fromkeys((*column.inputs, column.name)) if name not in left_out]
        found = [text for text in map(texts, names) if text]
        return (found[0] if len(found) == 1 else f"coalesce({', '.join(found)})") if found else None, []
    return _by_rule(rule, column, texts, canonical)


def _own_names(column: Column, mapping: Mapping | None) -> list[str]:
    # a name that the mapping leaves out on purpose is no source either (an "ars" of the described place, say)
    ignored = {normal(name).casefold() for name in (mapping.ignore if mapping else ())}
    return [name for name in dict.fromkeys((*column.inputs, column.name)) if normal(name).casefold() not in ignored]


def absent_columns(contract: Contract, mapping: Mapping | None, fields: SourceFields) -> list[str]:
    """Return the columns for which the names seen so far have no source; the partner comes from the folder."""
    absent = []
    for column in contract.columns:
        rule = mapping.columns.get(column.name) if mapping else None
        if column.name == "ars" or (mapping is not None and column.name in mapping.constants):
            continue
        if rule is not None:
            there = all(fields.has(name) for name in rule.fields)
        else:
            there = any(fields.has(name) for name in _own_names(column, mapping))
        if not there:
            absent.append(column.name)
    return absent


def _by_rule(
    rule: ColumnRule, column: Column, texts: _Texts, canonical: dict[str, str]
) -> tuple[str | None, list[RowRule]]:
    if rule.source is not None:
        source = texts(rule.source)
        if source is None:
            return None, []
        return value_sql(rule, column, source)
    parts = [text for text in (texts(name) for name in rule.hash or rule.concat or ()) if text]
    if len(parts) < len(rule.hash or rule.concat or ()):
        return None, []
    if rule.hash is not None:
        return hash_sql(canonical.get("source_system", "''"), parts), []
    return value_sql(rule, column, f"({concat_sql(parts)})")


def _finished(column: Column, text: str | None, ars: str) -> str:
    if column.name == "ars":
        return f"coalesce({text or 'null'}, {text_literal(ars)})"
    if text is None:
        return "null::varchar"
    # text is stored in NFC; codes are compared with the contract's and need none
    return f"nfc_normalize({text})" if column.type == "string" and column.allowed is None else text


def _typed(column: Column, mapping: Mapping | None, span: tuple[int, int]) -> TypedColumn:
    rule = mapping.columns.get(column.name) if mapping else None
    zone = Zone(rule.zone, *span) if rule is not None and rule.zone is not None else None
    return typed_column(column, rule, zone)


def _sql(
    contract: Contract,
    texts: _Texts,
    canonical: dict[str, str],
    plus: dict[str, str],
    problems: list[RowRule],
    typed: dict[str, TypedColumn],
) -> str:
    raw = _raw(texts.fields)
    text_columns = [f"{canonical[column.name]} as {text_name(column.name)}" for column in contract.columns]
    text_columns += [f"{text} as {quoted(f'plus:{name}')}" for name, text in plus.items()]
    text_columns += [f"{rule.condition} as {quoted(f'p:{n}')}" for n, rule in enumerate(problems)]
    values = [
        f"{typed[column.name].value} as {value_name(column.name)}"
        for column in contract.columns
        if column.type != "string"
    ]
    values += [f"{how.double} as {quoted(f'd:{name}')}" for name, how in typed.items() if how.double is not None]
    local = [f"{how.local} as {local_name(name)}" for name, how in typed.items() if how.local is not None]
    shape = ", shape" if texts.fields.layout == "json" else ""
    head = f"{TECHNICAL}{shape}"
    query = f"select {', '.join([head, *(f'{sql} as {alias}' for alias, sql in texts.sql.items())])} from ({raw}) r"
    query = f"select {', '.join([head, *text_columns])} from ({query})"
    for added in (local, values):
        if added:
            query = f"select *, {', '.join(added)} from ({query})"
    return query


def _raw(fields: SourceFields) -> str:
    if fields.layout == "columns":
        return "select * from raw"
    # json_transform raises at a document that is not valid: only valid objects get there
    return (
        f"select {TECHNICAL}, json, shape, json_transform(json, {text_literal(fields.transform_spec())}) as j from ("
        f"select record_no, line, problem, problem_column, case when problem is null then json end as json,"
        " case when problem is null then hash(json_keys(json)) end as shape from ("
        "select record_no, line, problem_column, json, case when problem is not null then problem"
        " when not json_valid(json) then 'kein_json'"
        " when json[1] <> '{' and ltrim(json, ' ' || chr(9))[1] <> '{' then 'kein_objekt' end as problem from raw))"
    )
