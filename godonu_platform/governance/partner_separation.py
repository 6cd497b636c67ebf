# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether one partner's published figures could give away another's: each model computes within a partner.

Where rows of several partners come together nonetheless, governance/gemeinsame_stellen.yaml says why no figure follows.
Keep out: how SQL is followed (lineage/partner_rows); what the gate makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field

from godonu_platform.contracts.concept import Concept, load_concept
from godonu_platform.governance.breakers import not_entitled
from godonu_platform.lineage.partner_keys import Relation
from godonu_platform.lineage.partner_rows import Mixing, PartnerRows
from godonu_platform.project import Project
from godonu_platform.yaml_model import Document, Mistake, StrictModel, YamlMistakes, parse_document, read_document

# A delivery comes from one partner, so its batch tells whose a row is as well as the key of the partner.
KEYS = ("ars", "batch")
PARTNER = "ars"
_LAST = "letzter Abschnitt"


class SharedTable(StrictModel):
    """A landed table without anything of a single partner."""

    name: str
    begruendung: str = Field(min_length=20)


class SharedPlace(StrictModel):
    """A place where partners come together and no figure of one of them follows."""

    modell: str
    stelle: str
    genehmigt_von: str
    begruendung: str = Field(min_length=20)


class SharedFile(StrictModel):
    """The file governance/gemeinsame_stellen.yaml."""

    tabellen: tuple[SharedTable, ...] = ()
    stellen: tuple[SharedPlace, ...] = ()

    def accepts(self, relation: str, place: str) -> bool:
        """Tell whether mixing is accepted at a place of a model."""
        name = relation.split(".")[-1]
        return any((entry.modell, entry.stelle) == (name, place or _LAST) for entry in self.stellen)


def shared_path(project: Project) -> Path:
    """Return where the accepted places stand."""
    return project.governance / "gemeinsame_stellen.yaml"


def load_shared(project: Project) -> SharedFile:
    """Read the accepted places; no file accepts none. Raises YamlMistakes."""
    path = shared_path(project)
    if not path.is_file():
        return SharedFile()
    status = path.stat()
    return _read(path, status.st_mtime_ns, status.st_size, load_concept(project))


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _size: int, concept: Concept) -> SharedFile:
    document = read_document(path)
    file = parse_document(document, SharedFile)
    mistakes = list(_mistakes(document, file, concept))
    if mistakes:
        raise YamlMistakes(mistakes)
    return file


def _mistakes(document: Document, file: SharedFile, concept: Concept) -> Iterator[Mistake]:
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(file.stellen):
        at = ("stellen", number)
        if (entry.modell, entry.stelle) in seen:
            yield document.mistake((*at, "stelle"), "steht doppelt; bitte nur einmal angeben")
        seen.add((entry.modell, entry.stelle))
        refused = not_entitled(concept, entry.genehmigt_von)
        if refused:
            yield document.mistake((*at, "genehmigt_von"), refused)


def mixings(sql: Mapping[str, str], manifest: Mapping[str, Any], shared: SharedFile) -> dict[str, tuple[Mixing, ...]]:
    """Return for each relation where it mixes partners by itself; `sql` by relation, models after what they read.

    A model of partners' rows that no longer names the partner mixes them too, as far as anybody can tell.
    """
    rows = PartnerRows(dict(_landed(manifest, shared)), shared.accepts)
    found = {relation: rows.model(relation, text) for relation, text in sql.items()}
    for relation, table in rows.tables.items():
        if relation in found and table.own and PARTNER in table.columns and PARTNER not in table.keys:
            lost = Mixing(relation, "", "die Spalte ars nennt nicht sicher die Kommune, zu der die Zeile gehört")
            found[relation] = (*found[relation], lost)
    return found


def _landed(manifest: Mapping[str, Any], shared: SharedFile) -> Iterator[tuple[str, Relation]]:
    open_tables = {table.name for table in shared.tabellen}
    for source in manifest["sources"].values():
        columns = tuple(name.lower() for name in source["columns"])
        own = source["name"] not in open_tables
        keys = frozenset(KEYS) & set(columns) if own else frozenset()
        yield f"{source['schema']}.{source['name']}".lower(), Relation(columns, own, keys)


def told(mixing: Mixing) -> str:
    """Return a place in German, with what to do."""
    where = f"Modell {mixing.model.split('.')[-1]}, {f'Abschnitt »{mixing.place}«' if mixing.place else _LAST}"
    return (
        f"{where}: {mixing.reason}. Bitte die Kommune mitführen, oder in governance/gemeinsame_stellen.yaml begründen, "
        "warum daraus keine Zahl einer Kommune folgt."
    )
