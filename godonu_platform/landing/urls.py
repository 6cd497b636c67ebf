# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cuts from a web address whatever may name a person or a case: query, fragment, credentials, ids in the path.

Keep out: what personal data looks like (screening).
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from godonu_platform.landing.screening import screen, worth_a_look

PLACEHOLDER = ":id"

_ADDRESS = re.compile(r"^(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,19}):)?(?://(?P<host>[^/]*))?(?P<path>.*)$", re.DOTALL)
_HOST = re.compile(r"^(?=.*[A-Za-zÄÖÜäöüß])[\w-]+(?:\.[\w-]+)*$")
_WEB = frozenset({"http", "https"})
# Four digits in a row already number cases; hex of 12 and letters mixed with digits of 16 are what ids and tokens
# look like; 32 characters without a separator are no word of a path that a person wrote.
_ID = re.compile(
    r"\d{4,}|@|[0-9a-f]{8}-[0-9a-f]{4}-|^(?=.*\d)[0-9a-f]{12,}$|^[0-9a-f]{16,}$"
    r"|^(?=.*\d)(?=.*[a-z])[a-z0-9_=.~-]{20,}$|^[a-z0-9_=]{32,}$",
    re.IGNORECASE,
)
# No part of a path without these can be an id; most addresses stop here.
_SUSPECT = re.compile(r"\d{4}|[@%]|[^/]{12}|[A-ZÄÖÜ][- ][A-Z]")
_CUT = re.compile(r"[?#;].*$", re.DOTALL)


def cut_url(text: str) -> str:
    """Return the address without query, fragment, parameters, credentials and port, ids in the path as ":id".

    Only web addresses and paths are kept; of any other scheme (mailto, javascript, data) only its name remains.
    The result is stable: cutting it again changes nothing.
    """
    address = _ADDRESS.match(_CUT.sub("", text).strip())
    if address is None:  # the pattern matches every text; this keeps the type checker honest
        return PLACEHOLDER
    scheme, host, path = address.groups()
    if scheme is not None and scheme.lower() not in _WEB:
        # "portal.example:8080/x" is a host with a port, everything else is a scheme we do not keep
        if "." in scheme and re.match(r"^\d{1,5}(/|$)", path):
            return _without_ids(scheme) + _path(path[path.find("/") :] if "/" in path else "")
        return scheme.lower() + ":"
    return _front(scheme, host) + (_path(path) if _SUSPECT.search(path) else path)


@lru_cache(maxsize=4096)
def _front(scheme: str | None, host: str | None) -> str:
    return (f"{scheme.lower()}:" if scheme else "") + (f"//{_host(host)}" if host is not None else "")


def _host(text: str) -> str:
    name = text.rpartition("@")[2]
    name = re.sub(r":\d*$", "", name).lower()
    return name if _HOST.match(name) and not _is_id(name.split(".")[0]) else PLACEHOLDER[1:]


def _path(path: str) -> str:
    return "/".join(_without_ids(part) for part in path.split("/"))


def _without_ids(part: str) -> str:
    return PLACEHOLDER if part and part != PLACEHOLDER and _is_id(part) else part


def _is_id(part: str) -> bool:
    plain = unquote(unquote(part)) if "%" in part else part
    if _ID.search(part) or _ID.search(plain):
        return True
    # an escaped separator would bring a query or a second path back after decoding
    if plain != part and any(sign in plain for sign in "?#;/"):
        return True
    return worth_a_look(plain) and bool(screen(plain)[1])
