# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts the writing calls of one dataset while several datasets share the calls of a portal."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.uploads import Upload


class Tally:
    """Hands every call on; `writes` counts the writing ones that were begun, whatever became of them."""

    def __init__(self, calls: Calls) -> None:
        """Keep the calls that are shared."""
        self._calls, self._count = calls, threading.Lock()
        self.url, self.writes = calls.url, 0

    def read(self, action: str, **data: Any) -> Any:
        """Hand on a call that changes nothing."""
        return self._calls.read(action, **data)

    def write(self, action: str, data: Mapping[str, Any], *, seconds: float | None = None) -> Any:
        """Count and hand on a writing call."""
        self._counted()
        return self._calls.write(action, data, seconds=seconds)

    def revise(self, data: Mapping[str, Any], uploads: Mapping[str, Upload], *, limit: int | None = None) -> Any:
        """Count and hand on a revision with files."""
        self._counted()
        return self._calls.revise(data, uploads, limit=limit)

    def download(self, url: str) -> Iterator[bytes]:
        """Hand on a download."""
        return self._calls.download(url)

    def page(self, path_or_url: str) -> int:
        """Hand on a look at a page."""
        return self._calls.page(path_or_url)

    def _counted(self) -> None:
        with self._count:
            self.writes += 1
