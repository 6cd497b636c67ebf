# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Defects of a description, planted where people make them, and in the graph itself: the gate closes before any call.

Closed means: nothing in the catalogue, no release folder; a client gets nothing to send.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from rdflib import Graph

from godonu_platform.catalogs import dcat
from godonu_platform.catalogs.local_client import shown_release
from godonu_platform.catalogs.release_record import GateRecord
from godonu_platform.project import Project
from godonu_platform.publication.candidate import Candidate
from godonu_platform.publication.gate import CHECKS, evaluate_gate
from godonu_platform.publication.metadata_facts import metadata_facts
from godonu_platform.publication.publish import publish_dataset
from godonu_platform.publication.release import GateClosed, build_release
from godonu_platform.yaml_model import YamlMistakes
from tests.catalogs.metadata_defects import DEFECTS, Defect, without
from tests.conftest import CLOCK, REPOSITORY
from tests.publication.world import USE, World, build_world, contract, decision, entry, use_columns

Spoil = Callable[[World], None]
ATTRIBUTED = {"licence": "cc-by/4.0", "attribution": "Stadt Kassel"}


def errors(record: GateRecord) -> list[str]:
    return [f"{finding.check}: {finding.message}" for finding in record.findings if finding.severity == "error"]


def closed(world: World) -> GateRecord:
    """Try to publish: nothing leaves, and neither release nor catalogue holds it; return what the gate said."""
    result, planned = publish_dataset(world.candidate())
    assert result.outcome == "gestoppt" and planned is not None
    with pytest.raises(GateClosed):
        build_release(world.judged(USE), planned.gate)
    assert shown_release(world.project, USE) is None
    assert not (world.project.releases / USE).exists()
    return planned.gate


def entry_with(**change: Any) -> Spoil:
    """A mistake in the catalogue entry."""

    def spoil(world: World) -> None:
        told = {**entry(USE, "Begonnene Anträge"), **change}
        world.write(f"catalogs/datasets/{USE}.yaml", {key: value for key, value in told.items() if value is not None})

    return spoil


def file_with(name: str, **change: Any) -> Spoil:
    """Other settings in a file of the drawer; a dotted key names a value inside."""

    def spoil(world: World) -> None:
        path = world.project.catalogs / name
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key, value in change.items():
            *parents, last = (int(part) if part.isdigit() else part for part in key.split("__"))
            place = content
            for parent in parents:
                place = place[parent]
            if value is None:
                del place[last]
            else:
                place[last] = value
        world.write(f"catalogs/{name}", content)

    return spoil


def portal_with(**change: Any) -> Spoil:
    return file_with("portal.yaml", **change)


def lists_with(**change: Any) -> Spoil:
    return file_with("vocabularies.yaml", **change)


def contributor(iri: str) -> Spoil:
    """Partners that deliver to GovData under another name."""

    def spoil(world: World) -> None:
        path = world.project.governance / "partners.yaml"
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for partner in content["partner"]:
            partner["contributor_id"] = iri
        world.write("governance/partners.yaml", content)

    return spoil


def concept_of_another_catalogue(world: World) -> None:
    told = contract(USE, "Anträge", use_columns(), monatsspalte="month", musterdatenkatalog="verkehr/radverkehr")
    world.write(f"governance/contracts/{USE}.yaml", told)
    lists_with(sample_catalogue__iri="https://example.org/muster/{concept}")(world)


def wrong_law(world: World) -> None:
    entry_with(hvd={"category": "statistik", "reason": "Anhang der Verordnung, Abschnitt 4."})(world)
    lists_with(hvd__legislation="http://data.europa.eu/eli/reg_impl/2023/139/oj")(world)


def poor_in_points(world: World) -> None:
    """All rules are kept, and yet too little is said: no month, no format of the lists, a licence the EU lacks."""
    world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Anträge", use_columns()))
    entry_with(**ATTRIBUTED)(world)
    flags = {"machine_readable": False, "non_proprietary": False}
    for form in ("csv", "json"):
        lists_with(**{f"formats__{form}__{flag}": value for flag, value in flags.items()})(world)


