# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lands or replays in a process of its own and kills it at a named step; run by the tests of commit and replay.

Arguments: repository, data folder, step, and the batch to replay, if any.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path


def main() -> None:
    repository, data, step, *batch = sys.argv[1:]
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from godonu_platform.project import Project
    from tests.conftest import CLOCK, KEY
    from tests.landing.small_inbox import land, land_again

    def kill(reached: str) -> None:
        if reached == step:
            os.kill(os.getpid(), signal.SIGKILL)

    project = Project.at(Path(repository), Path(data), fixed_clock=CLOCK, hmac_key=KEY)
    if batch:
        land_again(project, batch[0], checkpoint=kill)
    else:
        land(project, checkpoint=kill)


if __name__ == "__main__":
    main()
