# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes all records below data/records: each as Markdown, HTML and CSV, and a page that leads to them.

The same facts give the same bytes. Keep out: what a record says.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from godonu_platform.governance.records.council_report import council_record
from godonu_platform.governance.records.csv_sheet import csv_text
from godonu_platform.governance.records.document import Document
from godonu_platform.governance.records.facts import Facts
from godonu_platform.governance.records.gaps import gap_record
from godonu_platform.governance.records.inventory import inventory_record
from godonu_platform.governance.records.markdown import markdown_text
from godonu_platform.governance.records.processing import processing_record
from godonu_platform.governance.records.protective_steps import steps_record
from godonu_platform.governance.records.retention_list import retention_record
from godonu_platform.governance.records.web_page import index_page, record_page
from godonu_platform.project import Project
from godonu_platform.warehouse import replace_text


@dataclass(frozen=True)
class Written:
    """What was written where, and how many statements are missing: in all, and by the title of each record."""

    folder: Path
    files: tuple[str, ...]
    gaps: int
    by_record: dict[str, int]


def all_records(facts: Facts, year: int) -> list[Document]:
    """Return every record, in the order in which the index names them."""
    made = [build(facts) for build in (processing_record, inventory_record, retention_record, steps_record)]
    gap_list = gap_record(facts, ((document.title, gaps) for document, gaps in made))
    report = council_record(facts, year, gap_list.gaps)
    return [*(document for document, _ in made), report, gap_list]


def write_records(project: Project, facts: Facts, year: int) -> Written:
    """Write every record and the index; a file whose content is the same is left as it is."""
    documents = all_records(facts, year)
    texts: dict[str, str] = {}
    for document in documents:
        texts[f"{document.name}.html"] = record_page(document, documents)
        texts[f"{document.name}.md"] = markdown_text(document)
        texts |= {name: csv_text(sheet) for name, sheet in document.csv_files}
    former = sorted(path.name for path in project.records.glob("jahresbericht-*.html") if path.name not in texts)
    gaps = documents[-1].gaps
    texts["index.html"] = index_page(documents, former, gaps)
    for name, text in texts.items():
        path = project.records / name
        if not path.is_file() or path.read_bytes() != text.encode():
            replace_text(path, text)
    by_record = {document.title: document.gaps for document in documents[:-2]}
    return Written(project.records, tuple(sorted(texts)), gaps, by_record)
