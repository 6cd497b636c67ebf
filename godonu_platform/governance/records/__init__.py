# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The records that follow from contracts, concept, steps and decisions: processing, inventory, erasure, report.

Keep out: measuring, judging and publishing; a record repeats what stands elsewhere and names what is missing.
"""
