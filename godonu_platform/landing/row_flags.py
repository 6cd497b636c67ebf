# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Marks landed records that are kept although something about them is uncertain.

Keep out: what makes a record rejected (record_checks).
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa

from godonu_platform.landing.coded_columns import codes, values

# The key of the national catalogue of services: 14 digits that begin with 99 (domain 3.2, FIT-Connect Routing API).
SERVICE_KEY = "service_key"
_SERVICE_PATTERN = re.compile(r"99\d{12}", re.ASCII)
FLAGS = ("leistung_unbekannt", "zeit_mehrdeutig")
_COMBINED = [FLAGS[0], FLAGS[1], ";".join(FLAGS)]


def row_flags(columns: dict[str, Any], doubles: list[Any]) -> pa.DictionaryArray:
    """Return the flags of rows: a malformed service key, a local time in the hour that exists twice.

    `doubles` says for each column of local times which rows lie in that hour. Whether a well-formed service key is
    known, only master data can say; dbt does.
    """
    count = len(next(iter(columns.values())))
    combination = np.zeros(count, np.int32)
    if SERVICE_KEY in columns:
        keys = columns[SERVICE_KEY]
        malformed = [_SERVICE_PATTERN.fullmatch(value) is None for value in values(keys)]
        if any(malformed):
            combination += np.array([*malformed, False], np.int32)[codes(keys)]
    for double in doubles:
        combination |= np.where(double.fill_null(False).to_numpy(zero_copy_only=False), np.int32(2), np.int32(0))
    indices = pa.array(combination - 1, pa.int32(), mask=combination == 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(_COMBINED))
