# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""An exception is told by kind and place, never by a text that may hold a cell value."""

from __future__ import annotations

from godonu_platform.failure import place_of
from godonu_platform.project import Project


def test_the_text_of_an_exception_is_left_out() -> None:
    try:
        Project.from_environment({"GODONU_CLOCK": "Erika Mustermann"})
    except ValueError as error:
        told = place_of(error)
    assert told.startswith("SettingsMistake in godonu_platform/settings.py:")
    assert "Erika" not in told


def test_an_exception_that_was_never_raised_has_no_place() -> None:
    assert place_of(KeyError("Erika")) == "KeyError"
