# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Applies what the contract asks for before the lake to whole columns: pseudonyms, screened text, cut addresses.

Works on distinct values, so that a value is treated once per chunk. Keep out: the treatments themselves.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from godonu_platform.contracts.contract import Column
from godonu_platform.landing.coded_columns import Codes, coded, codes, values, with_values
from godonu_platform.landing.pseudonyms import Pseudonymiser, pseudonymiser
from godonu_platform.landing.screening import screen, worth_a_look
from godonu_platform.landing.urls import cut_url
from godonu_platform.project import SecretKey

# The purposes are part of how keys are derived: changing one changes all pseudonyms.
PURPOSES = {"pseudonym_fall": "fall", "pseudonym_sitzung": "sitzung", "pseudonym_besucher": "besucher"}
_EPOCH = date(1970, 1, 1)
_LATEST_DAY = 100_000


class Treatment:
    """Treats the columns of one delivery; `masked` counts found personal data by type."""

    def __init__(self, ars: str, key: SecretKey | None) -> None:
        """Take the partner, and the key, which may be None only where no pseudonym is asked for."""
        self._ars = ars
        self._key = key
        self.masked: Counter[str] = Counter()

    def apply(self, column: Column, given: pa.ChunkedArray, days: Codes | None) -> pa.DictionaryArray:
        """Return what the lake stores in the place of a column's texts.

        `days` are the days since 1970 (Europe/Berlin) of the events, which sessions need; where an event has no
        time it is rejected anyway, and any day will do.
        """
        treatment = str(column.treatment)
        if treatment == "url":
            # cutting the tail first, in one vectorised step, leaves far fewer distinct addresses
            given = pc.replace_substring_regex(given, pattern="(?s)[?#;].*", replacement="")
        text = coded(given)
        if text.null_count == len(text):
            return text
        if treatment == "freitext":
            return self._screened(text)
        if treatment == "url":
            return with_values(text, [cut_url(value) for value in values(text)])
        if treatment == "pseudonym_sitzung" and days is not None:
            return self._session_pseudonyms(text, days)
        return with_values(text, self._maker(PURPOSES[treatment], None).all(values(text)))

    def _maker(self, purpose: str, day: date | None) -> Pseudonymiser:
        if self._key is None:
            raise ValueError("a pseudonym was asked for without a key; choose_key refuses such deliveries")
        return pseudonymiser(self._key, purpose, self._ars, day)

    def _screened(self, text: pa.DictionaryArray) -> pa.DictionaryArray:
        given = values(text)
        shown = list(given)
        counts = None
        for place, value in enumerate(given):
            if not worth_a_look(value):
                continue
            shown[place], found = screen(value)
            if found:
                counts = np.bincount(codes(text), minlength=len(given)) if counts is None else counts
                for kind, number in found.items():
                    self.masked[kind] += number * int(counts[place])
        return text if shown == given else with_values(text, shown)

    def _session_pseudonyms(self, text: pa.DictionaryArray, days: Codes) -> pa.DictionaryArray:
        given = values(text)
        # a year 9999 is rejected anyway, but must not stop the others here
        distinct_days, day_codes = np.unique(np.clip(days, 0, _LATEST_DAY), return_inverse=True)
        makers = [
            self._maker(PURPOSES["pseudonym_sitzung"], _EPOCH + timedelta(days=int(day))) for day in distinct_days
        ]
        # one number for each pair of session and day
        numbers = pa.array(codes(text) * len(makers) + day_codes, mask=pc.is_null(text).to_numpy(zero_copy_only=False))
        pairs = pc.dictionary_encode(numbers)
        made = [makers[n % len(makers)](given[n // len(makers)]) for n in pairs.dictionary.to_pylist()]
        return pa.DictionaryArray.from_arrays(pairs.indices, pa.array(made, pa.string()))
