# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The concept for the governance room: the same one that contracts are checked against.

Keep out: the model and its reading; they stand one floor below (contracts/concept.py), because contracts need them.
"""

from __future__ import annotations

from godonu_platform.contracts.concept import AXES, GOALS, LAYERS, Concept, RetentionClass, load_concept

__all__ = ["AXES", "GOALS", "LAYERS", "Concept", "RetentionClass", "load_concept"]
