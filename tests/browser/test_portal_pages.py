# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of the real CKAN in a real browser: German, whole, accessible, narrow, and safe from what others wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe

from tests.browser import portal_packages as stock
from tests.browser.portal_packages import BROKEN, CHECKSUM, GONE, HIDDEN, HOSTILE, OLD, PLACES, SPARSE, WHOLE, Shelf
from tests.portal import CkanForTests

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
# words that CKAN would show in its own pages
FOREIGN_WORDS = ("Gruppen", "Organisationen", "Tags", "Follower", "Sozial", "Add Filter", "Powered", "Willkommen bei")


@pytest.fixture(scope="module")
def shelf(ckan_alone: CkanForTests) -> Shelf:
    """The portal with one dataset of each kind."""
    return stock.stocked(ckan_alone)


@pytest.fixture(scope="module")
def visitors(browser: Any) -> Iterator[dict[int, Any]]:
    """Somebody without an account at a desk and somebody with a phone; what they loaded once they keep."""
    found = {
        width: browser.new_context(viewport={"width": width, "height": 800}, locale="de-DE") for width in (1280, 360)
    }
    yield found
    for context in found.values():
        context.close()


@pytest.fixture
def visit(visitors: dict[int, Any], shelf: Shelf) -> Iterator[Any]:
    """Open a page; nothing may come from elsewhere, nothing hostile may run, and nobody gets a cookie."""
    opened, foreign = [], []

    def opener(address: str, width: int = 1280) -> Any:
        page = visitors[width].new_page()
        opened.append(page)
        local = (shelf.url, "data:", "blob:", "about:")
        page.on("request", lambda asked: None if asked.url.startswith(local) else foreign.append(asked.url))
        page.goto(address if "://" in address else shelf.url + address)
        return page

    yield opener
    for page in opened:
        assert page.evaluate("window.angriff") is None
        assert page.context.cookies() == []
        page.close()
    assert foreign == []


def _addresses(shelf: Shelf) -> dict[str, str]:
    return {
        "start": "/",
        "search": "/dataset?q=antrag&res_format=CSV",
        "dataset": shelf.page(WHOLE),
        "provenance": shelf.page(WHOLE, "/herkunft"),
        "file": shelf.file(WHOLE, "csv"),
        "picture": shelf.file(WHOLE, "chart"),
        "hostile": shelf.page(HOSTILE),
        "hostile provenance": shelf.page(HOSTILE, "/herkunft"),
        "hostile file": shelf.file(HOSTILE, "csv"),
        "broken": shelf.page(BROKEN),
        "broken provenance": shelf.page(BROKEN, "/herkunft"),
        "withdrawn": shelf.page(GONE),
        "themes": "/group",
        "theme": "/group/gove",
        "publishers": "/organization",
        "publisher": "/organization/godonu",
        "about": "/about",
        "imprint": "/impressum",
        "accessibility": "/barrierefreiheit",
        "missing": "/dataset/gibt_es_nicht",
    }


PAGES = list(_addresses(Shelf("", {WHOLE: {"csv": "", "chart": ""}, HOSTILE: {"csv": ""}})))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_never_scrolls_sideways_and_has_one_title_and_no_foreign_word(
    visit: Any, shelf: Shelf, name: str
) -> None:
    page = visit(_addresses(shelf)[name], 360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("h1").count() == 1
    shown = page.locator("body").inner_text()
    assert [word for word in FOREIGN_WORDS if word in shown] == []


@pytest.mark.parametrize(
    ("name", "width"),
    [(name, 360) for name in ("start", "search", "dataset", "provenance", "file", "withdrawn")]
    + [(name, 1280) for name in ("start", "search", "dataset")],
)
def test_a_page_is_accessible(visit: Any, shelf: Shelf, name: str, width: int) -> None:
    page = visit(_addresses(shelf)[name], width)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in found] == []


