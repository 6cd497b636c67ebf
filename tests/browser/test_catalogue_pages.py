# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of the local catalogue in a real browser: accessible, narrow, without JavaScript, and safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.publication.world import UNITS, USE

pytestmark = pytest.mark.browser
PAGES = ["index.html", f"{USE}/index.html", f"{USE}/herkunft.html", f"{UNITS}/index.html", "impressum.html"]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def _violations(page: Any) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in found]


@pytest.fixture(params=[1280, 360])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    opened = []

    def opener(path: str, width: int = 1280, scripts: bool = True, dark: bool = False) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            locale="de-DE",
        )
        opened.append(context)
        page = context.new_page()
        page.goto(address + path)
        return page

    yield opener
    for context in opened:
        context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_no_violation_of_wcag(open_page: Any, path: str, width: int, dark: bool) -> None:
    page = open_page(path, width, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert _violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_without_scripts_the_same_content_is_there_and_passes(open_page: Any, path: str, width: int) -> None:
    page = open_page(path, width, scripts=False)
    # axe itself is a script: hand it the page as it stands without its own scripts
    html = page.content()
    checked = open_page("stil.css", width)
    checked.goto(page.url)
    checked.evaluate("html => { document.open(); document.write(html); document.close(); }", _scriptless(html))
    checked.wait_for_load_state("load")
    assert _violations(checked) == []
    assert page.locator("h1").count() == 1
    assert page.locator("main").inner_text().strip()


def _scriptless(html: str) -> str:
    start = html.find("<script>")
    return html if start < 0 else html[:start] + html[html.index("</script>") + 9 :]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_page_never_scrolls_sideways(open_page: Any, path: str, width: int, scripts: bool) -> None:
    page = open_page(path, width, scripts)
    box = page.locator("html").bounding_box()
    wide = page.locator("body").evaluate("body => document.documentElement.scrollWidth") if scripts else box["width"]
    assert wide <= width


def test_search_filters_as_one_types_and_says_how_many(open_page: Any) -> None:
    page = open_page("index.html")
    assert page.locator(".karte:visible").count() == 2
    page.get_by_label("Datensätze durchsuchen").fill("stellen")
    assert page.locator(".karte:visible").count() == 1
    assert page.get_by_role("status").inner_text() == "1 Datensatz gefunden"
    page.get_by_label("Datensätze durchsuchen").fill("zustaendige")
    assert page.locator(".karte:visible").count() == 1
    page.get_by_label("Datensätze durchsuchen").fill("gibtesnicht")
    assert page.locator(".karte:visible").count() == 0
    assert "Kein Datensatz gefunden" in page.get_by_role("status").inner_text()


def test_without_scripts_the_list_and_the_theme_links_stand(open_page: Any) -> None:
    page = open_page("index.html", scripts=False)
    assert page.locator("form.suche").is_hidden()
    assert page.locator(".karte:visible").count() == 2
    page.locator(".themen a").first.click()
    assert "#thema-" in page.url


def test_user_text_is_shown_and_not_run(open_page: Any) -> None:
    page = open_page(f"{UNITS}/index.html")
    assert page.locator("main script").count() == 0


def test_keyboard_reaches_the_skip_link_first_and_tables_by_tab(open_page: Any) -> None:
    page = open_page(f"{USE}/index.html", 360)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhalt"
    assert page.locator("[role=region][tabindex='0']").count() >= 3


def test_downloads_of_the_page_answer(open_page: Any, address: str) -> None:
    page = open_page(f"{USE}/index.html")
    links = page.locator(".downloads a").evaluate_all("nodes => nodes.map(node => node.href)")
    assert len(links) == 4
    for link in links:
        assert page.request.get(link).ok


@pytest.mark.parametrize("name", [USE, UNITS])
def test_no_text_of_the_chart_overlaps_another(open_page: Any, name: str) -> None:
    page = open_page(f"{name}/index.html")
    boxes = page.locator(".diagramm svg text").evaluate_all(
        "nodes => nodes.map(n => { const b = n.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; })"
    )
    limits = page.locator(".diagramm svg").evaluate("s => [s.viewBox.baseVal.width, s.viewBox.baseVal.height]")
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= limits[0] and b[3] <= limits[1] for b in boxes)
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 2 or b[3] <= a[1] + 2, (a, b)


def test_the_check_itself_finds_a_planted_barrier(open_page: Any) -> None:
    page = open_page("index.html")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\\'x.png\\'>')")
    assert any(found.startswith("image-alt") for found in _violations(page))
