# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The only way to the portal: CKAN's actions through ckanapi, files streamed, limits kept, another try where it helps.

Tried again are 429, 500, 502, 503, 504, failed and broken connections and silence; never what the portal has judged
(400, 401, 403, 404, 409, 413, a validation error). Keep out: what is written (package, table, apply).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.metadata import version
from typing import Any, TypeVar
from urllib.parse import urljoin

import ckanapi
import requests
from ckanapi.common import reverse_apicontroller_action

from godonu_platform.catalogs.ckan import faults
from godonu_platform.catalogs.ckan.calls_repeat import may_repeat, what_arrived
from godonu_platform.catalogs.ckan.calls_session import Nobody, PortalSession, origin_of, pieces
from godonu_platform.catalogs.ckan.calls_tempo import Tempo
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.faults_read import fault_of_answer, fault_of_status
from godonu_platform.catalogs.ckan.uploads import Upload, multipart, refuse_too_large
from godonu_platform.settings import CkanAccess

T = TypeVar("T")
_AGENT = f"godonu/{version('godonu-platform')}"
_REDIRECTS = 3
_PAGE = 32 * 1024 * 1024
_TYPED = (
    ckanapi.CKANAPIError,
    ckanapi.ValidationError,
    ckanapi.NotAuthorized,
    ckanapi.NotFound,
    ckanapi.ServerIncompatibleError,
    KeyError,  # of ckanapi: success without a result
    RecursionError,  # of json: a thousand brackets
)