def no_own_shapes_of_the_version(world: World) -> None:
    (world.project.catalogs / "shapes" / "dcat-ap-de-3.0.ttl").unlink()


PLANTED: list[tuple[str, Spoil, str]] = [
    ("a title of two letters", entry_with(title="Rad"), "katalogeintrag: .*title: braucht mindestens 5"),
    ("no title", entry_with(title=None), "katalogeintrag: .*title: fehlt"),
    ("a description of one word", entry_with(description="Zahlen"), "katalogeintrag: .*description: braucht"),
    ("a summary of one word", entry_with(summary="Zahlen"), "katalogeintrag: .*summary: braucht"),
    ("no method", entry_with(method=None), "katalogeintrag: .*method: fehlt"),
    ("no keyword", entry_with(keywords=[]), "katalogeintrag: .*keywords: braucht mindestens 1"),
    ("no theme", entry_with(theme=[]), "katalogeintrag: .*theme: braucht mindestens 1"),
    ("a theme of no list", entry_with(theme=["RADV"]), "katalogeintrag: .*steht in keiner Werteliste"),
    ("a theme that is left out of the list", entry_with(theme=["OP_DATPRO"]), "katalogeintrag: .*Werteliste"),
    ("a frequency of no list", entry_with(frequency="OFT"), "katalogeintrag: .*steht in keiner Werteliste"),
    ("a licence of no list", entry_with(licence="cc-by"[:4]), "katalogeintrag: .*steht in keiner Werteliste"),
    ("a licence by its address", entry_with(licence="https://creativecommons.org/licenses/by/4.0/"), "Werteliste"),
    ("a licence without its name", entry_with(licence="cc-by/4.0"), "katalogeintrag: .*verlangt einen Namensvermerk"),
    ("a licence that is not open", entry_with(licence="other-closed"), "lizenz: Die Lizenz ist keine offene"),
    ("a licence for some uses", entry_with(**{**ATTRIBUTED, "licence": "cc-by-nc/4.0"}), "lizenz: .*keine offene"),
    ("high value without a reason", entry_with(hvd={"category": "statistik"}), "katalogeintrag: .*hvd.reason: fehlt"),
    ("high value of no kind", entry_with(hvd={"category": "x", "reason": "Weil es wichtig ist."}), "hvd.category"),
    ("old without a note", entry_with(deprecation={"since": "2026-10-20"}), "katalogeintrag: .*note: fehlt"),
    ("a correction without words", entry_with(correction="ja"), "katalogeintrag: .*correction: braucht"),
    ("a standard that is no address", entry_with(conforms_to=["RFC 4180"]), "katalogeintrag: .*conforms_to"),
    ("an unknown key", entry_with(lizens="dl-zero-de/2.0"), "katalogeintrag: .*unbekannter Schlüssel"),
    ("a contributor of no list", contributor("http://dcat-ap.de/def/contributors/kassel"),
     "metadaten: Die Datenbereitsteller-ID steht nicht"),
    ("a contributor by another address", contributor("https://kassel.example"), "Datenbereitsteller-ID"),
    ("a publisher without a name", portal_with(publisher__name=""), "metadaten: Einer Stelle fehlt der Name"),
    ("a catalogue without a title", portal_with(title=""), "metadaten: Dem Katalog fehlt ein Titel"),
    ("a catalogue without a description", portal_with(description=""), "metadaten: Dem Katalog fehlt eine Beschr"),
    ("an office without a name", portal_with(contact__name=""), "metadaten: Der Kontaktstelle fehlt der Name"),
    ("no place for keys of twelve digits", lists_with(geocoding__12=None), "metadaten: Der Raumbezug fehlt"),
    ("a format of no list", lists_with(formats__csv=None), "metadaten: CSV, Parquet und JSON sind nötig"),
    ("a status of no list", lists_with(distribution_statuses__COMPLETED=None), "metadaten: .*abgestürzt"),
    ("a concept of another catalogue", concept_of_another_catalogue, "metadaten: .*Musterdatenkatalog"),
    ("high value by another law", wrong_law, "metadaten: Ein hochwertiger Datensatz braucht"),
    ("no shapes of the version", no_own_shapes_of_the_version, "metadaten: .*abgestürzt"),
    ("too few points", poor_in_points, "metadatenguete: Die Beschreibung erreicht 335 von 405"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "said"), [(s, m) for _, s, m in PLANTED], ids=[name for name, *_ in PLANTED])
