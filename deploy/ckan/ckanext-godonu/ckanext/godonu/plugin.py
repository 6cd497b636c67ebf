# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The plugin `godonu`: hands CKAN what the other modules of this package hold.

Keep out: any logic; each hook names the module that answers it.
"""

from __future__ import annotations

from typing import Any

from ckan import plugins
from ckan.plugins import toolkit

from ckanext.godonu import actions, permissions, search_index, validators, value_lists
from ckanext.godonu.pages import PagesMixin


@toolkit.blanket.config_declarations
class GodonuPlugin(PagesMixin, plugins.SingletonPlugin):
    """Pages, schema checks, search and tables of the GoDonu portal."""

    plugins.implements(plugins.IConfigurer)
    plugins.implements(plugins.IValidators)
    plugins.implements(plugins.ITemplateHelpers)
    plugins.implements(plugins.IBlueprint)
    plugins.implements(plugins.IFacets)
    plugins.implements(plugins.IActions)
    plugins.implements(plugins.IAuthFunctions)
    plugins.implements(plugins.IPackageController, inherit=True)

    def update_config(self, config: Any) -> None:
        """Offer the licences of our value lists unless the portal has a list of its own; add the pages."""
        if not config.get("licenses_group_url"):
            config["licenses_group_url"] = f"file://{value_lists.LICENCES}"
        self.add_pages(config)

    def get_validators(self) -> dict[str, Any]:
        """Checks that schema.yaml names."""
        return dict(validators.ALL)

    def get_helpers(self) -> dict[str, Any]:
        """What templates and schema.yaml may call."""
        choices = {
            "godonu_choices": lambda field: value_lists.choices(field["field_name"]),
            "godonu_label": value_lists.label,
        }
        return {**choices, **self.page_helpers()}

    def get_actions(self) -> dict[str, Any]:
        """What a publisher calls."""
        return dict(actions.ALL)

    def get_auth_functions(self) -> dict[str, Any]:
        """Who may call it."""
        return dict(permissions.ALL)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """What goes into the search."""
        return search_index.indexed(pkg_dict)

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """What is searched for."""
        return search_index.asked(search_params)
