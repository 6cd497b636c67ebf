# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Calls of a real portal that break off, or are interfered with, at a chosen moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.uploads import Upload
from godonu_platform.settings import CkanAccess


class Killed(BaseException):
    """The publisher died here."""


class DyingCalls(Calls):
    """Ends with the n-th writing call done: nobody learns its answer, and nothing is written any more."""

    def __init__(self, access: CkanAccess, last: int) -> None:
        super().__init__(access)
        self._last, self._done, self._one_at_a_time = last, 0, threading.Lock()

    def write(self, action: str, data: Mapping[str, Any], *, seconds: float | None = None) -> Any:
        return self._counting(lambda: Calls.write(self, action, data, seconds=seconds))

    def revise(self, data: Mapping[str, Any], uploads: Mapping[str, Upload], *, limit: int | None = None) -> Any:
        if not uploads:
            return self.write("package_revise", data)
        return self._counting(lambda: Calls.revise(self, data, uploads, limit=limit))

    def _counting(self, call: Callable[[], Any]) -> Any:
        with self._one_at_a_time:
            if self._done >= self._last:
                raise Killed
            answer = call()
            self._done += 1
            if self._done >= self._last:
                raise Killed
            return answer

    @property
    def died(self) -> bool:
        """Whether it came to the end."""
        return self._done >= self._last


class InterferedCalls(Calls):
    """Somebody else does something just before the first call of an action is sent."""

    def __init__(self, access: CkanAccess, action: str, interfere: Callable[[], None]) -> None:
        super().__init__(access)
        self._action, self._interfere = action, [interfere]

    def write(self, action: str, data: Mapping[str, Any], *, seconds: float | None = None) -> Any:
        self._perhaps(action)
        return super().write(action, data, seconds=seconds)

    def revise(self, data: Mapping[str, Any], uploads: Mapping[str, Upload], *, limit: int | None = None) -> Any:
        self._perhaps("package_revise")
        return super().revise(data, uploads, limit=limit)

    def _perhaps(self, action: str) -> None:
        if action == self._action and self._interfere:
            self._interfere.pop()()


class BrokenPages(Calls):
    """Pages with this word in their address answer with an error."""

    def __init__(self, access: CkanAccess, word: str) -> None:
        super().__init__(access)
        self._word = word

    def page(self, path_or_url: str) -> int:
        return 500 if self._word in path_or_url else super().page(path_or_url)
