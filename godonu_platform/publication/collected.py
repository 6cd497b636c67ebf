# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collects the evidence of the gate from where landing, models and checks have recorded it."""

from __future__ import annotations

from godonu_platform.landing.registry import landed_batches
from godonu_platform.lineage.model_graph import load_manifest, upstream_models
from godonu_platform.project import Project
from godonu_platform.publication.evidence import Evidence, evidence


def current_evidence(project: Project) -> Evidence:
    """Return all that the gate may rely on, as recorded by now."""
    deliveries = ((b.ars, b.dataset, b.sample) for b in landed_batches(project))
    return evidence(project, upstream_models(load_manifest(project)), deliveries)
