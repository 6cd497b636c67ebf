# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every tag that leaves us is one that CKAN accepts."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.catalogs.ckan.tags import tags

# ckan.logic.validators: tag_name_validator, MIN_TAG_LENGTH, MAX_TAG_LENGTH
_CKAN = re.compile(r"[\w \-.]*$", re.UNICODE)


@given(st.lists(st.text(max_size=130), max_size=8))
def test_every_tag_passes_the_validators_of_ckan(words: list[str]) -> None:
    found = tags(words)
    for tag in found:
        assert _CKAN.match(tag)
        assert 2 <= len(tag) <= 100
        assert tag == tag.strip()
    assert len({tag.casefold() for tag in found}) == len(found)


def test_german_words_stay_and_the_rest_becomes_space() -> None:
    words = ["Straßenverkehr", "Kfz/Lkw (gezählt)", "Verkehr - Zählstellen", "verkehr - zählstellen", "!", "x"]
    assert tags(words) == ["Straßenverkehr", "Kfz Lkw gezählt", "Verkehr - Zählstellen"]
