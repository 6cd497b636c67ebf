# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads deliveries: one reader per wire format, all with the same protocol.

Keep out: mappings, contracts, the lake. This room imports nothing of ours.
"""

from collections.abc import Mapping

from godonu_platform.sources.csv_records import open_csv
from godonu_platform.sources.delivery_file import Inspection, RefusedDelivery, inspect
from godonu_platform.sources.detect import detect_format
from godonu_platform.sources.eco_counter import open_eco_counter
from godonu_platform.sources.fixed_width import open_fixed_width
from godonu_platform.sources.json_array import open_json_array
from godonu_platform.sources.json_object import open_json_object
from godonu_platform.sources.ndjson import open_ndjson
from godonu_platform.sources.reader import (
    DEFAULT_CHUNK,
    REASONS,
    TECHNICAL_COLUMNS,
    Batch,
    Finding,
    OpenDelivery,
    Reader,
    ReaderOptions,
)

READERS: Mapping[str, Reader] = {
    "ndjson": open_ndjson,
    "json_array": open_json_array,
    "json_object": open_json_object,
    "csv": open_csv,
    "eco_counter": open_eco_counter,
    "fixed_width": open_fixed_width,
}
"""Every wire format that a mapping file may name."""

__all__ = [
    "DEFAULT_CHUNK",
    "READERS",
    "REASONS",
    "TECHNICAL_COLUMNS",
    "Batch",
    "Finding",
    "Inspection",
    "OpenDelivery",
    "Reader",
    "ReaderOptions",
    "RefusedDelivery",
    "detect_format",
    "inspect",
]
