# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The ways in which a portal does not start, each told in German in one or two sentences.

Keep out: values of settings that are secret.
"""

from __future__ import annotations

from pathlib import Path


class PortalTrouble(RuntimeError):
    """Something about the portal does not work; the text says what, and what to do."""


class PartMissing(PortalTrouble):
    """A program is missing and may not be installed by us."""


class PartFailed(PortalTrouble):
    """A part of the portal does not run; the text names it and its log."""

    def __init__(self, part: str, what: str, log: Path) -> None:
        """Keep the part's name and where its log lies."""
        super().__init__(f"{part}: {what} Der Grund steht am Ende von {log}.")
        self.part = part
        self.log = log
