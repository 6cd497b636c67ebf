# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a catalogue shows things: the IRI of each node of the graph, and the addresses of pages and files.

IRIs never change (DCAT-AP.de K25): they hold the names or ids of dataset and file, never a version or a title.
Keep out: what stands at an address, and whether anything answers there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from godonu_platform.catalogs.identifiers import dataset_id, file_id
from godonu_platform.catalogs.release_record import CHART_NAME, DICTIONARY_NAME

_PORTAL_NAMES = {DICTIONARY_NAME: "_datenverzeichnis.csv", CHART_NAME: "_diagramm.svg"}


class Addresses(Protocol):
    """What the writer of the graph asks; `file_name` is the name in the release folder, e.g. data.csv."""

    @property
    def installation(self) -> str:
        """The name of the installation, from which identifiers are made."""

    @property
    def catalogue(self) -> str:
        """The IRI of the catalogue."""

    @property
    def home(self) -> str:
        """The start page."""

    def part(self, name: str) -> str:
        """Return the IRI of a node of the catalogue as a whole (`herausgeber`, `kontakt`)."""

    def dataset(self, dataset: str) -> str:
        """Return the IRI of the dataset."""

    def page(self, dataset: str) -> str:
        """Return the page that shows the dataset."""

    def explain(self, dataset: str) -> str:
        """Return the page that explains where the figures come from."""

    def distribution(self, dataset: str, file_name: str) -> str:
        """Return the IRI of a file."""

    def access(self, dataset: str, file_name: str) -> str:
        """Return the page through which a file is reached."""

    def download(self, dataset: str, file_name: str) -> str:
        """Return the address of the file itself."""

    def api(self, dataset: str) -> str | None:
        """Return the endpoint of the data service that answers for the dataset; None when there is no service."""


@dataclass(frozen=True)
class LocalAddresses:
    """The local catalogue: a folder per dataset below a base address that ends with a slash."""

    base_url: str
    installation: str

    @property
    def catalogue(self) -> str:
        """Return the IRI of the catalogue."""
        return self.part("katalog")

    @property
    def home(self) -> str:
        """Return the start page."""
        return self.base_url

    def part(self, name: str) -> str:
        """Return the IRI of a node of the catalogue as a whole."""
        return f"{self.base_url}#{name}"

    def dataset(self, dataset: str) -> str:
        """Return the IRI of the dataset."""
        return f"{self.page(dataset)}#datensatz"

    def page(self, dataset: str) -> str:
        """Return the page that shows the dataset."""
        return f"{self.base_url}{dataset}/"

    def explain(self, dataset: str) -> str:
        """Return the page that explains where the figures come from."""
        return f"{self.page(dataset)}herkunft.html"

    def distribution(self, dataset: str, file_name: str) -> str:
        """Return the IRI of a file."""
        return f"{self.page(dataset)}#{file_name}"

    def access(self, dataset: str, file_name: str) -> str:
        """Return the page of the dataset: it lists its files."""
        return self.page(dataset)

    def download(self, dataset: str, file_name: str) -> str:
        """Return the address of the file itself."""
        return f"{self.page(dataset)}{file_name}"

    def api(self, dataset: str) -> str | None:
        """Return None: a folder answers no questions."""
        return None


@dataclass(frozen=True)
class CkanAddresses:
    """A CKAN portal, with the IRIs that ckanext-dcat gives to the same things.

    `own_pages`: our extension is there and shows the explain page; otherwise the local catalogue at `base_url` does.
    """

    site_url: str
    installation: str
    own_pages: bool
    base_url: str

    @property
    def catalogue(self) -> str:
        """Return the IRI of the catalogue."""
        return self.site_url.rstrip("/")

    @property
    def home(self) -> str:
        """Return the start page."""
        return f"{self.catalogue}/"

    def part(self, name: str) -> str:
        """Return the IRI of a node of the catalogue as a whole."""
        return f"{self.home}#{name}"

    def dataset(self, dataset: str) -> str:
        """Return the IRI of the dataset."""
        return f"{self.home}dataset/{dataset_id(self.installation, dataset)}"

    def page(self, dataset: str) -> str:
        """Return the page that shows the dataset."""
        return f"{self.home}dataset/{dataset}"

    def explain(self, dataset: str) -> str:
        """Return the page that explains where the figures come from."""
        if self.own_pages:
            return f"{self.page(dataset)}/herkunft"
        return LocalAddresses(self.base_url, self.installation).explain(dataset)

    def distribution(self, dataset: str, file_name: str) -> str:
        """Return the IRI of a file, which is also its page."""
        return f"{self.dataset(dataset)}/resource/{file_id(self.installation, dataset, file_name)}"

    def access(self, dataset: str, file_name: str) -> str:
        """Return the page of the file."""
        return self.distribution(dataset, file_name)

    def download(self, dataset: str, file_name: str) -> str:
        """Return the address of the file itself."""
        return f"{self.distribution(dataset, file_name)}/download/{portal_file_name(dataset, file_name)}"

    def api(self, dataset: str) -> str | None:
        """Return the API of the portal."""
        return f"{self.home}api/3"


def portal_file_name(dataset: str, file_name: str) -> str:
    """Return how a file is called in a portal, where it is downloaded among those of other datasets."""
    told = _PORTAL_NAMES.get(file_name)
    return f"{dataset}{told}" if told else f"{dataset}.{file_name.rpartition('.')[2]}"
