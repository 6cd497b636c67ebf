# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Gives datasets and files identifiers that never change: the same in every catalogue, on every run (DCAT-AP.de K25).

Keep out: names people read, and addresses.
"""

from __future__ import annotations

import uuid

# One namespace for all of the platform, itself derived from a name so that nobody has to keep it.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:godonu:kataloge")


def dataset_id(installation: str, dataset: str) -> str:
    """Return the UUIDv5 of a dataset of an installation."""
    return str(uuid.uuid5(_NAMESPACE, f"{installation}/{dataset}"))


def file_id(installation: str, dataset: str, name: str) -> str:
    """Return the UUIDv5 of one file of a dataset (`data.csv`), whatever its version."""
    return str(uuid.uuid5(_NAMESPACE, f"{installation}/{dataset}/{name}"))


def view_id(installation: str, dataset: str, name: str, kind: str) -> str:
    """Return the UUIDv5 of one view of a file (`table`, `picture`, `chart`)."""
    return str(uuid.uuid5(_NAMESPACE, f"{installation}/{dataset}/{name}#{kind}"))
