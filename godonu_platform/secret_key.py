# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key for pseudonyms as it comes from the environment, in a form that cannot be printed.

Keep out: what is done with it (landing.pseudonyms).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KEY_BYTES = 32


class SettingsMistake(ValueError):
    """An environment variable holds something that cannot be used; the text says what to write instead."""


@dataclass(frozen=True, repr=False)
class SecretKey:
    """The key that turns case, session and visitor ids into pseudonyms, with the id that names it."""

    key_id: str
    secret: bytes

    def __repr__(self) -> str:
        """Show the key id only, so that no log or traceback can hold the secret."""
        return f"SecretKey(key_id={self.key_id!r})"


def key_from(env: Mapping[str, str]) -> SecretKey | None:
    """Return the key of GODONU_HMAC_KEY and GODONU_HMAC_KEY_ID, or None; raises SettingsMistake."""
    text, key_id = env.get("GODONU_HMAC_KEY", "").strip(), env.get("GODONU_HMAC_KEY_ID", "").strip()
    if not text:
        return None
    if not key_id:
        raise SettingsMistake("GODONU_HMAC_KEY_ID fehlt: Bitte einen Namen für den Schlüssel setzen, z. B. 2026-a.")
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        raise SettingsMistake(
            "GODONU_HMAC_KEY ist keine Hexadezimalzahl: Bitte einen Schlüssel mit »godonu schluessel« erzeugen."
        ) from None
    if len(secret) < KEY_BYTES:
        raise SettingsMistake("GODONU_HMAC_KEY ist zu kurz: Nötig sind 32 Byte (64 Hexadezimalziffern).")
    return SecretKey(key_id, secret)
