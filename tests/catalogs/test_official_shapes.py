# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The official shapes, where they lie beside the repository: nothing for what we write, something for each defect."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rdflib import DCAT, DCTERMS, OWL, RDF, SKOS, XSD, Graph, Literal, URIRef

from godonu_platform.catalogs.dcat_terms import DCATDE
from godonu_platform.catalogs.official_shapes import ALL, ShapesMissing, Which, official_findings, official_stamp
from tests.catalogs.shown_graph import dataset, described, graph_of, official
from tests.publication.world import USE, World


@pytest.fixture
def shown(world: World) -> World:
    assert world.publish().exit_code == 0
    return world


@pytest.mark.parametrize("ckan", [False, True])
@pytest.mark.parametrize("which", ALL)
def test_what_we_write_has_no_finding_at_all(shown: World, conformance: Path, which: Which, ckan: bool) -> None:
    assert official_findings(graph_of(shown, ckan=ckan), official(conformance), which=(which,)) == []


def test_nor_has_what_only_some_datasets_say(shown: World, conformance: Path) -> None:
    more = described(
        deprecation={"since": "2026-10-01", "note": "Wird nicht mehr gepflegt; bitte den neuen nehmen."},
        correction="Ein Monat war doppelt gezählt.",
        hvd={"category": "statistik", "reason": "Anhang der Verordnung, Abschnitt Statistik."},
        conforms_to=["https://www.rfc-editor.org/rfc/rfc4180"],
        references=["https://musterdatenkatalog.de/def/musterdatensatz/verkehr/radverkehr/messung"],
        licence="dl-by-de/2.0",
        attribution="Stadt Kassel",
    )
    assert official_findings(graph_of(shown, change=more), official(conformance)) == []


def test_the_graph_needs_no_list_beside_it(shown: World, conformance: Path) -> None:
    """A validator without the value lists finds nothing either: every coded value says on which list it stands."""
    from godonu_platform.catalogs.shapes import findings_of, parsed_shapes

    files = [official(conformance) / name for name in ("semic-3.0.0/dcat-ap-SHACL.ttl",)]
    files += sorted(p for p in (official(conformance) / "v3.0").glob("*.ttl") if "imports" not in p.name)
    assert findings_of(graph_of(shown), parsed_shapes(files), lambda _: "error") == []


def test_each_set_finds_what_it_is_for(shown: World, conformance: Path) -> None:
    graph = graph_of(shown)
    graph.remove((None, DCTERMS.publisher, None))
    for which in ("de", "govdata"):
        found = official_findings(graph, official(conformance), which=(which,))
        assert found and not any(finding.warning for finding in found), which
    untitled = graph_of(shown)
    untitled.remove((dataset(shown, USE), DCTERMS.title, None))
    assert [f.path for f in official_findings(untitled, official(conformance), which=("semic",))] == [
        str(DCTERMS.title)
    ]


def test_a_term_that_was_given_up_is_a_warning(shown: World, conformance: Path) -> None:
    graph = graph_of(shown)
    graph.add((dataset(shown, USE), OWL.versionInfo, Literal("v1")))
    graph.add((dataset(shown, USE), DCATDE.politicalGeocodingURI, URIRef("http://dcat-ap.de/def/x")))
    found = official_findings(graph, official(conformance))
    assert len(found) == 2 and all(finding.warning for finding in found)


def test_version_2_does_not_meet_version_3(shown: World, conformance: Path) -> None:
    """Size, status and checksum differ in datatype and list: one graph cannot keep both (reference 1.1)."""
    found = official_findings(graph_of(shown, portal={"dcat_ap_de": "2.0"}), official(conformance), which=("de",))
    errors = {finding.path for finding in found if not finding.warning}
    warnings = {finding.path.rpartition("/")[2].rpartition("#")[2] for finding in found if finding.warning}
    assert str(DCAT.byteSize) in errors
    assert {"versionInfo", "politicalGeocodingURI", "originator", "maintainer", "status", "algorithm"} <= warnings


def test_a_licence_that_is_not_open_is_found_by_govdata(shown: World, conformance: Path) -> None:
    found = official_findings(
        graph_of(shown, change=described(licence="cc-by-nc/4.0", attribution="Stadt Kassel")),
        official(conformance),
        which=("govdata",),
    )
    assert found and all("offene Lizenz" in finding.message and not finding.warning for finding in found)


def test_counters_of_govdata_are_no_findings(shown: World, conformance: Path) -> None:
    from godonu_platform.catalogs.shapes import findings_of, parsed_shapes

    shapes = parsed_shapes([official(conformance) / "mqa-govdata" / "db-shapes.ttl"])
    graph = graph_of(shown)
    severities: list[str] = []
    findings_of(graph, shapes, lambda severity: severities.append(severity))  # type: ignore[func-returns-value]
    files = len(set(graph.subjects(RDF.type, DCAT.Distribution)))
    counted = [severity for severity in severities if "count_" in severity]
    assert len(counted) >= files, "they fire for every file"
    assert official_findings(graph, official(conformance), which=("govdata",)) == []


def test_the_list_of_keys_changes_nothing(shown: World, conformance: Path) -> None:
    """mirror/dcat-ap-de-lists is left out of the data graph; with it the findings are the same."""
    graph = graph_of(shown)
    graph.remove((None, DCAT.theme, None))
    graph.add((dataset(shown, USE), DCAT.theme, URIRef("http://dcat-ap.de/def/licenses/apache")))
    before = official_findings(graph, official(conformance))
    lists = Graph().parse(official(conformance) / "mirror" / "dcat-ap-de-lists-v1.0.2.ttl")
    after = official_findings(graph + lists, official(conformance))
    ours = {str(node) for triple in graph for node in triple}
    assert before and before == [finding for finding in after if finding.node in ours]


def test_a_wrong_list_is_found_although_the_value_claims_another(shown: World, conformance: Path) -> None:
    graph = graph_of(shown)
    stranger = URIRef("http://publications.europa.eu/resource/authority/data-theme/NONE")
    graph.set((dataset(shown, USE), DCAT.theme, stranger))
    graph.add((stranger, RDF.type, SKOS.Concept))
    graph.add((stranger, SKOS.prefLabel, Literal("Unbekannt")))
    found = official_findings(graph, official(conformance), which=("de",))
    assert any("dcat:theme MUSS" in finding.message for finding in found)


def test_a_wrong_datatype_of_a_size_is_found(shown: World, conformance: Path) -> None:
    graph = graph_of(shown)
    node = next(graph.subjects(DCAT.byteSize))
    graph.set((node, DCAT.byteSize, Literal("12", datatype=XSD.string)))
    assert official_findings(graph, official(conformance), which=("semic",))


def test_a_folder_without_the_files_is_an_error_and_not_a_pass(shown: World, tmp_path: Path, conformance: Path) -> None:
    with pytest.raises(ShapesMissing, match="GODONU_SHAPES"):
        official_findings(graph_of(shown), tmp_path)
    half = tmp_path / "formen"
    shutil.copytree(official(conformance), half)
    stamp = official_stamp(half)
    (half / "v3.0" / "dcat-ap-de-deprecated.ttl").write_text("", encoding="utf-8")
    assert official_stamp(half) != stamp
    (half / "vocab-min.ttl").unlink()
    with pytest.raises(ShapesMissing, match=r"vocab-min\.ttl"):
        official_findings(graph_of(shown), half)
