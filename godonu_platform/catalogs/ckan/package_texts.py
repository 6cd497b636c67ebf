# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes what somebody wrote safe to show in a portal: no markup of theirs, no hidden characters, no endless line.

CKAN prints some texts into a script element (JSON-LD of ckanext-dcat), so `<` must not begin anything anywhere.
Keep out: which text goes where.
"""

from __future__ import annotations

import re
import unicodedata

# Solr indexes the title and every extra once as one term of at most 32,766 bytes; longer ones make CKAN answer 500.
LONGEST_TITLE = 1000
LONGEST_TEXT = 10_000

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_UNSAFE_LINK = re.compile(r"\]\((?!\s*(?:https?://|mailto:))", re.IGNORECASE)
_PICTURE = re.compile(r"!+\[")
_GAP = re.compile(r"\n{3,}")


def plain_text(text: str | None, longest: int = LONGEST_TEXT) -> str:
    """Return a text for a field that is shown as it is: one line, in NFC, nothing hidden, nothing that opens a tag."""
    return _shortened(_TAG.sub("‹", " ".join(_visible(text or "").split())), longest)


def markdown_text(text: str | None, longest: int = LONGEST_TEXT) -> str:
    """Return a text for a field that CKAN reads as Markdown: lines stay, links only to http, https and mailto.

    Pictures become links: a page must not load anything from elsewhere.
    """
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    joined = "\n".join(" ".join(_visible(line).split()) for line in lines)
    inert = _PICTURE.sub("[", _TAG.sub("‹", _GAP.sub("\n\n", joined).strip()))
    # a line »[name]: address« would be the target of a link written elsewhere
    return _shortened(_UNSAFE_LINK.sub("] (", inert).replace("]:", "] :"), longest)


def _visible(text: str) -> str:
    """Return the text without control, format, surrogate and unassigned characters; separators become spaces."""
    return unicodedata.normalize("NFC", "".join(_seen(character) for character in text))


def _seen(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    # Cf: marks for writing direction, invisible spaces, soft hyphens; Cs, Cn: nothing that a database may hold
    return "" if kind in ("Cf", "Cs", "Cn") else character


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
