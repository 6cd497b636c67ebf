# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a gate check sees: the candidate, its table, and the partners whose rows would leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from godonu_platform.catalogs.release_record import Finding, Severity
from godonu_platform.publication.candidate import Candidate
from godonu_platform.publication.metadata_facts import MetadataFacts, metadata_facts
from godonu_platform.publication.staged_files import StagedFiles
from godonu_platform.publication.table import CandidateTable


@dataclass(frozen=True)
class GateView:
    """One candidate during the gate; `table` is None when the model was not built."""

    candidate: Candidate
    table: CandidateTable | None
    partners: tuple[str, ...]
    files: StagedFiles

    def built_table(self) -> CandidateTable:
        """Return the table; raises LookupError when there is none, which the gate turns into a finding."""
        if self.table is None:
            raise LookupError("table")
        return self.table

    def release_files(self) -> Path:
        """Return the folder with the files as they would leave; they are written when the first check asks."""
        return self.files.written(self.built_table(), self.partners)

    @cached_property
    def metadata(self) -> MetadataFacts:
        """What is found in the description; worked out when the first check asks."""
        return metadata_facts(self.candidate, self.built_table(), self.partners)


@dataclass(frozen=True)
class Objection:
    """What a check found, before the gate writes its name on it."""

    code: str
    message: str
    column: str | None = None
    partner: str | None = None
    severity: Severity = "error"

    def finding(self, check: str) -> Finding:
        """Return the finding of a check."""
        return Finding(
            check=check,
            code=self.code,
            severity=self.severity,
            message=self.message,
            column=self.column,
            partner=self.partner,
        )


@dataclass(frozen=True)
class GateCheck:
    """One check: its name, the German sentence that holds when it passes, and the function that objects.

    `by_content` marks a check that depends on contract and data alone: its result is reused for the same content.
    """

    name: str
    title: str
    objections: Callable[[GateView], Iterable[Objection]]
    by_content: bool = False
