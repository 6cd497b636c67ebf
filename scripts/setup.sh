#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
#
# Make .venv hold what requirements/<run|dev>.txt says, and the project itself, editable. Does nothing when it does already.
# Keep out: system packages (see ensure_browser.sh and .ci/run), anything outside the repository.
set -euo pipefail
cd "$(dirname "$0")/.."
KIND="${1:?usage: setup.sh run|dev}"
VENV="$PWD/.venv"

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  echo "Python 3.11 fehlt. Unter Debian 12: sudo apt-get install python3.11 python3.11-venv" >&2
  exit 1
}

# The folder's own path is part of the stamp: a moved .venv has scripts that point to nowhere.
stamp_of() {
  { echo "$VENV"; cat requirements/build.txt "requirements/$1.txt" pyproject.toml; } | sha256sum | cut -c1-16
}

holds() { [ "$(cat "$VENV/.godonu-$1" 2>/dev/null)" = "$(stamp_of "$1")" ] && [ -x "$VENV/bin/godonu" ]; }

# dev.txt contains run.txt with the same versions, so whoever has the one needs not the other.
if holds "$KIND" || holds dev; then
  exit 0
fi

# Scripts hold the path of the folder in which they were made, so a copied or moved .venv is made anew.
usable() {
  [ "$("$VENV/bin/python" -c 'import sys; print(*sys.version_info[:2])' 2>/dev/null)" = "3 11" ] &&
    head -n 2 "$VENV/bin/pip" 2>/dev/null | grep -qF "$VENV/bin/python"
}

if ! usable; then
  PY="$(find_python)"
  if ! "$PY" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    echo "Das Python-Modul venv fehlt. Unter Debian: sudo apt-get install python3.11-venv" >&2
    exit 1
  fi
  echo "Einrichtung: lege die Python-Umgebung .venv an"
  rm -rf "$VENV"
  "$PY" -m venv "$VENV"
fi

echo "Einrichtung: installiere requirements/$KIND.txt (beim ersten Mal etwa eine Minute)"
rm -f "$VENV"/.godonu-*
PIP=("$VENV/bin/python" -m pip --disable-pip-version-check --quiet install)
"${PIP[@]}" --require-hashes -r requirements/build.txt
# No build isolation: the build tools were just installed by hash, and nothing else is fetched.
"${PIP[@]}" --require-hashes --no-build-isolation --use-pep517 -r "requirements/$KIND.txt"
"${PIP[@]}" --no-index --no-deps --no-build-isolation --editable .
stamp_of "$KIND" >"$VENV/.godonu-$KIND"
