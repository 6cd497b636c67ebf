# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Calls a real CKAN as publisher, operator, stranger or nobody, and tells its refusals as exceptions.

Keep out: what is published.
"""

from __future__ import annotations

import hashlib
import html
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from tests.portal import CkanForTests


class Refused(Exception):
    """CKAN said no: HTTP status and what it said."""

    def __init__(self, status: int, error: Any) -> None:
        super().__init__(f"{status}: {error}")
        self.status, self.error = status, error

    @property
    def text(self) -> str:
        """All that was said, as one text."""
        return json.dumps(self.error, ensure_ascii=False)


@dataclass
class PortalClient:
    """One portal, and who may call it as whom."""

    ckan: CkanForTests

    def __enter__(self) -> PortalClient:
        self._session = requests.Session()
        self._tokens = {"publisher": self.ckan.token, "operator": self.ckan.sysadmin_token}
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def publisher(self, action: str, **data: Any) -> Any:
        """Call as the publishing account: admin of all organisations, no sysadmin."""
        return self.call("publisher", action, data)

    def operator(self, action: str, **data: Any) -> Any:
        """Call as sysadmin."""
        return self.call("operator", action, data)

    def anybody(self, action: str, **data: Any) -> Any:
        """Call without a token."""
        return self.call("anybody", action, data)

    def stranger(self, action: str, **data: Any) -> Any:
        """Call as an account without any rights."""
        if "stranger" not in self._tokens:
            name = "fremd"
            if name not in self.operator("user_list", all_fields=False):
                self.operator("user_create", name=name, email="fremd@example.org", password="nur fuer Tests 1")
            self._tokens["stranger"] = self.operator("api_token_create", user=name, name="test")["token"]
        return self.call("stranger", action, data)

    def call(self, who: str, action: str, data: dict[str, Any], files: dict[str, Any] | None = None) -> Any:
        """Call an action and return its result; raises Refused."""
        body: dict[str, Any] = {"data": data, "files": files} if files else {"json": data}
        answer = self._session.post(
            f"{self.ckan.url}/api/3/action/{action}", headers=self._headers(who), timeout=300, **body
        )
        try:
            said = answer.json()
        except ValueError:
            raise Refused(answer.status_code, answer.text[:2000]) from None
        if not said["success"]:
            raise Refused(answer.status_code, said["error"])
        return said["result"]

    def _headers(self, who: str) -> dict[str, str]:
        """Return headers; kept out of call, whose variables pytest prints when something fails."""
        # no keep-alive: a connection that the server closes meanwhile would be a fault of the test
        token = self._tokens.get(who)
        return {"Connection": "close"} | ({"Authorization": token} if token else {})

    def upload(self, resource_id: str, name: str, content: bytes) -> str:
        """Upload the file of a resource and return its checksum."""
        digest = hashlib.sha256(content).hexdigest()
        files = {"upload": (name, content, "text/csv")}
        self.call("publisher", "resource_patch", {"id": resource_id, "hash": digest}, files)
        return digest

    def page(self, path: str) -> requests.Response:
        """Fetch a page as the public does."""
        return self._session.get(self.ckan.url + path, headers={"Connection": "close"}, timeout=60)

    def form(self, path: str) -> str:
        """Fetch a page as the operator sees it."""
        answer = self._session.get(self.ckan.url + path, headers=self._headers("operator"), timeout=60)
        assert answer.status_code == 200, answer.status_code
        return html.unescape(answer.text)

    def sql(self, query: str) -> list[list[str]]:
        """Ask the database of the tables directly, as their owner."""
        said = subprocess.run(self._psql(query), check=True, capture_output=True, text=True).stdout
        return [line.split("\x1f") for line in said.splitlines()]

    @contextmanager
    def reading(self, table: str) -> Iterator[None]:
        """Let a query read a table for as long as the block lasts."""
        query = f'begin; select count(*) from "{table}"; select pg_sleep(120)'
        reader = subprocess.Popen(self._psql(query), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.until(lambda: bool(self.sql("select 1 from pg_stat_activity where wait_event = 'PgSleep'")))
            yield
        finally:
            self.end_reading()
            reader.wait()

    def end_reading(self) -> None:
        """End the query of `reading` before the block ends."""
        self.sql("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'")

    @staticmethod
    def until(met: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait for something; fails after a time."""
        end = time.monotonic() + seconds
        while not met():
            assert time.monotonic() < end, "it did not come to that"
            time.sleep(0.05)

    def _psql(self, query: str) -> list[str]:
        ini = (self.ckan.folder / "ckan.ini").read_text(encoding="utf-8").splitlines()
        url = next(line.partition("=")[2].strip() for line in ini if line.startswith("ckan.datastore.write_url"))
        url = "postgresql" + url[url.index("://") :]  # psql does not know the name of a driver
        options = ["-X", "-q", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1"]
        return ["psql", url, *options, *(part for one in query.split("; ") for part in ("-c", one))]
