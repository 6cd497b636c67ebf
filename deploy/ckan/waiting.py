# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Waits until a part of the portal answers, and says which one does not.

Keep out: how a part is started.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.ckan import processes
from deploy.ckan.trouble import PartFailed


@dataclass(frozen=True)
class Part:
    """What is waited for: a name people know, the process, how to ask it, how long."""

    title: str
    name: str
    answers: Callable[[], bool]
    log: Path
    limit: float


def until_healthy(pids: Path, part: Part) -> float:
    """Wait until the part answers and return the seconds; raises PartFailed when it ended or takes too long."""
    begun = time.monotonic()
    while not part.answers():
        if processes.running(pids, part.name) is None:
            raise PartFailed(part.title, "nach dem Start stehen geblieben.", part.log)
        if time.monotonic() - begun > part.limit:
            raise PartFailed(part.title, f"antwortet nach {part.limit:.0f} Sekunden nicht.", part.log)
        time.sleep(0.1)
    return time.monotonic() - begun
