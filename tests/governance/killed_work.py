# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Applies retention, or erases, in a process of its own and kills it at a named step.

Arguments: repository, data folder, which work, step. Case numbers come from standard input, as always.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path


def main() -> None:
    repository, data, work, step = sys.argv[1:]
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from godonu_platform.project import Project
    from tests.conftest import CLOCK, KEY

    def kill(reached: str) -> None:
        if reached == step:
            os.kill(os.getpid(), signal.SIGKILL)

    project = Project.at(Path(repository), Path(data), fixed_clock=CLOCK, hmac_key=KEY)
    if work == "retention":
        from godonu_platform.governance import retention

        retention.apply(project, checkpoint=kill)
    else:
        from godonu_platform.governance import erasure

        erasure.erase(project, sys.stdin.read(), checkpoint=kill)


if __name__ == "__main__":
    main()
