# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a dataset comes from: which models and sources lie upstream of it."""
