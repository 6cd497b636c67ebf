# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files of the records: the same state gives the same bytes, what somebody wrote stays text, nobody is named."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from godonu_platform.governance.records.csv_sheet import csv_text
from godonu_platform.governance.records.document import Document, FactList, Section, Table, Text
from godonu_platform.governance.records.gathering import gather
from godonu_platform.governance.records.markdown import markdown_text
from godonu_platform.governance.records.web_page import record_page
from godonu_platform.governance.records.writing import Written, write_records
from godonu_platform.project import Project
from tests.governance.built_house import house

EVIL = "=1+1 <script>alert(1)</script> | **a** [x](javascript:y) & `z`"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Project:
    """A house that knows who its people are."""
    folder = tmp_path_factory.mktemp("haus")
    people = folder.parent / "menschen.yaml"
    text = (repository / "governance/people.example.yaml").read_text("utf-8")
    people.write_text(text.replace("p-3f9a1c7e", "p-00000001"), encoding="utf-8")
    return replace(house(folder), people=people)


@pytest.fixture(scope="module")
def written(project: Project) -> Written:
    return write_records(project, gather(project), 2026)


def contents(written: Written) -> dict[str, bytes]:
    return {name: (written.folder / name).read_bytes() for name in written.files}


def test_each_record_is_there_in_three_forms_and_an_index_leads_to_all(written: Written) -> None:
    names = {
        "verarbeitungsverzeichnis",
        "dateninventar",
        "loeschliste",
        "schutzschritte",
        "jahresbericht-2026",
        "luecken",
    }
    assert {f"{name}.{kind}" for name in names for kind in ("html", "md", "csv")} <= set(written.files)
    index = (written.folder / "index.html").read_text("utf-8")
    assert set(re.findall(r'href="([^"#]+)"', index)) == set(written.files)
    assert sorted(path.name for path in written.folder.iterdir()) == list(written.files)


def test_links_of_the_pages_lead_somewhere(written: Written) -> None:
    for name in written.files:
        if name.endswith(".html"):
            text = (written.folder / name).read_text("utf-8")
            ids = re.findall(r'id="([^"]+)"', text)
            assert len(ids) == len(set(ids)), name
            for link in re.findall(r'href="([^"]+)"', text):
                assert link[1:] in ids if link.startswith("#") else (written.folder / link).is_file(), (name, link)


def test_the_same_state_gives_the_same_bytes_and_writes_nothing(project: Project, written: Written) -> None:
    before, times = contents(written), {p.name: p.stat().st_mtime_ns for p in written.folder.iterdir()}
    again = write_records(project, gather(project), 2026)
    assert contents(again) == before
    assert {p.name: p.stat().st_mtime_ns for p in written.folder.iterdir()} == times


def test_the_day_stands_only_where_it_is_needed(project: Project, written: Written) -> None:
    before = contents(written)
    later = replace(project, fixed_clock=project.clock().replace(day=2))
    after = contents(write_records(later, gather(later), 2026))
    dated = {name.split(".")[0] for name in before if before[name] != after[name]}
    assert dated == {"schutzschritte", "jahresbericht-2026", "index"}
    write_records(project, gather(project), 2026)


def test_nobody_is_resolved(project: Project, written: Written) -> None:
    """The people's file is there, and no record knows what stands in it."""
    everything = b"".join(contents(written).values())
    assert b"p-00000001" in everything
    assert project.people is not None
    assert b"kassel.example" in project.people.read_bytes() and b".example" not in everything


def test_a_former_report_stays_and_is_linked(project: Project, written: Written) -> None:
    former = write_records(project, gather(project), 2025)
    assert "jahresbericht-2025.html" in former.files
    again = write_records(project, gather(project), 2026)
    assert 'href="jahresbericht-2025.html"' in (again.folder / "index.html").read_text("utf-8")
    for path in again.folder.glob("jahresbericht-2025*"):
        path.unlink()
    write_records(project, gather(project), 2026)


def test_the_number_of_gaps_is_the_number_of_lines(written: Written) -> None:
    with (written.folder / "luecken.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    assert len(rows) - 1 == written.gaps
    missing = (written.folder / "verarbeitungsverzeichnis.md").read_text("utf-8").count("**fehlt**")
    assert missing >= 4


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r@", " -", "＝", "＋"])
def test_a_spreadsheet_runs_no_cell(start: str) -> None:
    sheet = Table("Blatt", ("Kopf",), ((f"{start}1+1",), (("a", f"{start}2"),), (None,)))
    rows = list(csv.reader(csv_text(sheet).removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert rows[1][0].startswith("'") and rows[2][0].startswith("a | ") and rows[3] == ["fehlt"]


def test_every_cell_of_the_shipped_files_is_plain(written: Written) -> None:
    for name in written.files:
        if name.endswith(".csv"):
            with (written.folder / name).open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.reader(stream, delimiter=";"))
            assert {len(row) for row in rows} == {len(rows[0])}, name
            assert not [cell for row in rows for cell in row if cell[:1] in "=+@\t\r" and cell], name


def evil() -> Document:
    table = Table(EVIL, (EVIL, "b"), ((EVIL, None), ((EVIL, "zwei\nZeilen"), "")))
    parts: tuple[Any, ...] = (table, FactList(((EVIL, EVIL), ("leer", ()))), Text(EVIL))
    return Document("x", EVIL, (EVIL,), (Section(EVIL, "a", parts),), (table,), 0)


def test_what_somebody_wrote_stays_text_in_html() -> None:
    page = record_page(evil(), [evil()])
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert page.count('class="fehlt">fehlt') == 3


def test_what_somebody_wrote_stays_text_in_markdown() -> None:
    html = MarkdownIt("commonmark").enable("table").render(markdown_text(evil()))
    assert "<script" not in html and "<a " not in html and "<strong>a</strong>" not in html and "<code>" not in html
    assert html.count("<td>") == 4 and html.count("<th>") == 2
    assert html.count("<strong>fehlt</strong>") == 3


def test_the_markdown_of_the_inventory_has_whole_tables(written: Written) -> None:
    html = MarkdownIt("commonmark").enable("table").render((written.folder / "dateninventar.md").read_text("utf-8"))
    assert html.count("<table>") >= 30
    assert "---" not in html
