# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from html.parser import HTMLParser

from godonu_platform.catalogs.local_client import shown_release
from godonu_platform.catalogs.pages import Pages, paragraphs
from godonu_platform.catalogs.portal import load_portal
from godonu_platform.catalogs.vocabularies import load_vocabularies
from tests.publication.world import GIESSEN, KASSEL, UNITS, USE, World, decision, entry

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> \"'`{{ 7*7 }}"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def _parsed(text: str) -> _Tags:
    found = _Tags()
    found.feed(text)
    return found


def _page(world: World, name: str) -> str:
    return (world.project.catalogue / name).read_text(encoding="utf-8")


def test_everything_that_somebody_wrote_is_escaped(world: World) -> None:
    spoilt = entry(USE, f"Titel {EVIL}", summary=EVIL * 2, description=EVIL * 3, method=EVIL * 3, keywords=[EVIL])
    spoilt["chart"] = {
        "kind": "bars", "x": "service", "y": "starts", "title": EVIL, "x_title": EVIL, "y_title": EVIL, "note": EVIL,
    }  # fmt: skip
    world.write(f"catalogs/datasets/{USE}.yaml", spoilt)
    world.use_rows = [(KASSEL, EVIL, "2026-08-01", EVIL, 5, "wert")]
    world.build()
    result = world.publish()
    assert result.exit_code == 0, [dataset.reasons for dataset in result.datasets]
    for name, scripts in ((f"{USE}/index.html", 0), ("index.html", 1)):
        tags = _parsed(_page(world, name))
        assert tags.tags.count("script") == scripts
        assert "img" not in tags.tags
        assert not [name for name, _ in tags.attributes if name.startswith("on")]
        assert "{{ 7*7 }}" in _page(world, name)


def test_dataset_page_says_what_a_citizen_needs(world: World) -> None:
    world.decide(USE, decision(USE, partners=[KASSEL, GIESSEN]))
    world.publish()
    page = _page(world, f"{USE}/index.html")
    for text in (
        "Erzeugte Beispielzahlen",
        "Datenlizenz Deutschland – Zero – Version 2.0",
        "https://www.govdata.de/dl-de/zero-2-0",
        "August bis September 2026",
        "GoDonu – Verbund hessischer Kommunen",
        "offene-daten@example.org",
        "<code>open_use</code>",
        "<code>int_use</code>",
        "1.0.0",
        "fehlt",
        "Stadt Fulda: Über die Veröffentlichung ist noch nicht entschieden.",
        "Begonnene Anträge je Monat",
        "1.135",
        "nicht_zutreffend",
    ):
        assert text in page, text
    record = shown_release(world.project, USE)
    assert record is not None
    for file in record.files:
        assert file.sha256 in page


def test_a_page_tells_how_good_the_description_is_and_what_it_lacks(world: World) -> None:
    world.publish()
    assert "405 von 405 Punkten (Exzellent)" in _page(world, f"{USE}/index.html")
    units = _page(world, f"{UNITS}/index.html")
    assert "385 von 405 Punkten" in units and "Zeitraum: 20 Punkte weniger" in units


def test_a_page_tells_that_a_dataset_is_old_and_why_a_version_was_made(world: World) -> None:
    note = "Wird nicht mehr gepflegt; bitte den neuen nehmen."
    spoilt = entry(USE, "Begonnene Anträge", correction=f"Ein Monat war doppelt gezählt. {EVIL}")
    spoilt["deprecation"] = {"since": "2026-10-20", "note": f"{note} {EVIL}", "successor": UNITS}
    world.write(f"catalogs/datasets/{USE}.yaml", spoilt)
    world.publish()
    page = _page(world, f"{USE}/index.html")
    assert "Veraltet seit 20. Oktober 2026." in page and note in page and f'href="../{UNITS}/"' in page
    assert "Warum diese Version" in page and "Ein Monat war doppelt gezählt." in page
    assert "img" not in _parsed(page).tags


def test_every_page_and_title_says_that_the_figures_are_generated(world: World) -> None:
    world.publish()
    for name in ("index.html", "impressum.html", f"{USE}/index.html", f"{UNITS}/index.html"):
        page = _page(world, name)
        title = page[page.index("<title>") : page.index("</title>")]
        assert "erzeugte Beispielzahlen" in title
        assert "Erzeugte Beispielzahlen" in page


def test_a_catalogue_without_any_release_is_a_page_too(world: World) -> None:
    pages = Pages(load_portal(world.project), load_vocabularies(world.project))
    assert "Es ist noch nichts veröffentlicht" in pages.start([]).decode()
    assert "Musterstraße" in pages.imprint([]).decode()


def test_paragraphs_are_split_at_blank_lines() -> None:
    assert paragraphs("a\nb\n\n\n c \n") == ["a b", "c"]
