# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Says where an exception came from, without what it says: a database names the value it stumbled over."""

from __future__ import annotations

import traceback
from pathlib import Path


def place_of(error: BaseException) -> str:
    """Return kind and place of an exception, e.g. `ConversionException in landing/commit.py:40`; never its text."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "godonu_platform" in Path(f.filename).parts] or list(frames)
    if not ours:
        return type(error).__name__
    file = Path(ours[-1].filename)
    return f"{type(error).__name__} in {file.parent.name}/{file.name}:{ours[-1].lineno}"
