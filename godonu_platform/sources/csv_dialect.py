# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a CSV file is written: delimiter, quotation mark, line break, ``sep=`` line, told by its beginning.

Keep out: the reading of records, and encodings.
"""

import codecs
import csv
from dataclasses import dataclass
from pathlib import Path

from godonu_platform.sources.delivery_file import Inspection
from godonu_platform.sources.encoding import BROKEN
from godonu_platform.sources.reader import ReaderOptions
from godonu_platform.sources.text_stream import TextStream

HEAD_BYTES = 256 * 1024
DELIMITERS = (",", ";", "|", "\t")
_SAMPLE_RECORDS = 30


@dataclass(frozen=True)
class CsvDialect:
    """``quote`` None means that quotation marks are ordinary characters; ``sep_line`` is no record."""

    delimiter: str
    quote: str | None
    line_break: str
    sep_line: bool


def head_text(path: Path, inspection: Inspection, limit: int = HEAD_BYTES) -> str:
    """Give the beginning of the text, decoded; a last line that is cut off by the limit is left out."""
    with TextStream(path, inspection) as stream:
        block = stream.read(limit)
    text = codecs.getincrementaldecoder("utf-8")(errors=BROKEN).decode(block, False)
    return text if len(block) < limit else text[: text.rfind("\n") + 1] or text


def find_dialect(head: str, options: ReaderOptions) -> CsvDialect:
    """Tell the dialect; what the mapping file says counts more than the ``sep=`` line, and that more than the look."""
    line_break = "\r" if "\r" in head and "\n" not in head else "\n"
    quote = None if options.quote == "none" else options.quote or '"'
    first, _, rest = head.partition(line_break)
    first = first.strip("\r\n")
    sep_line = first[:4].lower() == "sep=" and len(first) <= 5
    stated = first[4:5] if sep_line else ""
    body = rest if sep_line else head
    delimiter = options.delimiter or stated or sniff_delimiter(body, quote, line_break)
    return CsvDialect(delimiter, quote, line_break, sep_line)


def sniff_delimiter(text: str, quote: str | None, line_break: str = "\n") -> str:
    """Give the delimiter that splits header and first records into equally many columns, the most of them."""
    lines = [line for line in text.split(line_break) if line.strip()][: _SAMPLE_RECORDS * 2]
    scores = {delimiter: _score(lines, delimiter, quote) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def csv_rules(delimiter: str, quote: str | None) -> type[csv.Dialect]:
    """Make the rules for the standard library: RFC 4180, strict, so that no wrong quotation mark changes a value."""

    class Rules(csv.Dialect):
        lineterminator = "\n"
        quotechar = quote or None
        quoting = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
        doublequote = True
        strict = True

    Rules.delimiter = delimiter
    return Rules


def _score(lines: list[str], delimiter: str, quote: str | None) -> tuple[bool, float, int]:
    """Rank a delimiter: does it split the header, how many records agree with it, how many columns."""
    # Not strict: a wrong quotation mark in the sample says nothing about the delimiter.
    records = csv.reader((line + "\n" for line in lines), csv_rules(delimiter, quote), strict=False)
    counts: list[int] = []
    while len(counts) < _SAMPLE_RECORDS:
        try:
            counts.append(len(next(records)))
        except StopIteration:
            break
        except csv.Error:
            counts.append(0)
    columns = counts[0] if counts else 0
    agreeing = sum(count == columns for count in counts) / max(1, len(counts))
    return columns > 1, agreeing, columns
