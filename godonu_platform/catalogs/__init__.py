# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a released dataset is shown outside: entry, graph, pages, charts and the clients that put it there.

Keep out: the decision whether it may leave (publication) and any reading of the warehouse.
"""
