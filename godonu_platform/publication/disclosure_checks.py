# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gate check on what the release itself gives away: counts rounded and above the threshold, no rates, nothing hidden.

A plain look at one release (publishing-and-governance, section 5); sums, siblings and earlier versions are for the
attack of a later step. Keep out: any cell value in a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.publication.gate_view import GateView, Objection
from godonu_platform.publication.table import PARTNER_COLUMN, CandidateTable, literal, quoted, status_pairs

BASE = 5
VALUE_STATUS = "wert"
# An integer in the key tells rows apart (a step, an hour); with more values than this it could be the figure itself.
MOST_KEY_VALUES = 100
_RATE = frozenset(
    (
        "rate", "share", "anteil", "quote", "percent", "percentage", "prozent", "promille", "pct", "ratio", "avg",
        "average", "mean", "durchschnitt", "mittel", "mittelwert", "median", "stddev", "variance", "quantile",
    )
)  # fmt: skip
_RATE_UNIT = re.compile(r"%|‰|prozent|promille|\bje\b|\bpro\b|/", re.IGNORECASE)
# A number with nothing or one word beside it: "137", "12,5 %", "137 Fälle".
_NUMBER = r"^[^0-9A-Za-zÄÖÜäöüß]*[0-9]{1,3}([., ]?[0-9]{1,3}){0,3} ?(%|‰|[A-Za-zÄÖÜäöüß]{1,20})?$"


def disclosure_holds(view: GateView) -> Iterator[Objection]:
    """What the contract promises as protection must be visible in the release itself.

    `basis5`: every count has a status column, is a multiple of 5 and so never 1 to 4; nothing looks like a rate, and no
    number hides in a text or in the key. `keine` is a declared choice for data without any count of people.
    """
    contract = view.candidate.contract
    if contract.protection is None:
        yield Objection(
            "offenlegungsschutz_fehlt", "Der Vertrag nennt keinen Offenlegungsschutz; bitte basis5 oder keine setzen."
        )
    elif contract.protection == "basis5":
        table = view.built_table()
        yield from _unprotected(contract)
        for value, status in status_pairs(contract):
            yield from _unrounded(table, view.partners, value, status)
        yield from _hidden(table, view.partners)


def _unprotected(contract: Contract) -> Iterator[Objection]:
    paired = {value.name for value, _ in status_pairs(contract)}
    for column in contract.columns:
        if column.type == "number" or _is_rate(column):
            yield Objection(
                "quote", "Anteile und Durchschnitte werden noch nicht veröffentlicht; bitte entfernen.", column.name
            )
        elif column.type != "integer" or column.name in paired:
            continue
        elif column.name not in contract.key:
            yield Objection("zahl_ohne_status", "Zur Zahl fehlt die Spalte mit der Endung _status.", column.name)
        elif column.minimum is None or column.maximum is None or column.maximum - column.minimum > MOST_KEY_VALUES:
            yield Objection(
                "schluesselzahl_ohne_grenzen",
                "Die Zahl gehört zum Schlüssel, aber der Vertrag nennt keine engen Grenzen; sie könnte selbst eine "
                f"Fallzahl sein. Bitte minimum und maximum setzen (höchstens {MOST_KEY_VALUES} auseinander).",
                column.name,
            )


def _is_rate(column: Column) -> bool:
    if column.type not in ("integer", "number"):
        return False
    words = set(re.split(r"[^a-zäöüß]+", column.name.lower()))
    return bool(words & _RATE) or bool(column.unit and _RATE_UNIT.search(column.unit))


def _unrounded(table: CandidateTable, partners: tuple[str, ...], value: Column, status: Column) -> Iterator[Objection]:
    number, state = quoted(value.name), quoted(status.name)
    rough, small, torn = table.rows(
        f"select count(*) filter (where {number} % {BASE} <> 0), "
        f"count(*) filter (where {number} between 1 and {BASE - 1} or {number} < 0), "
        f"count(*) filter (where ({state} = '{VALUE_STATUS}') is distinct from ({number} is not null) "
        f"and not ({state} = 'null' and {number} = 0)) "
        f"from ({table.relation(partners)})"
    )[0]
    if rough:
        yield Objection(
            "ungerundet", f"{rough} Werte sind kein Vielfaches von {BASE}; bitte das Makro verwenden.", value.name
        )
    if small:
        yield Objection("zu_klein", f"{small} Werte liegen unter der Schwelle {BASE}; bitte sperren.", value.name)
    if torn:
        yield Objection("status_widerspricht", f"In {torn} Zeilen passen Wert und Status nicht zusammen.", status.name)


def _hidden(table: CandidateTable, partners: tuple[str, ...]) -> Iterator[Objection]:
    """A text that is nothing but a number is a figure without protection; codes and keys say so in the contract."""
    texts = [
        column
        for column in table.contract.columns
        if column.type == "string" and not column.allowed and not column.pattern and column.name != PARTNER_COLUMN
    ]
    if not texts:
        return
    counts = ", ".join(
        f"count(distinct {quoted(c.name)}) filter (where regexp_matches({quoted(c.name)}, {literal(_NUMBER)}))"
        for c in texts
    )
    [found] = table.rows(f"select {counts} from ({table.relation(partners)})")
    for column, count in zip(texts, found, strict=True):
        if count and not column.screen_exception:
            yield Objection(
                "zahl_im_text",
                f"In der Textspalte stehen Zahlen ({count} verschiedene); so entgehen sie Rundung und Schwelle. Bitte "
                "als geschützte Zahl veröffentlichen oder, wenn es Kennungen sind, im Vertrag ein Muster angeben "
                "(pattern).",
                column.name,
            )
