# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files of one package_revise: their parts in the multipart body, read while they are sent, never held in memory.

Keep out: which file belongs to which resource (the publisher knows) and how often it is tried (calls).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from requests_toolbelt import MultipartEncoder

from godonu_platform.catalogs.ckan import faults


@dataclass(frozen=True)
class Upload:
    """One file: where it lies, what it is called on the portal, its media type, and the checksum that it must have."""

    path: Path
    name: str
    media_type: str
    sha256: str | None = None

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.path.stat().st_size


class _Checked:
    """A file as the form reads it: `len` bytes are left. The last of them are only given when the checksum is right.

    The length of the whole form was announced, so a portal that never gets the end takes nothing of it.
    """

    def __init__(self, stream: BinaryIO, upload: Upload) -> None:
        self._stream, self._upload, self._digest = stream, upload, hashlib.sha256()
        self.len = os.fstat(stream.fileno()).st_size
        if not self.len:
            self._refuse_other()

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(self.len if size < 0 else min(size, self.len))
        self._digest.update(piece)
        self.len -= len(piece)
        if not self.len or not piece:
            self._refuse_other(cut=bool(self.len) and size != 0)
        return piece

    @property
    def closed(self) -> bool:
        return self._stream.closed

    def _refuse_other(self, *, cut: bool = False) -> None:
        expected = self._upload.sha256
        if cut or (not self.len and expected is not None and self._digest.hexdigest() != expected):
            raise faults.PortalFault(
                "ungueltig",
                f"Die Datei {self._upload.name} hat sich seit der Freigabe geändert; sie wurde nicht veröffentlicht. "
                "Bitte den Datensatz neu freigeben und noch einmal veröffentlichen.",
            )


def refuse_too_large(uploads: Mapping[str, Upload], limit: int | None) -> None:
    """Raise PortalFault `zu_gross` for the first file over the portal's limit, before anything is sent."""
    for upload in uploads.values():
        if limit is not None and upload.size > limit:
            raise faults.too_large(f"Die Datei {upload.name} ({faults.megabytes(upload.size)})", limit)


@contextmanager
def multipart(data: Mapping[str, Any], uploads: Mapping[str, Upload]) -> Iterator[MultipartEncoder]:
    """Give a body with `data` first, as CKAN reads it from a form (JSON per field), then each file for its resource."""
    with ExitStack() as files:
        fields: list[tuple[str, Any]] = [
            (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, allow_nan=False))
            for name, value in data.items()
        ]
        for resource, upload in uploads.items():
            stream = files.enter_context(upload.path.open("rb"))
            fields.append(
                (f"update__resources__{resource}__upload", (upload.name, _Checked(stream, upload), upload.media_type))
            )
        yield MultipartEncoder(fields)
