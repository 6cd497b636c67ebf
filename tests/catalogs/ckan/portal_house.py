# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small house whose releases go into a real portal: made quickly, under names that nobody else has.

One release comes out of the whole gate; all others are that one with other rows, words and names, entered in the gate's
book and decided upon as if they had come out of it too.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from godonu_platform.catalogs.addresses import CkanAddresses
from godonu_platform.catalogs.ckan.apply import apply_plan
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.extras import PortalForm
from godonu_platform.catalogs.ckan.orders import Applied, Closing, Order
from godonu_platform.catalogs.ckan.package import Site
from godonu_platform.catalogs.ckan.portal_facts import PortalFacts
from godonu_platform.catalogs.ckan.portal_plan import PortalPlan, plan_portal
from godonu_platform.catalogs.gate_ledger import write_anchor
from godonu_platform.catalogs.portal import load_portal
from godonu_platform.catalogs.release_folder import read_record
from godonu_platform.catalogs.release_record import ReleaseRecord
from godonu_platform.catalogs.vocabularies import load_vocabularies
from godonu_platform.contracts.partners import load_partners
from godonu_platform.project import Project
from godonu_platform.settings import CkanAccess
from tests.publication.world import GIESSEN, KASSEL, USE, World, decision

Row = tuple[str, str, str, str, int | None, str]
ROWS: tuple[Row, ...] = (
    (KASSEL, "Stadt Kassel", "2026-08-01", "Wohnsitz anmelden", 120, "wert"),
    (KASSEL, "Stadt Kassel", "2026-09-01", "Wohnsitz anmelden", 1135, "wert"),
    (KASSEL, "Stadt Kassel", "2026-09-01", "=Hund anmelden", None, "gesperrt"),
    (GIESSEN, "Universitätsstadt Gießen", "2026-08-01", "Wohnsitz anmelden", 45, "wert"),
)
SITE = "https://portal.example.org"
_HEAD = ("ars", "partner_name", "month", "service", "starts", "starts_status")


