# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The points of the Metadata Quality Assessment: each metric, the algorithm, and laws that hold for any graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef

from godonu_platform.catalogs.mqa import FLOOR, MqaReport, mean_points, mqa_of, rating_of
from godonu_platform.catalogs.mqa_metrics import METRICS, OF
from godonu_platform.catalogs.vocabularies import Vocabularies, load_vocabularies
from godonu_platform.project import Project
from tests.conftest import REPOSITORY

SET, FORMAT = URIRef("https://daten.example.org/x/#datensatz"), DCTERMS["format"]
CSV, PDF = URIRef("https://daten.example.org/x/#data.csv"), URIRef("https://daten.example.org/x/#data.pdf")
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
ZERO = URIRef("http://dcat-ap.de/def/licenses/dl-zero-de/2.0")
PUBLIC = URIRef(EU + "access-right/PUBLIC")


@cache
def lists() -> Vocabularies:
    return load_vocabularies(Project.at(REPOSITORY, Path("nirgends")))


def whole() -> Graph:
    """The smallest graph with all points."""
    graph = Graph()
    for predicate, value in (
        (DCAT.keyword, Literal("Rad", lang="de")),
        (DCAT.theme, URIRef(EU + "data-theme/TRAN")),
        (DCTERMS.spatial, URIRef("http://dcat-ap.de/def/politicalGeocoding/stateKey/06")),
        (DCTERMS.temporal, URIRef("https://daten.example.org/x/#zeitraum")),
        (DCTERMS.accessRights, PUBLIC),
        (DCAT.contactPoint, URIRef("https://daten.example.org/#kontakt")),
        (DCTERMS.publisher, URIRef("https://daten.example.org/#herausgeber")),
        (DCTERMS.issued, Literal("2026-11-01")),
        (DCTERMS.modified, Literal("2026-11-02")),
        (DCAT.distribution, CSV),
    ):
        graph.add((SET, predicate, value))
    graph.add((SET, RDF.type, DCAT.Dataset))
    add_file(graph, CSV, "CSV", "text/csv")
    return graph


def add_file(graph: Graph, node: URIRef, file_type: str, media_type: str) -> None:
    """Add a distribution that says all it can."""
    for predicate, value in (
        (DCAT.accessURL, URIRef("https://daten.example.org/x/")),
        (DCAT.downloadURL, URIRef(f"https://daten.example.org/x/{node[-8:]}")),
        (FORMAT, URIRef(EU + "file-type/" + file_type)),
        (DCAT.mediaType, URIRef(IANA + media_type)),
        (DCTERMS.license, ZERO),
        (DCTERMS.rights, PUBLIC),
        (DCAT.byteSize, Literal(12)),
    ):
        graph.add((node, predicate, value))
    graph.add((SET, DCAT.distribution, node))


def points(graph: Graph, answers: Callable[[str], bool] = lambda _: True, conforms: bool = True) -> MqaReport:
    return mqa_of(graph, str(SET), lists(), answers=answers, conforms=conforms)


def test_the_table_has_405_points_in_five_dimensions() -> None:
    assert OF == 405
    sums = [0, 0, 0, 0, 0]
    for number, metric in enumerate(METRICS):
        sums[sum(number >= start for start in (4, 7, 13, 19))] += metric.points
    assert sums == [100, 100, 110, 75, 20]
    assert len({metric.name for metric in METRICS}) == len(METRICS) == 23


def test_a_whole_description_has_all_points() -> None:
    report = points(whole())
    assert (report.points, report.rating, report.lines) == (405, "Exzellent", ())


@pytest.mark.parametrize(
    ("node", "predicate", "lost"),
    [
        (SET, DCAT.keyword, 30),
        (SET, DCAT.theme, 30),
        (SET, DCTERMS.spatial, 20),
        (SET, DCTERMS.temporal, 20),
        (CSV, DCAT.accessURL, 50 + 30),
        (CSV, DCAT.downloadURL, 20 + 30),
        (CSV, FORMAT, 20 + 10 + 20 + 20),
        (CSV, DCAT.mediaType, 10 + 10),
        (CSV, DCTERMS.license, 20 + 10),
        (SET, DCTERMS.accessRights, 10 + 5),
        (SET, DCAT.contactPoint, 20),
        (SET, DCTERMS.publisher, 10),
        (CSV, DCTERMS.rights, 5),
        (CSV, DCAT.byteSize, 5),
        (SET, DCTERMS.issued, 5),
        (SET, DCTERMS.modified, 5),
        (SET, DCAT.distribution, 100 + 80 + 30 + 10),
    ],
)
def test_what_is_missing_costs_what_the_table_says(node: URIRef, predicate: URIRef, lost: int) -> None:
    graph = whole()
    graph.remove((node, predicate, None))
    report = points(graph)
    assert 405 - report.points == lost == sum(line.points for line in report.lines)
    for line in report.lines:
        assert line.node in (str(SET), str(CSV)) and line.advice.endswith(".") and line.metric
    if predicate != DCAT.distribution:
        assert {line.node for line in report.lines} == {str(node)}


