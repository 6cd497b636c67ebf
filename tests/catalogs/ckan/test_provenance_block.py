# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The block »Herkunft und Güte« says what the record says, in German, and never becomes too large."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from godonu_platform.catalogs.ckan.provenance_block import LARGEST_BLOCK, block_text, provenance_block
from godonu_platform.catalogs.grade_record import GradeNote, GradeReport
from godonu_platform.catalogs.provenance_record import (
    ClassNote,
    ColumnWay,
    LandedNote,
    Provenance,
    SourceNote,
    StepNote,
)
from godonu_platform.catalogs.release_record import ReleaseRecord
from tests.catalogs.ckan.portal_house import PortalHouse

KEYS = {
    "gezaehlt", "rechenweg", "klasse", "schutz", "entscheidung", "noten", "abdeckung", "nicht_dabei", "quellen",
    "schritte", "spalten", "beispiel", "erklaerung",
}  # fmt: skip
OPEN = ("öffentlich", "keiner")


def way(columns: int = 1, text: str = "Alle Anträge eines Monats.") -> Provenance:
    """A provenance with so many columns."""
    classes = ClassNote(declared=OPEN, direct=OPEN, indirect=OPEN, effective=OPEN)
    landed = LandedNote(
        dataset="portal_events", dataset_title="Ereignisse", column="id", title="Kennung", how="gezählt", classes=OPEN,
        delivered=True,
    )  # fmt: skip
    column = ColumnWay(
        name="starts", title="Begonnen", made_of=text, classes=classes, stations=(), values=(landed, landed),
        decided_by=(), steps=(), refused=(),
    )  # fmt: skip
    step = StepNote(name="s", title="Runden", description="Auf 5.", reason="Schutz.", approved_by="p-1", proven=True)
    source = SourceNote(dataset="portal_events", title="Ereignisse", deliveries=3, months=("2026-08", "2026-09"))
    return Provenance(
        axes=("Vertraulichkeit", "Personenbezug"), columns=(column,) * columns, rows=(), technical="", steps=(step,),
        sources=(source,),
    )  # fmt: skip


def told(record: ReleaseRecord, **more: Any) -> dict[str, Any]:
    words = {"basis5": "Auf fünf gerundet."}
    return provenance_block(record.model_copy(update=more), "https://example.org/herkunft", words)


def test_everything_a_reader_wants_to_know_is_in_it(dry_house: PortalHouse) -> None:
    dataset = dry_house.name()
    dry_house.release(dataset)
    dimension = GradeNote(name="neu", title="Aktualität", definition="Wie neu.", grade="nicht_messbar", reason="x")
    grades = GradeReport(overall="A", dimensions=(dimension,), partners=(), thresholds={"A": 0.95})
    block = told(dry_house.record(dataset), provenance=way(), grades=grades)
    assert set(block) == KEYS
    assert block["klasse"] == [
        {"achse": "Vertraulichkeit", "wert": "öffentlich"}, {"achse": "Personenbezug", "wert": "keiner"},
    ]  # fmt: skip
    assert block["quellen"] == [{"titel": "Ereignisse", "lieferungen": 3, "monate": "August bis September 2026"}]
    step = {"titel": "Runden", "beschreibung": "Auf 5.", "grund": "Schutz.", "nachgewiesen": True}
    assert block["schritte"] == [step]
    assert block["spalten"][0]["herkunft"] == ["Ereignisse: Kennung"]
    assert block["spalten"][0]["klasse"] == "öffentlich, keiner"
    assert block["noten"]["gesamt"] == "A"
    assert block["noten"]["dimensionen"][0]["note"] == "nicht messbar"
    assert [one["kommunen"] for one in block["entscheidung"]] == [["Universitätsstadt Gießen", "Stadt Kassel"]]
    assert "p-1" not in block_text(block), "who approved is nobody's business outside"
    assert json.loads(block_text(block)) == block


def test_the_columns_go_first_when_it_would_be_too_large(dry_house: PortalHouse) -> None:
    dataset = dry_house.name()
    dry_house.release(dataset)
    block = told(dry_house.record(dataset), provenance=way(columns=40, text="ä" * 3000))
    assert (block["spalten"], block["gekuerzt"]) == ([], True)
    assert block["abdeckung"] and block["quellen"], "what is short stays"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=30), times=st.integers(1, 3000), columns=st.integers(1, 60))
def test_it_is_never_larger_than_allowed(dry_house: PortalHouse, text: str, times: int, columns: int) -> None:
    record = _record(dry_house)
    about = record.description.model_copy(update={"summary": text * times, "method": text * times})
    block = told(record, description=about, provenance=way(columns, text * times))
    assert len(block_text(block).encode("utf-8", "strict")) < LARGEST_BLOCK


def _record(house: PortalHouse) -> ReleaseRecord:
    if "grosser_block" not in house.versions:
        house.release("grosser_block")
    return house.record("grosser_block")
