# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes valid DuckDB queries over the small tables of the city portal, for hypothesis.

Every expression has a type, so that nearly all of them run. Nothing in them depends on the order of rows that are
equal (a LIMIT orders by every column, row_number() ends with a key), so that a reaction always has a cause.
Keep out: running them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from tests.lineage.portal_tables import declared

INT, FLOAT, TEXT, DAY, BOOL = "BIGINT", "DOUBLE", "VARCHAR", "DATE", "BOOLEAN"
SIMPLE = {"BIGINT": INT, "INTEGER": INT, "DOUBLE": FLOAT, "VARCHAR": TEXT, "DATE": DAY, "TIMESTAMP": DAY}
CONSTANTS = {
    INT: ("1", "2", "3", "5"),
    FLOAT: ("2.5", "12.5", "60.0"),
    TEXT: ("'neu'", "'online'", "'offen'", "'bar'", "'bau'"),
    DAY: ("date '2025-01-12'", "date '2025-02-10'"),
    BOOL: ("true", "false"),
}
# Names for results: some are also names of columns, so that aliases hide columns now and then.
RESULTS = ("status", "case_id", "amount", "name", "total", "label", "k", "v")
CTE_NAMES = ("events", "cases", "first_step", "second_step")

Columns = tuple[tuple[str, str], ...]  # name and type


@dataclass(frozen=True)
class Relation:
    """Something to select from: its SQL, its alias and its columns; key: unique in it, if anything is.

    bare: its columns are written without the alias, so that names are looked up.
    """

    sql: str
    alias: str
    columns: Columns
    key: str | None = None
    bare: bool = False

    def named(self, alias: str) -> Relation:
        """The same under another alias."""
        return replace(self, alias=alias)

    def of(self, kind: str) -> list[str]:
        """Its columns of a type, as they are written."""
        return [self.written(name) for name, is_ in self.columns if is_ == kind]

    def written(self, name: str) -> str:
        """A column as a query writes it."""
        return name if self.bare else f"{self.alias}.{name}"


def base_relations() -> list[Relation]:
    """The tables with plain names; lists and structs are left to the written queries."""
    found = []
    for name, table in declared().items():
        columns = tuple((c, SIMPLE[f["type"]]) for c, f in table["columns"].items() if f["type"] in SIMPLE)
        if all(" " not in column for column, _ in columns):
            key = next((unique[0] for unique in table["unique"]), None)
            found.append(Relation(name, "", columns, key))
    return found


BASES = base_relations()


