# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One rule that a record can break, as landing uses it beside the contract's own row checks.

Keep out: the rules themselves (value_rules, typing_rules) and their evaluation (record_checks).
"""

from __future__ import annotations

from dataclasses import dataclass

from godonu_platform.contracts.row_checks import quoted


@dataclass(frozen=True)
class RowRule:
    """A reason code, the column it is about, an SQL condition (never NULL) and the German sentence.

    `implied`: the condition only says more exactly what another rule finds anyway.
    """

    code: str
    column: str
    condition: str
    message: str
    implied: bool = False


def text_name(column: str) -> str:
    """Return the name, quoted, under which a column's canonical text travels through landing's queries."""
    return quoted(f"t:{column}")


def value_name(column: str) -> str:
    """Return the name, quoted, under which a column's typed value travels through landing's queries."""
    return quoted(f"v:{column}")
