# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells which text from outside is a usable web address or e-mail address; anything else is no link.

Keep out: fetching an address, and what a link is shown as.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# what may not stand raw in an IRI (RFC 3987); the same set that ckanext-dcat quotes
_NOT_IN_IRIS = re.compile(r'[\s"<>\[\]{|}\\^`]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MAIL = re.compile(r"[^\s@<>\"'(),:;\\\[\]?&#%/]{1,64}@[^\s@<>\"'(),:;\\\[\]?&#%/]{1,190}\.[^\W\d_]{2,}")


def web_address(value: object) -> str | None:
    """Return the value as an http(s) IRI that may be written into a graph or a link, else None.

    Control and direction marks make it unusable: they would show another address than the one that is opened.
    """
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _CONTROL.search(text):
        return None
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if not usable or parts.username or parts.password:
        return None
    return _NOT_IN_IRIS.sub(lambda found: quote(found.group()), text)


def mail_address(value: object) -> str | None:
    """Return the value as an e-mail address without `mailto:`, else None."""
    if not isinstance(value, str):
        return None
    text = value.strip().removeprefix("mailto:")
    return text if _MAIL.fullmatch(text) else None


def printable(text: str) -> str:
    """Return the text without control characters that no RDF/XML or page can carry; line breaks and tabs stay."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", "", text)
