# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The mapping files that ship: the sample lands with exactly its planted dirt, real files with exactly their own."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.contracts.partners import load_partners
from godonu_platform.landing import DeliveryReport, land_delivery, land_inbox
from godonu_platform.landing.mapping import ColumnRule, Mapping, ReaderRule, Recognise, load_mappings
from godonu_platform.project import Project
from godonu_platform.sample import SampleSummary, write_sample
from godonu_platform.sample.ingredients import Ingredients, load_ingredients
from tests.conftest import CLOCK, REPOSITORY

KASSEL, OFFENBACH, HESSEN = "066110000000", "064130000000", "06"


@dataclass(frozen=True)
class Landed:
    """A landed sample."""

    project: Project
    written: SampleSummary
    ingredients: Ingredients
    reports: list[DeliveryReport]

    def of(self, ars: str, name: str) -> DeliveryReport:
        [report] = [r for r in self.reports if r.ars == ars and r.file == name]
        return report

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return rows(self.project, sql)


def rows(project: Project, sql: str) -> list[tuple[Any, ...]]:
    """Ask the lake; {dataset} stands for its files."""
    names = [path.name for path in project.lake.iterdir() if path.is_dir()]
    places = {n: f"read_parquet('{project.lake}/{n}/*/*/*.parquet', hive_partitioning=true)" for n in names}
    with duckdb.connect() as con:
        return con.sql(sql.format(**places)).fetchall()


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    project = Project.at(REPOSITORY, tmp_path_factory.mktemp("gelandet"), fixed_clock=CLOCK)
    written = write_sample(project)
    summary = land_inbox(project, load_contracts(project), load_partners(project))
    return Landed(project, written, load_ingredients(project), summary.deliveries)


def land(project: Project, path: Path, ars: str, dataset: str) -> DeliveryReport:
    return land_delivery(
        project,
        path,
        ars=ars,
        dataset=dataset,
        contracts=load_contracts(project),
        partners=load_partners(project),
        from_inbox=False,
    )


def test_every_shipped_mapping_fits_its_contract(project: Project) -> None:
    loaded = {name: load_mappings(project, contract) for name, contract in load_contracts(project).items()}
    files = list(project.assets.glob("*/mappings/*.yaml"))
    assert sum(map(len, loaded.values())) == len(files) > 9


def test_the_sample_lands_without_any_key_but_its_own(landed: Landed) -> None:
    statuses = Counter(report.status for report in landed.reports)
    assert statuses == {"gelandet": landed.written.files - 1, "bereits_eingegangen": 1}
    assert all(report.sample for report in landed.reports)
    assert {report.key_id for report in landed.reports} <= {"beispiel", None}


def test_only_the_planted_dirt_is_rejected(landed: Landed) -> None:
    planted: Counter[str] = Counter()
    reasons = {
        "unknown_code": "unbekannter_code",
        "wrong_ars": "falsche_kommune",
        "year_0001": "zeit_unglaubwuerdig",
        "year_9999": "zeit_unglaubwuerdig",
        "future": "zeit_unglaubwuerdig",
    }
    for incident in landed.ingredients.incidents.events:
        if incident.kind in reasons:
            planted[reasons[incident.kind]] += incident.count
    planted |= {"kein_json": 1, "spaltenzahl": 1, "zeichensatz": 1}
    rejected: Counter[str] = Counter()
    for report in landed.reports:
        if report.status == "gelandet":
            rejected.update(report.rejected_by_reason)
    assert rejected == planted


def test_every_record_is_accounted_for(landed: Landed) -> None:
    copy = landed.of("066310009009", "beispiel_civento_2026-09.csv")
    assert sum(r.records for r in landed.reports if r.status == "gelandet") == landed.written.records - copy.records
    assert all(r.records == r.landed + r.rejected for r in landed.reports if r.status == "gelandet")


def test_no_notice_about_columns_that_nobody_explained(landed: Landed) -> None:
    unknown = {(r.dataset, column) for r in landed.reports for column in r.unknown_columns}
    assert unknown == set()


