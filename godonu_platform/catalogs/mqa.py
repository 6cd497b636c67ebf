# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The 405 points of data.europa.eu's Metadata Quality Assessment, with a line for every point that is lost.

Table and algorithm: publishing-and-governance 2. Of the distributions the best one counts, of several addresses the one
that answers. Keep out: asking addresses; whoever calls says which answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rdflib import DCAT, URIRef

from godonu_platform.catalogs.mqa_metrics import DATASET, DISTRIBUTION, EITHER, METRICS, OF, Metric
from godonu_platform.catalogs.mqa_record import LostPoints, MqaNote
from godonu_platform.catalogs.vocabularies import Vocabularies

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

FLOOR = 351
RATINGS = ((351, "Exzellent"), (221, "Gut"), (121, "Ausreichend"), (0, "Mangelhaft"))
EU_LICENCES = "http://publications.europa.eu/resource/authority/licence/"


@dataclass(frozen=True)
class MqaLine:
    """Points that are lost: in which metric, how many, at which node, and what to do (German)."""

    metric: str
    points: int
    node: str
    advice: str


@dataclass(frozen=True)
class MqaReport:
    """The points of a dataset; `lines` tell every point that is missing."""

    points: int
    rating: str
    lines: tuple[MqaLine, ...]
    of: int = OF

    def note(self) -> MqaNote:
        """Return what the release record keeps."""
        lost = tuple(LostPoints(metric=x.metric, points=x.points, node=x.node, advice=x.advice) for x in self.lines)
        return MqaNote(points=self.points, of=self.of, rating=self.rating, lost=lost)


def mqa_of(
    graph: Graph, dataset_iri: str, vocabularies: Vocabularies, *, answers: Callable[[str], bool], conforms: bool
) -> MqaReport:
    """Return the points of one dataset of a graph.

    answers: whether an address answers with success, redirections followed; before publishing it is taken to.
    conforms: whether the shapes found no violation. A dataset that is not in the graph has the points for that only.
    """
    judge = _Judge(graph, URIRef(dataset_iri), vocabularies, cache(answers), conforms)
    nodes = sorted(set(graph.objects(judge.dataset, DCAT.distribution)), key=str)
    scored = [(node, judge.lost(node)) for node in nodes] or [(judge.dataset, judge.lost(None))]
    best, lost = min(scored, key=lambda found: (sum(metric.points for metric in found[1]), str(found[0])))
    lines = tuple(
        MqaLine(metric.title, metric.points, str(best if metric.on == DISTRIBUTION else judge.dataset), metric.advice)
        for metric in lost
    )
    points = OF - sum(line.points for line in lines)
    return MqaReport(points, rating_of(points), lines)


def rating_of(points: int) -> str:
    """Return the German rating of a number of points."""
    return next(name for floor, name in RATINGS if points >= floor)


def mean_points(reports: Iterable[MqaReport]) -> float:
    """Return the score of a catalogue: the mean of its datasets, 0 for an empty one."""
    points = [report.points for report in reports]
    return sum(points) / len(points) if points else 0.0


class _Judge:
    """Answers for one dataset which metrics a distribution of it misses."""

    def __init__(
        self, graph: Graph, dataset: URIRef, lists: Vocabularies, answers: Callable[[str], bool], conforms: bool
    ) -> None:
        self.dataset = dataset
        self._graph, self._answers, self._conforms = graph, answers, conforms
        formats = lists.formats.values()
        self._known: Mapping[str, frozenset[str]] = {
            "file_types": frozenset(lists.file_types),
            "media_types": frozenset(form.media_type for form in formats),
            "non_proprietary": frozenset(form.iri for form in formats if form.non_proprietary),
            "machine_readable": frozenset(form.iri for form in formats if form.machine_readable),
            "access_rights": frozenset(term.iri for term in lists.access_rights.values()),
            "licences": frozenset(licence.iri for licence in lists.licences.values() if licence.known_to_eu),
        }

    def lost(self, distribution: Node | None) -> list[Metric]:
        """Return the metrics that dataset and distribution together do not meet."""
        return [metric for metric in METRICS if not self._meets(metric, distribution)]

    def _meets(self, metric: Metric, distribution: Node | None) -> bool:
        if metric.name == "conforms":
            return self._conforms
        if metric.on == DATASET:
            return self._has(metric, self.dataset)
        if metric.on == EITHER and self._has(metric, self.dataset):
            return True
        return distribution is not None and self._has(metric, distribution)

    def _has(self, metric: Metric, node: Node) -> bool:
        values = self._values(node, metric.path)
        if metric.answering:
            # without an access address the download is not even tried: both metrics are lost
            reachable = bool(self._values(node, DCAT.accessURL))
            return reachable and any(self._answers(value) for value in values)
        if metric.name == "from_vocabulary":
            media_types = self._values(node, DCAT.mediaType)
            return bool(values & self._known["file_types"] and media_types & self._known["media_types"])
        if metric.name == "known_licence" and any(value.startswith(EU_LICENCES) for value in values):
            return True
        return bool(values & self._known[metric.known]) if metric.known else bool(values)

    def _values(self, node: Node, path: URIRef) -> frozenset[str]:
        return frozenset(str(value) for value in self._graph.objects(node, path) if str(value).strip())
