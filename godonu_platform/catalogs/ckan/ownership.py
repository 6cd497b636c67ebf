# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tells whether what the portal shows under our name is ours; nothing of somebody else's is changed or emptied.

Keep out: what is done with our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from godonu_platform.catalogs.ckan.package import Site
from godonu_platform.catalogs.identifiers import dataset_id


class NotOurs(RuntimeError):
    """The portal has something else under this name; the text says what to do."""


def refuse_strangers(dataset: str, site: Site, package: Mapping[str, Any] | None) -> None:
    """Raise NotOurs when a package carries our identifier neither as its id nor in its field."""
    if package is None:
        return
    ours = dataset_id(site.installation, dataset)
    extras = {extra["key"]: extra["value"] for extra in package.get("extras") or ()}
    if ours not in (package["id"], package.get("identifier"), extras.get("identifier")):
        raise NotOurs(
            f"Im Portal heißt schon ein anderer Datensatz »{dataset}«; er stammt nicht von hier. Bitte den "
            "Betrieb des Portals, ihn umzubenennen."
        )
