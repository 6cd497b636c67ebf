#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes catalogs/vocabularies_official.yaml from a folder with the official lists; run again, it writes the same file.

The folder is a checkout of the lists as GovData's validator uses them: mqa-govdata/, mirror/, vocab-min.ttl.
Keep out: German words and facts that these files do not hold; they stand in catalogs/vocabularies.yaml.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rdflib import FOAF, OWL, RDF, SKOS, Graph, Namespace, URIRef

DCATDE = "http://dcat-ap.de/def/"
EU = "http://publications.europa.eu/resource/authority/"
GOVDATA = Namespace("http://govdata.de/mqa/#")
LICENCES = Path("mqa-govdata/dcat-ap-de-licenses-open.rdf")
CONTRIBUTORS = Path("mqa-govdata/dcat-ap-de-contributors.rdf")
LISTS, EXTRACT = Path("mirror/dcat-ap-de-lists-v1.0.2.ttl"), Path("vocab-min.ttl")
SCHEMES = {
    "themes": EU + "data-theme",
    "frequencies": EU + "frequency",
    "file_types": EU + "file-type",
    "languages": EU + "language",
    "availability": EU + "planned-availability",
    "access_rights": EU + "access-right",
    "distribution_statuses": EU + "distribution-status",
    "dataset_types": EU + "dataset-type",
    "publisher_types": "http://purl.org/adms/publishertype/1.0",
    "levels": DCATDE + "politicalGeocoding/Level",
}
HEAD = """\
# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
# Erzeugt von scripts/refresh_vocabularies.py aus den amtlichen Listen; bitte nicht von Hand ändern.
# Nur Tatsachen: welche Kennung auf welcher Liste steht. Deutsche Wörter und Nachträge: vocabularies.yaml.
"""


def main(arguments: list[str]) -> int:
    """Write the file, or with --check only tell whether it would change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with mqa-govdata/, mirror/ and vocab-min.ttl")
    default = Path(__file__).resolve().parent.parent / "catalogs" / "vocabularies_official.yaml"
    parser.add_argument("--out", type=Path, default=default)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if the file is not up to date")
    given = parser.parse_args(arguments)
    text = official_lists(given.folder)
    same = given.out.is_file() and given.out.read_text(encoding="utf-8") == text
    if not same and not given.check:
        given.out.write_text(text, encoding="utf-8")
    print("unchanged" if same else "outdated" if given.check else f"written: {given.out}")
    return 1 if given.check and not same else 0


def official_lists(folder: Path) -> str:
    """Return the text of the YAML file."""
    licences, contributors = Graph().parse(folder / LICENCES), Graph().parse(folder / CONTRIBUTORS)
    extract = Graph().parse(folder / EXTRACT, format="turtle")
    dated = {LICENCES: _version(licences), CONTRIBUTORS: _version(contributors), LISTS: "1.0.2", EXTRACT: "ohne Datum"}
    content: dict[str, Any] = {
        "sources": {str(path): stand for path, stand in dated.items()},
        "schemes": {"licences": DCATDE + "licenses", "contributors": DCATDE + "contributors", **SCHEMES},
        "codes": {name: _codes(extract, scheme) for name, scheme in SCHEMES.items()},
        "hash_algorithms": _hash_algorithms(folder / LISTS),
        "licences": {
            _key(node, DCATDE + "licenses/"): {
                "title": _label(licences, node),
                "url": str(licences.value(node, FOAF.homepage) or node),
                "open": str(licences.value(node, GOVDATA.isOpenLicense)) == "true",
            }
            for node in sorted(licences.subjects(RDF.type, SKOS.Concept))
        },
        "contributors": {
            _key(node, DCATDE + "contributors/"): _label(contributors, node)
            for node in sorted(contributors.subjects(RDF.type, SKOS.Concept))
        },
    }
    return HEAD + "\n".join(_lines(content)) + "\n"


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    """Give YAML with one entry of a list per line, so that a difference shows what was added; YAML reads JSON."""
    for name, value in content.items():
        if isinstance(value, dict):
            yield f"{name}:"
            yield from (f"  {key}: {json.dumps(entry, ensure_ascii=False)}" for key, entry in value.items())
        else:
            yield f"{name}: {json.dumps(value, ensure_ascii=False)}"


def _version(graph: Graph) -> str:
    digits = str(next(graph.objects(None, OWL.versionInfo)))
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _codes(graph: Graph, scheme: str) -> list[str]:
    members = graph.subjects(SKOS.inScheme, URIRef(scheme))
    return sorted(str(node).rpartition("/")[2] for node in members)


def _key(node: Any, prefix: str) -> str:
    if not str(node).startswith(prefix):
        raise SystemExit(f"{node} does not begin with {prefix}: the list has another form than this script knows")
    return str(node).removeprefix(prefix)


def _label(graph: Graph, node: Any) -> str:
    words = {str(label) for label in graph.objects(node, SKOS.prefLabel) if getattr(label, "language", "") == "de"}
    return " ".join(min(words).split())


def _hash_algorithms(path: Path) -> list[str]:
    # twelve thousand lines of keys for a handful of names: no need to build the whole list as a graph
    found = re.findall(rf"<{re.escape(DCATDE)}hashAlgorithms/([^>\s]+)>", path.read_text(encoding="utf-8"))
    return sorted(set(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
