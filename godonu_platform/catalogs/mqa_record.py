# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a release record keeps of the Metadata Quality Assessment of its description.

Keep out: how the points are counted (mqa).
"""

from __future__ import annotations

from godonu_platform.yaml_model import StrictModel


class LostPoints(StrictModel):
    """What a description loses in the Metadata Quality Assessment, where, and what to do about it (German)."""

    metric: str
    points: int
    node: str
    advice: str


class MqaNote(StrictModel):
    """The points of data.europa.eu's Metadata Quality Assessment, with every address taken to answer."""

    points: int
    of: int
    rating: str
    lost: tuple[LostPoints, ...] = ()