def test_codes_of_all_three_sources_become_the_same(landed: Landed) -> None:
    found = landed.rows(
        "select source_system, count(distinct event_type), count(distinct auth_method), count(distinct payment_method),"
        " count(distinct device_type), count(distinct payment_provider), min(amount_cents), max(currency)"
        " from {portal_events} group by 1 order by 1"
    )
    assert [row[0] for row in found] == ["civento", "efa", "formserver"]
    for row in found:
        assert row[1] == 23
        assert row[2] >= 6
        assert row[3:6] == (5, 4, 1)
        assert row[6] >= 1000
        assert row[7] == "EUR"


def test_local_times_and_offsets_meet_in_utc(landed: Landed) -> None:
    [[first, last]] = landed.rows("select min(occurred_at), max(occurred_at) from {portal_events}")
    assert f"{first:%Y-%m-%d %H}" >= "2026-07-31 22"
    assert f"{last:%Y-%m-%d %H}" <= "2026-10-31 22"
    hours = dict(landed.rows("select source_system, mode(hour(occurred_at)) from {portal_events} group by 1"))
    assert all(5 <= hour <= 19 for hour in hours.values())
    [[ambiguous]] = landed.rows("select count(*) from {portal_events} where flags like '%zeit_mehrdeutig%'")
    assert ambiguous > 0


def test_planted_personal_data_does_not_reach_the_lake(landed: Landed) -> None:
    columns = "coalesce(step_label, '') || coalesce(page_url, '') || coalesce(case_pid, '')"
    for token in ("mustermann", "90009123", "2020 51", "095 742", "F-XY", "token=", "sid=", "00000000beef"):
        [[count]] = landed.rows(
            f"select count(*) from {{portal_events}} where contains(lower({columns}), '{token.lower()}')"
        )
        assert count == 0, token


def test_the_25_hour_day_is_whole(landed: Landed) -> None:
    found = landed.rows(
        "select site_id, count(distinct period_start), count(*) / count(distinct flow_id) from {traffic_counts}"
        " where period_start >= timestamp '2026-10-24 22:00' and period_start < timestamp '2026-10-25 23:00'"
        " group by 1 order by 1"
    )
    assert {row[0]: row[1] for row in found} == {
        **dict.fromkeys(("300027828", "300027845", "300027713", "300023687", "300025734", "GI-201"), 100),
        "300027722": 96,
    }
    assert all(row[1] == row[2] for row in found)
    [[short]] = landed.rows(
        "select count(*) from {traffic_counts} where period_end - period_start <> interval 15 minutes"
    )
    assert short == 0


def test_directions_and_modes_of_the_labels(landed: Landed) -> None:
    found = landed.rows("select distinct flow_id, direction, mode from {traffic_counts} where ars = '064130000000'")
    directions = {flow: direction for flow, direction, _ in found}
    assert (
        directions["353400101"]
        == directions["353400201"]
        == directions["353400301"]
        == directions["101027713"]
        == "inbound"
    )
    assert directions["353400902"] == "unknown"
    assert {mode for _, _, mode in found} == {"bicycle"}


def test_visits_are_read_with_all_their_empty_values(landed: Landed) -> None:
    [row] = landed.rows(
        "select count(*), count(visitor_pid), count(entry_url), count_if(contains(entry_url, '?')), "
        "count(distinct device_type), count(distinct referrer_type), min(length(visitor_pid)) from {web_visits}"
    )
    assert row[:4] == (landed.written.by_dataset["web_visits"],) * 3 + (0,)
    assert row[4:6] == (3, 5)
    assert row[6] > 16


