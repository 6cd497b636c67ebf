# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a dataset promises (ODCS 3.1), and the forms that promise takes: checks, schemas, dictionary."""
