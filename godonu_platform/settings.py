# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Turns single GODONU_* variables into values; a mistake names the variable and says what to write instead.

Keep out: paths (project), keys for pseudonyms (secret_key), and where the variables come from.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from godonu_platform.secret_key import SettingsMistake

_INSTALLATION = re.compile(r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?")
# where the official client sends events when an address names no path
_LINEAGE_PATH = "/api/v1/lineage"


@dataclass(frozen=True)
class Receiver:
    """Who takes lineage events; the token is never shown."""

    url: str
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class CkanAccess:
    """The CKAN portal to publish into; without a token it can only be read. The token is never shown."""

    url: str
    token: str | None = field(default=None, repr=False)


def clock_from(env: Mapping[str, str]) -> datetime | None:
    """Return the instant of GODONU_CLOCK, or None; raises SettingsMistake."""
    text = env.get("GODONU_CLOCK", "").strip()
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsMistake(
            "GODONU_CLOCK ist kein Zeitpunkt: Bitte so schreiben: 2026-11-01T06:00:00+00:00."
        ) from None
    if instant.tzinfo is None:
        raise SettingsMistake("GODONU_CLOCK braucht eine Zeitzone, z. B. 2026-11-01T06:00:00+00:00.")
    return instant.astimezone(UTC)


def threads_from(env: Mapping[str, str]) -> int:
    """Return GODONU_THREADS, by default 2; raises SettingsMistake."""
    text = env.get("GODONU_THREADS", "").strip() or "2"
    if not text.isdigit() or int(text) < 1:
        raise SettingsMistake("GODONU_THREADS muss eine ganze Zahl ab 1 sein, z. B. 2.")
    return int(text)


def installation_from(env: Mapping[str, str]) -> str:
    """Return GODONU_INSTALLATION, the name of this installation in lineage events; raises SettingsMistake."""
    name = env.get("GODONU_INSTALLATION", "").strip() or "godonu"
    if not _INSTALLATION.fullmatch(name):
        raise SettingsMistake(
            "GODONU_INSTALLATION darf nur Kleinbuchstaben, Ziffern, Punkt und Bindestrich haben, z. B. kreis-offenbach."
        )
    return name


def receiver_from(env: Mapping[str, str]) -> Receiver | None:
    """Return the receiver of GODONU_OPENLINEAGE_URL and GODONU_OPENLINEAGE_TOKEN, or None; raises SettingsMistake."""
    url = env.get("GODONU_OPENLINEAGE_URL", "").strip()
    if not url:
        return None
    parts = _address(url, "GODONU_OPENLINEAGE_URL", "https://herkunft.example.org/api/v1/lineage")
    path = parts.path if parts.path.strip("/") else _LINEAGE_PATH
    return Receiver(parts._replace(path=path, fragment="").geturl(), _token(env, "GODONU_OPENLINEAGE_TOKEN"))


def ckan_from(env: Mapping[str, str]) -> CkanAccess | None:
    """Return the portal of GODONU_CKAN_URL and GODONU_CKAN_TOKEN, or None; raises SettingsMistake."""
    url = env.get("GODONU_CKAN_URL", "").strip()
    if not url:
        return None
    parts = _address(url, "GODONU_CKAN_URL", "https://daten.example.org")
    plain = parts._replace(path=parts.path.rstrip("/"), query="", fragment="").geturl()
    token = _token(env, "GODONU_CKAN_TOKEN")
    if token and parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
        raise SettingsMistake(
            "GODONU_CKAN_URL beginnt mit http://: So ginge das Token unverschlüsselt durch das Netz. Bitte https:// "
            "schreiben; http:// geht nur auf diesem Rechner (127.0.0.1, ::1, localhost)."
        )
    return CkanAccess(plain, token)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def shapes_from(env: Mapping[str, str]) -> Path | None:
    """Return the folder of the official shapes of GODONU_SHAPES, or None; raises SettingsMistake."""
    text = env.get("GODONU_SHAPES", "").strip()
    if not text:
        return None
    folder = Path(text).resolve()
    if not (folder / "v3.0").is_dir():
        raise SettingsMistake(
            "GODONU_SHAPES nennt keinen Ordner mit amtlichen Formen: Er muss die Ordner v3.0, semic-3.0.0, mqa-govdata "
            "und mirror enthalten. Ohne diese Einstellung prüfen nur die eigenen Formen."
        )
    return folder


def _address(url: str, name: str, example: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or any(c.isspace() for c in url):
        raise SettingsMistake(f"{name} ist keine Adresse: Bitte so schreiben: {example}.")
    if parts.username or parts.password:
        token = f"{name.removesuffix('_URL')}_TOKEN"
        raise SettingsMistake(f"{name} enthält Zugangsdaten: Bitte dort entfernen und {token} setzen.")
    return parts


def _token(env: Mapping[str, str], name: str) -> str | None:
    token = env.get(name, "").strip() or None
    if token and not (token.isascii() and token.isprintable()):
        raise SettingsMistake(f"{name} enthält Zeichen, die in keiner Kopfzeile stehen dürfen.")
    return token


def revision_from(env: Mapping[str, str], root: Path) -> str | None:
    """Return which state of the code runs: GODONU_REVISION, else the commit of the checkout, else None."""
    if given := env.get("GODONU_REVISION", "").strip():
        return given
    try:
        head = (root / ".git" / "HEAD").read_text(encoding="utf-8").strip()
        return _commit_of(root, head.removeprefix("ref: "))[:12] if head.startswith("ref: ") else head[:12]
    except (OSError, LookupError):
        return None


def _commit_of(root: Path, ref: str) -> str:
    loose = root / ".git" / ref
    if loose.is_file():
        return loose.read_text(encoding="utf-8").strip()
    lines = (root / ".git" / "packed-refs").read_text(encoding="utf-8").splitlines()
    return {name: commit for commit, _, name in (line.partition(" ") for line in lines)}[ref]
