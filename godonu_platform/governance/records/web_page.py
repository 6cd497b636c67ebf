# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lays a record out as one HTML page that needs nothing beside it; whatever somebody wrote is escaped by the engine.

Keep out: what a record says.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from godonu_platform.governance.records.document import MISSING, Document, values_of


def record_page(document: Document, others: Sequence[Document]) -> str:
    """Return the page of a record, with links to the others."""
    return str(_environment().get_template("verzeichnis.html").render(record=document, others=others))


def index_page(documents: Sequence[Document], former: Sequence[str], gaps: int) -> str:
    """Return the page that leads to all records, and to the yearly reports of other years by their file names."""
    template = _environment().get_template("index.html")
    return str(template.render(others=documents, former=former, gaps=gaps, record=None))


@cache
def _environment() -> Any:
    """Return the template engine; compiled templates are kept for the life of the process."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("godonu_platform.governance.records"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["werte"] = values_of
    style = resources.files("godonu_platform.governance.records").joinpath("templates", "stil.css")
    # our own style sheet, written into the page so that it can be sent and kept as one file
    environment.globals |= {"fehlt": MISSING, "stil": Markup(style.read_text(encoding="utf-8"))}  # noqa: S704
    return environment
