# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gate checks on the files that would leave: nothing but the promised columns and rows, and nothing personal in them.

Keep out: any piece of a cell in a message; column names, kinds and counts are enough.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from godonu_platform.catalogs.release_record import DATA_FILES, DICTIONARY_NAME
from godonu_platform.contracts.contract import Column
from godonu_platform.publication.export import csv_columns, json_columns
from godonu_platform.publication.gate_view import GateView, Objection
from godonu_platform.publication.personal_content import LOOSE, WITH_CHECK_DIGIT, in_words, kinds_in
from godonu_platform.publication.personal_names import personal_part
from godonu_platform.publication.table import CandidateTable, literal, quoted

# In a column with an exception, chance hits of a check digit stay below this share of its distinct values.
CHANCE = 0.05
_WHAT_TO_DO = (
    "Bitte im Modell entfernen. Steht dort keine Person, im Vertrag ausnahme_personensuche mit Begründung setzen."
)


def column_names_are_harmless(view: GateView) -> Iterator[Objection]:
    """No column may be called like personal data or an unprotected figure, unless the contract says why."""
    for column in view.candidate.contract.columns:
        part = personal_part(column.name)
        if part is not None and not column.screen_exception:
            yield Objection(
                "name_klingt_personenbezogen",
                f"»{part}« im Spaltennamen klingt nach Angaben über Menschen oder nach ungeschützten Zahlen. "
                "Bitte die Spalte entfernen oder treffender nennen; ist es anders gemeint, im Vertrag "
                "ausnahme_personensuche mit Begründung setzen.",
                column.name,
            )


def files_agree(view: GateView) -> Iterator[Objection]:
    """Each file must hold the columns of the contract and, to the cell, the rows that all other checks look at."""
    table, folder = view.built_table(), view.release_files()
    contract = view.candidate.contract
    promised = [column.name for column in contract.columns]
    parquet = f"read_parquet({literal(str(folder / DATA_FILES['parquet']))})"
    texts = _sources(promised, folder)
    numbers = [column.name for column in contract.columns if column.type == "number"]
    pairs: dict[str, Callable[[], tuple[str, str]]] = {
        "parquet": lambda: (table.rows_hash(parquet), table.fingerprint(view.partners)),
        "csv": lambda: _as_text(table, texts["csv"], f"(select {csv_columns(contract)} from {parquet})", numbers),
        "json": lambda: _as_text(table, texts["json"], f"(select {json_columns(contract)} from {parquet})", numbers),
    }
    for kind, hashes in pairs.items():
        if _columns(table, kind, folder) != [promised]:
            yield Objection("spalten_der_datei", f"{DATA_FILES[kind]} hat andere Spalten als der Vertrag.")
            continue
        found, wanted = hashes()
        if found != wanted:
            yield Objection(
                "zeilen_der_datei",
                f"{DATA_FILES[kind]} enthält andere Zeilen als freigegeben; bitte den Lauf wiederholen.",
            )


def _as_text(table: CandidateTable, source: str, wanted: str, numbers: list[str]) -> tuple[str, str]:
    """Return the hashes of two relations as texts: there an empty cell is an empty text, and 1.0 may be written 1."""
    doubles = ", ".join(f"cast({quoted(name)} as double) as {quoted(name)}" for name in numbers)
    replaced = f" replace ({doubles})" if numbers else ""
    first, second = (table.rows_hash(f"(select *{replaced} from {side})", "''") for side in (source, wanted))
    return first, second


def nothing_personal_inside(view: GateView) -> Iterator[Objection]:
    """No value in any of the files may look like data about a person; exceptions stand in the contract."""
    table, folder = view.built_table(), view.release_files()
    contract = view.candidate.contract
    partners = frozenset(partner.ars for partner in view.candidate.partners)
    found, distinct = _suspects(table, [column.name for column in contract.columns], folder)
    for column in contract.columns:
        counts = _kinds(column, found.get(column.name, []), partners)
        if column.screen_exception:
            chance = CHANCE * distinct.get(column.name, 0)
            counts = {kind: n for kind, n in counts.items() if kind in WITH_CHECK_DIGIT and n > chance}
        if counts:
            words = " oder ".join(in_words(counts))
            yield Objection(
                "inhalt_klingt_personenbezogen",
                f"Hier steht etwas, das aussieht wie {words} ({max(counts.values())} verschiedene). {_WHAT_TO_DO}",
                column.name,
            )
    yield from _in_dictionary(folder, {column.name for column in contract.columns if column.screen_exception})