def test_the_start_page_shows_how_much_there_is_and_what_is_new(visit: Any) -> None:
    page = visit("/")
    # a hidden dataset does not count, a withdrawn one is not new
    assert page.locator(".kennzahlen").inner_text().split() == ["Datensätze", "5", "Kommunen", "7"]
    for theme in ("Regierung und öffentlicher Sektor 1 Datensatz", "Verkehr 1 Datensatz"):
        assert page.get_by_role("link", name=theme).is_visible()
    assert page.locator(".karten .karte").count() == 5
    assert page.locator("main, [role=main]").get_by_role("note").inner_text().startswith("Teils erzeugte")
    for promise in ("Herkunft nachvollziehbar", "Kleine Zahlen geschützt", "Güte gemessen"):
        assert page.get_by_role("heading", name=promise).is_visible()
    page.get_by_label("Datensätze durchsuchen").fill("Onlinedienste")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("heading", name="1 Datensatz zu »Onlinedienste« gefunden").wait_for()


def test_a_search_is_narrowed_down_by_municipality_in_german(visit: Any) -> None:
    page = visit("/dataset")
    assert page.locator(".facette h3").all_inner_texts() == [
        "Kommune", "Thema", "Format", "Schlagwort", "Lizenz", "Herausgeber",
    ]  # fmt: skip
    orders = page.get_by_label("Sortieren").locator("option").all_inner_texts()
    assert orders == ["Beste Treffer zuerst", "Zuletzt geändert", "Titel A bis Z", "Titel Z bis A"]
    page.get_by_role("link", name="Stadt Kassel 1 Datensatz").click()
    page.get_by_role("heading", name="1 Datensatz gefunden").wait_for()
    card = page.locator(".karte").inner_text()
    for text in ("Wie viele Anträge je Monat online", "und 2 weitere", "September 2025 bis Oktober 2026", "CSV"):
        assert text in card
    page.get_by_role("link", name="Eingrenzung aufheben: Kommune Stadt Kassel").click()
    page.get_by_role("heading", name="6 Datensätze gefunden").wait_for()


def test_a_dataset_says_where_its_figures_come_from(visit: Any, shelf: Shelf) -> None:
    page = visit(shelf.page(WHOLE), 360)
    assert page.get_by_role("note").inner_text().startswith("Erzeugte Beispielzahlen.")
    block = page.get_by_role("region", name="Herkunft und Güte")
    headings = block.locator("h3").all_inner_texts()
    assert headings == [
        "Was gezählt wurde", "Wie gerechnet wurde", "Wie geschützt wird", "Wer die Veröffentlichung entschieden hat",
        "Güte der Daten", "Abdeckung", "Wer nicht dabei ist", "Versionen",
    ]  # fmt: skip
    said = block.inner_text()
    for text in ("open-application-usage-2", "A – sehr gut", "C – mit Mängeln", "Es gibt keine zweite Quelle."):
        assert text in said
    assert f"{CHECKSUM[:12]}…" in said and "Der September der Stadt Kassel war doppelt gezählt." in said
    table = block.locator("table").first
    assert table.locator("tbody tr").count() == len(PLACES)
    assert table.locator("tr", has_text="Stadt Kassel").inner_text().count("fehlt") == 2
    assert table.evaluate("one => one.parentElement.scrollWidth > one.parentElement.clientWidth")
    block.get_by_role("link", name="Herkunft im Einzelnen").click()
    page.get_by_role("heading", name="Woher jede Spalte kommt").wait_for()
    assert "✓ Nachweis gelungen" in page.locator("article").inner_text()
    page.get_by_role("link", name="Zurück zum Datensatz").first.click()
    page.wait_for_url(shelf.page(WHOLE))


