# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a dataset is, who answers for it and who may see it.

Keep out: how it is shown (catalogs), how it leaves (publication), Dagster and CKAN.
"""
