# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the settings file of CKAN from what the portal remembers and what catalogs/portal.yaml says.

Keep out: secrets anywhere else; the file is readable by its owner alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from deploy.ckan.places import Places
from godonu_platform.catalogs.portal import Portal

BEFORE, AFTER = (
    ("activity",),
    (
        "dcat",
        "structured_data",
        "datastore",
        "datatables_view",
        "text_view",
        "image_view",
        "charts_view",
        "charts_builder_view",
    ),
)
PLUGINS = (*BEFORE, *AFTER)
# The first plugin that has a template, an action or a field wins, so ours stands before those it changes.
WITH_EXTENSION = (*BEFORE, "godonu", *AFTER, "scheming_datasets")
# Megabytes. A year of hourly counts of a whole Land stays far below.
UPLOAD_LIMIT = 1024


@dataclass(frozen=True)
class Surroundings:
    """The other parts as CKAN reaches them; the addresses hold passwords and are never shown."""

    database: str
    datastore_write: str
    datastore_read: str
    redis: str
    solr: str
    session_secret: str

    def __repr__(self) -> str:
        """Tell nothing."""
        return "Surroundings(…)"


@dataclass(frozen=True)
class Face:
    """What visitors and harvesters read: the address, catalogs/portal.yaml, the IRI of its licence."""

    site: str
    portal: Portal
    licence: str | None = None


@dataclass(frozen=True)
class Code:
    """What CKAN runs: with our extension or without, with which plugins beside it, and a digest of all that."""

    own: bool
    more_plugins: tuple[str, ...] = ()
    digest: str = ""


def ckan_ini(places: Places, face: Face, around: Surroundings, code: Code) -> str:
    """Return the text of ckan.ini; it changes exactly when CKAN has to be started anew."""
    settings = {
        **_parts(places, around),
        **_face(face),
        **_rights(),
        **_data(),
        **_plugins(code),
        **(_own(face) if code.own else {}),
    }
    lines = [
        f"# Made by deploy/ckan; do not edit by hand. {code.digest}",
        "[DEFAULT]",
        "debug = false",
        "",
        "[app:main]",
        "use = egg:ckan",
    ]
    lines += [f"{name} = {_one_line(value)}" for name, value in settings.items()]
    return "\n".join([*lines, _LOGGING])


def _parts(places: Places, around: Surroundings) -> dict[str, str]:
    return {
        "SECRET_KEY": around.session_secret,
        "sqlalchemy.url": around.database,
        "ckan.datastore.write_url": around.datastore_write,
        "ckan.datastore.read_url": around.datastore_read,
        "ckan.redis.url": around.redis,
        "solr_url": around.solr,
        "ckan.storage_path": str(places.uploads),
        "ckan.webassets.path": str(places.webassets),
    }


def _face(face: Face) -> dict[str, str]:
    return {
        "ckan.site_url": face.site,
        "ckan.site_id": "godonu",
        "ckan.site_title": face.portal.title,
        "ckan.site_description": face.portal.lead,
        "ckan.locale_default": "de",
        # Our own words exist in German alone; an English page would be half German.
        "ckan.locales_offered": "de",
        "ckan.locale_order": "de",
        "ckan.display_timezone": "Europe/Berlin",
        # The pictures of accounts would come from a foreign server.
        "ckan.gravatar_default": "disabled",
    }


def _rights() -> dict[str, str]:
    """Nobody registers and nobody without an account writes; groups are made by the publishing account."""
    return {
        "ckan.auth.anon_create_dataset": "false",
        "ckan.auth.create_unowned_dataset": "false",
        "ckan.auth.create_dataset_if_not_in_organization": "false",
        "ckan.auth.user_create_groups": "true",
        "ckan.auth.user_create_organizations": "false",
        "ckan.auth.user_delete_groups": "false",
        "ckan.auth.user_delete_organizations": "false",
        "ckan.auth.create_user_via_api": "false",
        "ckan.auth.create_user_via_web": "false",
        "ckan.auth.public_user_details": "false",
        # Earlier states of a dataset must not stay readable after it was taken off in an emergency.
        "ckan.auth.public_activity_stream_detail": "false",
        "ckan.auth.reveal_private_datasets": "false",
    }


def _data() -> dict[str, str]:
    return {
        "ckan.max_resource_size": str(UPLOAD_LIMIT),
        "ckan.datastore.sqlsearch.enabled": "false",
        "ckan.datastore.default_fts_lang": "german",
        "ckan.datastore.default_fts_index_method": "gin",
        # The publisher makes the views, with ids that stay; CKAN's own would stand beside them.
        "ckan.views.default_views": "",
        "ckan.cors.origin_allow_all": "true",
        "ckan.dataset.create_on_ui_requires_resources": "false",
        "ckanext.charts.cache_strategy": "redis",
    }


def _plugins(code: Code) -> dict[str, str]:
    settings = {
        "ckan.plugins": " ".join([*(WITH_EXTENSION if code.own else PLUGINS), *code.more_plugins]),
        "ckanext.dcat.rdf.profiles": "dcat_ap_de_3" if code.own else "euro_dcat_ap_3",
        "ckanext.dcat.enable_content_negotiation": "true",
    }
    if code.own:
        settings["scheming.dataset_schemas"] = "ckanext.godonu:schema.yaml"
        settings["scheming.presets"] = "ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml"
    return settings


def _own(face: Face) -> dict[str, str]:
    """Return what our extension asks for beyond CKAN's own; lists are joined as its declaration says."""
    portal, imprint = face.portal, face.portal.imprint
    settings = {
        "lead": portal.lead,
        "publisher_name": portal.publisher.name,
        "publisher_url": portal.publisher.homepage,
        "publisher_type": portal.publisher.type,
        "catalog_license": face.licence,
        "contact_name": portal.contact.name,
        "contact_email": portal.contact.email,
        "imprint_operator": imprint.operator,
        "imprint_address": " | ".join(imprint.address),
        "imprint_represented_by": imprint.represented_by,
        "imprint_email": imprint.email,
        "imprint_phone": imprint.phone,
        "imprint_responsible": imprint.responsible,
        "imprint_notes": " | ".join(imprint.notes),
        "accessibility": " | ".join(portal.accessibility),
    }
    return {f"godonu.{name}": value for name, value in settings.items() if value}


def _one_line(value: str) -> str:
    """Return a value that cannot begin a new setting and holds no reference to another one."""
    return " ".join(value.split()).replace("%", "%%")


_LOGGING = """
[loggers]
keys = root, ckan, ckanext, werkzeug

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console

[logger_werkzeug]
level = WARNING
handlers = console
qualname = werkzeug
propagate = 0

[logger_ckan]
level = INFO
handlers = console
qualname = ckan
propagate = 0

[logger_ckanext]
level = INFO
handlers = console
qualname = ckanext
propagate = 0

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(asctime)s %(levelname)-5.5s [%(name)s] %(message)s
"""
