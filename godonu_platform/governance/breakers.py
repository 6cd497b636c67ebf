# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The protective steps that may lower a class: which macros they are, what they accept, what they leave, their proof.

Keep out: recognising a step in SQL (lineage), running its proof (breaker_proof), lowering a class (effective_class).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field

from godonu_platform.contracts.concept import AXES, Concept, load_concept
from godonu_platform.project import Project
from godonu_platform.yaml_model import Document, Mistake, StrictModel, YamlMistakes, parse_document, read_document

Art = Literal["aggregation", "zeilenauswahl", "maskierung", "genauigkeit"]
Use = Literal["zaehlung", "merkmal", "messwert", "angabe", "zeilenwahl"]
Argument = str | list[str]


class Levels(StrictModel):
    """One value on each axis of the concept."""

    vertraulichkeit: str
    personenbezug: str
    schutzbedarf: str
    ml_nutzung: str


class Ceilings(StrictModel):
    """How strict an input may be at most: counted cases, the value itself, what only decides; absent: nothing."""

    zaehlung: Levels | None = None
    direkt: Levels | None = None
    mittelbar: Levels | None = None


class ArtModel(StrictModel):
    """One kind of step: its ceilings and the classes that it leaves behind."""

    titel: str = Field(min_length=3)
    hoechstens: Ceilings
    ergebnis: Levels


class CounterExample(StrictModel):
    """A condition that no row of the result may meet, and what it would mean (German)."""

    text: str = Field(min_length=5)
    sql: str = Field(min_length=3)


class ProofQuery(StrictModel):
    """One query of a proof; `{{ schritt }}` stands for the macro called with `aufruf`."""

    text: str
    aufruf: dict[str, Argument]
    sql: str = Field(pattern=r"\{\{ schritt \}\}")
    gegenbeispiele: tuple[CounterExample, ...] = Field(min_length=1)


class Proof(StrictModel):
    """Data made to defeat the step, and the queries that must find no counter-example in it."""

    daten: tuple[str, ...] = Field(min_length=1)
    abfragen: tuple[ProofQuery, ...] = Field(min_length=1)


class Breaker(StrictModel):
    """One protective step: a dbt macro, the ways to call it, what each argument may be, the role that approved it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    art: Art
    titel: str = Field(min_length=3)
    beschreibung: str = Field(min_length=20)
    genehmigt_von: str
    aufrufe: tuple[dict[str, str], ...] = Field(min_length=1)
    angaben: dict[str, Use] = Field(min_length=1)
    nachweis: Proof


class BreakerFile(StrictModel):
    """The file governance/breakers.yaml."""

    arten: dict[Art, ArtModel]
    breakers: tuple[Breaker, ...]


@dataclass(frozen=True)
class Breakers:
    """All protective steps by name, and the rules of their kinds."""

    steps: Mapping[str, Breaker]
    arten: Mapping[Art, ArtModel]

    def art_of(self, step: str) -> ArtModel:
        """Return the rules of the kind of a step; raises KeyError for a step that is not allow-listed."""
        return self.arten[self.steps[step].art]


def breakers_path(project: Project) -> Path:
    """Return where the protective steps are declared."""
    return project.governance / "breakers.yaml"


def load_breakers(project: Project) -> Breakers:
    """Read the protective steps; no file means that nothing lowers a class.

    Raises YamlMistakes: a step named twice, an unknown class or role, an argument without a rule.
    """
    path = breakers_path(project)
    if not path.is_file():
        return Breakers({}, {})
    status = path.stat()
    return _read(path, status.st_mtime_ns, status.st_size, load_concept(project))


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _size: int, concept: Concept) -> Breakers:
    document = read_document(path)
    file = parse_document(document, BreakerFile)
    mistakes = [*_levels(document, file, concept), *_steps(document, file, concept)]
    if mistakes:
        raise YamlMistakes(mistakes)
    return Breakers({step.name: step for step in file.breakers}, file.arten)


def _levels(document: Document, file: BreakerFile, concept: Concept) -> Iterator[Mistake]:
    for art, model in file.arten.items():
        ceilings = model.hoechstens
        places = {
            ("ergebnis",): model.ergebnis,
            ("hoechstens", "zaehlung"): ceilings.zaehlung,
            ("hoechstens", "direkt"): ceilings.direkt,
            ("hoechstens", "mittelbar"): ceilings.mittelbar,
        }
        for place, levels in places.items():
            for axis in AXES if levels is not None else ():
                known = concept.values(axis)
                if getattr(levels, axis) not in known:
                    text = f"unbekannte Stufe; erlaubt sind: {', '.join(known)}"
                    yield document.mistake(("arten", art, *place, axis), text)


def not_entitled(concept: Concept, role: str) -> str | None:
    """Return in German why a role cannot have approved what keeps people from being recognised, or None."""
    may = [name for name, about in concept.roles.items() if about.approves_steps]
    if role in may:
        return None
    what = "diese Rolle darf das nicht genehmigen" if role in concept.roles else "unbekannte Rolle"
    return f"{what}; erlaubt sind: {', '.join(may)}"


def _steps(document: Document, file: BreakerFile, concept: Concept) -> Iterator[Mistake]:
    seen: set[str] = set()
    for number, step in enumerate(file.breakers):
        at = ("breakers", number)
        if step.name in seen:
            yield document.mistake((*at, "name"), "steht doppelt; jeder Schutzschritt kommt einmal vor")
        seen.add(step.name)
        if step.art not in file.arten:
            yield document.mistake((*at, "art"), "zu dieser Art fehlt der Eintrag unter »arten«")
        refused = not_entitled(concept, step.genehmigt_von)
        if refused:
            yield document.mistake((*at, "genehmigt_von"), refused)
        used = {value.removeprefix("p_") for call in step.aufrufe for value in call.values()}
        for name in sorted(used - set(step.angaben)):
            uses = ", ".join(get_args(Use))
            yield document.mistake((*at, "angaben"), f"zu {name} fehlt, was hineindarf; möglich sind: {uses}")
