#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
#
# Write requirements/{build,run,dev}.txt anew from pyproject.toml and requirements/pins.txt,
# and requirements/{portal,portal_build}.txt from portal.in and portal_build.in.
# Versions already in the files are kept where they still fit; `--upgrade` as an argument asks for the newest.
# Needs `uv` on the path (or in $UV); nothing else in the house does.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
UV="${UV:-uv}"

compile() { # name, then further arguments
  local name="$1"
  shift
  # Find-links and index settings of the person's own machine must not leave a trace in the files.
  env -u PIP_FIND_LINKS -u UV_FIND_LINKS "$UV" pip compile --quiet --no-header --python-version 3.11 \
    --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links \
    "$@" --output-file "$name.txt" >/dev/null
  # --output-file keeps versions but not our head, so it is put back each time.
  {
    printf '%s\n' '# SPDX-FileCopyrightText: 2026 GoDonu contributors' '# SPDX-License-Identifier: EUPL-1.2' '#' \
      '# Made by scripts/refresh_requirements.sh; do not edit by hand.' ''
    sed '/^# SPDX-/d; /^#$/d; /^# Made by scripts/d; /./,$!d' "$name.txt"
  } >"$name.txt.tmp"
  mv "$name.txt.tmp" "$name.txt"
}

compile dev build.in ../pyproject.toml --extra dev --constraint pins.txt "$@"
# What runs is what was tested: the smaller set takes its versions from the larger one.
compile run ../pyproject.toml --constraint dev.txt
# Installed first, so that nothing has to be fetched while a package is built.
compile build build.in --constraint dev.txt
# The portal is another program with its own pins (CKAN); nothing of it may reach the platform's environment.
compile portal portal.in --override portal_overrides.txt "$@"
compile portal_build portal_build.in --constraint portal.txt
