# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hands files that the command names to the run in the same process, without writing their names down.

A file name may hold the name of a person, and Dagster keeps the config of every run.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

_WAITING: dict[str, list[Path]] = {}


def hand_over(paths: Sequence[Path]) -> str:
    """Keep the files for one run and return the word by which it takes them."""
    word = uuid.uuid4().hex
    _WAITING[word] = list(paths)
    return word


def take_over(word: str) -> list[Path]:
    """Return the files kept under a word, once; raises LookupError where there are none, also in another process."""
    if word not in _WAITING:
        raise LookupError("no files wait under this word")
    return _WAITING.pop(word)
