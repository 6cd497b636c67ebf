# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Starts a real CKAN portal on one machine: PostgreSQL, Redis, Solr and CKAN, without containers.

Keep out: publishing. The platform speaks HTTP to the portal, whoever started it.
"""
