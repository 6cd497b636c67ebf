# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts releases into the local catalogue: a folder that any web server can serve, or nobody at all.

It takes release folders only, and hashes them again before the first write. A file is written when its content
differs; a dataset's folder is replaced as a whole. Keep out: the decision what may be shown.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from godonu_platform.catalogs.addresses import LocalAddresses
from godonu_platform.catalogs.pages import Pages, asset
from godonu_platform.catalogs.portal import Portal, load_portal
from godonu_platform.catalogs.release_folder import (
    UnusableRelease,
    read_record,
    refuse_unless_target,
    releasable_record,
    sha256_of,
)
from godonu_platform.catalogs.release_record import RECORD_NAME, ReleaseRecord
from godonu_platform.catalogs.vocabularies import Vocabularies, load_vocabularies
from godonu_platform.project import Project

PROVENANCE_PAGE = "herkunft.html"
TOMBSTONE_NAME = "withdrawn.json"
Action = Literal["created", "changed", "unchanged"]


@dataclass(frozen=True)
class Tombstone:
    """What stays of a withdrawn dataset: title, last version, reason, when."""

    dataset: str
    title: str
    version: int
    reason: str
    withdrawn: datetime


def shown_releases(project: Project) -> list[ReleaseRecord]:
    """Return the records of what the catalogue shows now, by dataset name; broken folders are left out."""
    records = []
    for path in sorted(project.catalogue.glob(f"*/{RECORD_NAME}")):
        try:
            records.append(read_record(path.parent))
        except UnusableRelease:
            continue
    return records


def shown_release(project: Project, dataset: str) -> ReleaseRecord | None:
    """Return the record of one dataset as the catalogue shows it now, or None."""
    try:
        return read_record(project.catalogue / dataset)
    except UnusableRelease:
        return None


def put_release(project: Project, folder: Path, *, fingerprint: str | None) -> Action:
    """Show a release; returns what had to be done. Raises UnusableRelease before the first write.

    `fingerprint` is the one that holds at this moment; a release made under another one is stale.
    """
    record = releasable_record(folder, project, fingerprint)
    refuse_unless_target(load_portal(project), "lokal")
    target = project.catalogue / record.dataset
    before = shown_release(project, record.dataset)
    if before == record and not list(differences(project, record)):
        return "unchanged"
    pages = Pages(*_settings(project))
    staged = project.staging / f"catalogue-{record.dataset}-{uuid.uuid4().hex[:8]}"
    staged.mkdir(parents=True)
    for name in (*(file.name for file in record.files), RECORD_NAME):
        shutil.copyfile(folder / name, staged / name)
    (staged / "index.html").write_bytes(pages.dataset(record))
    if record.provenance is not None:
        (staged / PROVENANCE_PAGE).write_bytes(pages.provenance(record))
    replace_folder(staged, target)
    return "changed" if before else "created"


def withdraw(project: Project, dataset: str, reason: str) -> bool:
    """Take a dataset's files away and leave a page that says so; returns False when nothing was shown."""
    record = shown_release(project, dataset)
    if record is None:
        return False
    stone = Tombstone(dataset, record.description.title, record.number, reason, project.clock())
    staged = project.staging / f"catalogue-{dataset}-{uuid.uuid4().hex[:8]}"
    staged.mkdir(parents=True)
    facts = {**stone.__dict__, "withdrawn": stone.withdrawn.isoformat()}
    (staged / TOMBSTONE_NAME).write_text(json.dumps(facts, ensure_ascii=False, indent=2), encoding="utf-8")
    (staged / "index.html").write_bytes(_tombstone_page(Pages(*_settings(project)), stone))
    replace_folder(staged, project.catalogue / dataset)
    return True


