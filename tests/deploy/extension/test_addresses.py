# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Only what is safely a web or e-mail address becomes a link or an IRI."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, URIRef

from ckanext.godonu.addresses import mail_address, printable, web_address


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("https://daten.example.org/a?b=1#c", "https://daten.example.org/a?b=1#c"),
        (" http://example.org ", "http://example.org"),
        ("http://example.org/a b|c", "http://example.org/a%20b%7Cc"),
        ("https://straße.example/ä", "https://straße.example/ä"),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org", None),
        ("https://", None),
        ("https://user:pass@example.org/", None),
        ("https://example.org/\u202egro.liame", None),
        ("https://example.org/\n", "https://example.org/"),
        ("https://example.org/a\nb", None),
        ("http://[::1", None),
        ("http://example.org:0/", None),
        (None, None),
        (["https://example.org"], None),
    ],
)
def test_web_addresses(given_text: object, expected: str | None) -> None:
    """http and https with a host; nothing that shows another place than it opens."""
    assert web_address(given_text) == expected


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("offene-daten@example.org", "offene-daten@example.org"),
        ("mailto:a@b.example", "a@b.example"),
        ("a@b", None),
        ("a b@example.org", None),
        ("a@example.org?subject=x", None),
        ("a@example.org,b@example.org", None),
        ("<a@example.org>", None),
        (7, None),
    ],
)
def test_mail_addresses(given_text: object, expected: str | None) -> None:
    """One address, without anything that a mail program would take for more."""
    assert mail_address(given_text) == expected


@given(st.text(max_size=60).map(lambda tail: "https://example.org/" + tail))
def test_whatever_is_an_address_can_stand_in_a_graph(text: str) -> None:
    """A graph with it can be written and read again."""
    address = web_address(text)
    if address is not None:
        graph = Graph()
        graph.add((URIRef(address),) * 3)
        assert len(Graph().parse(data=graph.serialize(format="nt"), format="nt")) == 1


@given(st.text())
def test_printable_text_can_stand_in_xml(text: str) -> None:
    """RDF/XML is one of the forms a harvester may ask for."""
    import xml.etree.ElementTree as ElementTree
    from xml.sax.saxutils import escape

    kept = printable(text)
    ElementTree.fromstring(f"<a>{escape(kept)}</a>")
    assert set(kept) <= set(text)
