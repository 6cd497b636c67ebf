# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Speed and memory of the platform beside a plain DuckDB script that does the same job."""
