# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A foreign layout with a mapping of its own, for tests that change mappings and contracts."""

from __future__ import annotations

from collections.abc import Sequence

from godonu_platform.project import Project

HEAD = "Nr;Art;Zeit;Schritt;Kanal;Notiz;Betrag"
MAPPING = """
title: Testquelle
recognise:
  header: [Nr, Art, Zeit]
reader: {format: csv, delimiter: ";"}
nulls: ["", "-"]
constants: {source_system: other}
columns:
  event_id: {hash: [Nr]}
  event_type: {from: Art, split: code, codes: {EG: received, AG: completed}}
  occurred_at: {from: Zeit, time: "%d.%m.%Y %H:%M", zone: Europe/Berlin}
  step_index: {from: Schritt}
  channel: {from: Kanal, patterns: {"(?i)^netz": web, "^Tresen$": counter}}
  step_label: {from: Notiz}
  amount_cents: {from: Betrag, decimal_comma: true, factor: 100}
"""


def write_mapping(
    project: Project, text: str = MAPPING, name: str = "test.yaml", dataset: str = "portal_events"
) -> None:
    """Put a mapping file into the drawer of a project with drawers of its own."""
    path = project.assets / dataset / "mappings" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.lstrip(), encoding="utf-8")


def table(*records: Sequence[str], head: str = HEAD) -> bytes:
    """Return records as CSV of that layout."""
    return "\n".join([head, *(";".join(record) for record in records), ""]).encode()


def record(number: int, **changes: str) -> list[str]:
    """Return one record; fields by their lower-case name."""
    made = {"nr": str(number), "art": "EG, Eingegangen", "zeit": "05.03.2026 08:15", "schritt": "1", "kanal": "Netz"}
    made |= {"notiz": "-", "betrag": "1.234,50"} | changes
    return list(made.values())
