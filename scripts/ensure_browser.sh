#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
#
# Make sure that a Chromium is there: the tests open the catalogue's pages in it and check them for accessibility.
set -euo pipefail

if [ -n "${GODONU_CHROMIUM:-}" ]; then
  [ -x "$GODONU_CHROMIUM" ] && exit 0
  echo "GODONU_CHROMIUM zeigt auf keine ausführbare Datei: $GODONU_CHROMIUM" >&2
  exit 1
fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then
    exit 0
  fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Einrichtung: installiere Chromium für die Seitentests"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null
  apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
  exit 0
fi

echo "Für die Seitentests fehlt Chromium. Unter Debian: sudo apt-get install chromium" \
  "(oder GODONU_CHROMIUM auf einen vorhandenen setzen)" >&2
exit 1
