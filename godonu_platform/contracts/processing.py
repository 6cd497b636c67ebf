# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a contract says of protection and responsibility: needs, processing of personal data, agreement, steps.

Keep out: what the platform makes of it; records, gate and effective classes read these.
"""

from __future__ import annotations

from pydantic import Field

from godonu_platform.yaml_model import StrictModel


class Need(StrictModel):
    """The protection need of one goal (BSI-Standard 200-2): how high, and what would happen."""

    level: str = Field(alias="stufe")
    scenario: str = Field(alias="schadensszenario", min_length=1)


class Processing(StrictModel):
    """What Art. 30(1) DSGVO asks beyond purpose and period; what nobody stated stays empty and is told as missing."""

    responsible: str | None = Field(None, alias="verantwortlich", min_length=1)
    subjects: tuple[str, ...] = Field((), alias="betroffene")
    recipients: tuple[str, ...] = Field((), alias="empfaenger")
    third_country: str | None = Field(None, alias="drittland", min_length=1)
    measures: tuple[str, ...] = Field((), alias="massnahmen")


class Agreement(StrictModel):
    """Who answers for a dataset that several partners publish together, and on which agreement it rests."""

    responsible: str = Field(alias="verantwortlich", min_length=1)
    kind: str = Field(alias="art")
    title: str = Field(alias="bezeichnung", min_length=1)


class StepDeclaration(StrictModel):
    """A protective step that this dataset relies on, with the role that approved it; no columns: all of them."""

    step: str = Field(alias="schritt", pattern=r"^[a-z][a-z0-9_]*$")
    columns: tuple[str, ...] = Field((), alias="spalten")
    approved_by: str = Field(alias="genehmigt_von")
    reason: str = Field(alias="begruendung", min_length=10)
    proof: str = Field(alias="nachweis", pattern=r"^[a-z][a-z0-9_]*$")