def test_a_planted_defect_closes_the_gate(world: World, spoil: Spoil, said: str) -> None:
    spoil(world)
    record = closed(world)
    assert any(re.search(said, message) for message in errors(record)), errors(record)


def test_without_a_defect_it_opens(world: World) -> None:
    record = evaluate_gate(world.candidate())
    assert record.outcome == "offen" and not record.findings
    entry_with(**ATTRIBUTED)(world)
    world.decide(USE, decision(USE, licence=ATTRIBUTED["licence"]))
    record = evaluate_gate(world.candidate())
    assert record.outcome == "offen"
    assert [finding.message.partition(":")[0] for finding in record.findings] == ["Lizenz, die data.europa.eu kennt"]


NOWHERE = "http://publications.europa.eu/resource/authority/language/DE"
UNREADABLE = [
    ({"licence": "frei"}, "licence: steht auf keiner amtlichen Liste"),
    ({"licence": "dl-zero-de/2.1"}, "gemeint war wohl »dl-zero-de/2.0«"),
    ({"contributor_id": "http://dcat-ap.de/def/contributors/hesse"}, "gemeint war wohl .*/hessen"),
    ({"language": NOWHERE}, "language: steht auf keiner amtlichen Liste; gemeint war wohl .*/DEU"),
    ({"publisher__type": "http://purl.org/adms/publishertype/Town"}, "type: steht auf keiner amtlichen Liste"),
    ({"base_url": "javascript:alert(1)"}, "base_url: passt nicht zum Muster"),
    ({"contact__email": "keine"}, "email: passt nicht zum Muster"),
    ({"contact": None}, "contact: fehlt"),
    ({"publisher": None}, "publisher: fehlt"),
    ({"dcat_ap_de": "1.1"}, "dcat_ap_de: unbekannter Wert"),
]


@pytest.mark.parametrize(("change", "said"), UNREADABLE)
def test_settings_that_hold_for_all_stop_all(world: World, change: dict[str, Any], said: str) -> None:
    portal_with(**change)(world)
    world.rebind = False
    with pytest.raises(YamlMistakes, match=said):
        world.publish()
    assert not world.project.catalogue.exists() and not world.project.releases.exists()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Candidate:
    """One candidate without fault, for defects that are planted into what it becomes."""
    folder = tmp_path_factory.mktemp("graph")
    root = folder / "haus"
    return build_world(REPOSITORY, root, Project.at(root, folder / "daten", fixed_clock=CLOCK)).candidate()


def spoilt_writer(monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Graph], object]) -> None:
    """Let the writer of the graph make a mistake."""
    write = dcat.catalogue_graph

    def spoilt(*arguments: Any) -> Graph:
        graph = write(*arguments)
        spoil(graph)
        return graph

    monkeypatch.setattr(dcat, "catalogue_graph", spoilt)


@pytest.mark.parametrize("defect", DEFECTS, ids=[defect.name for defect in DEFECTS])
def test_a_defect_of_the_graph_closes_the_gate(
    good: Candidate, monkeypatch: pytest.MonkeyPatch, defect: Defect
) -> None:
    spoilt_writer(monkeypatch, defect.spoil)
    record = evaluate_gate(good)
    assert record.outcome == "gestoppt"
    assert any(message.startswith("metadaten: ") and defect.said in message for message in errors(record))


