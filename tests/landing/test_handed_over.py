# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files are handed to one run, once, under a word that says nothing of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from godonu_platform.landing.handed_over import hand_over, take_over


def test_files_are_taken_once_and_their_names_are_not_in_the_word() -> None:
    word = hand_over([Path("brief an erika@beispiel.example.csv")])
    assert "erika" not in word
    assert take_over(word) == [Path("brief an erika@beispiel.example.csv")]
    with pytest.raises(LookupError):
        take_over(word)