def _kinds(column: Column, values: list[str], partners: frozenset[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for value in values:
        is_key = value in partners or (column.pattern and _is_regional_key(value, partners))
        counts.update(kinds_in(value, (value,) if is_key else ()))
    if column.type in ("date", "timestamp"):
        del counts["geburtsdatum"]  # an old day in a column of days is what the contract promises
    return dict(counts)


def _is_regional_key(text: str, partners: frozenset[str]) -> bool:
    """A regional key looks like a telephone number; it is none if it lies in a partner's district, or is its land."""
    if not text.isdigit() or len(text) not in (2, 3, 5, 9, 12):
        return False
    in_district = text.startswith(tuple(ars[:5] for ars in partners))
    return in_district or (not text[2:].strip("0") and text.startswith(tuple(ars[:2] for ars in partners)))


def _in_dictionary(folder: Path, excused: set[str]) -> Iterator[Objection]:
    """The description of the columns leaves too, and its examples come from people."""
    with (folder / DICTIONARY_NAME).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            kinds = set().union(*(kinds_in(cell) for cell in row.values() if cell))
            kinds = kinds & WITH_CHECK_DIGIT if row["spalte"] in excused else kinds - {"pseudonym"}
            if kinds:
                words = " oder ".join(in_words(kinds))
                yield Objection(
                    "beschreibung_klingt_personenbezogen",
                    f"Die Beschreibung der Spalte enthält etwas, das aussieht wie {words}; bitte im Vertrag ändern.",
                    row["spalte"],
                )


def _suspects(table: CandidateTable, names: list[str], folder: Path) -> tuple[dict[str, list[str]], Mapping[str, int]]:
    """Return by column the values worth a closer look, and how many distinct values it has; each file is read once."""
    columns = ", ".join(quoted(name) for name in names)
    cells = " union ".join(
        f"(select column_name, cell from (unpivot (select {columns} from {source}) on {columns} "
        "into name column_name value cell))"
        for source in _sources(names, folder).values()
    )
    found: dict[str, list[str]] = {}
    distinct: dict[str, int] = {}
    for column, count, values in table.rows(
        f"select column_name, count(*), list(cell order by cell) filter (where regexp_matches(cell, {literal(LOOSE)})) "
        f"from ({cells}) group by column_name"
    ):
        found[column], distinct[column] = values or [], count
    return found, distinct


def _sources(names: list[str], folder: Path) -> dict[str, str]:
    """Return for each file SQL that reads these columns as text."""
    texts = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    cast = ", ".join(f"cast({quoted(name)} as varchar) as {quoted(name)}" for name in names)
    path = {kind: literal(str(folder / name)) for kind, name in DATA_FILES.items()}
    return {
        "parquet": f"(select {cast} from read_parquet({path['parquet']}))",
        "csv": f"read_csv({path['csv']}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        f"columns = {{{texts}}})",
        "json": f"read_json({path['json']}, format = 'array', columns = {{{texts}}})",
    }


def _columns(table: CandidateTable, kind: str, folder: Path) -> list[list[str]]:
    """Return the columns that a file really has, as often as its records differ in them."""
    path = literal(str(folder / DATA_FILES[kind]))
    if kind == "json":
        keys = table.rows(f"select distinct json_keys(json) from read_json_objects({path}, format = 'array')")
        return [list(row[0]) for row in keys]
    source = f"read_parquet({path})"
    if kind == "csv":
        source = f"read_csv({path}, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"
    return [[row[0] for row in table.rows(f"describe select * from {source}")]]
