# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The package that a release becomes: complete, safe, and always the same for the same release."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from godonu_platform.catalogs.ckan.package import wanted_package
from godonu_platform.catalogs.ckan.package_history import version_history
from godonu_platform.catalogs.identifiers import dataset_id, file_id
from godonu_platform.catalogs.lifecycle import Deprecation, HvdClaim
from godonu_platform.catalogs.release_record import ReleaseRecord
from tests.catalogs.ckan.portal_house import ROWS, SITE, PortalHouse
from tests.publication.world import GIESSEN

EU = "http://publications.europa.eu/resource/authority/"


def test_a_release_becomes_a_complete_package(dry_house: PortalHouse) -> None:
    dataset = dry_house.name()
    dry_house.release(dataset)
    record, site = dry_house.record(dataset), dry_house.site()
    number = dataset_id(dry_house.project.installation, dataset)
    history = version_history(dry_house.project, dataset, record.number)
    package = wanted_package(record, "ab" * 32, site, history)
    assert package["id"] == package["identifier"] == number
    assert (package["name"], package["owner_org"], package["private"]) == (dataset, "godonu", False)
    assert package["title"] == f"{record.description.title} (erzeugte Beispielzahlen)"
    assert package["groups"] == [{"name": "gove"}]
    assert package["tags"] == [{"name": "Antrag"}, {"name": "Verwaltung"}]
    assert package["url"] == package["documentation"][0] == f"{SITE}/dataset/{dataset}/herkunft"
    assert package["theme"] == [EU + "data-theme/GOVE"]
    assert package["dataset_status"] == EU + "dataset-status/COMPLETED"
    assert package["temporal_coverage"] == [{"start": "2026-08-01", "end": "2026-09-30"}]
    assert [place["text"] for place in package["spatial_coverage"]] == ["Universitätsstadt Gießen", "Stadt Kassel"]
    assert package["contributor_id"] == "http://dcat-ap.de/def/contributors/hessen"
    assert package["release_hash"] == "ab" * 32
    assert json.loads(package["versions"])[0]["version"] == "v1"
    assert json.loads(package["herkunft_und_guete"])["erklaerung"] == package["url"]
    assert not any("hvd" in name or name in ("successor", "lifecycle_note", "version_notes") for name in package)


def test_each_file_becomes_a_resource_the_csv_first(dry_house: PortalHouse) -> None:
    dataset = dry_house.name()
    dry_house.release(dataset)
    record = dry_house.record(dataset)
    resources = wanted_package(record, "", dry_house.site())["resources"]
    assert [one["file_key"] for one in resources] == ["csv", "parquet", "json", "dictionary", "chart"]
    assert [one["url"] for one in resources] == [
        f"{dataset}{end}" for end in (".csv", ".parquet", ".json", "_datenverzeichnis.csv", "_diagramm.svg")
    ]
    csv, home = resources[0], dry_house.project.installation
    file = next(file for file in record.files if file.name == "data.csv")
    assert (csv["id"], csv["hash"], csv["size"]) == (file_id(home, dataset, "data.csv"), file.sha256, file.bytes)
    assert (csv["format"], csv["mimetype"]) == ("CSV", "text/csv")
    page = f"{SITE}/dataset/{dataset_id(home, dataset)}/resource/{csv['id']}"
    assert (csv["access_url"], csv["download_url"]) == (page, f"{page}/download/{dataset}.csv")
    assert csv["access_services"][0]["endpoint_url"] == [f"{SITE}/api/3"]
    assert all("access_services" not in one for one in resources[1:])
    assert {one["release_version"] for one in resources} == {"v1"}
    assert len({one["id"] for one in resources}) == 5


def test_one_partner_publishes_in_its_own_organisation(dry_house: PortalHouse) -> None:
    dataset = dry_house.name()
    dry_house.release(dataset, [row for row in ROWS if row[0] == GIESSEN])
    assert wanted_package(dry_house.record(dataset), "", dry_house.site())["owner_org"] == "kommune-giessen"


