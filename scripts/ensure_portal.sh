#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
#
# Make sure that a real CKAN can be started for the tests: programs of the system, CKAN's Python environment, Solr's jars.
# Where something is missing and may not be installed, say so and go on: the tests name what they leave out. Not in CI.
set -euo pipefail
cd "$(dirname "$0")/.."

if .venv/bin/python -m deploy.ckan prepare; then
  exit 0
fi
case "${CI:-}" in
  1 | true | yes) exit 1 ;;
esac
echo "Die Tests mit einem echten CKAN werden ausgelassen." >&2