def test_what_shapes_find_costs_thirty_points_and_each_lost_point_is_told(
    good: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rdflib import DCTERMS

    spoilt_writer(monkeypatch, without("dataset", DCTERMS.temporal))
    warned = [finding for finding in evaluate_gate(good).findings if finding.check == "metadatenguete"]
    assert [(f.code, f.severity) for f in warned] == [("mqa_punkte", "warn")]
    assert warned[0].message.startswith("Zeitraum: 20 Punkte weniger (MQA). Im Datenvertrag")
    spoilt_writer(monkeypatch, without("dataset", DCTERMS.publisher))
    told = [finding.message for finding in evaluate_gate(good).findings if finding.check == "metadatenguete"]
    assert any("DCAT-AP eingehalten: 30 Punkte weniger" in message for message in told)


def test_the_official_shapes_run_when_their_folder_is_given(
    world: World, conformance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.project = replace(world.project, shapes=conformance / "dcat-ap-de")
    record = evaluate_gate(world.candidate())
    assert record.outcome == "offen" and not record.findings, errors(record)

    def odd(graph: Graph) -> None:
        from rdflib import DCAT, DCTERMS, RDF, Literal

        node = next(graph.subjects(RDF.type, DCAT.Dataset))
        graph.add((node, DCTERMS.isReferencedBy, Literal("only the official shapes look at this")))

    spoilt_writer(monkeypatch, odd)
    assert any(message.startswith("metadaten: ") for message in errors(evaluate_gate(world.candidate())))
    world.project = replace(world.project, shapes=None)
    assert evaluate_gate(world.candidate()).outcome == "offen"


def test_a_folder_of_shapes_that_lacks_a_file_closes(world: World, tmp_path: Path) -> None:
    world.project = replace(world.project, shapes=tmp_path)
    record = closed(world)
    assert record.content_key == "" and any("abgestürzt (ShapesMissing)" in message for message in errors(record))


def test_other_shapes_are_another_content(world: World, conformance: Path) -> None:
    before = evaluate_gate(world.candidate()).content_key
    assert evaluate_gate(world.candidate()).content_key == before
    world.project = replace(world.project, shapes=conformance / "dcat-ap-de")
    assert evaluate_gate(world.candidate()).content_key not in ("", before)
    world.project = replace(world.project, shapes=None)
    portal_with(dcat_ap_de="2.0")(world)
    assert evaluate_gate(world.candidate()).content_key not in ("", before)


def test_version_2_opens_and_says_what_was_not_asked(world: World, conformance: Path) -> None:
    portal_with(dcat_ap_de="2.0")(world)
    assert evaluate_gate(world.candidate()).outcome == "offen"
    world.project = replace(world.project, shapes=conformance / "dcat-ap-de")
    record = evaluate_gate(world.candidate())
    assert record.outcome == "offen" and [finding.code for finding in record.findings] == ["nur_eigene_formen"]


def test_shapes_and_points_are_worked_out_once(good: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted(*arguments: Any) -> Any:
        asked.append(1)
        return metadata_facts(*arguments)

    monkeypatch.setattr("godonu_platform.publication.gate_view.metadata_facts", counted)
    assert evaluate_gate(good).outcome == "offen"
    assert asked == [1]


def test_the_record_keeps_the_points_and_nothing_optional_makes_a_version(world: World) -> None:
    world.publish()
    first = shown_release(world.project, USE)
    assert first is not None and first.mqa is not None and first.mqa.points == first.mqa.of == 405
    told = first.description.model_dump(mode="json", exclude_defaults=True)
    assert not {"hvd", "deprecation", "correction", "references", "conforms_to"} & set(told)
    entry_with(correction="Ein Monat war doppelt gezählt.")(world)
    world.publish()
    second = shown_release(world.project, USE)
    assert second is not None and (second.version, second.description.correction) == (
        "v2",
        "Ein Monat war doppelt gezählt.",
    )


def test_a_gate_without_the_check_opens_nothing(good: Candidate) -> None:
    others = [check for check in CHECKS if check.name != "metadatenguete"]
    record = evaluate_gate(good, checks=others)
    assert record.outcome == "gestoppt"
    assert errors(record) == ["metadatenguete: Die Prüfung metadatenguete wurde nicht ausgeführt."]