@dataclass
class PortalHouse:
    """Releases by dataset; `template` is the record that went through the gate."""

    project: Project
    template: dict[str, Any]
    chart: bytes
    versions: dict[str, int] = field(default_factory=dict)

    def name(self, stem: str = "probe") -> str:
        """Return a dataset name that nobody else has."""
        return f"{stem}_{uuid.uuid4().hex[:10]}"

    def calls(self) -> Calls:
        """Calls of the portal."""
        assert self.project.ckan is not None
        return Calls(self.project.ckan)

    def release(self, dataset: str, rows: Sequence[Row] = ROWS, *, chart: bool = True, **about: Any) -> Order:
        """Make the next version of a dataset; `about` replaces parts of its description."""
        number = self.versions[dataset] = self.versions.get(dataset, 0) + 1
        folder = self.project.releases / dataset / f"v{number}"
        folder.mkdir(parents=True)
        _write_files(folder, rows)
        if chart:
            (folder / "chart.svg").write_bytes(self.chart)
        record = self._record(dataset, number, rows, folder, chart, about)
        told = record.model_dump_json(indent=2).encode()
        (folder / "release.json").write_bytes(told)
        self._decide(dataset, record)
        write_anchor(self.project, dataset, number, hashlib.sha256(told).hexdigest(), record.gate.fingerprint)
        return self.order(dataset)

    def order(self, dataset: str, closing: Closing | None = None, *, show: bool = True) -> Order:
        """The order to show the newest version of a dataset, or to close it."""
        folder = self.project.releases / dataset / f"v{self.versions[dataset]}"
        fingerprint = str(self.template["gate"]["fingerprint"])
        return Order(dataset, f"Titel von {dataset}", folder if show else None, fingerprint, closing=closing)

    def record(self, dataset: str) -> ReleaseRecord:
        """The record of the newest version."""
        return read_record(self.project.releases / dataset / f"v{self.versions[dataset]}")

    def site(self, form: PortalForm | None = None) -> Site:
        """What is known of a portal with our extension, or of one that takes another form; without asking any."""
        own = form is None
        views = ("datatables_view", "image_view", "charts_view")
        facts = PortalFacts(
            version="2.12.0",
            extensions=frozenset(("datastore", "dcat", *views)),
            own_actions=own,
            scheming=own,
            dcat=True,
            charts=True,
            datastore=True,
            upload_limit=None,
            site_url=SITE,
        )
        portal = load_portal(self.project)
        return Site(
            addresses=CkanAddresses(SITE, self.project.installation, own, portal.base_url),
            facts=facts,
            portal=portal,
            vocabularies=load_vocabularies(self.project),
            partners=load_partners(self.project),
            installation=self.project.installation,
            form=form or PortalForm(own=True),
        )

    def _record(
        self, dataset: str, number: int, rows: Sequence[Row], folder: Path, chart: bool, about: Mapping[str, Any]
    ) -> ReleaseRecord:
        record = json.loads(json.dumps(self.template))
        record |= {"dataset": dataset, "version": f"v{number}", "rows": len(rows)}
        record["created"] = f"2026-11-01T06:00:{number:02d}Z"
        record["description"] |= about
        record["gate"]["dataset"] = dataset
        record["chart"] = record["chart"] if chart else None
        record["files"] = [
            {"name": path.name, "format": path.suffix[1:], "bytes": path.stat().st_size, "sha256": _sha256(path)}
            for path in sorted(folder.iterdir())
        ]
        record["gate"]["screened"] = {file["name"]: file["sha256"] for file in record["files"]}
        inside = {row[0] for row in rows}
        record["gate"]["partners_in"] = [
            one | {"decision": f"{dataset.replace('_', '-')}-1"}
            for one in record["gate"]["partners_in"]
            if one["ars"] in inside
        ]
        return ReleaseRecord.model_validate(record)

    def _decide(self, dataset: str, record: ReleaseRecord) -> None:
        world = World(self.project)
        path = self.project.governance / "decisions" / f"{dataset}.yaml"
        if not path.is_file():
            entry = decision(dataset, fingerprint=record.gate.fingerprint, vorgaenger="anfang")
            world.write(f"governance/decisions/{dataset}.yaml", {"decisions": [entry]})

    def plan(self, *orders: Order, calls: Calls | None = None) -> PortalPlan:
        """Plan these orders."""
        return plan_portal(self.project, orders, calls=calls)

    def publish(self, *orders: Order, calls: Calls | None = None) -> dict[str, Applied]:
        """Plan and apply; the result by dataset."""
        plan = plan_portal(self.project, orders, calls=calls)
        return {one.dataset: one for one in apply_plan(self.project, plan, orders, calls=calls)}


def portal_house(published: World, access: CkanAccess, root: Path) -> PortalHouse:
    """Return a house of its own over what a published world holds."""
    shutil.copytree(published.project.root, root / "haus")
    places = {"root": root / "haus", "data": root / "daten", "inbox": root / "daten" / "inbox"}
    # an installation of its own: what other tests left in the portal is none of ours
    project = replace(published.project, **places, ckan=access, installation=f"probe-{uuid.uuid4().hex[:8]}")
    folder = published.project.releases / USE / "v1"
    template = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    return PortalHouse(project, template, (folder / "chart.svg").read_bytes())


def _write_files(folder: Path, rows: Sequence[Row]) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table t (ars varchar, partner_name varchar, month date, service varchar, starts bigint, "
            "starts_status varchar)"
        )
        connection.executemany("insert into t values (?, ?, ?, ?, ?, ?)", [list(row) for row in rows])
        connection.execute(f"copy (select * from t order by all) to '{folder}/data.parquet' (format parquet)")
        connection.execute(f"copy (select * from t order by all) to '{folder}/data.json' (format json, array true)")
        service = "case when service[1] = '=' then '''' || service else service end as service"
        connection.execute(
            f"copy (select * replace ({service}) from t order by all) to '{folder}/data.csv' (format csv, header)"
        )
    with (folder / "dictionary.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([("spalte",), *((name,) for name in _HEAD)])


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