@pytest.mark.parametrize(
    ("predicate", "value", "lost"),
    [
        (FORMAT, EU + "file-type/PDF", {"Offenes Format": 20, "Maschinenlesbares Format": 20}),
        (FORMAT, EU + "file-type/XLSX", {"Offenes Format": 20}),
        (FORMAT, EU + "file-type/HTML", {"Maschinenlesbares Format": 20}),
        (FORMAT, "https://example.org/csv", {
            "Format und Medientyp aus den Listen": 10, "Offenes Format": 20, "Maschinenlesbares Format": 20,
        }),
        (DCAT.mediaType, "text/csv", {"Format und Medientyp aus den Listen": 10}),
        (DCTERMS.license, "http://dcat-ap.de/def/licenses/cc-by/4.0", {"Lizenz, die data.europa.eu kennt": 10}),
        (DCTERMS.license, EU + "licence/CC_BY_4_0", {}),
    ],
)  # fmt: skip
def test_a_value_of_no_list_costs_its_points(predicate: URIRef, value: str, lost: dict[str, int]) -> None:
    graph = whole()
    graph.set((CSV, predicate, URIRef(value)))
    assert {line.metric: line.points for line in points(graph).lines} == lost


def test_access_rights_of_no_list_cost_five() -> None:
    graph = whole()
    graph.set((SET, DCTERMS.accessRights, Literal("öffentlich")))
    assert [line.points for line in points(graph).lines] == [5]


def test_addresses_that_do_not_answer() -> None:
    assert 405 - points(whole(), answers=lambda _: False).points == 80
    assert 405 - points(whole(), answers=lambda url: url.endswith("/x/")).points == 30
    assert 405 - points(whole(), answers=lambda url: not url.endswith("/x/")).points == 50


def test_of_several_addresses_one_answer_is_enough_and_each_is_asked_once() -> None:
    graph, asked = whole(), []
    graph.add((CSV, DCAT.downloadURL, URIRef("https://daten.example.org/zwei.csv")))
    add_file(graph, PDF, "PDF", "application/pdf")

    def answers(url: str) -> bool:
        asked.append(url)
        return "zwei" in url or url.endswith("/x/")

    assert points(graph, answers).points == 405
    assert len(asked) == len(set(asked))


def test_not_the_mean_but_the_best_file_counts() -> None:
    graph = whole()
    add_file(graph, PDF, "PDF", "application/pdf")
    assert points(graph).points == 405
    graph.remove((CSV, DCTERMS.license, None))
    report = points(graph)  # CSV loses 30, PDF 40
    assert report.points == 375 and {line.node for line in report.lines} == {str(CSV)}
    graph.remove((CSV, DCAT.downloadURL, None))
    report = points(graph)
    assert report.points == 365 and {line.node for line in report.lines} == {str(PDF)}


def test_a_date_at_the_file_counts_as_one_at_the_dataset() -> None:
    graph = whole()
    graph.remove((SET, DCTERMS.issued, None))
    graph.add((CSV, DCTERMS.issued, Literal("2026-11-01")))
    assert points(graph).points == 405


def test_what_the_shapes_find_costs_thirty() -> None:
    assert points(whole(), conforms=False).points == 375


def test_a_dataset_that_is_not_there_has_no_points() -> None:
    report = mqa_of(Graph(), str(SET), lists(), answers=lambda _: True, conforms=False)
    assert (report.points, report.rating) == (0, "Mangelhaft")
    assert len(report.lines) == len(METRICS)


def test_ratings_and_the_mean_of_a_catalogue() -> None:
    assert [rating_of(n) for n in (405, 351, 350, 221, 220, 121, 120, 0)] == [
        "Exzellent", "Exzellent", "Gut", "Gut", "Ausreichend", "Ausreichend", "Mangelhaft", "Mangelhaft",
    ]  # fmt: skip
    assert FLOOR == 351
    assert mean_points([points(whole()), points(whole(), conforms=False)]) == 390.0 and mean_points([]) == 0.0


def test_the_note_of_the_record_holds_every_line() -> None:
    note = points(whole(), conforms=False).note()
    assert (note.points, note.of, note.rating, [lost.points for lost in note.lost]) == (375, 405, "Exzellent", [30])


# laws, for any piece of a graph
TWO_FILES = whole()
add_file(TWO_FILES, PDF, "PDF", "application/pdf")
TRIPLES = sorted(TWO_FILES, key=str)
subsets = st.lists(st.booleans(), min_size=len(TRIPLES), max_size=len(TRIPLES))


def part(chosen: list[bool]) -> Graph:
    graph = Graph()
    for keep, triple in zip(chosen, TRIPLES, strict=True):
        if keep:
            graph.add(triple)
    return graph


@settings(max_examples=150, deadline=None)
@given(chosen=subsets, answering=st.booleans(), conforms=st.booleans())
def test_points_and_lines_always_add_up(chosen: list[bool], answering: bool, conforms: bool) -> None:
    report = points(part(chosen), lambda _: answering, conforms)
    assert 0 <= report.points <= 405
    assert report.points + sum(line.points for line in report.lines) == 405
    assert report.rating == rating_of(report.points)


@settings(max_examples=150, deadline=None)
@given(chosen=subsets, number=st.integers(0, len(TRIPLES) - 1), conforms=st.booleans())
def test_taking_something_away_never_raises_the_points(chosen: list[bool], number: int, conforms: bool) -> None:
    before = points(part(chosen), conforms=conforms).points
    assert points(part([keep and i != number for i, keep in enumerate(chosen)]), conforms=conforms).points <= before
