# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the documents that are made from the project: the dbt docs as one page, the handbook as pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from godonu_platform import warehouse
from godonu_platform.project import Project

_SPDX = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_LINK = re.compile(r'href="([\w./-]+)\.md(#[^"]*)?"')


@dataclass(frozen=True)
class Page:
    """One page of the handbook."""

    source: Path
    title: str

    @property
    def file(self) -> str:
        """The name of the page beside the others."""
        return f"{self.source.stem}.html"


def write(project: Project) -> list[Path]:
    """Write the dbt docs and the handbook below data/docs and return the paths of what was written."""
    return [warehouse.write_docs(project), *write_handbook(project)]


def write_handbook(project: Project) -> list[Path]:
    """Turn docs/handbuch/*.md into pages; links between chapters stay links."""
    from jinja2 import Environment, PackageLoader
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    sources = sorted(project.handbook.glob("*.md"), key=lambda p: (p.stem != "index", p.stem))
    pages = [Page(path, _title(path)) for path in sources]
    environment = Environment(loader=PackageLoader("godonu_platform.terminal"), autoescape=True)
    template = environment.get_template("seite.html")
    markdown = MarkdownIt("commonmark").enable("table")
    written = []
    for page in pages:
        text = _SPDX.sub("", page.source.read_text(encoding="utf-8"))
        html = _LINK.sub(r'href="\1.html\2"', markdown.render(text))
        html = html.replace("<table>", '<div class="tabelle" tabindex="0"><table>')
        html = html.replace("</table>", "</table></div>")
        target = project.docs / "handbuch" / page.file
        # the handbook is ours, not a delivery: its HTML is trusted
        body = Markup(html)  # noqa: S704
        warehouse.replace_text(target, template.render(title=page.title, pages=pages, body=body))
        written.append(target)
    return written


def _title(path: Path) -> str:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return path.stem
