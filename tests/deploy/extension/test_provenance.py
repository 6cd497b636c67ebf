# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The block »Herkunft und Güte« is read whole as the publisher writes it, and never breaks a page otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.godonu.provenance import provenance_of, versions_of
from tests.browser import portal_packages as stock

INNER = ["name", "monate", "2026-01", "2026-13", "titel", "note", "dimensionen", "kommunen", "id", "herkunft", "rows"]
KEYS = sorted({*stock.block(), "gekuerzt"})
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INNER), inner, max_size=4),
    max_leaves=12,
)


def test_the_whole_block_is_read() -> None:
    found = provenance_of({"herkunft_und_guete": json.dumps(stock.block())})
    assert found is not None
    assert len(found.method) == 2
    assert found.classes[0] == ("Vertraulichkeit", "öffentlich")
    assert found.decisions[0][0] == "open-application-usage-1"
    assert found.overall is not None and found.overall.words == "mit Mängeln"
    assert [one.words for one in found.grades] == ["gut", "sehr gut", "mit Mängeln", ""]
    assert found.coverage.months == tuple(stock.MONTHS)
    assert found.coverage.rows[1][1].count("fehlt") == 2
    assert found.left_out[0][0] == "Stadt Fulda"
    assert found.sources == (("Ereignisse der Onlinedienste", "72", "September 2025 bis Oktober 2026"),)
    assert found.steps[0].proven and len(found.columns) == 5
    assert (found.sample, found.shortened) == ("alle", False)


@pytest.mark.parametrize("text", [None, "", "kein JSON", "[]", "{}", "7", '"text"', "[" * 100_000, "9" * 5_000])
def test_what_is_no_block_is_none(text: str | None) -> None:
    assert provenance_of({"herkunft_und_guete": text}) is None
    assert versions_of({"versions": text if text != "[]" else None}) == ()


def test_the_code_of_a_rule_is_not_shown_as_a_sentence() -> None:
    assert [_protection(text) for text in ("basis5", "Es wird gerundet.")] == ["", "Es wird gerundet."]


def _protection(text: str) -> str:
    found = provenance_of({"herkunft_und_guete": json.dumps({"schutz": text})})
    assert found is not None
    return found.protection


def test_versions_keep_only_a_hash_that_is_one() -> None:
    newest, *_, odd = versions_of({"versions": json.dumps([*stock.versions(), {"sha256_csv": "x" * 64, "rows": True}])})
    assert (newest.name, newest.rows, newest.checksum) == ("v2", 1240, stock.CHECKSUM)
    assert (odd.checksum, odd.rows) == ("", None)


def test_an_unknown_state_is_not_taken_for_another() -> None:
    block = {"abdeckung": [{"name": "a", "monate": {"2026-01": "neu"}}, {"name": "b", "monate": {"2026-02": "fehlt"}}]}
    found = provenance_of({"herkunft_und_guete": json.dumps(block)})
    assert found is not None
    assert found.coverage.rows == (("a", ("unbekannt", "fehlt")), ("b", ("fehlt", "fehlt")))


@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING))
def test_anything_else_is_read_as_texts_that_a_page_can_carry(block: dict[str, Any]) -> None:
    found = provenance_of({"herkunft_und_guete": json.dumps(block)})
    assert (found is None) == (not block)
    assert "\x00" not in repr(found)
    repr(found).encode("utf-8")
    assert isinstance(versions_of({"versions": json.dumps([block])}), tuple)