def test_what_is_out_of_date_says_so_and_names_its_successor(dry_house: PortalHouse) -> None:
    dataset = dry_house.name()
    note = "Die Zählung ist auf neue Geräte umgestellt."
    dry_house.release(dataset)
    record = _with(
        dry_house.record(dataset), deprecation=Deprecation(since=date(2026, 10, 1), note=note, successor="neu")
    )
    package = wanted_package(record, "", dry_house.site())
    assert package["dataset_status"] == EU + "dataset-status/DEPRECATED"
    assert package["lifecycle_note"] == f"Veraltet seit dem 1. Oktober 2026. {note}"
    assert package["successor"] == f"{SITE}/dataset/neu"
    assert {one["status"] for one in package["resources"]} == {EU + "distribution-status/DEPRECATED"}


def test_correction_attribution_and_high_value_are_told_only_where_they_are(dry_house: PortalHouse) -> None:
    dataset = dry_house.name()
    dry_house.release(dataset, correction="Im August waren zwei Tage doppelt gezählt.", attribution="Stadt Kassel")
    claim = HvdClaim(category="c_b79e35eb", reason="Die Verordnung nennt diese Daten ausdrücklich.")
    record = _with(dry_house.record(dataset), hvd=claim)
    site = dry_house.site()
    if claim.category not in site.vocabularies.hvd.categories:
        claim = HvdClaim(category=next(iter(site.vocabularies.hvd.categories)), reason=claim.reason)
        record = _with(record, hvd=claim)
    history = version_history(dry_house.project, dataset, 1)
    package = wanted_package(record, "", site, history)
    assert package["version_notes"] == json.loads(package["versions"])[0]["note"] == record.description.correction
    assert package["applicable_legislation"] == [site.vocabularies.hvd.legislation]
    assert (package["hvd_reason"], len(package["hvd_category"])) == (claim.reason, 1)
    assert {one["license_attribution"] for one in package["resources"]} == {"Stadt Kassel"}


def test_the_history_holds_the_hash_of_every_version_that_the_gate_vouches_for(dry_house: PortalHouse) -> None:
    dataset = dry_house.name()
    for number in range(3):
        dry_house.release(dataset, ROWS[: number + 2])
    record_file = dry_house.project.releases / dataset / "v2" / "release.json"
    record_file.write_text(record_file.read_text(encoding="utf-8").replace("Kassel", "Kasel"), encoding="utf-8")
    history = version_history(dry_house.project, dataset, 3)
    assert [(one["version"], one["rows"]) for one in history] == [("v3", 4), ("v1", 2)], "v2 was edited by hand"
    assert len({one["sha256_csv"] for one in history}) == 2


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=400) | st.just("</script><script>alert(1)</script>"), min_size=5, max_size=5))
def test_no_text_of_a_steward_gets_through_as_markup(dry_house: PortalHouse, texts: list[str]) -> None:
    if "texte" not in dry_house.versions:
        dry_house.release("texte")
    title, summary, description, method, word = texts
    about = {"title": title, "summary": summary, "description": description, "method": method, "keywords": (word,)}
    package = wanted_package(_with(dry_house.record("texte"), **about), "", dry_house.site())
    assert not re.search(r"<[A-Za-z/!?]", json.dumps(package, ensure_ascii=False))
    assert all(2 <= len(tag["name"]) <= 100 for tag in package.get("tags", ()))
    json.dumps(package).encode("ascii")


@pytest.mark.parametrize("length", [300, 5000])
def test_a_long_title_is_kept_as_far_as_the_search_engine_takes_it(dry_house: PortalHouse, length: int) -> None:
    dataset = dry_house.name()
    dry_house.release(dataset, title="Z" * length)
    title = wanted_package(dry_house.record(dataset), "", dry_house.site())["title"]
    assert len(title.encode()) < 32_766
    assert title.startswith("Z" * min(length, 900))


def _with(record: ReleaseRecord, **about: object) -> ReleaseRecord:
    return record.model_copy(update={"description": record.description.model_copy(update=about)})
