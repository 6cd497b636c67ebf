# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fingerprints see what a query says, not how it is written; and never take two queries for one."""

from __future__ import annotations

import pytest

from godonu_platform.lineage.normalised_sql import normalised, without_database

PLAIN = "select a, 'Ä -- x' as b from raw.t where c > 1.50"


@pytest.mark.parametrize(
    "same",
    [
        "SELECT a, 'Ä -- x' AS b\n  FROM raw.t -- a comment\n WHERE c > 1.50",
        'select "a", \'Ä -- x\' as "B" from "warehouse"."raw"."T" where c>1.50;',
        "select /* all */ a , 'Ä -- x' as b from other_db.raw.t where c > 1.50",
    ],
)
def test_the_same_query(same: str) -> None:
    assert normalised(same) == normalised(PLAIN)


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace("1.50", "1.5"),
        PLAIN.replace("Ä", "ä"),
        PLAIN.replace(" -- x", ""),
        PLAIN.replace("c >", "c >="),
        PLAIN.replace("raw.t", "raw.u"),
        PLAIN.replace("select a", 'select "a b"'),
        PLAIN.replace("select a", "select distinct a"),
    ],
)
def test_another_query(other: str) -> None:
    assert normalised(other) != normalised(PLAIN)


def test_a_quoted_word_is_not_the_word() -> None:
    assert normalised('select "current_date" from t') != normalised("select current_date from t")
    assert normalised("select log2(x)") != normalised("select log10(x)")


def test_it_stays_as_it_is_the_second_time() -> None:
    assert normalised(normalised(PLAIN)) == normalised(PLAIN)


def test_only_the_database_is_taken_off() -> None:
    sql = 'select "w"."raw"."t"."a" from "w"."raw"."t" join raw.u on true -- "w"."raw"."t"'
    assert without_database(sql) == 'select "w"."raw"."t"."a" from "raw"."t" join raw.u on true -- "w"."raw"."t"'


def test_what_nobody_can_parse_is_left_alone() -> None:
    assert normalised("  select from where  ") == "select from where"
    assert normalised(" 'open ") == "'open"
