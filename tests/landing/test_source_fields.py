# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names of source fields: NFC, trimming, case, JSON paths; ambiguity is refused."""

from __future__ import annotations

import pytest

from godonu_platform.landing.source_fields import SourceFields
from godonu_platform.sources.delivery_file import RefusedDelivery


@pytest.mark.parametrize("given", ["größe", "gro\u0308ße", " größe ", "GRÖßE", "Größe"])
def test_one_field_is_found(given: str) -> None:
    fields = SourceFields([[given, "x"]], "columns")
    assert fields.sql("größe") == f'r."{given}"'
    assert (given in fields.in_other_case) == (given.strip() not in ("größe", "gro\u0308ße"))
    assert fields.unknown([]) == ["x"]
    assert fields.unknown(["X"]) == []


def test_exact_wins_over_another_case_beside_it() -> None:
    fields = SourceFields([["a", "A"]], "columns")
    assert fields.sql("a") == 'r."a"'
    assert fields.unknown([]) == ["A"]


def test_two_other_cases_side_by_side_are_refused() -> None:
    with pytest.raises(RefusedDelivery) as caught:
        SourceFields([["AB", "Ab"]], "columns").sql("ab")
    assert caught.value.code == "spalte_mehrdeutig"


def test_json_keys_in_different_records_are_read_together() -> None:
    fields = SourceFields([["ab"], ["AB"]], "json")
    assert fields.sql("ab") == 'coalesce(r.j."ab", json_extract_string(r.json, \'$."AB"\'))'
    assert fields.transform_spec() == '{"ab": "VARCHAR"}'


def test_json_paths_and_names_that_look_like_paths() -> None:
    fields = SourceFields([["a", "x.y"]], "json")
    assert fields.sql("a[0].b c") == 'json_extract_string(r.json, \'$."a"[0]."b c"\')'
    assert fields.sql("x.y") == 'r.j."x.y"'
    assert fields.sql("fehlt.y") is None
    assert fields.has("a[0].b") and not fields.has("fehlt[0]")


def test_names_with_quotes_stay_names() -> None:
    assert SourceFields([['a"; drop']], "columns").sql('a"; drop') == 'r."a""; drop"'


def test_expected_names_are_read_before_they_are_seen() -> None:
    assert SourceFields([[]], "json", expected=["später"]).sql("später") == 'r.j."später"'
    assert SourceFields([[]], "columns", expected=["später"]).sql("später") is None
