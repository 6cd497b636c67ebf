# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a partner stands: every way in which a decision does not hold has its own code and says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from godonu_platform.governance.decision_book import DecisionBook, Standing, chain_problem
from godonu_platform.project import Project
from tests.governance.entries import FULDA, GIESSEN, KASSEL, LICENCE, NOW, OWNER, STEWARD, TODAY, book, entry, house_at


@pytest.fixture
def house(tmp_path: Path) -> Project:
    return house_at(tmp_path)


def stand(decisions: DecisionBook, ars: str = KASSEL, **change: Any) -> Standing:
    asked = {
        "real": False, "licence": LICENCE, "fingerprint": NOW, "upstream_personal": True, "on": TODAY, **change
    }  # fmt: skip
    return decisions.standing(ars, **asked)


def test_a_named_partner_is_open_and_the_decision_is_told(house: Project) -> None:
    assert stand(book(house, entry())) == Standing(
        True, "offen", "geöffnet durch Entscheidung open-use-1", "open-use-1"
    )


def test_a_book_without_entries_opens_nothing() -> None:
    assert stand(DecisionBook("open_use")).code == "keine_entscheidung"


def test_a_partner_that_is_not_named_stays_closed(house: Project) -> None:
    assert stand(book(house, entry(partners=[GIESSEN]))).code == "keine_entscheidung"


def test_sample_decisions_never_open_real_deliveries_nor_the_other_way_round(house: Project) -> None:
    sample = book(house, entry())
    assert not stand(sample, real=True).open
    real = book(house, entry(gilt_fuer="echtdaten"))
    assert stand(real, real=True).open
    assert not stand(real).open


STEWARD_DECIDES = {"entschieden_von": STEWARD, "mitgezeichnet_von": {**OWNER, "rolle": "data_steward"}}


@pytest.mark.parametrize(
    ("second", "code", "said"),
    [
        ({"status": "nicht_offen"}, "nicht_offen", "nicht offen"),
        ({"status": "widerrufen"}, "widerrufen", "widerrufen"),
        ({"status": "eingeschraenkt_interkommunal"}, "eingeschraenkt_interkommunal", "nur für die beteiligten"),
        ({"date": "2026-11-02"}, "zukunft", "02.11.2026"),
        ({"wiedervorlage": "2026-10-31"}, "wiedervorlage", "bitte prüfen und neu entscheiden"),
        ({"licence": "cc-by/4.0"}, "andere_lizenz", "über die neue Lizenz entscheiden"),
        ({"fingerprint": "b" * 64}, "anderer_fingerprint", "Bitte den Unterschied ansehen"),
        ({"mitgezeichnet_von": None}, "vier_augen", "zweite Unterschrift fehlt"),
        ({"mitgezeichnet_von": {**OWNER, "rolle": "data_steward"}}, "vier_augen", "derselben Person"),
        ({"mitgezeichnet_von": {**STEWARD, "rolle": "dateneigentuemer"}}, "keine_rolle", "darf nicht mitzeichnen"),
        (STEWARD_DECIDES, "keine_rolle", "darf nicht über die Öffnung entscheiden"),
        ({"entschieden_von": {**OWNER, "rolle": "plattformbetrieb"}}, "keine_rolle", "dateneigentuemer"),
    ],
)
def test_the_newest_entry_counts_and_says_why_it_closes(
    house: Project, second: dict[str, Any], code: str, said: str
) -> None:
    standing = stand(book(house, entry(), entry(2, **second)))
    assert (standing.open, standing.code, standing.decision) == (False, code, "open-use-2")
    assert said in standing.reason


def test_without_personal_data_upstream_one_signature_is_enough(house: Project) -> None:
    alone = book(house, entry(mitgezeichnet_von=None))
    assert stand(alone, upstream_personal=False).open
    assert not stand(alone, upstream_personal=True).open


def test_without_a_fingerprint_nothing_is_open(house: Project) -> None:
    assert stand(book(house, entry()), fingerprint=None).code == "fingerprint_unbekannt"


def test_refusal_and_revocation_hold_whatever_has_changed(house: Project) -> None:
    for status in ("nicht_offen", "widerrufen"):
        closed = book(house, entry(), entry(2, status=status, fingerprint=None, mitgezeichnet_von=None))
        for change in ({}, {"fingerprint": "c" * 64}, {"fingerprint": None}, {"licence": "cc-by/4.0"}):
            assert stand(closed, **change).code == status


def test_a_revocation_is_never_lifted_by_an_older_opening_but_by_a_newer(house: Project) -> None:
    lifted = book(house, entry(), entry(2, status="widerrufen"), entry(3, partners=[KASSEL]))
    assert stand(lifted).open
    assert stand(lifted, GIESSEN).code == "widerrufen"


def test_a_newer_entry_for_others_leaves_a_partner_as_it_was(house: Project) -> None:
    assert stand(book(house, entry(), entry(2, partners=[FULDA], status="widerrufen"))).open


def test_the_last_day_of_the_wiedervorlage_still_holds(house: Project) -> None:
    assert stand(book(house, entry(wiedervorlage="2026-11-01"))).open


def test_a_decision_of_today_holds_today(house: Project) -> None:
    assert stand(book(house, entry(date="2026-11-01"))).open


def test_a_book_that_lost_the_anchor_says_so(house: Project) -> None:
    anchor = book(house, entry(), entry(2, partners=[GIESSEN])).head()
    whole, changed = book(house, entry(), entry(2, partners=[GIESSEN]), entry(3)), book(house, entry())
    assert chain_problem(whole, anchor) is None
    assert chain_problem(whole, "") is None
    problem = chain_problem(changed, anchor)
    assert problem is not None
    assert "open_use.yaml" in problem and "wiederherstellen" in problem
