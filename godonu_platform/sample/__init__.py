# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the sample: invented deliveries in the shapes and with the dirt that real ones have.

Keep out: landing, and every name of a dataset or partner; these stand in assets/_sample/.
"""

from godonu_platform.sample.write import SampleSummary, sample_key, write_sample

__all__ = ["SampleSummary", "sample_key", "write_sample"]
