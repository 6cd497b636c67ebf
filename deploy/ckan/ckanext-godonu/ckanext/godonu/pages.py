# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hands the plugin what belongs to pages: templates, style, helpers, addresses, facets.

Keep out: what the helpers find out; each names the module that knows.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

from ckan.plugins import toolkit
from markupsafe import Markup

from ckanext.godonu import dictionary, facets, facts, german, page_views, privacy, provenance, start
from ckanext.godonu.addresses import mail_address, web_address

# what would end a script element or a line of JavaScript
_NOT_IN_SCRIPTS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class PagesMixin:
    """The part of the plugin that visitors see; the plugin declares the interfaces."""

    def add_pages(self, config: Any) -> None:
        """Register the folders of templates, of files that are served as they are, and of the style."""
        toolkit.add_template_directory(config, "templates")
        toolkit.add_public_directory(config, "public")
        toolkit.add_resource("assets", "godonu")

    def page_helpers(self) -> dict[str, Any]:
        """Return what templates call."""
        return {
            "godonu_provenance": provenance.provenance_of,
            "godonu_versions": provenance.versions_of,
            "godonu_facts": facts.dataset_facts,
            "godonu_file_facts": facts.file_facts,
            "godonu_places": facts.places,
            "godonu_stretch": facts.stretch,
            "godonu_status": facts.status_of,
            "godonu_file": facts.file_title,
            "godonu_dictionary": dictionary.dictionary,
            "godonu_start": start.start_figures,
            "godonu_sorting": lambda: facets.SORTING,
            "godonu_setting": setting,
            "godonu_lines": lines,
            "godonu_link": web_address,
            "godonu_mail": mail_address,
            "godonu_day": german.day,
            "godonu_month": german.month,
            "godonu_short_month": german.short_month,
            "godonu_size": german.size,
            "godonu_number": german.number,
            "godonu_count": german.count_of,
            "godonu_script_json": script_json,
            "humanize_entity_type": facets.humanize_entity_type,
            "csrf_input": privacy.csrf_input,
            "render_markdown": privacy.render_markdown,
        }

    def get_blueprint(self) -> list[Any]:
        """Return our own addresses."""
        return [page_views.blueprint]

    def dataset_facets(self, facets_dict: Any, package_type: str) -> OrderedDict[str, str]:
        """Return by what the search for datasets can be narrowed down."""
        return facets.titles()

    def group_facets(self, facets_dict: Any, group_type: str, package_type: str | None) -> OrderedDict[str, str]:
        """Return the facets on the page of a theme."""
        return facets.titles("groups")

    def organization_facets(
        self, facets_dict: Any, organization_type: str, package_type: str | None
    ) -> OrderedDict[str, str]:
        """Return the facets on the page of a publisher."""
        return facets.titles("organization")


def setting(name: str) -> str:
    """Return a setting godonu.<name>, or an empty text."""
    return str(toolkit.config.get(f"godonu.{name}") or "").strip()


def lines(name: str) -> list[str]:
    """Return a setting whose lines are divided by a vertical bar."""
    return [part.strip() for part in setting(name).split("|") if part.strip()]


def script_json(text: Any) -> Markup:
    """Return JSON so that no text in it can end the script element it stands in; what is no JSON becomes null.

    ckanext-dcat hands its JSON-LD to the page unescaped.
    """
    try:
        plain = json.dumps(json.loads(str(text)), ensure_ascii=False)
    except (ValueError, RecursionError):
        plain = "null"
    return Markup("".join(_NOT_IN_SCRIPTS.get(character, character) for character in plain))
