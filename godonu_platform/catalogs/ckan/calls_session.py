# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""An HTTP session with limits: of time, of the size of an answer; no redirect; the token goes to its own origin only.

ckanapi sends through it. Whatever is no answer of CKAN's leaves as a PortalFault. Keep out: tries and pauses (calls).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from godonu_platform.catalogs.ckan import faults
from godonu_platform.catalogs.ckan.calls_deadline import CutAdapter, Deadline
from godonu_platform.catalogs.ckan.calls_tempo import Tempo
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.faults_read import fault_of_status

MOST = 128 * 1024 * 1024  # bytes of one answer; a page of 32,000 wide rows is far below
_PIECE = 64 * 1024
_ERROR = 64 * 1024  # characters of an answer that are looked at for the cause of an error
_CONNECTIONS = 16
_UNREADABLE = (
    requests.exceptions.ContentDecodingError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
)


class TokenAtHome(AuthBase):
    """Puts the token into the header of a call to the portal's own origin, into no other; never shown.

    It also stands in the place of .netrc, whose entry would replace the token.
    """

    def __init__(self, site: str, token: str | None) -> None:
        self._home, self._token = origin_of(site), token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header where it belongs."""
        if self._token and origin_of(request.url or "") == self._home:
            request.headers["Authorization"] = self._token
        return request

    def __repr__(self) -> str:
        return "<token>" if self._token else "<no token>"


class Nobody(AuthBase):
    """Signs a call with nothing: what the public would see."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Leave the call as it is."""
        return request


class _Straight(requests.Session):
    """Looks at no redirect at all; requests would read its body whole, and stumble over a broken address in it."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


@dataclass(frozen=True)
class Answer:
    """What ckanapi needs of an answer."""

    status_code: int
    text: str


_NOTHING = Answer(0, "")


class PortalSession:
    """What ckanapi posts through; answers come back whole, within limits, and as JSON."""

    def __init__(self, site: str, token: str | None, agent: str, tempo: Tempo) -> None:
        self.tempo = tempo
        self._session = _Straight()
        self._session.headers["User-Agent"] = agent
        self._session.auth = TokenAtHome(site, token)
        # a session cookie would make CKAN ask for a CSRF mark, and mix the threads up
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = CutAdapter(pool_maxsize=_CONNECTIONS)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._answered = threading.local()

    @property
    def answer(self) -> Answer:
        """The answer that this thread read last, its text cut to what an error needs."""
        last: Answer = getattr(self._answered, "answer", _NOTHING)
        return last

    def post(self, url: str, *, data: Any, headers: dict[str, str], timeout: float, **_: Any) -> Answer:
        """Send an action; raises PortalFault for whatever is no JSON answer of CKAN's."""
        self._answered.answer = _NOTHING
        with self.opened("POST", url, timeout, data=data, headers=headers) as (response, _deadline):
            body = b"".join(pieces(response, MOST))
            answer = Answer(response.status_code, body.decode("utf-8-sig", "replace"))
            said = response.headers
        last = self._answered.answer = Answer(answer.status_code, answer.text[:_ERROR])
        fault = fault_of_status(last.status_code, said, last.text)
        if fault is not None:
            raise fault
        return answer

    @contextmanager
    def opened(
        self, method: str, url: str, seconds: float, **options: Any
    ) -> Iterator[tuple[requests.Response, Deadline]]:
        """Send, and give the answer to be read within the limit; raises PortalFault when the connection fails."""
        fault: PortalFault | None = None
        # whoever may take longer than usual in all may also be silent for longer
        silence = max(self.tempo.read, seconds - self.tempo.total)
        deadline = Deadline(seconds)
        options |= {"timeout": (self.tempo.connect, silence), "stream": True, "allow_redirects": False}
        try:
            with deadline, self._session.request(method, url, **options) as response:
                yield response, deadline
        except OSError as error:  # every RequestException is one
            fault = _broken(error, deadline.over, seconds, silence)
        # raised here, so that no text of the library hangs on to it
        if fault is not None:
            raise fault
        if deadline.over:
            raise _too_slow(seconds)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


def pieces(response: requests.Response, most: int | None) -> Iterator[bytes]:
    """Yield the body piece by piece; raises PortalFault when it is larger than `most` bytes."""
    size = 0
    for piece in response.iter_content(_PIECE):
        size += len(piece)
        if most is not None and size > most:
            raise faults.not_an_answer(f"sie ist größer als {faults.megabytes(most)}", response.status_code)
        yield piece


def origin_of(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address, None when it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname.rstrip("."), port) if parts.hostname else None


def _too_slow(seconds: float) -> PortalFault:
    return faults.unreachable(f"es war nach {round(seconds, 1):g} Sekunden nicht fertig", unsure=True)


def _broken(error: OSError, over: bool, seconds: float, silence: float) -> PortalFault:
    if over:
        return _too_slow(seconds)
    if isinstance(error, requests.exceptions.SSLError):
        return faults.unreachable("sein Zertifikat gilt hier nicht", unsure=False, again=False)
    if isinstance(error, requests.exceptions.ProxyError):
        return faults.unreachable("der Proxy lässt nicht durch", unsure=False)
    if isinstance(error, requests.ConnectTimeout) or _reason(error) in ("NewConnectionError", "NameResolutionError"):
        return faults.unreachable("es nimmt keine Verbindung an", unsure=False)
    if isinstance(error, requests.Timeout) or _reason(error) == "ReadTimeoutError":
        return faults.unreachable(f"es schwieg {round(silence, 1):g} Sekunden lang", unsure=True)
    if isinstance(error, _UNREADABLE):
        return faults.not_an_answer("sie lässt sich nicht lesen")
    return faults.unreachable("die Verbindung riss ab", unsure=True)


def _reason(error: OSError) -> str:
    """Return the name of what urllib3 saw behind an error of requests."""
    cause = error.args[0] if error.args else None
    return type(getattr(cause, "reason", None) or cause).__name__
