# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What runs beside the platform on a machine of one's own; the platform itself never imports from here."""
