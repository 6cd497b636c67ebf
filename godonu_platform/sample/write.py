# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes all sample deliveries into the inbox, and what marks them as sample: their digests and a key of their own.

Keep out: what is in the deliveries.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from godonu_platform.contracts.partners import Partners, load_partners
from godonu_platform.progress import watcher
from godonu_platform.project import Project
from godonu_platform.sample.catalogue import pvog_file
from godonu_platform.sample.events import Event
from godonu_platform.sample.incidents import soil_events, soil_lines
from godonu_platform.sample.ingredients import Ingredients, load_ingredients
from godonu_platform.sample.portal import FileKey, portal_events
from godonu_platform.sample.shapes import line_end, written_lines
from godonu_platform.sample.traffic import canonical_file, eco_counter_file
from godonu_platform.sample.visits import matomo_file, totals_file

KEY_ID = "beispiel"
SETTLED = 60  # seconds; landing leaves alone what has just changed


class Delivery(NamedTuple):
    """One file for the inbox; `records` counts what it is meant to hold."""

    ars: str
    dataset: str
    file: str
    content: bytes
    records: int


@dataclass(frozen=True)
class SampleSummary:
    """What was written: files, records and bytes, records for each dataset, partners, months, and the seed."""

    files: int
    records: int
    size: int
    by_dataset: dict[str, int]
    partners: int
    months: tuple[str, ...]
    seed: int


def write_sample(project: Project, *, seed: int | None = None) -> SampleSummary:
    """Write the sample; the same seed gives the same bytes, and what is there already is replaced by itself.

    Without a seed the one of the recipe counts. Raises YamlMistakes when assets/_sample/ cannot be used.
    """
    ingredients = load_ingredients(project)
    seed = ingredients.recipe.seed if seed is None else seed
    partners = load_partners(project)
    sample_key(project)
    written: list[Delivery] = []
    digests: list[str] = []
    size = made = 0
    for delivery in _deliveries(ingredients, partners, seed):
        digests.append(_write(project, delivery))
        size += len(delivery.content)
        written.append(delivery._replace(content=b""))
        made += delivery.records
        watcher().advance("Beispiellieferungen", made, None, "Datensätze")
    _remember(project, digests)
    by_dataset: dict[str, int] = {}
    for delivery in written:
        by_dataset[delivery.dataset] = by_dataset.get(delivery.dataset, 0) + delivery.records
    return SampleSummary(
        files=len(written),
        records=made,
        size=size,
        by_dataset=by_dataset,
        partners=len({delivery.ars for delivery in written if len(delivery.ars) > 2}),
        months=tuple(ingredients.recipe.months),
        seed=seed,
    )


def sample_key(project: Project) -> str:
    """Return the sample's own pseudonym key as hex, made once; only its owner may read the file."""
    path = project.sample / "key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()


def _deliveries(ingredients: Ingredients, partners: Partners, seed: int) -> Iterator[Delivery]:
    yield from _finished_files(ingredients)
    yield from _catalogue(ingredients, partners)
    for files in portal_events(ingredients, partners, seed):
        soil_events(files, ingredients.incidents, ingredients.recipe.months, seed)
        for key, events in files.items():
            yield from _portal(ingredients, key, events)
    yield from _visits(ingredients, seed)
    yield from _traffic(ingredients, seed)


def _finished_files(ingredients: Ingredients) -> Iterator[Delivery]:
    for path in sorted(ingredients.files.glob("*/*/*")):
        content = path.read_bytes()
        yield Delivery(path.parts[-3], path.parts[-2], path.name, content, content.count(b"\n") - 1)


def _catalogue(ingredients: Ingredients, partners: Partners) -> Iterator[Delivery]:
    catalogue = ingredients.recipe.catalogue
    for number, partner in enumerate(ingredients.recipe.portal.partners, 1):
        body = partners.get(partner.ars)
        if body is not None:
            content, records = pvog_file(ingredients, body, number, partner.host)
            for dataset in (catalogue.services_dataset, catalogue.online_services_dataset):
                yield Delivery(partner.ars, dataset, catalogue.file, content, records)


def _portal(ingredients: Ingredients, key: FileKey, events: list[Event]) -> Iterator[Delivery]:
    ars, source, month = key
    portal, shape = ingredients.recipe.portal, ingredients.shapes[source]
    if any((absent.ars, absent.month) == (ars, month) for absent in portal.absent):
        return
    kinds = [i.kind for i in ingredients.incidents.files if (i.ars, i.source, i.month) == key]
    changing = next((kind for kind in kinds if kind != "copy"), "")
    content = soil_lines(changing, written_lines(shape, events), line_end(shape), shape.encoding)
    if shape.extension.endswith(".gz"):
        # no time in the header, so that the same events give the same bytes; level 5 is a third of the time of 9
        content = gzip.compress(content, compresslevel=5, mtime=0)
    name = f"beispiel_{source}_{month}"
    yield Delivery(ars, portal.dataset, f"{name}.{shape.extension}", content, len(events))
    if "copy" in kinds:
        yield Delivery(ars, portal.dataset, f"{name}_kopie.{shape.extension}", content, len(events))


def _visits(ingredients: Ingredients, seed: int) -> Iterator[Delivery]:
    recipe = ingredients.recipe
    for site in recipe.visits.sites:
        for place, month in enumerate(recipe.months):
            content, records = matomo_file(recipe, site, place, seed)
            yield Delivery(site.ars, recipe.visits.dataset, f"beispiel_matomo_{month}.json", content, records)
    for site in recipe.totals.sites:
        content, records = totals_file(recipe, site, seed)
        yield Delivery(site.ars, recipe.totals.dataset, recipe.totals.file, content, records)


def _traffic(ingredients: Ingredients, seed: int) -> Iterator[Delivery]:
    traffic, months = ingredients.traffic, ingredients.recipe.months
    for place, month in enumerate(months):
        for site in traffic.eco_counter:
            content, records = eco_counter_file(traffic, site, month, seed)
            yield Delivery(site.ars, traffic.dataset, f"beispiel_{site.site_id}_{month}.csv", content, records)
        for site in traffic.canonical:
            content, records = canonical_file(traffic, site, months, place, seed)
            yield Delivery(site.ars, traffic.dataset, f"beispiel_{site.site_id}_{month}.csv", content, records)


def _write(project: Project, delivery: Delivery) -> str:
    """Put one file into the inbox with a single rename and return the digest that names its delivery."""
    folder = project.inbox / delivery.ars / delivery.dataset
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / delivery.file
    part = path.with_name(path.name + ".part")
    part.write_bytes(delivery.content)
    settled = part.stat().st_mtime - SETTLED
    os.utime(part, (settled, settled))
    os.replace(part, path)
    return hashlib.sha256(f"{delivery.ars}\0{delivery.dataset}\0".encode() + delivery.content).hexdigest()


def _remember(project: Project, digests: list[str]) -> None:
    """Add the digests to the manifest; deliveries of a former seed stay marked as sample."""
    path: Path = project.sample / "manifest.json"
    known = json.loads(path.read_text(encoding="utf-8"))["digests"] if path.exists() else []
    manifest = {"key_id": KEY_ID, "digests": sorted({*known, *digests})}
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)