@dataclass
class Writer:
    """Writes one query; draws every choice from hypothesis."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    ctes: list[tuple[str, str, Columns]] = field(default_factory=list)
    aliases: int = 0
    recursive: str = ""

    def pick(self, choices: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(list(choices)))

    def chance(self, of_ten: int) -> bool:
        return bool(self.draw(st.integers(0, 9)) < of_ten)

    def alias(self) -> str:
        self.aliases += 1
        return f"r{self.aliases}"

    # relations

    def relation(self, depth: int) -> Relation:
        """A table, a CTE made before, or a query in parentheses."""
        how = self.draw(st.integers(0, 9))
        if how < 3 and self.ctes:
            name, _, columns = self.pick(self.ctes)
            return Relation(name, self.alias(), columns)
        if how < 5 and depth > 0:
            sql, columns = self.query(depth - 1)
            return Relation(f"({sql})", self.alias(), columns)
        if how == 5:
            return self.pick((self.listed, self.listed, self.listed, self.unpivoted))()
        return self.base()

    def listed(self) -> Relation:
        """Values written out, beside the columns of a table."""
        base = self.base()
        sql = f"(select * from (values (1, 'neu'), (3, 'bar')) as t(k, label) join {base.sql} as {base.alias} on true)"
        return Relation(sql, self.alias(), (("k", INT), ("label", TEXT), *base.columns))

    def unpivoted(self) -> Relation:
        """Two columns of a table under each other."""
        base = self.pick([b for b in BASES if len(b.of(INT)) > 2])
        first, second, rest = [name for name, kind in base.columns if kind == INT][:3]
        shown = ", ".join((rest, *(f"cast({name} as bigint) as {name}" for name in (first, second))))
        inner = f"(select {shown} from {base.sql} as b)"
        sql = f"(select * from {inner} unpivot (v for label in ({first}, {second})))"
        return Relation(sql, self.alias(), ((rest, INT), ("label", TEXT), ("v", INT)))

    def base(self) -> Relation:
        return self.pick(BASES).named(self.alias())

    def sources(self, depth: int) -> tuple[str, list[Relation]]:
        """A FROM clause and what can be read from it."""
        first = self.relation(depth)
        clause, seen = f"{first.sql} as {first.alias}", [first]
        for _ in range(self.pick((0, 0, 1, 1, 2))):
            joined, visible = self.join(seen, depth)
            clause += joined
            seen += visible
        if self.chance(1) and (numbers := first.of(INT)):
            alias = self.alias()
            clause += f", unnest([{self.pick(numbers)}, {self.pick(numbers)}]) as {alias}(v)"
            seen.append(Relation("", alias, (("v", INT),)))
        if len(seen) == 1 and self.chance(4):
            seen = [replace(first, bare=True)]
        return clause, seen

    def join(self, seen: list[Relation], depth: int) -> tuple[str, list[Relation]]:
        kinds = ("left join", "join", "grouped", "newest", "using", "lateral", "right join", "full join", "semi join")
        kind = self.pick((*kinds, "anti join"))
        if kind == "lateral":
            return self.lateral(seen)
        if kind == "grouped":
            right, kind = self.grouped_relation(), "left join"
        elif kind == "newest":
            right, kind = self.newest_relation(), "left join"
        else:
            right = self.relation(depth)
        shared = [c for c in seen[0].columns if c in right.columns and c[1] == INT]
        if kind == "using":
            kind = self.pick(("join", "left join", "full join"))
            if len(seen) == 1 and shared:
                return f" {kind} {right.sql} as {right.alias} using ({self.pick(shared)[0]})", [right]
        left = [c for relation in seen for c in relation.of(INT)]
        keys = [f"{right.alias}.{right.key}"] if right.key and self.chance(7) else right.of(INT)
        if not left or not keys:
            return f" cross join (select count(*) as n from {right.sql}) as {right.alias}", [
                Relation("", right.alias, (("n", INT),))
            ]
        on = f"{self.pick(left)} = {self.pick(keys)}"
        if self.chance(1):
            on += f" and {self.condition([*seen, right], 0)}"
        visible = [] if kind in ("semi join", "anti join") else [right]
        return f" {kind} {right.sql} as {right.alias} on {on}", visible

    def lateral(self, seen: list[Relation]) -> tuple[str, list[Relation]]:
        """A subquery that sees what stands before it."""
        base, alias = self.base(), self.alias()
        where = f"{self.correlation(base, seen)} and {self.condition([base], 0)}"
        shown = self.aggregate([base], INT)
        sql = f"(select {shown} as n from {base.sql} as {base.alias} where {where})"
        return f" cross join lateral {sql} as {alias}", [Relation("", alias, (("n", INT),))]

    def grouped_relation(self) -> Relation:
        """A relation that is unique on its key: grouped or distinct."""
        base = self.base()
        key = self.pick(base.of(INT)).split(".")[1]
        where = f" where {self.condition([base], 0)}" if self.chance(5) else ""
        if self.chance(3):
            sql, columns = f"select distinct {base.alias}.{key} from {base.sql} as {base.alias}{where}", ((key, INT),)
        else:
            sql = (
                f"select {base.alias}.{key}, {self.aggregate([base], INT)} as n, {self.aggregate([base], FLOAT)} as x "
                f"from {base.sql} as {base.alias}{where} group by {base.alias}.{key}"
            )
            columns = ((key, INT), ("n", INT), ("x", FLOAT))
        return Relation(f"({sql})", self.alias(), columns, key)

    def newest_relation(self) -> Relation:
        """One row per key, chosen by row_number() in a total order."""
        base = self.pick([b for b in BASES if b.key]).named(self.alias())
        key = self.pick([c for c in base.of(INT) if not c.endswith(f".{base.key}")] or base.of(INT))
        order = f"{self.pick(base.of(INT) + base.of(TEXT) + base.of(DAY))} desc nulls last, {base.alias}.{base.key}"
        shown = ", ".join(f"{base.alias}.{name}" for name, _ in base.columns)
        sql = (
            f"select {shown} from {base.sql} as {base.alias} "
            f"qualify row_number() over (partition by {key} order by {order}) = 1"
        )
        return Relation(f"({sql})", self.alias(), base.columns, key.split(".")[1])

    # expressions

    def value(self, seen: Sequence[Relation], kind: str, depth: int) -> str:
        """An expression of a type over what is in sight."""
        if depth <= 0 or self.chance(5):
            return self.column(seen, kind)
        how = self.draw(st.integers(0, 5))
        deeper = depth - 1
        if how == 0:
            then, other = self.value(seen, kind, deeper), self.value(seen, kind, deeper)
            return f"case when {self.condition(seen, deeper)} then {then} else {other} end"
        if how == 1:
            subject = self.pick((TEXT, INT))
            when = f"{self.value(seen, subject, deeper)} when {self.pick(CONSTANTS[subject])}"
            return f"case {when} then {self.value(seen, kind, deeper)} else {self.column(seen, kind)} end"
        if how == 2:
            call = self.pick(("coalesce", "nullif", "greatest"))
            return f"{call}({self.value(seen, kind, deeper)}, {self.value(seen, kind, deeper)})"
        if how == 3 and kind in (INT, FLOAT):
            return self.scalar_subquery(seen, kind)
        if how == 4 and kind != BOOL:
            key = self.pick(("a", "b"))
            return f"{{'a': {self.value(seen, kind, deeper)}, 'b': {self.value(seen, kind, deeper)}}}.{key}"
        return self.operation(seen, kind, deeper)

    def column(self, seen: Sequence[Relation], kind: str) -> str:
        """A column of a type; of another type and converted, when there is none."""
        if columns := [column for relation in seen for column in relation.of(kind)]:
            return self.pick(columns)
        other, column = self.pick([(k, r.written(name)) for r in seen for name, k in r.columns])
        number = {
            INT: column,
            FLOAT: f"cast({column} as bigint)",
            TEXT: f"length({column})",
            DAY: f"date_diff('day', date '2025-01-01', cast({column} as date))",
            BOOL: f"cast({column} as integer)",
        }[other]
        if kind == DAY:
            return f"date '2025-01-01' + cast({number} % 90 as integer)"
        if kind == BOOL:
            return f"({column} is not null)"
        return number if kind == INT else f"cast({column if kind == TEXT else number} as {kind})"

    def operation(self, seen: Sequence[Relation], kind: str, depth: int) -> str:
        def of(other: str) -> str:
            return self.value(seen, other, depth)

        if kind == INT:
            return self.pick((
                lambda: f"({of(INT)} + {of(INT)})", lambda: f"length({of(TEXT)})", lambda: f"({of(INT)} % 3)",
                lambda: f"cast({of(FLOAT)} as bigint)", lambda: f"extract(month from {of(DAY)})",
                lambda: f"[{of(INT)}, {of(INT)}][1]",
            ))()  # fmt: skip
        if kind == FLOAT:
            return self.pick((lambda: f"({of(FLOAT)} * 2)", lambda: f"cast({of(INT)} as double)"))()
        if kind == TEXT:
            return self.pick((
                lambda: f"upper({of(TEXT)})", lambda: f"left({of(TEXT)}, 2)", lambda: f"({of(TEXT)} || {of(TEXT)})",
                lambda: f"cast({of(INT)} as varchar)", lambda: f"concat_ws('-', {of(TEXT)}, {of(INT)})",
            ))()  # fmt: skip
        if kind == DAY:
            return f"date_trunc('month', {of(DAY)})"
        return f"({self.condition(seen, depth)})"

    def condition(self, seen: Sequence[Relation], depth: int) -> str:
        """A boolean expression; with depth also subqueries."""
        kind = self.pick((INT, TEXT, TEXT, FLOAT, DAY))
        value = self.value(seen, kind, depth)
        how = self.draw(st.integers(0, 11))
        if how == 0:
            return f"{value} is not null"
        if how == 1:
            return f"{value} {self.pick(('not ', ''))}in ({', '.join(CONSTANTS[kind])})"
        if how == 2 and depth > 0:
            joiner = self.pick(("and", "or"))
            return f"({self.condition(seen, depth - 1)} {joiner} not {self.condition(seen, depth - 1)})"
        if how == 3 and depth > 0 and kind == INT:
            base = self.base()
            inner = (
                f"select {self.pick(base.of(INT))} from {base.sql} as {base.alias} where {self.condition([base], 0)}"
            )
            return f"{value} in ({inner})"
        if how == 4 and depth > 0:
            return self.exists(seen)
        other = self.value(seen, kind, 0) if self.chance(3) else self.pick(CONSTANTS[kind])
        return f"{value} {self.pick(('<>', '>=', '<>', '=', '<'))} {other}"

    def correlation(self, base: Relation, seen: Sequence[Relation]) -> str:
        outside = [c for relation in seen for c in relation.of(INT)]
        inside = self.pick(base.of(INT))
        return f"{inside} = {self.pick(outside)}" if outside else f"{inside} > 1"

    def exists(self, seen: Sequence[Relation]) -> str:
        base = self.base()
        where = f"{self.correlation(base, seen)} and {self.condition([base], 0)}"
        return f"{self.pick(('', 'not '))}exists (select 1 from {base.sql} as {base.alias} where {where})"

    def scalar_subquery(self, seen: Sequence[Relation], kind: str) -> str:
        base = self.base()
        where = f" where {self.correlation(base, seen)}" if self.chance(6) else ""
        return f"(select {self.aggregate([base], kind)} from {base.sql} as {base.alias}{where})"

    def aggregate(self, seen: Sequence[Relation], kind: str) -> str:
        """An aggregate of a type that does not depend on the order of rows."""
        if kind == INT:
            call = self.pick((
                lambda: "count(*)", lambda: f"count(distinct {self.value(seen, TEXT, 0)})",
                lambda: f"cast(sum({self.value(seen, INT, 1)}) as bigint)", lambda: f"max({self.value(seen, INT, 0)})",
                lambda: f"count_if({self.condition(seen, 0)})",
                lambda: f"cast(sum(case when {self.condition(seen, 0)} then 1 else 0 end) as bigint)",
            ))()  # fmt: skip
        elif kind == TEXT:
            call = self.pick((
                lambda: f"max({self.value(seen, TEXT, 1)})",
                lambda: f"string_agg({(text := self.column(seen, TEXT))}, ',' order by {text})",
            ))()  # fmt: skip
        else:
            call = f"{self.pick(('max', 'min'))}({self.value(seen, kind, 0)})"
        if self.chance(2) and not call.startswith("cast"):
            call += f" filter (where {self.condition(seen, 0)})"
        return call

    def window(self, seen: Sequence[Relation], kind: str, named: list[str] | None = None) -> str:
        """A window function; with `named` its window may get a name, to be declared at the end of the query."""
        partition = f"partition by {self.value(seen, self.pick((INT, TEXT)), 1)}" if self.chance(7) else ""
        order = f" order by {self.value(seen, self.pick((INT, DAY, TEXT)), 0)}" if self.chance(7) else ""
        over = f"({partition}{order})"
        if named is not None and self.chance(5):
            named.append(over)
            over = f"w{len(named)}"
        if kind == INT and order and self.chance(4):
            return f"{self.pick(('rank', 'dense_rank'))}() over {over}"
        calls = {INT: ("count(*)", "max({})", "sum({})"), FLOAT: ("sum({})", "min({})")}
        call = self.pick(calls.get(kind, ("max({})", "min({})"))).format(self.value(seen, kind, 0))
        return f"cast({call} over {over} as {kind})"

    # queries

    def kinds(self) -> list[str]:
        return [self.pick((INT, INT, TEXT, FLOAT, DAY, BOOL)) for _ in range(self.pick((1, 2, 2, 3)))]

    def query(self, depth: int, kinds: Sequence[str] | None = None) -> tuple[str, Columns]:
        """A SELECT or two of them set together."""
        shapes = ("plain", "plain", "grouped", "distinct", "window", "star", "set", "limit")
        shape = self.pick(shapes)
        wanted = list(kinds) if kinds else self.kinds()
        if shape == "star" and kinds is None:
            return self.star(depth)
        if shape == "set" and depth > 0:
            return self.set_operation(wanted, depth)
        clause, seen = self.sources(depth)
        where = f" where {self.condition(seen, 2)}" if self.chance(4) else ""
        names = self.draw(st.permutations(RESULTS))[: len(wanted)]
        columns = tuple(zip(names, wanted, strict=True))
        if shape == "grouped":
            return self.grouped(clause, seen, where, columns), columns
        values = [self.value(seen, kind, 2) for kind in wanted]
        named: list[str] = []
        if shape == "window":
            values[-1] = self.window(seen, wanted[-1], named) if wanted[-1] != BOOL else values[-1]
        shown = ", ".join(f"{value} as {name}" for value, name in zip(values, names, strict=True))
        head = "select distinct" if shape == "distinct" else "select"
        tail = "".join(f" window w{number} as {over}" for number, over in enumerate(named, start=1))
        if shape == "window" and self.chance(5):
            tail += f" qualify {self.window(seen, INT)} <= {self.pick(CONSTANTS[INT])}"
        if shape == "limit":
            places = ", ".join(str(place + 1) for place in range(len(wanted)))
            tail = f" order by {self.value(seen, TEXT, 0)} || '' desc, {places} limit 4"
        return f"{head} {shown} from {clause}{where}{tail}", columns

    def grouped(self, clause: str, seen: Sequence[Relation], where: str, columns: Columns) -> str:
        keys = max(1, len(columns) - 1) if len(columns) > 1 else 0
        shown = [
            self.value(seen, kind, 1) if i < keys else self.aggregate(seen, kind) for i, (_, kind) in enumerate(columns)
        ]
        having = f" having {self.aggregate(seen, INT)} >= {self.pick(CONSTANTS[INT])}" if self.chance(3) else ""
        group = ""
        if keys:
            by = ", ".join(str(place + 1) for place in range(keys))
            group = f" group by {self.pick((by, 'all'))}"
        selected = ", ".join(f"{value} as {name}" for value, (name, _) in zip(shown, columns, strict=True))
        return f"select {selected} from {clause}{where}{group}{having}"

    def star(self, depth: int) -> tuple[str, Columns]:
        """A star of one relation, with something left out, exchanged or renamed."""
        relation = self.relation(depth)
        names = [name for name, _ in relation.columns]
        where = f" where {self.condition([relation], 1)}" if self.chance(5) else ""
        source = f"from {relation.sql} as {relation.alias}{where}"
        how = self.pick(("", "exclude", "replace", "rename"))
        place = self.pick(range(len(names)))
        name, kind = relation.columns[place]
        # A table's star also shows its lists and structs; only the plain columns are known by type here.
        if how == "exclude" and len(names) > 1:
            return f"select * exclude ({name}) {source}", tuple(c for c in relation.columns if c[0] != name)
        if how == "replace":
            return f"select * replace ({self.value([relation], kind, 1)} as {name}) {source}", relation.columns
        if how == "rename":
            renamed = tuple(("renamed" if c == name else c, k) for c, k in relation.columns)
            if "renamed" not in names:
                return f"select * rename ({name} as renamed) {source}", renamed
        return f"select {relation.alias}.* {source}", relation.columns

    def set_operation(self, wanted: Sequence[str], depth: int) -> tuple[str, Columns]:
        (left, columns), (right, others) = self.query(depth - 1, wanted), self.query(depth - 1, wanted)
        how = self.pick(("union all", "union all", "union", "except", "intersect", "by name"))
        if how != "by name":
            return f"({left}) {how} ({right})", columns
        types = dict(columns)
        if any(types.get(name, kind) != kind for name, kind in others):
            how = "union all"
            return f"({left}) {how} ({right})", columns
        return f"({left}) union all by name ({right})", tuple((types | dict(others)).items())

    def whole(self) -> str:
        """A complete query with CTEs."""
        for name in self.draw(st.permutations(CTE_NAMES))[: self.pick((0, 1, 1, 2))]:
            sql, columns = self.recursion(name) if self.chance(1) else self.query(1)
            self.ctes.append((name, sql, columns))
        body, _ = self.query(2)
        made = ", ".join(f"{name} as ({sql})" for name, sql, _ in self.ctes)
        return f"with {self.recursive}{made} {body}" if made else body

    def recursion(self, itself: str) -> tuple[str, Columns]:
        """A recursive CTE whose columns change places on the way."""
        self.recursive = "recursive "
        base = self.base()
        first, second = self.pick(base.of(INT)), self.pick(base.of(INT))
        where = self.condition([base], 0)
        start = f"select {first} as k, {second} as v, 1 as total from {base.sql} as {base.alias} where {where}"
        step = f"select s.v, {first}, s.total + 1 from {itself} as s join {base.sql} as {base.alias} on {second} = s.k"
        return f"{start} union {step} where s.total < 3", (("k", INT), ("v", INT), ("total", INT))


@st.composite
def generated_queries(draw: Any) -> str:
    """One query that reads only tables written as schema.table."""
    return Writer(draw).whole()
