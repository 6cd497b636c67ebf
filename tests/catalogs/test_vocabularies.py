# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The value lists: the official part is what the script makes of the official files, the words fit to it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from godonu_platform.catalogs.vocabularies import load_vocabularies
from godonu_platform.contracts.partners import load_partners
from godonu_platform.project import Project
from godonu_platform.yaml_model import YamlMistakes
from tests.publication.world import World

EU = "http://publications.europa.eu/resource/authority/"


def refresh(repository: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the script as somebody would."""
    command = [sys.executable, str(repository / "scripts" / "refresh_vocabularies.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_official_part_is_what_the_script_makes(repository: Path, conformance: Path, tmp_path: Path) -> None:
    folder, out = conformance / "dcat-ap-de", tmp_path / "lists.yaml"
    assert refresh(repository, folder, "--out", out, "--check").returncode == 1, "there is none yet"
    assert not out.exists()
    assert refresh(repository, folder, "--out", out).returncode == 0
    shipped = (repository / "catalogs" / "vocabularies_official.yaml").read_bytes()
    assert out.read_bytes() == shipped, "run scripts/refresh_vocabularies.py: the official lists have changed"
    assert "unchanged" in refresh(repository, folder, "--out", out).stdout
    out.write_bytes(shipped.replace(b"hessen:", b"hesse:"))
    assert refresh(repository, folder, "--out", out, "--check").returncode == 1


def test_every_list_of_dcat_ap_de_is_whole(project: Project) -> None:
    lists = load_vocabularies(project)
    assert len(lists.licences) == 34 and sum(licence.open for licence in lists.licences.values()) == 24
    assert len(lists.themes) == 13 and len(lists.frequencies) == 33 and len(lists.levels) == 6
    assert lists.licences["dl-zero-de/2.0"].iri == "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
    assert lists.frequencies["MONTHLY"].iri == EU + "frequency/MONTHLY"
    assert lists.publisher_types["LocalAuthority"].iri == "http://purl.org/adms/publishertype/LocalAuthority"
    assert lists.dataset_statuses["WITHDRAWN"].iri == EU + "dataset-status/WITHDRAWN"
    assert lists.geocoding[12].level == "http://dcat-ap.de/def/politicalGeocoding/Level/municipality"
    assert lists.formats["svg"].iri == EU + "file-type/SVG"


def test_licences_that_want_a_name_are_those_that_say_by(project: Project) -> None:
    for key, licence in load_vocabularies(project).licences.items():
        named = key.startswith(("cc-by", "dl-by", "od", "geo")) and key != "odcpddl"
        assert licence.attribution == named, key


def test_every_partner_has_a_place_and_a_known_contributor(project: Project) -> None:
    lists = load_vocabularies(project)
    contributors = {term.iri for term in lists.contributors.values()}
    for partner in load_partners(project):
        assert len(partner.ars) in lists.geocoding
        assert partner.contributor_id in contributors


def test_every_partner_stands_in_the_official_list_of_keys(project: Project, conformance: Path) -> None:
    text = (conformance / "dcat-ap-de" / "mirror" / "dcat-ap-de-lists-v1.0.2.ttl").read_text(encoding="utf-8")
    lists = load_vocabularies(project)
    for partner in load_partners(project):
        assert f"<{lists.geocoding[len(partner.ars)].place.format(ars=partner.ars)}>" in text, partner.name


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  GOVE: Regierung", "  GOVO: Regierung", "gemeint war wohl »GOVE«"),
        ("file_type: PARQUET", "file_type: PARQET", "gemeint war wohl »PARQUET«"),
        ("  cc-by: {attr", "  cc-bay: {attr", "gemeint war wohl »cc-by«"),
        ("level: state", "level: bundesland", "steht auf keiner amtlichen Liste"),
        ("media_type: text/csv", "media_type: csv", "passt nicht zum Muster"),
        ("stand: 2026", "stant: 2026", "gemeint war wohl »stand«"),
    ],
)
def test_a_word_for_nothing_official_is_a_mistake(world: World, old: str, new: str, said: str) -> None:
    path = world.project.catalogs / "vocabularies.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(YamlMistakes, match=said):
        load_vocabularies(world.project)


def test_a_missing_official_part_is_told(world: World) -> None:
    (world.project.catalogs / "vocabularies_official.yaml").unlink()
    with pytest.raises(YamlMistakes, match="vocabularies_official"):
        load_vocabularies(world.project)


def test_lists_are_read_again_when_they_have_changed(world: World) -> None:
    before = load_vocabularies(world.project)
    assert load_vocabularies(replace(world.project)) is before
    path = world.project.catalogs / "vocabularies.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("TRAN: Verkehr", "TRAN: Mobilität"), encoding="utf-8")
    assert load_vocabularies(world.project).themes["TRAN"].title == "Mobilität"


def test_a_concept_without_a_written_name_gets_one_of_its_parts(project: Project) -> None:
    samples = load_vocabularies(project).sample_catalogue
    assert samples.name_of("verkehr/radverkehr/messung") == "Verkehr - Radverkehr - Messung"
    assert samples.name_of("abfallwirtschaft/container") == "Abfallwirtschaft - Container"
