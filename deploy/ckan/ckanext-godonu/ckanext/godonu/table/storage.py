# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opens the uploaded file of a resource where CKAN keeps it, whichever of its two storages that is.

CKAN 2.12 has storages of the library file-keeper; a portal without one keeps files below ckan.storage_path. Keep out:
what is in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ckan.lib import files, uploader

from ckanext.godonu.table.mistakes import TableMistake

_CHUNK = 1024 * 1024


def uploaded_chunks(resource: dict[str, Any]) -> Iterator[bytes]:
    """Yield the bytes of an uploaded file; raises TableMistake when there is none."""
    if resource.get("url_type") != "upload":
        raise TableMistake("resource_id", "Zu dieser Ressource ist keine Datei hochgeladen.")
    upload: Any = uploader.get_resource_uploader(dict(resource))
    place = upload.get_path(resource["id"])
    storage = getattr(upload, "storage", None)
    try:
        if storage is None:
            yield from _pieces(open(place, "rb"))  # noqa: SIM115 - _pieces closes it
        else:
            location = files.Location(place)
            yield from _pieces(storage.stream(files.FileData(location, size=storage.size(location))))
    except (OSError, files.exc.FilesError) as error:
        raise TableMistake("resource_id", "Die hochgeladene Datei fehlt im Speicher des Portals.") from error


def _pieces(stream: Any) -> Iterator[bytes]:
    """Yield large pieces: a storage may hand out a file, whose iteration would go line by line, or plain chunks."""
    if not hasattr(stream, "read"):
        yield from stream
        return
    with stream:
        yield from iter(lambda: stream.read(_CHUNK), b"")
