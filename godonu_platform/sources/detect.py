# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tell the wire format of a delivery from its beginning, for deliveries whose mapping file does not say it.

Keep out: file names, and the choice of a mapping.
"""

import csv
import json
from pathlib import Path

from godonu_platform.sources.csv_dialect import csv_rules, find_dialect, head_text
from godonu_platform.sources.delivery_file import Inspection
from godonu_platform.sources.eco_counter import is_wide_header
from godonu_platform.sources.json_text import keys_of
from godonu_platform.sources.reader import ReaderOptions

_LINES = 20
_PADDING = " " * 8
"""Text with such a run of blanks in every line is set in columns of fixed width."""


def detect_format(path: Path, inspection: Inspection) -> str:
    """Give a key of READERS; a text that looks like nothing else is CSV."""
    head = head_text(path, inspection)
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        return "json_array"
    if start.startswith("{"):
        return _kind_of_object(start, _is_cut(head, inspection))
    lines = [line for line in head.splitlines()[:_LINES] if line.strip()]
    dialect = find_dialect(head, ReaderOptions())
    header = lines[1:2] if dialect.sep_line else lines[:1]
    try:
        names = next(csv.reader(header, csv_rules(dialect.delimiter, dialect.quote)), [])
    except csv.Error:
        names = []
    if is_wide_header([name.strip() for name in names]):
        return "eco_counter"
    if len(lines) > 1 and all(_PADDING in line for line in lines):
        return "fixed_width"
    return "csv"


def _is_cut(head: str, inspection: Inspection) -> bool:
    """Say whether more text follows the head, which ends at a line's end."""
    if inspection.encoding == "utf-16":
        size = len(head) * 2
    elif inspection.encoding == "cp1252":
        size = len(head)
    else:
        size = len(head.encode("utf-8", "surrogatepass"))
    return size + len("\ufeff".encode()) < inspection.text_bytes


def _kind_of_object(text: str, cut: bool) -> str:
    """Tell NDJSON from one object that goes over many lines, and an error of Matomo from both."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict) and not cut:
        # Given instead of the list: the reader of lists refuses it with the right words.
        return "json_array" if document.get("result") == "error" and len(document) <= 3 else "json_object"
    lines = [line for line in text.splitlines()[:_LINES] if line.strip()]
    # A line that is an object by itself, not indented: even when the first one is torn, these are lines.
    whole = any(line.startswith("{") and keys_of(line) is not None for line in lines)
    torn = len(lines) > 1 and all(line.startswith("{") for line in lines)
    too_long = len(lines) == 1 and lines[0].strip() != "{"
    return "ndjson" if whole or torn or too_long else "json_object"
