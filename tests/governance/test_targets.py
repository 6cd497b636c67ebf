# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a decision names as its targets does not depend on their order, and people read words."""

from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.governance.targets import TITLES, Target, as_part, in_words


@given(st.permutations(sorted(TITLES)))
def test_the_order_means_nothing(targets: list[str]) -> None:
    assert as_part(targets) == "ckan, lokal"


def test_every_target_has_words() -> None:
    assert set(get_args(Target)) == set(TITLES)
    assert in_words("ckan, lokal") == "Portal (CKAN) und lokaler Katalog"
    assert in_words("lokal") == "lokaler Katalog"
    assert in_words("") == "kein Katalog"


def test_a_target_of_an_old_decision_is_named_as_it_was_written() -> None:
    assert in_words("ckan, fax, lokal") == "Portal (CKAN), fax und lokaler Katalog"
