# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A dataset of the portal in the terms of DCAT-AP.de 3.0."""
