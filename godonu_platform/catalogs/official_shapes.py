# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The graph of the catalogue held against the official shapes: DCAT-AP.de 3.0, GovData's quality check, SEMIC 3.0.0.

Their files are given by a folder and never copied in. Recipe: publishing-and-governance 1.2. The value lists lie in the
data graph, since pyshacl looks for skos:inScheme there only. Keep out: shapes of our own, and what a finding leads to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from godonu_platform.catalogs.shapes import VIOLATION, Judgement, ShapeFinding, findings_of, parsed_shapes

if TYPE_CHECKING:
    from rdflib import Graph

Which = Literal["de", "govdata", "semic"]
ALL: tuple[Which, ...] = ("de", "govdata", "semic")
_SEMIC = "semic-3.0.0/dcat-ap-SHACL.ttl"
_SHAPES: dict[Which, tuple[str, ...]] = {
    "de": (
        _SEMIC,
        "v3.0/dcat-ap-SHACL-DE.ttl",
        "v3.0/dcat-ap-de-deprecated.ttl",
        "v3.0/dcat-ap-spec-german-additions.ttl",
        "v3.0/dcat-ap-de-controlledvocabularies.ttl",
    ),
    "govdata": ("mqa-govdata/db-shapes.ttl",),
    "semic": (_SEMIC,),
}
_LISTS = (
    "vocab-min.ttl", "mirror/foaf_0_1.rdf", "mirror/vcard.ttl", "mirror/org.ttl",
    "mqa-govdata/dcat-ap-de-contributors.rdf", "mqa-govdata/dcat-ap-de-licenses-open.rdf",
)  # fmt: skip
# GovData's own severities; those that only count how many of something there are fire always.
_GOVDATA, _COUNTERS = "http://govdata.de/mqa/#", "http://govdata.de/mqa/#count_"


class ShapesMissing(FileNotFoundError):
    """The folder does not hold the official shapes; the text says in German which file is missing."""


def official_findings(graph: Graph, folder: Path, *, which: Sequence[Which] = ALL) -> list[ShapeFinding]:
    """Return what the official shapes find in a graph; an empty list means that it conforms to all that were asked.

    Violations and GovData's own severities are errors, Warning and Info are warnings: every deprecated term is one.
    Raises ShapesMissing.
    """
    from rdflib import SKOS, Graph

    # the lists lie in the same graph and have findings of their own; a value that is on none of them is ours
    mine = {str(node) for node in graph.subjects()}
    mine |= {str(value) for _, predicate, value in graph if predicate != SKOS.inScheme}
    both = Graph()
    both += _lists(folder)
    both += graph
    found: dict[ShapeFinding, None] = {}
    for name in which:
        for finding in findings_of(both, parsed_shapes(_files(folder, _SHAPES[name])), _judged):
            if finding.node in mine:
                found[finding] = None
    return list(found)


def official_stamp(folder: Path) -> str:
    """Return what changes whenever one of the files does; raises ShapesMissing."""
    digest = hashlib.sha256()
    for path in _files(folder, sorted({*(name for names in _SHAPES.values() for name in names), *_LISTS})):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _parsed_lists(files: tuple[Path, ...], _stamps: tuple[int, ...]) -> Graph:
    from rdflib import Graph

    lists = Graph()
    for path in files:
        lists.parse(path)
    return lists


def _lists(folder: Path) -> Graph:
    # mirror/dcat-ap-de-lists is left out: it holds bare rdf:Lists of keys, which no shape looks at
    files = tuple(_files(folder, _LISTS))
    return _parsed_lists(files, tuple(path.stat().st_mtime_ns for path in files))


def _files(folder: Path, names: Iterable[str]) -> list[Path]:
    files = [folder / name for name in names]
    for path in files:
        if not path.is_file():
            raise ShapesMissing(
                f"Im Ordner der amtlichen Formen fehlt {path.relative_to(folder)}; bitte GODONU_SHAPES prüfen"
            )
    return files


def _judged(severity: str) -> Judgement | None:
    if severity.startswith(_COUNTERS):
        return None
    return "error" if severity == VIOLATION or severity.startswith(_GOVDATA) else "warn"
