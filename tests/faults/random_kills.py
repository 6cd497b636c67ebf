# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Kills whole runs of the sample at random moments and compares what is stored with an undisturbed run.

Not part of the normal tests, because it takes minutes: `python -m tests.faults.random_kills --rounds 20`.
Keep out: named steps of landing; tests/landing has those.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).resolve().parents[2]
CLOCK = "2026-11-21T06:00:00+00:00"
# columns that say when and where, not what; batch ids and record numbers stay in the comparison
TIMES = "landed_at"


def main() -> None:
    """Read the command line and report the first difference; exit code 1 when there is one."""
    parser = argparse.ArgumentParser(prog="random_kills", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 - moments of a test, no secret
    with tempfile.TemporaryDirectory() as folder:
        source, undisturbed = Path(folder) / "source", Path(folder) / "undisturbed"
        godonu(source, "sample")
        shutil.copytree(source, undisturbed)
        begun = time.monotonic()
        godonu(undisturbed, "run")
        longest = time.monotonic() - begun
        expected = stored(undisturbed)
        for number in range(1, asked.rounds + 1):
            data = Path(folder) / "killed"
            shutil.rmtree(data, ignore_errors=True)
            shutil.copytree(source, data)
            kills = [round(chance.uniform(0.5, longest), 1) for _ in range(chance.randint(1, 3))]
            for seconds in kills:
                killed_after(data, seconds)
            godonu(data, "run")
            found = stored(data)
            names = expected.keys() | found.keys()
            different = sorted(name for name in names if expected.get(name) != found.get(name))
            print(f"round {number}: killed after {kills} s: {different or 'equal'}", flush=True)
            if different:
                sys.exit(1)


def stored(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return a digest of lake, quarantine, every mart and every published file."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with duckdb.connect() as connection:
        for shelf, files in (("lake", "batch=*/month=*/*.parquet"), ("quarantine", "*.parquet")):
            for folder in sorted(p for p in (data / shelf).iterdir() if not p.name.startswith("_")):
                rows = f"read_parquet('{folder}/{files}', hive_partitioning=true, union_by_name=true)"
                found[f"{shelf}/{folder.name}"] = digest(connection, rows)
        connection.execute(f"attach '{data}/warehouse_ro.duckdb' as w (read_only)")
        tables = connection.execute(
            "select table_name from information_schema.tables where table_catalog = 'w' and table_schema = 'marts'"
        ).fetchall()
        for (name,) in tables:
            found[f"marts/{name}"] = digest(connection, f"w.marts.{name}")
    for path in sorted((data / "catalogue").glob("*/data.csv")):
        found[f"catalogue/{path.parent.name}"] = [(path.read_bytes(),)]
    return found


def digest(connection: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[object, ...]]:
    """Return number of rows and an order-free digest over all columns but those that tell a time of landing."""
    names = [row[0] for row in connection.execute(f"describe select * from {relation}").fetchall()]
    columns = ", ".join(f'"{name}"' for name in names if name != TIMES)
    return connection.execute(
        f"select count(*), sum(hash(row({columns}))::hugeint), bit_xor(hash(row({columns}))) from {relation}"
    ).fetchall()


def environment(data: Path) -> dict[str, str]:
    """Return the environment of one installation."""
    return {**os.environ, "GODONU_HOME": str(REPOSITORY), "GODONU_DATA": str(data), "GODONU_CLOCK": CLOCK}


def godonu(data: Path, verb: str) -> None:
    """Run a verb to its end; a failure ends the loop."""
    command = [sys.executable, "-m", "godonu_platform.cli", verb]
    subprocess.run(command, cwd=REPOSITORY, env=environment(data), check=True, capture_output=True)  # noqa: S603


def killed_after(data: Path, seconds: float) -> None:
    """Start a run and kill it, with all it has started, after some seconds."""
    command = [sys.executable, "-m", "godonu_platform.cli", "run"]
    running = subprocess.Popen(  # noqa: S603
        command, cwd=REPOSITORY, env=environment(data), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        running.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


if __name__ == "__main__":
    main()
