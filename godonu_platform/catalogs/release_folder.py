# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A release folder before anybody shows it: the gate opened it, nothing was touched since, and it still holds.

Keep out: how it is shown; every catalogue client asks here before its first write (design, decision 8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from godonu_platform.catalogs.emergency import holding_stop
from godonu_platform.catalogs.gate_ledger import read_ledger
from godonu_platform.catalogs.portal import Portal
from godonu_platform.catalogs.release_record import DATA_FILES, DICTIONARY_NAME, RECORD_NAME, ReleaseRecord
from godonu_platform.governance.decisions import DecisionBook, load_decisions
from godonu_platform.governance.targets import TITLES, Target, as_part, in_words
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes

# A record in which one of these is absent was not made by the whole gate; no client shows it.
REQUIRED_CHECKS = (
    "vertrag", "spaltenklassen", "spaltennamen", "spaltenabgleich", "wirksame_klassen", "schutzschritte", "herkunft",
    "pruefergebnisse", "katalogeintrag", "lizenz", "entscheidung", "vereinbarung", "kommunentrennung", "loeschregel",
    "loeschmarken", "metadaten", "metadatenguete", "schluessel", "schema", "offenlegungsschutz", "dateien",
    "personensuche",
)  # fmt: skip
_BERLIN = ZoneInfo("Europe/Berlin")


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


def verified_record(folder: Path, project: Project) -> ReleaseRecord:
    """Read a release as the gate let it through: the gate's book vouches for the record, the record for every file.

    Raises UnusableRelease.
    """
    record = read_record(folder)
    _refuse(record, [*_not_vouched_for(folder, record, project), *_problems(folder, record)])
    return record


def releasable_record(folder: Path, project: Project, fingerprint: str | None) -> ReleaseRecord:
    """Read a release that may be shown now: nothing was touched since the gate, and what it rests on still holds.

    `fingerprint` is that of contract, classes, SQL, protection, licence and target as they are at this moment; None
    when it is not known, and then nothing holds. Raises UnusableRelease before anything was written.
    """
    record = verified_record(folder, project)
    _refuse(record, list(_outdated(record, project, fingerprint)))
    return record


def refuse_unless_target(portal: Portal, target: Target) -> None:
    """Raise UnusableRelease unless releases may go into this catalogue.

    Decisions are bound to the targets of portal.yaml, so a release whose fingerprint holds was decided for just these.
    """
    if target not in portal.targets:
        raise UnusableRelease(
            f"Entschieden ist über die Ausgabe an: {in_words(as_part(portal.targets))}. Soll sie auch an dieses Ziel "
            f"gehen ({TITLES[target]}), bitte in catalogs/portal.yaml unter »targets« »{target}« ergänzen und mit "
            "»godonu decide« neu entscheiden"
        )


def is_vouched_for(project: Project, record: ReleaseRecord) -> bool:
    """Tell whether the gate's book knows exactly this record of this version."""
    folder = project.releases / record.dataset / record.version
    try:
        return read_record(folder) == record and not list(_not_vouched_for(folder, record, project))
    except UnusableRelease:
        return False


def _refuse(record: ReleaseRecord, problems: list[str]) -> None:
    if problems:
        raise UnusableRelease(f"{record.dataset} {record.version}: {'; '.join(problems)}")


def _not_vouched_for(folder: Path, record: ReleaseRecord, project: Project) -> Iterator[str]:
    objection = read_ledger(project).objection(record.dataset, record.number, sha256_of(folder / RECORD_NAME))
    if objection:
        yield objection


def _outdated(record: ReleaseRecord, project: Project, fingerprint: str | None) -> Iterator[str]:
    """What only time brings: other rules of computing, a decision that ran out, was revoked or rewritten."""
    if not fingerprint or record.gate.fingerprint != fingerprint:
        yield (
            "seit der Freigabe haben sich Vertrag, Klassen, Rechenweg, Schutz, Lizenz oder Ziel geändert; sie ist "
            "veraltet"
        )
    try:
        book = load_decisions(project, record.dataset)
    except YamlMistakes:
        yield "die Öffnungsentscheidungen sind nicht lesbar"
        return
    if _stopped(project, record, book):
        yield "der Datensatz wurde im Notfall zurückgezogen; bitte erst neu entscheiden"
    today = project.clock().astimezone(_BERLIN).date()
    for partner in record.partners_in:
        # who had to sign was judged by the gate; that does not change with time
        standing = book.standing(
            partner.ars,
            real=not partner.sample,
            licence=record.description.licence,
            fingerprint=record.gate.fingerprint,
            upstream_personal=False,
            on=today,
        )
        if not standing.open:
            yield f"für {partner.name} gilt die Öffnung nicht mehr: {standing.reason}"


def _stopped(project: Project, record: ReleaseRecord, book: DecisionBook) -> bool:
    try:
        return holding_stop(project, record.dataset, book, record.partners_in) is not None
    except ValueError:  # a book that cannot be read stops everything
        return True


def _problems(folder: Path, record: ReleaseRecord) -> Iterator[str]:
    gate = record.gate
    if gate.outcome != "offen" or gate.dataset != record.dataset or not gate.partners_in:
        yield "der Freigabenachweis öffnet diesen Datensatz nicht"
    if not all(check.passed for check in gate.checks) or any(f.severity == "error" for f in gate.findings):
        yield "der Freigabenachweis enthält nicht bestandene Prüfungen"
    absent = [name for name in REQUIRED_CHECKS if name not in {check.name for check in gate.checks}]
    if absent:
        yield f"im Freigabenachweis fehlen Prüfungen: {', '.join(absent)}"
    screened = {*DATA_FILES.values(), DICTIONARY_NAME}
    listed = {file.name for file in record.files}
    missing = screened - listed
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
        elif file.name in screened and gate.screened.get(file.name) != file.sha256:
            yield f"{file.name} ist nicht die Datei, die geprüft wurde"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
