# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files of one package_revise: their parts in the multipart body, read while they are sent, never held in memory.

Keep out: which file belongs to which resource (the publisher knows) and how often it is tried (calls).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from requests_toolbelt import MultipartEncoder

from godonu_platform.catalogs.ckan import faults


@dataclass(frozen=True)
class Upload:
    """One file: where it lies, what it is called on the portal, its media type."""

    path: Path
    name: str
    media_type: str

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.path.stat().st_size


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
            fields.append((f"update__resources__{resource}__upload", (upload.name, stream, upload.media_type)))
        yield MultipartEncoder(fields)
