# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers the addresses of our own pages: /dataset/<name>/herkunft, /impressum, /barrierefreiheit.

Keep out: what stands on them; that is in the templates and in provenance.py.
"""

from __future__ import annotations

from typing import Any

from ckan.plugins import toolkit
from flask import Blueprint

from ckanext.godonu.provenance import provenance_of, versions_of

blueprint = Blueprint("godonu", __name__)


@blueprint.route("/dataset/<name>/herkunft")
def provenance(name: str) -> Any:
    """Show all that is known about where the figures of a dataset come from; 404 where nothing is."""
    try:
        package = toolkit.get_action("package_show")({"for_view": True}, {"id": name})
    except (toolkit.ObjectNotFound, toolkit.NotAuthorized):
        return toolkit.abort(404, "Diesen Datensatz gibt es nicht, oder er ist nicht öffentlich.")
    found = provenance_of(package)
    if found is None:
        return toolkit.abort(404, "Zu diesem Datensatz ist keine Herkunft hinterlegt.")
    if name != package["name"]:
        return toolkit.redirect_to("godonu.provenance", name=package["name"])
    about = {"pkg_dict": package, "dataset_type": package["type"], "way": found, "versions": versions_of(package)}
    return toolkit.render("godonu/herkunft.html", about)


@blueprint.route("/impressum")
def imprint() -> str:
    """Show who runs the portal."""
    return toolkit.render("godonu/impressum.html")


@blueprint.route("/barrierefreiheit")
def accessibility() -> str:
    """Show how accessible the portal is and whom to tell about barriers."""
    return toolkit.render("godonu/barrierefreiheit.html")
