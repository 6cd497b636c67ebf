# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of grading: thresholds and words of the concept, deadlines and what counts where of governance/guete.yaml.

Keep out: measuring anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from godonu_platform.contracts.concept import load_concept
from godonu_platform.project import Project
from godonu_platform.quality.grade_model import DIMENSIONS, Dimension, Scale
from godonu_platform.yaml_model import StrictModel, load_yaml


class RulesFile(StrictModel):
    """The file governance/guete.yaml."""

    deadlines: dict[str, int] = Field(alias="fristen", min_length=1)
    reasons: dict[str, Dimension] = Field(alias="gruende")
    flags: dict[str, Dimension] = Field(alias="kennzeichen")
    findings: dict[str, Dimension] = Field(alias="befunde")
    checks: dict[str, Dimension] = Field(alias="pruefungen")
    needed: int = Field(alias="mindestens_gemessen", ge=1, le=5)


@dataclass(frozen=True)
class DimensionTerm:
    """What the concept calls a dimension and how it explains it, in German."""

    title: str
    definition: str


@dataclass(frozen=True)
class GradeRules:
    """How shares become letters, and what counts to which dimension."""

    scale: Scale
    terms: Mapping[Dimension, DimensionTerm]
    deadlines: Mapping[str, int]
    _reasons: Mapping[str, Dimension]
    flags: Mapping[str, Dimension]
    findings: Mapping[str, Dimension]
    _checks: Mapping[str, Dimension]

    def of_reason(self, code: str) -> Dimension:
        """Return the dimension that a rejection with this reason lowers."""
        return self._reasons.get(code, "validitaet")

    def of_check(self, kind: str) -> Dimension:
        """Return the dimension that a data test of this kind speaks about."""
        return self._checks.get(kind, "konsistenz")


def load_rules(project: Project) -> GradeRules:
    """Read the rules; raises YamlMistakes, and KeyError when the concept does not speak of one of the dimensions."""
    file = load_yaml(project.governance / "guete.yaml", RulesFile)
    concept = load_concept(project)
    terms = {n: DimensionTerm(concept.dimensions[n].title, concept.dimensions[n].definition) for n in DIMENSIONS}
    scale = Scale(concept.grades, file.needed)
    return GradeRules(scale, terms, file.deadlines, file.reasons, file.flags, file.findings, file.checks)
