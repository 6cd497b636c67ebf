# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A release folder before anybody shows it: its record is whole, the gate opened it, no file was touched since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from godonu_platform.catalogs.release_record import DATA_FILES, DICTIONARY_NAME, RECORD_NAME, ReleaseRecord

# A record in which one of these is absent was not made by the whole gate; no client shows it.
REQUIRED_CHECKS = (
    "vertrag", "spaltenklassen", "spaltenabgleich", "herkunft", "pruefergebnisse", "katalogeintrag", "lizenz",
    "entscheidung", "metadaten", "schluessel", "schema", "offenlegungsschutz",
)  # fmt: skip


class UnusableRelease(RuntimeError):
    """A release folder that must not be shown; the text says in German what is wrong with it."""


def read_record(folder: Path) -> ReleaseRecord:
    """Read the record of a release folder; raises UnusableRelease when it is missing or broken."""
    path = folder / RECORD_NAME
    try:
        return ReleaseRecord.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise UnusableRelease(f"{folder.name}: {RECORD_NAME} fehlt; bitte neu veröffentlichen") from None
    except ValidationError:
        raise UnusableRelease(f"{folder.name}: {RECORD_NAME} ist beschädigt; bitte neu veröffentlichen") from None


def verified_record(folder: Path) -> ReleaseRecord:
    """Read a release that may be shown: its gate record says "offen" and every file has its recorded hash.

    Raises UnusableRelease. Every client calls this before its first write (design, decision 8).
    """
    record = read_record(folder)
    problems = list(_problems(folder, record))
    if problems:
        raise UnusableRelease(f"{record.dataset} {record.version}: {'; '.join(problems)}")
    return record


def _problems(folder: Path, record: ReleaseRecord) -> Iterator[str]:
    gate = record.gate
    if gate.outcome != "offen" or gate.dataset != record.dataset or not gate.partners_in:
        yield "der Gate-Nachweis öffnet diesen Datensatz nicht"
    if not all(check.passed for check in gate.checks) or any(f.severity == "error" for f in gate.findings):
        yield "der Gate-Nachweis enthält nicht bestandene Prüfungen"
    absent = [name for name in REQUIRED_CHECKS if name not in {check.name for check in gate.checks}]
    if absent:
        yield f"im Gate-Nachweis fehlen Prüfungen: {', '.join(absent)}"
    listed = {file.name for file in record.files}
    missing = {*DATA_FILES.values(), DICTIONARY_NAME} - listed
    if missing:
        yield f"im Nachweis fehlen Dateien: {', '.join(sorted(missing))}"
    strange = {path.name for path in folder.iterdir()} - listed - {RECORD_NAME, "index.html"}
    if strange:
        yield "der Ordner enthält Dateien, die der Nachweis nicht kennt"
    for file in record.files:
        path = folder / file.name
        if "/" in file.name or not path.is_file():
            yield f"{file.name} fehlt"
        elif sha256_of(path) != file.sha256:
            yield f"{file.name} wurde nach der Freigabe verändert"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
