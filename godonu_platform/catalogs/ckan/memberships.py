# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decides which organisation and which groups of the portal a release belongs to, and makes those that are missing.

Keep out: how organisations are called (organisations).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.organisations import JOINT, Organisation, organisation_of, organisations
from godonu_platform.catalogs.portal import Portal
from godonu_platform.catalogs.release_record import ReleaseRecord
from godonu_platform.catalogs.vocabularies import Vocabularies
from godonu_platform.contracts.partners import Partners


class NoHome(RuntimeError):
    """The portal has no organisation for a release that we may write into; the text says who must do what."""


@dataclass(frozen=True)
class Memberships:
    """Where the token may write: names of organisations and groups; what we make is added."""

    organisations: set[str]
    groups: set[str]


def home_of(record: ReleaseRecord, partners: Partners) -> str:
    """Return the name of the organisation: that of the only partner, otherwise the joint one."""
    inside = [partners.get(partner.ars) for partner in record.partners_in]
    if len(inside) == 1 and inside[0] is not None and inside[0].role == "partner":
        return organisation_of(inside[0]).name
    return JOINT


def theme_group(code: str) -> str:
    """Return the name of the group of an EU data theme, as GovData has them: gove, tran."""
    return code.lower()


def memberships(calls: Calls) -> Memberships:
    """Ask the portal where the token may write; without a token nowhere."""
    try:
        mine = calls.read("organization_list_for_user", permission="create_dataset")
        groups = calls.read("group_list_authz", am_member=False)
    except PortalFault as fault:
        if fault.kind not in ("verboten", "angemeldet"):
            raise
        return Memberships(set(), set())
    return Memberships({one["name"] for one in mine}, {one["name"] for one in groups})


def ensure_home(calls: Calls, name: str, known: Memberships, partners: Partners, portal: Portal) -> None:
    """Make sure that a dataset can be put into an organisation. Raises NoHome."""
    if name in known.organisations:
        return
    wanted = next(
        o for o in organisations(partners, portal.publisher.name, portal.publisher.homepage) if o.name == name
    )
    try:
        calls.write("organization_create", {"name": name, "title": wanted.title, "extras": _extras(wanted)})
    except PortalFault as fault:
        if fault.kind in ("verboten", "angemeldet", "konflikt", "ungueltig"):
            raise NoHome(_missing_rights(wanted)) from None
        raise
    known.organisations.add(name)


def ensure_groups(calls: Calls, names: Iterable[str], known: Memberships, vocabularies: Vocabularies) -> list[str]:
    """Make groups that are missing where that is allowed; returns those that a dataset cannot be put into."""
    titles = {theme_group(code): term.title for code, term in vocabularies.themes.items()}
    refused = []
    for name in names:
        if name in known.groups:
            continue
        try:
            calls.write("group_create", {"name": name, "title": titles[name]})
        except PortalFault as fault:
            if fault.kind not in ("verboten", "angemeldet", "konflikt", "ungueltig"):
                raise
            refused.append(name)
        else:
            known.groups.add(name)
    return refused


def _extras(wanted: Organisation) -> list[dict[str, str]]:
    return [{"key": "ars", "value": wanted.ars}] if wanted.ars else []


def _missing_rights(wanted: Organisation) -> str:
    return (
        f"Im Portal gibt es keine Organisation »{wanted.title}« (Name {wanted.name}), in die dieses Token schreiben "
        "darf. Bitte den Betrieb des Portals, sie anzulegen und dem Nutzer des Tokens dort die Rolle »Redakteur« oder "
        "»Administrator« zu geben."
    )
