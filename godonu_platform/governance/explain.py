# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds the way of a published number back: models, landed columns, classes and protective steps on each part of it.

Keep out: deliveries, decisions and runs behind it (publication.explanation) and how it is told (way_words, terminal).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from godonu_platform.contracts.concept import Concept
from godonu_platform.contracts.contract import Contract
from godonu_platform.governance.breakers import Breakers
from godonu_platform.governance.classes import Classes, Scale
from godonu_platform.governance.declared_class import Declared
from godonu_platform.governance.effective_class import ColumnClass
from godonu_platform.governance.project_classes import ProjectClasses
from godonu_platform.governance.way import WHOLE_TABLE, LandedColumn, Station, StepShown, Way
from godonu_platform.lineage.origins import ColumnOrigins, Origin, RelationOrigins, compose_origins

_MOST_NAMED = 12


class UnknownColumn(LookupError):
    """There is no such dataset or column; the text says in German what was probably meant."""


class Explainer:
    """Answers for any column of any model; the lineage is composed once."""

    def __init__(
        self,
        known: ProjectClasses,
        contracts: Mapping[str, Contract],
        concept: Concept,
        breakers: Breakers,
        manifest: Mapping[str, Any],
    ) -> None:
        """Keep what every answer needs."""
        self._known, self._contracts, self._concept, self._breakers = known, contracts, concept, breakers
        self._scale = Scale(concept)
        self._declared = Declared(concept, self._scale, contracts, manifest)
        self._nodes = {n["name"]: n for n in (*manifest["sources"].values(), *manifest["nodes"].values())}
        self._sources = {source["name"] for source in manifest["sources"].values()}
        self._order = {name: place for place, name in enumerate(known.lineages)}
        self._landed_classes: dict[str, dict[str, Classes]] = {}

    @cached_property
    def _origins(self) -> Mapping[str, RelationOrigins]:
        return compose_origins(self._known.lineages)

    def ways(self, dataset: str) -> tuple[Way, ...]:
        """Return the ways of all columns of a model, none when there is no such model."""
        return tuple(self.way(dataset, column) for column in self._known.of(dataset))

    def way(self, dataset: str, column: str) -> Way:
        """Return the way of one column; raises UnknownColumn when there is no such model or column."""
        relation = self._known.relation(dataset)
        if relation is None or column not in self._known.classes[relation]:
            raise UnknownColumn(self._meant(dataset, column))
        origins = self._origins[relation]
        own = origins.columns[column]
        classes = self._known.classes[relation][column]
        contract = self._contracts.get(dataset)
        rows = self._landed([*origins.rows.direct, *origins.rows.indirect])
        of_rows = {(one.relation, one.column) for one in rows}
        direct = self._landed(own.direct)
        return Way(
            dataset=dataset,
            column=column,
            title=self._title(relation, column),
            description=self._description(relation, column),
            stage=self._stage(relation),
            published=contract is not None and contract.layer == "veroeffentlichung",
            classes=classes,
            stations=tuple(self._stations(relation, column, own, classes)),
            direct=direct,
            indirect=tuple(one for one in self._landed(own.indirect) if (one.relation, one.column) not in of_rows),
            rows=rows,
            steps=tuple(self._steps(dataset, column, classes.steps, direct, rows)),
            refused=tuple(f"{where}: {r.construct} (Zeile {r.line}): {r.reason}" for where, r in own.refused),
        )

    def _stations(self, relation: str, column: str, own: ColumnOrigins, classes: ColumnClass) -> Iterator[Station]:
        """Yield the columns between the number and what was landed, each once, the reader's side first."""
        first = f"{relation}.{column}"
        yield Station(relation, column, self._title(relation, column), self._stage(relation), classes)
        names = {name for origin in (own.direct or own.indirect) for name in origin.via} - {first}
        for name in sorted(names, key=lambda n: (-self._order.get(n.rpartition(".")[0], 0), n)):
            table, _, part = name.rpartition(".")
            known = self._known.classes.get(table, {}).get(part)
            yield Station(table, part, self._title(table, part), self._stage(table), known)

    def _landed(self, origins: Iterable[Origin]) -> tuple[LandedColumn, ...]:
        grouped: dict[tuple[str, str], list[Origin]] = {}
        for origin in origins:
            grouped.setdefault((origin.table, origin.column), []).append(origin)
        return tuple(
            LandedColumn(
                relation=table,
                column=column,
                title=self._title(table, column),
                dataset_title=self._dataset_title(table),
                kinds=tuple(sorted({origin.kind for origin in some})),
                roles=tuple(sorted({origin.role for origin in some})),
                steps=tuple(sorted({use.step for origin in some for use in origin.steps})),
                classes=self._classes_landed(table).get(column),
                technical=self._technical(table, column),
                delivered=table.split(".")[-1] in self._contracts,
            )
            for (table, column), some in sorted(grouped.items())
        )

    def _classes_landed(self, table: str) -> Mapping[str, Classes]:
        if table not in self._landed_classes:
            found = self._declared.landed(table).items()
            self._landed_classes[table] = {name: self._scale.classes(about.ranks) for name, about in found}
        return self._landed_classes[table]

    def _technical(self, table: str, column: str) -> bool:
        """Whether a column belongs to the platform and not to what was delivered."""
        own_book = table.split(".")[-1] not in self._contracts
        return own_book or column in self._concept.technical_columns or column == "ars"

    def _stage(self, relation: str) -> str:
        path = self._nodes.get(relation.split(".")[-1], {}).get("fqn", ["", ""])
        return str(path[1]) if len(path) > 1 else ""

    def _dataset_title(self, relation: str) -> str:
        name = relation.split(".")[-1]
        contract = self._contracts.get(name)
        return contract.title if contract else name

    def _title(self, relation: str, column: str) -> str:
        name = relation.split(".")[-1]
        if column == WHOLE_TABLE:
            return "Anzahl der Zeilen"
        contract = self._contracts.get(name)
        found = {c.name: c.title for c in contract.columns}.get(column) if contract else None
        return found or self._of_yaml(name, column) or column

    def _description(self, relation: str, column: str) -> str:
        name = relation.split(".")[-1]
        contract = self._contracts.get(name)
        found = {c.name: c.description for c in contract.columns}.get(column) if contract else None
        return found or self._of_yaml(name, column)

    def _of_yaml(self, name: str, column: str) -> str:
        about = self._nodes.get(name, {}).get("columns", {}).get(column, {})
        return str(about.get("description") or "").rstrip(".")

    def _steps(
        self,
        dataset: str,
        column: str,
        steps: tuple[str, ...],
        direct: tuple[LandedColumn, ...],
        rows: tuple[LandedColumn, ...],
    ) -> Iterator[StepShown]:
        """Yield the steps with the reason that a contract on the way gives: the model's own, or a landed dataset's."""
        owners = dict.fromkeys([dataset, *(one.dataset for one in (*direct, *rows))])
        named = [d for owner in owners if owner in self._contracts for d in self._contracts[owner].steps]
        for name in steps:
            step = self._breakers.steps[name]
            here = next((d for d in named if d.step == name and (not d.columns or column in d.columns)), None)
            role = here.approved_by if here else step.genehmigt_von
            yield StepShown(
                name=name,
                title=step.titel,
                description=step.beschreibung.strip(),
                approved_by=self._concept.roles[role].title if role in self._concept.roles else role,
                reason=here.reason.strip() if here else "",
            )

    def _meant(self, dataset: str, column: str) -> str:
        """Say in German what was probably meant."""
        models = [name.split(".")[-1] for name in self._known.classes]
        if dataset in models:
            columns = list(self._known.of(dataset))
            near = get_close_matches(column, columns, 1, 0.5)
            said = f"{dataset} hat keine Spalte »{column}«"
            if near:
                return f"{said}; gemeint war wohl {dataset}.{near[0]}."
            return f"{said}. Es gibt: {', '.join(columns[:_MOST_NAMED])}{' …' if len(columns) > _MOST_NAMED else ''}."
        if dataset in self._sources:
            return f"»{dataset}« ist ein Lieferdatensatz: Dort beginnt der Weg, dahinter liegt nur die Lieferung."
        near = get_close_matches(dataset, models, 1, 0.5)
        if not near:
            opened = sorted(name for name, one in self._contracts.items() if one.layer == "veroeffentlichung")
            return f"Einen Datensatz »{dataset}« gibt es nicht. Veröffentlicht werden: {', '.join(opened)}."
        inside = get_close_matches(column, list(self._known.of(near[0])), 1, 0.5)
        return f"Einen Datensatz »{dataset}« gibt es nicht; gemeint war wohl {'.'.join([near[0], *inside])}."
