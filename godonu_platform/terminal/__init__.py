# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a person at the command line sees: progress, tables, the way into Dagster.

Keep out: any work on data.
"""
