# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""All that does not depend on one dataset, read once per publication: what the portal can do, and our own settings.

Keep out: any dataset.
"""

from __future__ import annotations

from typing import Any

from godonu_platform.catalogs.addresses import CkanAddresses
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.extras import PortalForm
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.package import Site
from godonu_platform.catalogs.ckan.portal_facts import PortalFacts, portal_facts
from godonu_platform.catalogs.portal import load_portal
from godonu_platform.catalogs.vocabularies import load_vocabularies
from godonu_platform.contracts.partners import load_partners
from godonu_platform.project import Project


class NoPortal(RuntimeError):
    """No portal is set; the text says which variables to set."""


def portal_calls(project: Project) -> Calls:
    """Return calls of the portal of this installation; raises NoPortal when none is set."""
    if project.ckan is None:
        raise NoPortal(
            "Es ist kein Portal eingestellt. Bitte GODONU_CKAN_URL auf die Adresse des CKAN setzen und "
            "GODONU_CKAN_TOKEN auf ein Token, das dort veröffentlichen darf."
        )
    return Calls(project.ckan)


def open_site(project: Project, calls: Calls, *, any_version: bool = False) -> Site:
    """Ask the portal what it can do and read our settings; raises PortalTooOld, PortalFault, YamlMistakes."""
    facts = portal_facts(calls, any_version=any_version)
    portal = load_portal(project)
    form = portal_form(calls, facts)
    return Site(
        addresses=CkanAddresses(facts.site_url, project.installation, form.own, portal.base_url),
        facts=facts,
        portal=portal,
        vocabularies=load_vocabularies(project),
        partners=load_partners(project),
        installation=project.installation,
        form=form,
    )


def portal_form(calls: Calls, facts: PortalFacts) -> PortalForm:
    """Return which fields the portal takes: all of ours, those of its own schema, or none beyond CKAN's."""
    if facts.own_actions:
        return PortalForm(own=True)
    if not facts.scheming:
        return PortalForm(own=False)
    try:
        schema = calls.read("scheming_dataset_schema_show", type="dataset")
    except PortalFault as fault:
        if fault.kind == "nicht_gefunden":
            return PortalForm(own=False)
        raise
    return PortalForm(False, _names(schema, "dataset_fields"), _names(schema, "resource_fields"))


def _names(schema: Any, part: str) -> frozenset[str]:
    return frozenset(field["field_name"] for field in schema.get(part, ()))