class Calls:
    """Calls of one portal, from any thread. Every method raises PortalFault; `writes` counts the writing calls sent."""

    def __init__(self, access: CkanAccess, *, tempo: Tempo | None = None) -> None:
        self.url = access.url.rstrip("/")
        self.tempo = tempo or Tempo()
        self.writes = 0
        self._has_token = bool(access.token)
        self._count = threading.Lock()
        self._session = PortalSession(self.url, access.token, _AGENT, self.tempo)
        self._ckan = ckanapi.RemoteCKAN(self.url, user_agent=_AGENT, session=self._session)

    def __repr__(self) -> str:
        return f"Calls({self.url})"

    def read(self, action: str, **data: Any) -> Any:
        """Return the result of an action that changes nothing."""
        return self._tried(lambda: self._act(action, data, None), repeatable=True)

    def write(self, action: str, data: Mapping[str, Any], *, seconds: float | None = None) -> Any:
        """Send an action that changes something and return its result; `seconds` is its limit where ours is too short.

        An answer that was lost is settled: sent again where that does no harm, and read back where the repeat is
        refused because the first one had been done.
        """

        def attempt() -> Any:
            self._counted()
            return self._act(action, data, seconds)

        return self._settled(action, data, attempt)

    def revise(self, data: Mapping[str, Any], uploads: Mapping[str, Upload], *, limit: int | None = None) -> Any:
        """Send one package_revise with files, each for the resource with that id; memory does not grow with the files.

        `limit` is the portal's for one file, as far as it is known: then nothing is sent at all.
        """
        if not uploads:
            return self.write("package_revise", data)
        refuse_too_large(uploads, limit)

        def attempt() -> Any:
            self._counted()
            return self._upload("package_revise", data, uploads)

        try:
            return self._settled("package_revise", data, attempt)
        except PortalFault as fault:
            largest = max(uploads.values(), key=lambda upload: upload.size)
            if fault.kind == "zu_gross":
                named = faults.too_large(f"Die Datei {largest.name} ({faults.megabytes(largest.size)})", None)
            elif fault.kind == "unerreichbar" and fault.unsure:
                named = fault.adding(
                    f"Hochgeladen wurde gerade (größte Datei: {largest.name}, {faults.megabytes(largest.size)}); "
                    f"manche Webserver trennen auch, wenn eine Datei zu groß ist (siehe {faults.LIMIT_NAME})."
                )
            else:
                raise
        raise named

    def download(self, url: str) -> Iterator[bytes]:
        """Yield a file piece by piece; the token goes along only on the portal's own addresses."""
        target = url if "://" in url else f"{self.url}/{url.removeprefix('/')}"
        for _ in range(_REDIRECTS + 1):
            step = self._tried(partial(self._fetch, target), repeatable=True)
            if not isinstance(step, str):
                yield from step
                return
            target = step
        raise faults.redirected("immer wieder eine andere Adresse", 302)

    def page(self, path_or_url: str) -> int:
        """Return the status of a page as the public sees it: without token, after redirects to the same origin."""
        first = target = path_or_url if "://" in path_or_url else f"{self.url}/{path_or_url.removeprefix('/')}"
        for _ in range(_REDIRECTS + 1):
            status, onward = self._tried(partial(self._look, target), repeatable=True)
            if not onward or origin_of(onward) != origin_of(first):
                return int(status)
            target = onward
        return 302

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _counted(self) -> None:
        with self._count:
            self.writes += 1

    def _settled(self, action: str, data: Mapping[str, Any], attempt: Callable[[], T]) -> T | Any:
        lost: list[PortalFault] = []
        try:
            return self._tried(attempt, repeatable=may_repeat(action, data), lost=lost)
        except PortalFault as fault:
            problem = fault
        if lost and (problem.kind == "konflikt" or problem.unsure):
            # asked once: a portal that is gone should not cost the same patience again
            arrived = what_arrived(action, data, lambda show, **which: self._act(show, which, None))
            if arrived is not None:
                return arrived
        raise problem

    def _tried(self, attempt: Callable[[], T], *, repeatable: bool, lost: list[PortalFault] | None = None) -> T:
        begun, tried = self.tempo.now(), 0
        while True:
            tried += 1
            try:
                return attempt()
            except PortalFault as fault:
                problem = fault
            if problem.unsure and lost is not None:
                lost.append(problem)
            if not problem.again or (problem.unsure and not repeatable):
                break
            pause = self.tempo.pause(tried, problem.wait)
            if tried >= self.tempo.attempts or pause is None:
                break
            if self.tempo.now() - begun + pause > self.tempo.patience:
                break
            self.tempo.sleep(pause)
        raise problem

    def _act(self, action: str, data: Mapping[str, Any], seconds: float | None) -> Any:
        limit = {"timeout": seconds or self.tempo.total}
        return self._understood(action, lambda: self._ckan.call_action(action, dict(data), requests_kwargs=limit))

    def _upload(self, action: str, data: Mapping[str, Any], uploads: Mapping[str, Upload]) -> Any:
        url = f"{self.url}/api/action/{action}"
        with multipart(data, uploads) as body:
            answer = self._session.post(
                url, data=body, headers={"Content-Type": body.content_type}, timeout=self.tempo.seconds(body.len)
            )
        return self._understood(action, lambda: reverse_apicontroller_action(url, answer.status_code, answer.text))

    def _understood(self, action: str, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except _TYPED as error:
            answer = self._session.answer
            fault = fault_of_answer(error, action, answer.status_code, answer.text)
        raise fault

    def _fetch(self, url: str) -> str | Iterator[bytes]:
        """Return where to go on, or the pieces of the file; the connection stands when they come."""
        stream = self._stream(url)
        first = next(stream)
        return first if isinstance(first, str) else _joined(first, stream)

    def _stream(self, url: str) -> Iterator[Any]:
        with self._session.opened("GET", url, self.tempo.total) as (response, deadline):
            if onward := _onward(response, url):
                yield onward
                return
            _refuse(response)
            for piece in pieces(response, None):
                deadline.extend(len(piece) / self.tempo.slowest)
                yield piece
            yield b""

    def _look(self, url: str) -> tuple[int, str | None]:
        with self._session.opened("GET", url, self.tempo.total, auth=Nobody()) as (response, _deadline):
            if response.status_code in (429, 502, 503, 504):
                _refuse(response)
            for _ in pieces(response, _PAGE):
                pass
            return response.status_code, _onward(response, url)


def _onward(response: requests.Response, url: str) -> str | None:
    location = response.headers.get("Location")
    if response.status_code not in (301, 302, 303, 307, 308) or not location:
        return None
    onward = urljoin(url, location)
    return onward if origin_of(onward) else None


def _refuse(response: requests.Response) -> None:
    if response.status_code != 200:
        fault = fault_of_status(response.status_code, response.headers, "")
        raise fault or faults.not_an_answer("die Datei kommt nicht", response.status_code)


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
