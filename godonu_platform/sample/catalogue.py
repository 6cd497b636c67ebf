# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of services and online services of each partner, in the shape of the PVOG's pipe CSV."""

from __future__ import annotations

from godonu_platform.contracts.partners import Partner
from godonu_platform.sample.ingredients import Ingredients
from godonu_platform.sample.portal import service_ids, services_of

HEADER = "ID-LB|Leikaschlüssel|Name|Name2|Updatedatum|ID-OD|Bezeichnung OD|Links"


def pvog_file(ingredients: Ingredients, partner: Partner, number: int, host: str) -> tuple[bytes, int]:
    """Return one row for each service; quotes stand there unescaped, as in the real export."""
    rows = [HEADER]
    for position, service in services_of(ingredients, partner):
        service_id, online_id = service_ids(number, position)
        online = f'Online-Dienst "{service.name_citizen}"'
        fields = [service_id, service.key, service.name, service.name_citizen, ingredients.recipe.catalogue.exported]
        rows.append("|".join([*fields, online_id, online, f"https://{host}/{service.slug}"]))
    return ("\n".join(rows) + "\n").encode(), len(rows) - 1
