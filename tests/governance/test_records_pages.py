# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of the records in a real browser: accessible, and never wider than the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from godonu_platform.governance.records.gathering import gather
from godonu_platform.governance.records.writing import write_records
from tests.governance.built_house import house

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
PAGES = [
    "index",
    "verarbeitungsverzeichnis",
    "dateninventar",
    "loeschliste",
    "schutzschritte",
    "jahresbericht-2026",
    "luecken",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = house(tmp_path_factory.mktemp("haus"))
    return write_records(project, gather(project), 2026).folder.resolve()


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible_and_fit(browser: Any, folder: Path, name: str) -> None:
    for width, scheme in ((1280, "light"), (360, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="de-DE")
        page = context.new_page()
        page.goto((folder / f"{name}.html").as_uri())
        found = Axe().run(page, options=RULES).response["violations"]
        assert [f"{v['id']}: {v['nodes'][0]['target']}" for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("h1").count() == 1
        context.close()


def test_the_first_key_leads_to_the_content(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "luecken.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    page.close()