def render_site(project: Project) -> list[Path]:
    """Bring every page and the graph up to date; returns the files that changed, none when nothing did."""
    from godonu_platform.catalogs.dcat import head_turtle, joined_turtle

    portal, vocabularies = _settings(project)
    pages = Pages(portal, vocabularies)
    records = shown_releases(project)
    settings = (portal.model_dump_json(), vocabularies.model_dump_json(), project.installation)
    parts = {record.dataset: _dataset_parts(*settings, record.model_dump_json()) for record in records}
    addresses = LocalAddresses(portal.base_url, project.installation)
    head = head_turtle(portal, vocabularies, records, addresses)
    graphs = [head, *(parts[record.dataset].graph for record in records)]
    wanted: dict[Path, bytes] = {
        Path("index.html"): pages.start(records),
        Path("impressum.html"): pages.imprint(records),
        Path("stil.css"): asset("stil.css"),
        Path("catalog.ttl"): joined_turtle(graphs),
    }
    for record in records:
        wanted |= {Path(record.dataset, name): page for name, page in parts[record.dataset].pages.items()}
    for path in sorted(project.catalogue.glob(f"*/{TOMBSTONE_NAME}")):
        stone = _tombstone(path)
        wanted[Path(stone.dataset, "index.html")] = _tombstone_page(pages, stone)
    return [path for path, content in wanted.items() if write_if_changed(project.catalogue / path, content)]


@dataclass(frozen=True)
class _DatasetParts:
    pages: dict[str, bytes]
    graph: str


@lru_cache(maxsize=256)
def _dataset_parts(portal_json: str, vocabularies_json: str, installation: str, record_json: str) -> _DatasetParts:
    """Return pages and graph of one dataset; a run that publishes one after the other works each out once."""
    from godonu_platform.catalogs.dcat import dataset_turtle

    portal = Portal.model_validate_json(portal_json)
    vocabularies = Vocabularies.model_validate_json(vocabularies_json)
    record = ReleaseRecord.model_validate_json(record_json)
    pages = Pages(portal, vocabularies)
    made = {"index.html": pages.dataset(record)}
    if record.provenance is not None:
        made[PROVENANCE_PAGE] = pages.provenance(record)
    addresses = LocalAddresses(portal.base_url, installation)
    return _DatasetParts(made, dataset_turtle(portal, vocabularies, record, addresses))


def differences(project: Project, record: ReleaseRecord) -> list[str]:
    """Return in what the shown files differ from a release record; an empty list means that they agree."""
    folder = project.catalogue / record.dataset
    found = []
    for file in record.files:
        path = folder / file.name
        if not path.is_file():
            found.append(f"{record.dataset}/{file.name} fehlt im Katalog")
        elif path.stat().st_size != file.bytes or sha256_of(path) != file.sha256:
            found.append(f"{record.dataset}/{file.name} im Katalog weicht vom Nachweis ab")
    for name in ("index.html", *([PROVENANCE_PAGE] if record.provenance else [])):
        if not (folder / name).is_file():
            found.append(f"{record.dataset}/{name} fehlt im Katalog")
    return found


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write a file as a whole if its content differs; returns whether it was written."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path)
    return True


def replace_folder(staged: Path, target: Path) -> None:
    """Put a complete folder in the place of another; at no moment does the target hold a mixture of both."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fsync_folder(staged)
    if target.exists():
        trash = staged.with_name(staged.name + "-alt")
        os.rename(target, trash)
        os.rename(staged, target)
        shutil.rmtree(trash)
    else:
        os.rename(staged, target)
    fsync_path(target.parent)


def fsync_folder(folder: Path) -> None:
    """Make sure that the files of a folder are on the disk."""
    for path in folder.iterdir():
        fsync_path(path)
    fsync_path(folder)


def fsync_path(path: Path) -> None:
    """Make sure that one file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _settings(project: Project) -> tuple[Portal, Vocabularies]:
    return load_portal(project), load_vocabularies(project)


def _tombstone(path: Path) -> Tombstone:
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Tombstone(**{**facts, "withdrawn": datetime.fromisoformat(facts["withdrawn"])})


def _tombstone_page(pages: Pages, stone: Tombstone) -> bytes:
    return pages.withdrawn(stone.title, stone.version, stone.reason, stone.withdrawn)
