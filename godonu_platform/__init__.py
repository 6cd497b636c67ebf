# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The machine behind the drawers: how deliveries become governed, published datasets."""
