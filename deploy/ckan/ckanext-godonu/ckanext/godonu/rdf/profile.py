# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The RDF profile `dcat_ap_de_3` of ckanext-dcat: DCAT-AP 3 of Europe with what Germany adds.

Reading (harvesting into CKAN) is the European profile with our fields. Keep out: how a value is cleaned or typed.
"""

from __future__ import annotations

from typing import Any

from ckan import model
from ckan.plugins import toolkit
from ckanext.dcat.profiles import EuropeanDCATAP3Profile
from ckanext.dcat.profiles.base import CleanedURIRef
from ckanext.dcat.utils import catalog_uri, dataset_uri, resource_uri
from rdflib import DCTERMS, FOAF, XSD, Literal, URIRef

from ckanext.godonu.addresses import web_address
from ckanext.godonu.rdf import terms
from ckanext.godonu.rdf.cleaned import cleaned
from ckanext.godonu.value_lists import format_iri, licence_iri, media_type_iri

_LANGUAGES = {"de": "DEU", "en": "ENG"}


class GermanDCATAP3Profile(EuropeanDCATAP3Profile):
    """Writes and reads datasets in DCAT-AP.de 3.0."""

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> dict[str, Any]:
        """Read the European terms, then the German ones."""
        dataset_dict = super().parse_dataset(dataset_dict, dataset_ref)
        dataset_dict["contributor_id"] = self._object_value(dataset_ref, terms.DCATDE.contributorID)
        dataset_dict["geocoding_level"] = self._object_value_list(dataset_ref, terms.DCATDE.politicalGeocodingLevelURI)
        dataset_dict["references"] = self._object_value_list(dataset_ref, DCTERMS.references)
        dataset_dict["dataset_status"] = self._object_value(dataset_ref, terms.ADMS.status)
        for resource in dataset_dict.get("resources", []):
            node = resource.get("distribution_ref")
            if node:
                resource["license_attribution"] = self._object_value(
                    URIRef(node), terms.DCATDE.licenseAttributionByText
                )
        return dataset_dict

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        """Write a dataset with its distributions and services."""
        clean = cleaned(dataset_dict)
        for resource in clean["resources"]:
            resource["format"] = format_iri(resource.get("format")) or ""
            resource["mimetype"] = media_type_iri(resource.get("mimetype")) or ""
            resource["license"] = resource.get("license") or licence_iri(clean.get("license_id")) or ""
        services = [resource.pop("access_services") for resource in clean["resources"]]
        super().graph_from_dataset(clean, dataset_ref)
        self._bind()
        terms.add_dataset(self.g, dataset_ref, clean)
        if successor := self._successor(clean):
            self.g.add((dataset_ref, DCTERMS.isReplacedBy, URIRef(successor)))
        touched: list[Any] = [dataset_ref]
        for resource, offered in zip(clean["resources"], services, strict=True):
            node = CleanedURIRef(resource_uri(resource))
            terms.add_distribution(self.g, node, resource)
            touched.append(node)
            touched += self.g.objects(node, terms.SPDX.checksum)
            for service in offered:
                touched.append(terms.add_service(self.g, node, dataset_ref, service, clean["publisher"]))
        for subject in list(touched):
            for predicate in (DCTERMS.publisher, DCTERMS.creator, DCTERMS.spatial, DCTERMS.provenance, DCTERMS.rights):
                touched += self.g.objects(subject, predicate)
        terms.finish(self.g, touched, self._language())

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: URIRef) -> None:
        """Write the catalogue itself: who publishes it, in which language, under which licence, about what."""
        super().graph_from_catalog(catalog_dict, catalog_ref)
        self._bind()
        config, graph = toolkit.config, self.g
        graph.remove((catalog_ref, DCTERMS.language, None))
        language = _LANGUAGES.get(self._language())
        if language:
            graph.add((catalog_ref, DCTERMS.language, URIRef(terms.AUTHORITY + "language/" + language)))
        home = catalog_uri().rstrip("/")
        agent = {
            "uri": config.get("godonu.publisher_uri") or f"{home}/#herausgeber",
            "name": config.get("godonu.publisher_name"),
            "url": config.get("godonu.publisher_url") or home,
            "type": config.get("godonu.publisher_type"),
        }
        terms.add_agent(graph, catalog_ref, agent)
        graph.add((catalog_ref, DCTERMS.license, URIRef(config.get("godonu.catalog_license"))))
        terms.add_theme_list(graph, catalog_ref)
        if first := self._first_creation():
            graph.add((catalog_ref, DCTERMS.issued, Literal(first, datatype=XSD.dateTime)))
        terms.finish(graph, [catalog_ref, URIRef(agent["uri"])], self._language())

    def _successor(self, dataset: dict[str, Any]) -> str | None:
        """Return the IRI of what follows a dataset: an address, or a public dataset of this portal by its name."""
        said = str(dataset.get("successor") or "")
        if not said or web_address(said):
            return web_address(said)
        found = model.Package.get(said)
        if found is None or found.private or found.state != "active":
            return None
        return str(dataset_uri({"id": found.id}))

    def _bind(self) -> None:
        for prefix, namespace in (("dcatde", terms.DCATDE), ("dcatap", terms.DCATAP), ("eli", terms.ELI)):
            self.g.bind(prefix, namespace)
        self.g.bind("foaf", FOAF)

    def _language(self) -> str:
        return str(toolkit.config.get("ckan.locale_default") or "de").split("_")[0]

    def _first_creation(self) -> str | None:
        found = toolkit.get_action("package_search")({}, {"rows": 1, "sort": "metadata_created asc"})["results"]
        return str(found[0]["metadata_created"]) if found else None
