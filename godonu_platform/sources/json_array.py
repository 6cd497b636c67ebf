# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read a JSON array (Matomo and others): one record is an element.

The array is never held as a whole. A Matomo error object (HTTP 200 with ``result: error``) refuses the file.
Keep out: the judging of values; an element that is no object travels on and is rejected by landing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from godonu_platform.sources.delivery_file import Inspection
from godonu_platform.sources.json_recovery import ElementEnd
from godonu_platform.sources.json_text import keys_of, problem_of
from godonu_platform.sources.json_window import Window
from godonu_platform.sources.reader import (
    DEFAULT_CHUNK,
    RECORD_LIMIT,
    Batch,
    OpenDelivery,
    ReaderOptions,
    text_batch,
    text_column,
)
from godonu_platform.sources.refusal import RefusedDelivery
from godonu_platform.sources.text_stream import TextStream

_WINDOW_BYTES = 4 * 1024 * 1024
_BATCH_BYTES = 16 * 1024 * 1024
_BATCH_RECORDS = 50_000
_ERROR_BYTES = 64 * 1024
_NEAR_THE_END = 16
"""Characters before the window's end in which a cut-off literal or escape may make the parser stumble."""

_PARSER = json.JSONDecoder(strict=False)
"""Control characters in strings are let through here: landing rejects the record, and its end is found."""


@dataclass(frozen=True)
class Element:
    """One element's text, or the reason why there is none to land."""

    line: int
    text: str | None
    problem: str | None


def open_json_array(
    path: Path, inspection: Inspection, options: ReaderOptions, *, chunk_bytes: int = DEFAULT_CHUNK
) -> OpenDelivery:
    """Open a delivery that is one JSON array; raises RefusedDelivery for an error object or another document.

    An array that does not close refuses the delivery too, but only while the batches are read.
    """
    opened = OpenDelivery([], iter(()))
    batches = _batches(path, inspection, min(chunk_bytes, _WINDOW_BYTES), opened)
    first = next(batches, None)
    if first is not None:
        texts = (value.as_py() for value in first.table.column("json").slice(0, 1000))
        keys = (keys_of(text) for text in texts if text is not None)
        opened.field_names = next((names for names in keys if names is not None), [])
        opened.source = chain([first], batches)
    return opened


def _batches(path: Path, inspection: Inspection, chunk_bytes: int, opened: OpenDelivery) -> Iterator[Batch]:
    next_record, size = 1, 0
    waiting: list[Element] = []
    with TextStream(path, inspection) as stream:
        for element in elements(Window(stream, chunk_bytes), opened.tallies):
            waiting.append(element)
            size += len(element.text or "")
            if size > _BATCH_BYTES or len(waiting) >= _BATCH_RECORDS:
                yield _batch(waiting, next_record)
                next_record, size, waiting = next_record + len(waiting), 0, []
    if waiting:
        yield _batch(waiting, next_record)


def _batch(elements: list[Element], first_record: int) -> Batch:
    problems = {row: element.problem for row, element in enumerate(elements) if element.problem}
    return text_batch(
        range(first_record, first_record + len(elements)),
        [element.line for element in elements],
        problems,
        {"json": text_column(element.text for element in elements)},
        "json",
    )


def elements(window: Window, tallies: dict[str, int]) -> Iterator[Element]:
    """Give the elements one by one; behind each, the window stands at the element's end."""
    sign = window.skip_space()
    if sign != "[":
        _refuse_other_document(window)
    window.pass_to(window.at + 1)
    while True:
        sign = window.skip_space()
        if sign == "]":
            window.pass_to(window.at + 1)
            break
        if sign == ",":
            # Two commas in a row: there is no element between them.
            tallies["leer"] = tallies.get("leer", 0) + 1
            window.pass_to(window.at + 1)
            continue
        yield _next_element(window)
        if window.skip_space() == ",":
            window.pass_to(window.at + 1)
    if window.skip_space():
        yield Element(window.line, None, "kein_json")
        while window.grow():
            window.pass_to(len(window.text))


def _next_element(window: Window) -> Element:
    line = window.line
    length = _parsed_length(window)
    if length is None:
        walk = ElementEnd(window)
        length = walk.find()
        if length is None:
            raise RefusedDelivery(
                "json_nicht_geschlossen",
                "Die JSON-Liste ist nicht geschlossen: Die Datei ist abgeschnitten oder beschädigt.",
            )
        if walk.dropped:
            window.pass_to(window.at + length)
            return Element(line, None, "zu_gross")
    text = window.text[window.at : window.at + length].rstrip()
    window.pass_to(window.at + length)
    problem = problem_of(text.encode("utf-8", "surrogatepass"))
    return Element(line, None if problem else text, problem)


def _parsed_length(window: Window) -> int | None:
    """Give the length of the element as the C parser of the standard library sees it; None when it is broken."""
    while True:
        try:
            _, end = _PARSER.raw_decode(window.text, window.at)
        except json.JSONDecodeError as error:
            cut_off = error.pos >= len(window.text) - _NEAR_THE_END or error.msg.startswith("Unterminated string")
        except (ValueError, RecursionError):
            return None
        else:
            length = end - window.at
            # A number may go on behind the window's end, and two objects without a comma are one broken element.
            if window.at + length < len(window.text) or window.ended:
                return length if window.next_sign(length) in (",", "]", "") else None
            cut_off = True
        if not cut_off or window.left > RECORD_LIMIT or not window.grow():
            return None


def _refuse_other_document(window: Window) -> None:
    while window.left < _ERROR_BYTES and window.grow():
        pass
    try:
        document = json.loads(window.text[window.at :])
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict) and document.get("result") == "error":
        raise RefusedDelivery(
            "matomo_fehler", "Matomo hat statt der Daten eine Fehlermeldung geliefert. Bitte den Abruf wiederholen."
        )
    raise RefusedDelivery(
        "falsches_format", "Die Datei ist keine JSON-Liste: Sie beginnt nicht mit einer eckigen Klammer."
    )
