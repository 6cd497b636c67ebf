# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways of the columns of the small house, written by hand: one landed value, one that decides, one technical."""

from __future__ import annotations

from dataclasses import replace

from godonu_platform.contracts.contract import Contract
from godonu_platform.governance.breaker_proof import ProofResult
from godonu_platform.governance.classes import Classes
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.governance.way import LandedColumn, Station, StepShown, Way
from tests.publication.world import USE, World

OPEN = Classes("oeffentlich", "keiner", "normal", "frei")
PSEUDONYM = Classes("vertraulich", "pseudonym", "hoch", "nur_lokale_modelle")
STEP = StepShown("threshold", "Schwellenwert", "Rundet auf 5.", "Datenschutzbeauftragte", "Damit niemand erkannt wird.")


def landed(column: str, title: str, **more: object) -> LandedColumn:
    """A landed column that decides, unless said otherwise."""
    found = LandedColumn(
        "raw.use_events", column, title, "Nutzungsereignisse", ("aggregated",), ("filter",), (), PSEUDONYM,
        technical=False, delivered=True,
    )  # fmt: skip
    return replace(found, **more)  # type: ignore[arg-type]


def ways_of(contract: Contract) -> tuple[Way, ...]:
    """A way for every column of a contract."""
    return tuple(_way(contract, column.name, column.title) for column in contract.columns)


def _way(contract: Contract, column: str, title: str) -> Way:
    classes = ColumnClass(OPEN, OPEN, OPEN, OPEN, OPEN, counted=False, steps=("threshold",))
    closed = ColumnClass(OPEN, PSEUDONYM, OPEN, OPEN, PSEUDONYM, counted=True)
    return Way(
        dataset=contract.name,
        column=column,
        title=title,
        description="",
        stage="open",
        published=True,
        classes=classes,
        stations=(
            Station(f"marts.{contract.name}", column, title, "open", classes),
            Station("marts.use_monthly", column, title, "marts", closed),
            Station("staging.stg_use", "*", "Anzahl der Zeilen", "staging", None),
        ),
        direct=(landed("*", "Anzahl der Zeilen", classes=None, roles=("value",)),),
        indirect=(landed("kind", "Art des Ereignisses"),),
        rows=(landed("case_pid", "Fallpseudonym"), landed("batch", "Kennung der Lieferung", technical=True)),
        steps=(STEP,),
        refused=(),
    )


def trace_world(world: World, run: str | None = "lauf-1") -> None:
    """Hand over the ways of the dataset with the counts; the other one has none."""
    contract = world.contracts()[USE]
    deliveries = [replace(one, months=("2026-08", "2026-09")) for one in world.evidence.deliveries]
    world.evidence = replace(
        world.evidence,
        ways={USE: ways_of(contract)},
        proofs={"threshold": ProofResult("threshold", True, "", "")},
        deliveries=deliveries,
        run=run,
    )
