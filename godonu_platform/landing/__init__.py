# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Delivery to lake and quarantine, exactly once (reference/landing-rules.md says by which rules)."""

from godonu_platform.landing.delivery_landing import land_delivery
from godonu_platform.landing.inbox import land_inbox
from godonu_platform.landing.quarantine import QuarantineEntry, list_quarantine, show_quarantine
from godonu_platform.landing.registry import landed_batches, touched_months
from godonu_platform.landing.replay import replay
from godonu_platform.landing.report import DeliveryReport, LandingSummary, ProgressCallback

__all__ = [
    "DeliveryReport",
    "LandingSummary",
    "ProgressCallback",
    "QuarantineEntry",
    "land_delivery",
    "land_inbox",
    "landed_batches",
    "list_quarantine",
    "replay",
    "show_quarantine",
    "touched_months",
]