def test_the_facts_of_a_dataset_are_words(visit: Any, shelf: Shelf) -> None:
    page = visit(shelf.page(WHOLE))
    facts = page.get_by_role("region", name="Angaben zum Datensatz").inner_text()
    for text in (
        "September 2025 bis Oktober 2026", "monatlich", "v2 vom 20. November 2026", "1. November 2026",
        "Datenlizenz Deutschland – Zero – Version 2.0", "GoDonu-Kommunen", "offene-daten@example.org",
    ):  # fmt: skip
        assert text in facts
    assert "http" not in facts and "{" not in facts
    files = page.locator(".dateien h3").all_inner_texts()
    assert files == ["Daten als CSV", "Daten als JSON", "Diagramm"]


@pytest.mark.parametrize(
    ("name", "said", "link"),
    [
        (OLD, "Dieser Datensatz ist veraltet.", WHOLE),
        (GONE, "Dieser Datensatz wurde zurückgezogen.", "example.org/neu"),
    ],
)
def test_an_ended_dataset_says_so_and_what_follows(visit: Any, shelf: Shelf, name: str, said: str, link: str) -> None:
    note = visit(shelf.page(name)).get_by_role("note")
    assert said in note.inner_text() and "zählt der Betreiber je Stunde" in note.inner_text()
    assert note.get_by_role("link").get_attribute("href").endswith(link)


def test_a_file_has_views_a_dictionary_and_its_facts(visit: Any, shelf: Shelf) -> None:
    page = visit(shelf.file(WHOLE, "csv"))
    page.frame_locator("iframe").locator("td", has_text="Stadt Kassel").first.wait_for()
    rows = page.locator(".verzeichnis tbody tr").all_inner_texts()
    assert rows[2].split("\t") == ["starts", "Begonnene Anträge\nAuf fünf gerundet.", "ganze Zahl", "Anträge"]
    facts = page.get_by_role("region", name="Angaben zur Datei").inner_text()
    for text in (CHECKSUM, "Stand v2", "GoDonu-Kommunen", "Datenlizenz Deutschland – Zero"):
        assert text in facts
    links = page.locator(".herunterladen a").evaluate_all("nodes => nodes.map(node => node.href)")
    assert len(links) == 5
    assert [page.request.get(link).status for link in links] == [200] * 5
    page.get_by_role("link", name="Interaktives Diagramm").click()
    page.locator(".resource-view-charts_view svg.main-svg").first.wait_for()


def test_the_chart_is_a_picture_with_a_name(visit: Any, shelf: Shelf) -> None:
    picture = visit(shelf.file(WHOLE, "chart")).get_by_role("img", name="Diagramm: Begonnene Anträge je Monat")
    picture.wait_for()
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")


@pytest.mark.parametrize("name", ["start", "search all", "hostile", "hostile provenance", "hostile file"])
def test_hostile_texts_are_shown_and_not_run(visit: Any, shelf: Shelf, name: str) -> None:
    page = visit({**_addresses(shelf), "search all": "/dataset"}[name])
    assert "<script>window.angriff = 1</script>" in page.locator("[role=main]").inner_text()
    assert page.locator("[role=main] script, [role=main] img[src=x], a[href^=javascript]").count() == 0
    for text in page.locator("script[type='application/ld+json']").all_text_contents():
        assert json.loads(text)


@pytest.mark.parametrize("name", ["gibt_es_nicht", SPARSE, OLD, HIDDEN])
def test_no_page_of_provenance_where_there_is_none(shelf: Shelf, name: str) -> None:
    answer = requests.get(shelf.page(name, "/herkunft"), timeout=60)
    assert answer.status_code == 404
    assert "Seite nicht gefunden" in answer.text


def test_the_foot_leads_to_imprint_accessibility_and_the_catalogue(visit: Any, shelf: Shelf) -> None:
    page = visit("/impressum")
    said = page.locator("article").inner_text()
    assert "Vertreten durch die Leitung der Geschäftsstelle" in said and "Musterstraße 1" in said
    links = page.locator(".fuss nav a").evaluate_all("nodes => nodes.map(node => node.href)")
    assert f"{shelf.url}/catalog.ttl" in links
    assert {requests.get(link, timeout=60).status_code for link in links} == {200}
