# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is left of a web address: no query, no fragment, no credentials, no ids; and nothing that comes back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.landing.urls import cut_url

paths = st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=30), max_size=5).map("/".join)


@pytest.mark.parametrize(
    ("given_", "left"),
    [
        ("https://portal.example.de/antrag/wohnen?name=Max#schritt", "https://portal.example.de/antrag/wohnen"),
        ("https://max:geheim@portal.example.de:8443/a", "https://portal.example.de/a"),
        ("/vorgang/12345/angaben", "/vorgang/:id/angaben"),
        ("/vorgang/123/angaben", "/vorgang/123/angaben"),
        ("/vorgang/AZ-2026-00123", "/vorgang/:id"),
        ("/v/8c1d2e3f-0000-4000-8000-00000000beef/a", "/v/:id/a"),
        ("/v/deadbeefdeadbeef", "/v/:id"),
        ("/v/eyJhbGciOiJIUzI1NiJ9abc", "/v/:id"),
        ("/konto/max%40example.de/x", "/konto/:id/x"),
        ("/a%3Fname=Max", "/:id"),
        ("/a;jsessionid=1A2B", "/a"),
        ("mailto:max@example.de", "mailto:"),
        ("javascript:alert(1)", "javascript:"),
        ("www.example.de/a?b", "www.example.de/a"),
        ("portal.example.de:8080/a/99999", "portal.example.de/a/:id"),
        ("/personalausweis-beantragen-online-jetzt", "/personalausweis-beantragen-online-jetzt"),
        ("", ""),
    ],
)
def test_known_addresses(given_: str, left: str) -> None:
    assert cut_url(given_) == left


@given(st.text(max_size=80) | paths)
def test_nothing_of_a_query_survives_and_cutting_again_changes_nothing(text: str) -> None:
    left = cut_url(text)
    assert not re.search(r"[?#;]", left)
    assert cut_url(left) == left


@given(paths, st.integers(1000, 10**15), paths)
def test_a_long_number_in_the_path_never_survives(before: str, number: int, after: str) -> None:
    left = cut_url(f"https://portal.example.de/{before}/{number}/{after}")
    assert not re.search(r"\d{4}", left.removeprefix("https://portal.example.de"))


@given(st.uuids(), st.text("abcdefghijklmnop.@ +", min_size=1, max_size=20))
def test_ids_and_credentials_never_survive(one, user: str) -> None:  # type: ignore[no-untyped-def]
    left = cut_url(f"https://{user}:passwort@portal.example.de/v/{one}/x")
    assert str(one) not in left
    assert "passwort" not in left
