# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Turns case, session and visitor ids into HMAC pseudonyms, and decides with which key.

Keep out: which columns these are (the contract says so). No function here returns or logs a secret.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from godonu_platform.contracts.contract import Contract
from godonu_platform.project import Project, SecretKey
from godonu_platform.sources.delivery_file import RefusedDelivery

DIGITS = 32
"""Length of a pseudonym in hex digits: 128 bits of HMAC-SHA256, far from any collision in this data."""

_BLOCK = 64


class Pseudonymiser:
    """Makes pseudonyms for one purpose of one partner with one derived key.

    The partner is part of what is hashed: equal case numbers of two partners are two cases.
    """

    def __init__(self, key: SecretKey, purpose: str, ars: str, day: date | None = None) -> None:
        """Derive the key for a purpose, and for sessions for the day (Europe/Berlin) of the event."""
        info = f"godonu/pseudonym/{purpose}" + (f"/{day.isoformat()}" if day else "")
        derived = hmac_sha256(key.secret, info.encode())
        # both halves of HMAC (RFC 2104) prepared once: half the work for each value
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in derived.ljust(_BLOCK, b"\0")))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in derived.ljust(_BLOCK, b"\0")))
        self._inner.update(ars.encode() + b"\0")

    def __call__(self, value: str) -> str:
        """Return the pseudonym of a value."""
        inner = self._inner.copy()
        inner.update(value.encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.hexdigest()[:DIGITS]

    def all(self, values: Iterable[str]) -> list[str]:
        """Return the pseudonyms of several values in their order."""
        return [self(value) for value in values]


def hmac_sha256(secret: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA256 (RFC 2104)."""
    import hmac

    return hmac.digest(secret, message, "sha256")


@dataclass(frozen=True)
class SampleManifest:
    """What the sample generator remembers: which deliveries are made up, and the key that only they may use."""

    digests: frozenset[str]
    key: SecretKey | None


def read_sample_manifest(project: Project) -> SampleManifest | None:
    """Return the manifest of the sample, or None where no sample was written."""
    manifest = project.sample / "manifest.json"
    if not manifest.is_file():
        return None
    content = json.loads(manifest.read_text(encoding="utf-8"))
    key_file = project.sample / "key"
    key = SecretKey(str(content["key_id"]), _secret(key_file)) if key_file.is_file() else None
    return SampleManifest(frozenset(content.get("digests", ())), key)


def _secret(path: Path) -> bytes:
    raw = path.read_bytes()
    try:
        return bytes.fromhex(raw.decode("ascii").strip())
    except ValueError:
        return raw


# The sample is small; a larger file cannot be one of its deliveries and is not read a second time to find out.
_LARGEST_SAMPLE = 256 * 1024 * 1024


def is_sample(manifest: SampleManifest | None, path: Path, batch_digest: str, size: int) -> bool:
    """Whether the manifest lists these bytes, by the digest of the batch or of the bytes alone."""
    if manifest is None or not manifest.digests:
        return False
    if batch_digest in manifest.digests:
        return True
    if size > _LARGEST_SAMPLE:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() in manifest.digests


def choose_key(project: Project, contract: Contract, manifest: SampleManifest | None, sample: bool) -> SecretKey | None:
    """Return the key for a delivery, None where the contract needs none.

    Raises RefusedDelivery when a key is needed and there is none that this delivery may use (design decision 2).
    """
    if not contract.needs_key:
        return None
    if sample and manifest is not None and manifest.key is not None:
        return manifest.key
    if project.hmac_key is None:
        raise RefusedDelivery(
            "schluessel_fehlt",
            "Diese Lieferung enthält Vorgangs-, Sitzungs- oder Besucherkennungen, aber es ist kein Schlüssel für "
            "Pseudonyme gesetzt. Bitte mit »godonu schluessel« einen erzeugen, GODONU_HMAC_KEY und "
            "GODONU_HMAC_KEY_ID setzen und erneut landen.",
        )
    return project.hmac_key


@lru_cache(maxsize=4096)
def pseudonymiser(key: SecretKey, purpose: str, ars: str, day: date | None) -> Pseudonymiser:
    """Return a prepared pseudonymiser; a session's purpose has one for each day."""
    return Pseudonymiser(key, purpose, ars, day)
