# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever somebody writes, CKAN shows a text and runs nothing."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from godonu_platform.catalogs.ckan.package_texts import markdown_text, plain_text

NASTY = st.sampled_from(
    [
        "<script>alert(1)</script>", "</script>", "<!--", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/p.png)", "[x]: javascript:alert(1)", "<javascript:alert(1)>", "[x]", "](", "![",
        "\u202e", "\u200b", "\x00", "\ud800", "\u2028", "a\u0308", "[x]( jAvAsCrIpT:alert(1))", "&#106;avascript:",
        "\n\n",
        "[x](data:text/html,1)", "<", "!", "[", "]", "(", ":", "\\", "`", "    ",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(NASTY, st.text(max_size=12)), max_size=12).map("".join)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, value or "") for name, value in attrs if name in ("href", "src")]


@given(TEXTS)
def test_no_text_opens_a_tag_or_hides_anything(text: str) -> None:
    for told in (plain_text(text), markdown_text(text)):
        assert not re.search(r"<[A-Za-z/!?]", told)
        assert unicodedata.is_normalized("NFC", told)
        kinds = {unicodedata.category(character) for character in told.replace("\n", "")}
        assert not kinds & {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    assert "\n" not in plain_text(text)


@given(TEXTS)
def test_links_of_a_markdown_text_lead_to_the_web_or_to_a_mailbox_only(text: str) -> None:
    links = _Links()
    links.feed(MarkdownIt("commonmark", {"html": True}).render(markdown_text(text)))
    assert not [tag for tag, _ in links.found if tag != "a"], "a page loads nothing from elsewhere"
    assert all(re.match(r"https?://|mailto:", target, re.IGNORECASE) for _, target in links.found)


@given(TEXTS)
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    assert plain_text(plain_text(text)) == plain_text(text)
    assert markdown_text(markdown_text(text)) == markdown_text(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zahlen <5 und > 3 bleiben: 2 < 3", "Zahlen <5 und > 3 bleiben: 2 < 3"),
        ("  viel \t Platz\r\n hier ", "viel Platz hier"),
        ("Gie\u00dfen, Mu\u0308nchen", "Gießen, München"),
        ("<script>alert(1)</script>", "‹script>alert(1)‹/script>"),
        (None, ""),
    ],
)
def test_ordinary_texts_stay_as_they_are(text: str | None, shown: str) -> None:
    assert plain_text(text) == shown


def test_a_markdown_text_keeps_its_paragraphs_lists_and_links() -> None:
    text = "Erster Absatz,\nzweite Zeile.\n\n\n\n- eins\n- zwei\n\n[Mehr](https://example.org/a?b=1)"
    assert markdown_text(text) == text.replace("\n\n\n\n", "\n\n")


def test_what_is_too_long_for_the_search_engine_is_cut_where_one_sees_it() -> None:
    told = plain_text("ä" * 2000, 1000)
    assert (len(told), told[-1]) == (1000, "…")
    assert plain_text("x" * 300) == "x" * 300