def test_real_services_of_the_pvog(project: Project, realdata: Path) -> None:
    path = realdata / "pvog-suchdienst" / "servicedescriptions_ars_000000000000.csv"
    lines = [line.split("|") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    services, online = (land(project, path, KASSEL, dataset) for dataset in ("services", "online_services"))
    assert (services.records, services.rejected_by_reason) == (len(lines), {})
    without = sum(line[5] == "" for line in lines)
    assert (online.records, online.rejected) == (len(lines), without)
    assert online.rejected_by_reason == {"pflichtfeld_leer": without}
    assert rows(project, "select count(distinct service_id) from {services}") == [(len({line[0] for line in lines}),)]


def test_a_real_service_in_detail(project: Project, realdata: Path) -> None:
    path = realdata / "pvog-suchdienst" / "servicedescription_detail_B100019_LB_574711.json"
    report = land(project, path, KASSEL, "services")
    assert (report.records, report.landed) == (1, 1), report
    [row] = rows(
        project, "select service_id, service_key, name, region_key, ars, language, updated_at::varchar from {services}"
    )
    assert row == (
        *("B100019.LB.574711", "99007002017000", "Ausbildungsgeld beantragen", "000000000000", KASSEL),
        *("de", "2024-01-24 12:21:29"),
    )


def test_the_real_register_of_municipalities(project: Project, realdata: Path) -> None:
    path = realdata / "destatis-gv100ad" / "GV100AD_301123.txt"
    report = land(project, path, HESSEN, "regions")
    assert (report.records, report.landed, report.rejected_by_reason) == (16_035, 16_035, {})
    with (realdata / "destatis-gv100ad" / "godonu_kommunen.csv").open(encoding="utf-8") as file:
        wanted = {r["ars"]: r for r in csv.DictReader(file)}
    found = rows(
        project,
        "select region_key, name, inhabitants, area_ha, postcode from {regions} where record_type in ('40', '60')",
    )
    nine = {row[0]: row for row in found if row[0] in wanted}
    assert len(nine) == 9
    for ars, row in nine.items():
        assert row[1] == wanted[ars]["name"]
        if len(ars) == 12:
            assert (str(row[2]), str(row[3]), row[4]) == (
                wanted[ars]["einwohner"],
                wanted[ars]["flaeche_ha"],
                wanted[ars]["plz"],
            )
    [[repeated]] = rows(project, "select count(*) - count(distinct record_type || region_key) from {regions}")
    assert repeated == 0


def test_the_real_code_list_of_keys(project: Project, realdata: Path) -> None:
    report = land(project, realdata / "pvog-suchdienst" / "codeliste_ars.csv", HESSEN, "regions")
    assert (report.records, report.landed, report.rejected_by_reason) == (11_243, 11_243, {})
    assert rows(project, "select distinct ars, record_type from {regions}") == [(HESSEN, "60")]


def test_the_real_monthly_totals(project: Project, realdata: Path) -> None:
    path = realdata / "muenster-opendata-zugriffe" / "zugriffszahlen.csv"
    report = land(project, path, KASSEL, "web_visit_totals")
    with path.open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert report.records == len(lines) == 45
    found = {
        str(row[0]): row[1:]
        for row in rows(
            project, "select period_month, visits, unique_visits, duration_s, page_views from {web_visit_totals}"
        )
    }
    assert found["2023-11-01"] == (1997, 1662, 180, 6065)
    assert found["2023-10-01"] == (1840, 1552, 129, 4583)
    assert found["2023-12-01"] == (None, None, None, None)
    shifted = [r for r in lines if r["Besuche"] and int(r["BesEindeutig"]) > int(r["Besuche"])]
    assert report.rejected == len(shifted) == 21
    assert min(found) == "2022-01-01"


def _vehicles(path: Path) -> Counter[str]:
    """Sum each flow of a wide file with nothing of ours."""
    sums: Counter[str] = Counter()
    with path.open(encoding="utf-8", newline="") as file:
        for record in csv.DictReader(file):
            for place, (name, value) in enumerate(record.items()):
                if place > 1 and not name.endswith("-status") and value != "":
                    sums[name.split(" ")[0]] += int(value)
    return sums


def test_all_real_counts_to_the_vehicle(project: Project, realdata: Path) -> None:
    """Twelve sites, every month of 2025; flagged values are kept and marked, the total is never added."""
    wanted: Counter[str] = Counter()
    flagged = 0
    folder = project.inbox / OFFENBACH / "traffic_counts"
    folder.mkdir(parents=True)
    for path in sorted((realdata / "muenster-radzaehlstellen").glob("*/2025-*.csv")):
        wanted.update(_vehicles(path))
        with path.open(encoding="utf-8", newline="") as file:
            header, *records = csv.reader(file)
        flows = [n for n, name in enumerate(header) if n > 1 and not name.endswith("-status")]
        status = {name.removesuffix("-status"): n for n, name in enumerate(header) if name.endswith("-status")}
        flagged += sum(r[n] != "" and r[status[header[n].split(" ")[0]]] == "4" for r in records for n in flows)
        shutil.copy2(path, folder / f"{path.parent.name}_{path.name}")
    summary = land_inbox(project, load_contracts(project), load_partners(project))
    assert {r.status for r in summary.deliveries} == {"gelandet"}
    assert summary.rejected == 0
    counts = rows(project, "select flow_id, sum(count)::bigint from {traffic_counts} group by 1")
    assert dict(counts) == dict(wanted)
    assert rows(project, "select count(*) from {traffic_counts} where quality = 'flagged'") == [(flagged,)]
    modes = dict(
        rows(
            project, "select mode, count(distinct flow_id) from {traffic_counts} where site_id = '300037926' group by 1"
        )
    )
    assert modes == {"bicycle": 2}  # its car flows have columns, but no values in 2025
    directions = {row[0] for row in rows(project, "select distinct direction from {traffic_counts}")}
    assert directions == {"inbound", "outbound", "unknown"}


def test_labels_of_the_real_sites(project: Project) -> None:
    """Labels as they stand in the headers of real files, also of flows without values."""
    [mapping] = load_mappings(project, load_contracts(project)["traffic_counts"])
    labels = {
        "Bohlweg [Car IN]": ("inbound", "car"),
        "Bohlweg PKW Stadtauswärts": ("outbound", "car"),
        "Bohlweg [Bike OUT]": ("outbound", "bicycle"),
        "Kanalpromenade, Abschnitt 5 Fahrräder Richtung Osttor": ("unknown", "bicycle"),
        "Promenade Radfahrer FR Mauritztor": ("unknown", "bicycle"),
        "Gartenstraße einwärts": ("inbound", "bicycle"),
        "Coesfelder Kreuz Stadteinwärts": ("inbound", "bicycle"),
    }
    for label, wanted in labels.items():
        found = []
        for column in ("direction", "mode"):
            patterns = mapping.columns[column].patterns or {}
            found.append(next(value for pattern, value in patterns.items() if re.search(pattern, label)))
        assert tuple(found) == wanted, label


def test_the_page_for_stewards_explains_every_key(repository: Path) -> None:
    page = (repository / "assets" / "README.md").read_text(encoding="utf-8")
    keys = {field.alias or name for name, field in Mapping.model_fields.items()}
    keys |= {f"recognise.{name}" for name in Recognise.model_fields} | {f"reader.{n}" for n in ReaderRule.model_fields}
    keys |= {field.alias or name for name, field in ColumnRule.model_fields.items()}
    assert {key for key in keys if f"| `{key}` |" not in page} == set()


def test_the_example_of_the_page_works(own_drawers: Project, repository: Path, tmp_path: Path) -> None:
    page = (repository / "assets" / "README.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(text|yaml)\n(.*?)```", page, flags=re.DOTALL))
    mapping = own_drawers.assets / "portal_events" / "mappings" / "muster.yaml"
    mapping.write_text(blocks["yaml"], encoding="utf-8")
    delivery = tmp_path / "muster.csv"
    delivery.write_text(blocks["text"], encoding="utf-8")
    report = land(own_drawers, delivery, KASSEL, "portal_events")
    assert (report.mapping, report.records, report.landed, report.unknown_columns) == ("muster.yaml", 1, 1, [])
    columns = "event_type, service_key, amount_cents, occurred_at::varchar, source_system, length(event_id)"
    assert rows(own_drawers, f"select {columns} from {{portal_events}}") == [
        ("received", "99008001012000", 3700, "2026-08-01 05:35:19", "fachverfahren", 64)
    ]
