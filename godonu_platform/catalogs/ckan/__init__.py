# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Speaks to a CKAN portal over its API: what it shows, what it should show, and how the one becomes the other.

Keep out: the decision what may be shown (publication), and anything that imports CKAN itself.
"""
