# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes one release into the portal, call by call, so that whoever looks in between sees old or new and which.

Order: a new dataset begins private and empty; one package_revise sets all metadata and files at once; then the table,
which says "wird geladen" until it is complete; then the views. Broken off anywhere, the next run finishes it.
Keep out: what has to be done (assessment), and several datasets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from godonu_platform.catalogs.ckan.assessment import ReleaseWork, Surroundings, csv_id
from godonu_platform.catalogs.ckan.calls import Calls
from godonu_platform.catalogs.ckan.comparison import with_field_sums
from godonu_platform.catalogs.ckan.faults import PortalFault
from godonu_platform.catalogs.ckan.memberships import ensure_groups, ensure_home
from godonu_platform.catalogs.ckan.portal_memory import TABLE, note_damage, note_view
from godonu_platform.catalogs.ckan.revision import match_of, revision
from godonu_platform.catalogs.ckan.shown import Shown, read_shown
from godonu_platform.catalogs.ckan.table import load_table
from godonu_platform.catalogs.ckan.uploads import Upload
from godonu_platform.catalogs.ckan.views import BrokenView, View, make_view, page_status, tried_with
from godonu_platform.catalogs.file_words import FILE_KEYS
from godonu_platform.catalogs.identifiers import file_id
from godonu_platform.catalogs.release_folder import UnusableRelease, releasable_record

LOADING = "{version} wird geladen"
Again = Callable[[], tuple[Shown, ReleaseWork]]


class ReleaseWriter:
    """One release on its way into the portal; `problems` are what the steward should know although it went through."""

    def __init__(self, around: Surroundings, calls: Calls) -> None:
        """Keep where to write."""
        self._around, self._calls = around, calls
        self.problems: list[str] = []

    def write(self, shown: Shown, work: ReleaseWork, again: Again) -> None:
        """Do what is left to do; `again` looks anew. Raises PortalFault, NoHome, UnusableRelease."""
        new_groups = self._homes(work)
        if shown.package is None:
            self._begin(work)
            shown, work = again()
        elif new_groups:
            shown, work = again()
        assert shown.package is not None
        ours = [file_id(self._around.site.installation, work.record.dataset, name) for name in FILE_KEYS]
        uploads = self._uploads(work)
        data = revision(shown.package, self._for_now(work), ours, uploads)
        if data is not None:
            self._ask_gate_again(work)
            self._calls.revise(data, uploads, limit=self._around.site.facts.upload_limit)
        self._repaired(work, [TABLE] if work.table else [])
        if work.table:
            self._table(work)
            self._repaired(work, [])
        self._views(work)

    def _ask_gate_again(self, work: ReleaseWork) -> None:
        """See that the release may still be shown: since the assessment it may have been stopped or touched."""
        if releasable_record(work.folder, self._around.project, work.fingerprint) != work.record:
            raise UnusableRelease(
                f"{work.record.dataset} {work.record.version}: seit dem Planen ist der Nachweis ein anderer; bitte neu "
                "planen"
            )

    def _homes(self, work: ReleaseWork) -> bool:
        """See to organisation and groups; tell whether a group is new, which changes what is wanted."""
        around, wanted = self._around, work.wanted
        ensure_home(self._calls, wanted["owner_org"], around.known, around.site.partners, around.site.portal)
        refused = ensure_groups(self._calls, work.missing_groups, around.known, around.site.vocabularies)
        return len(refused) < len(work.missing_groups)

    def _begin(self, work: ReleaseWork) -> None:
        """Make the package, unseen by the public and without resources; where the portal chooses ids, let it."""
        package = {name: value for name, value in work.wanted.items() if name not in ("resources", "state")}
        if not self._around.site.form.own:
            package.pop("id")
        try:
            self._calls.write("package_create", {**with_field_sums(package, {}), "private": True})
        except PortalFault as fault:
            # somebody else may have made it just now; the portal then calls our id or name forbidden or taken
            there = read_shown(self._calls, self._around.site, work.record.dataset, {})
            if fault.kind not in ("ungueltig", "konflikt") or there.package is None:
                raise

    def _for_now(self, work: ReleaseWork) -> dict[str, Any]:
        """Return what is wanted until the table is complete: it says so itself."""
        if not work.table:
            return dict(work.wanted)
        first, *others = work.wanted["resources"]
        loading = {**first, "table_version": LOADING.format(version=work.record.version)}
        return {**work.wanted, "resources": [loading, *others]}

    def _uploads(self, work: ReleaseWork) -> dict[str, Upload]:
        return dict(self._each_upload(work))

    def _each_upload(self, work: ReleaseWork) -> Iterator[tuple[str, Upload]]:
        by_id = {resource["id"]: resource for resource in work.wanted["resources"]}
        sums = {file.name: file.sha256 for file in work.record.files}
        for name in work.uploads:
            number = file_id(self._around.site.installation, work.record.dataset, name)
            yield number, Upload(work.folder / name, by_id[number]["url"], by_id[number]["mimetype"], sums[name])

    def _table(self, work: ReleaseWork) -> None:
        """Load the table, then let it say which version it is."""
        record, site = work.record, self._around.site
        resource = csv_id(site, record.dataset)
        load_table(self._calls, site.facts, resource, work.folder, record.description.columns, record.version)
        package = self._calls.read("package_show", id=work.wanted["id"])
        said = {f"update__resources__{resource}": {"table_version": record.version}}
        self._calls.write("package_revise", {"match": match_of(package), **said})

    def _repaired(self, work: ReleaseWork, left: list[str]) -> None:
        """Forget what the last check found damaged, except for what is still left to do."""
        damaged = self._around.memory.damaged(work.record.dataset)
        if damaged:
            note_damage(self._around.project, work.record.dataset, damaged.intersection(left))

    def _views(self, work: ReleaseWork) -> None:
        """Make the views that are missing, unless the page of the file does not answer anyway."""
        for resource in dict.fromkeys(view.resource_id for view in work.views):
            page = f"{self._calls.url}/dataset/{work.record.dataset}/resource/{resource}"
            status = page_status(self._calls, page)
            if status == 200:
                for view in (view for view in work.views if view.resource_id == resource):
                    self._view(work, view, page)
            else:
                self.problems.append(
                    f"Die Seite {page} antwortet mit Status {status}; Ansichten sind dort nicht angelegt. Bitte den "
                    "Betrieb des Portals, sie zu prüfen."
                )

    def _view(self, work: ReleaseWork, view: View, page: str) -> None:
        """Make one view; one that breaks its page is not tried again with the same release."""
        failed_with = None
        try:
            make_view(self._calls, view, page)
        except BrokenView as refusal:
            self.problems.append(str(refusal))
            failed_with = tried_with(work.record, self._around.site.facts)
        if failed_with or view.key in self._around.memory.views:
            note_view(self._around.project, view.key, failed_with)


def lost_race(fault: PortalFault) -> bool:
    """Tell whether somebody else wrote between our look and our call."""
    return fault.kind == "konflikt"
