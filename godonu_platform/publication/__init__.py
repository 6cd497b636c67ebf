# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a built model to a published dataset: candidate, gate, release, plan, apply, verify.

Keep out: what a page looks like (catalogs) and who decided (governance).
"""
