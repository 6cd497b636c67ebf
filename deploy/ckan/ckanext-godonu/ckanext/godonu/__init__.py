# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a CKAN portal of the GoDonu municipalities has beyond plain CKAN."""

__version__ = "0.1.0"
