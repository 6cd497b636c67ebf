# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A contract is held against the concept: unknown words, roles that may not, datasets milder than their columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from godonu_platform.contracts.contract import load_contract
from godonu_platform.project import SHIPPED_CONCEPT, SOURCE_ROOT
from godonu_platform.yaml_model import YamlMistakes

CONTRACTS = SOURCE_ROOT / "governance" / "contracts"
EVENTS = CONTRACTS / "portal_events.yaml"
OPEN = CONTRACTS / "open_web_visits.yaml"


def changed(tmp_path: Path, source: Path, *replacements: tuple[str, str]) -> Path:
    text = source.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / source.name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> YamlMistakes:
    with pytest.raises(YamlMistakes) as caught:
        load_contract(path)
    assert all(m.file == path and m.line > 1 for m in caught.value.mistakes)
    return caught.value


def line_of(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def test_nothing_delivered_is_called_like_what_the_platform_adds(tmp_path: Path) -> None:
    """Whoever declares a pseudonym technical would let it choose rows without a class being looked at."""
    (tmp_path / "contracts").mkdir()
    shipped = SHIPPED_CONCEPT.read_text(encoding="utf-8")
    text = shipped.replace("technische_spalten: [", "technische_spalten: [case_pid, ")
    (tmp_path / "concept.yaml").write_text(text, encoding="utf-8")
    path = changed(tmp_path / "contracts", EVENTS)
    [mistake] = refused(path).mistakes
    assert mistake.line == line_of(path, "name: case_pid")
    line = line_of(tmp_path / "concept.yaml", "technische_spalten:")
    assert f"concept.yaml, Zeile {line}: zeilenauswahl.technische_spalten" in mistake.message


def test_a_delivered_column_called_batch_is_refused_even_when_open(tmp_path: Path) -> None:
    assert "technische_spalten" in str(refused(changed(tmp_path, EVENTS, ("- name: service_key", "- name: batch"))))


@pytest.mark.parametrize(
    ("source", "old", "new", "words"),
    [
        (EVENTS, "classification: vertraulich", "classification: vertraulisch", "gemeint war wohl »vertraulich«"),
        (EVENTS, "classification: vertraulich", "classification: geheim", "erlaubt sind: oeffentlich, intern"),
        (EVENTS, "personenbezug, value: pseudonym", "personenbezug, value: pseudonymisiert", "wohl »pseudonym«"),
        (EVENTS, "schutzbedarf, value: normal", "schutzbedarf, value: nomal", "gemeint war wohl »normal«"),
        (EVENTS, "ml_nutzung, value: frei", "ml_nutzung, value: freigegeben", "unbekannter Wert"),
        (EVENTS, "schutzbedarf, value: normal", "schutzbedarf, value: {stufe: normal}", "muss ein Text sein"),
        (EVENTS, "role: data_steward", "role: daten_steward", "gemeint war wohl »data_steward«"),
        (EVENTS, "role: data_steward,", "role: dateneigentuemer ,", "steht doppelt"),
        (EVENTS, "loeschklasse, value: 2j-erhebung", "loeschklasse, value: 2j-erheben", "wohl »2j-erhebung«"),
        (EVENTS, "loeschklasse, value: 2j-erhebung", "loeschklasse, value: 2", "muss ein Text sein"),
        (EVENTS, "datenkategorie, value: ereignisdaten", "datenkategorie, value: ereignisse", "wohl »ereignisdaten«"),
        (EVENTS, "eu_thema, value: [GOVE]", "eu_thema, value: [GOVE, GOVN]", "gemeint war wohl »GOVE«"),
        (EVENTS, "eu_thema, value: [GOVE]", "eu_thema, value: GOVE", "muss eine Liste sein"),
        (EVENTS, 'regionalbezug, value: "06"', "regionalbezug, value: 06", "bei Ziffern mit führender Null"),
        (EVENTS, 'regionalbezug, value: "06"', 'regionalbezug, value: "0"', "passt nicht zum Muster"),
        (EVENTS, "vvt_nummer, value: VVT-01", "vvt_nummer, value: Nr. 1", "passt nicht zum Muster"),
        (EVENTS, "stufe: hoch", "stufe: höher", "unbekannter Wert"),
        (EVENTS, "      betroffene:", "      betroffen:", "gemeint war wohl »betroffene«"),
        (EVENTS, "schritt: not_set_aside", "schrit: not_set_aside", "gemeint war wohl »schritt«"),
        (EVENTS, "schritt: not_set_aside", "schritt: Nicht beiseite", "passt nicht zum Muster"),
        (EVENTS, "genehmigt_von: datenschutzbeauftragte", "genehmigt_von: datenschutz", "unbekannter Wert"),
        (
            EVENTS,
            "genehmigt_von: datenschutzbeauftragte",
            "genehmigt_von: datenbereitsteller",
            "darf keinen Schutzschritt",
        ),
        (EVENTS, "        nachweis: not_set_aside\n", "", "schutzschritte.0.nachweis: fehlt; bitte ergänzen"),
        (OPEN, "art: Art. 26 DSGVO", "art: Art. 27 DSGVO", "gemeint war wohl »Art. 2"),
        (
            OPEN,
            "spalten: [visits, actions]",
            "spalten: [visit, actions]",
            "diese Spalte gibt es nicht; gemeint war wohl",
        ),
        (OPEN, "spalten: [visits, actions]", "spalten: [visits, visits]", "nur einmal nennen"),
        (OPEN, "spalten: [visits, actions]", "spalten: visits", "muss eine Liste sein"),
    ],
)
def test_a_word_that_the_concept_does_not_know_is_told(
    tmp_path: Path, source: Path, old: str, new: str, words: str
) -> None:
    path = changed(tmp_path, source, (old, new))
    told = refused(path)
    assert words in str(told)
    if new.strip():
        assert line_of(path, new.strip()) in {m.line for m in told.mistakes}


def test_a_damage_scenario_must_be_given_and_be_one_of_the_six(tmp_path: Path) -> None:
    scenario = next(line for line in EVENTS.read_text(encoding="utf-8").splitlines() if "schadensszenario" in line)
    missing = refused(changed(tmp_path, EVENTS, (scenario + "\n", "")))
    assert "customProperties.schutzbedarf.vertraulichkeit.schadensszenario: fehlt; bitte ergänzen" in str(missing)
    vague = refused(changed(tmp_path, EVENTS, (scenario, '        schadensszenario: "Das wäre schlimm."')))
    assert "muss mit einem Schadensszenario des Konzepts beginnen: Verstoß gegen Gesetze" in str(vague)


@pytest.mark.parametrize("role", ["dateneigentuemer", "data_steward"])
def test_owner_and_steward_must_be_named(tmp_path: Path, role: str) -> None:
    entry = next(line for line in EVENTS.read_text(encoding="utf-8").splitlines() if f"role: {role}" in line)
    told = refused(changed(tmp_path, EVENTS, (entry + "\n", "")))
    assert f"roles: die Rolle {role} fehlt; bitte ergänzen, wer als" in str(told)


def test_a_person_in_a_contract_is_an_unknown_key(tmp_path: Path) -> None:
    told = refused(changed(tmp_path, EVENTS, ("{role: data_steward,", "{role: data_steward, name: Erika,")))
    assert "unbekannter Schlüssel" in str(told)
    assert "Erika" not in str(told)


def with_property(tmp_path: Path, source: Path, line: str) -> Path:
    return changed(
        tmp_path, source, ("customProperties:\n  # Einordnung", f"customProperties:\n  {line}\n  # Einordnung")
    )


@pytest.mark.parametrize(
    ("axis", "value", "strictest"),
    [("vertraulichkeit", "intern", "vertraulich"), ("personenbezug", "pseudonym", "personenbezogen")],
)
def test_a_dataset_is_never_milder_than_a_column(tmp_path: Path, axis: str, value: str, strictest: str) -> None:
    told = refused(with_property(tmp_path, EVENTS, f"- {{property: {axis}, value: {value}}}"))
    assert f"ist milder als eine Spalte ({strictest}); bitte mindestens {strictest} angeben" in str(told)


def test_need_and_use_of_a_dataset_are_never_milder_than_a_column(tmp_path: Path) -> None:
    strict = ("schutzbedarf, value: normal", "schutzbedarf, value: sehr_hoch")
    assert "ist milder als eine Spalte (sehr_hoch)" in str(refused(changed(tmp_path, EVENTS, strict)))
    strict = ("ml_nutzung, value: frei", "ml_nutzung, value: verboten")
    assert "ist milder als eine Spalte (verboten)" in str(refused(changed(tmp_path, EVENTS, strict)))


def test_a_dataset_may_be_raised_above_its_columns(tmp_path: Path) -> None:
    contract = load_contract(with_property(tmp_path, OPEN, "- {property: vertraulichkeit, value: intern}"))
    assert contract.classification == "intern"
    assert {column.classification for column in contract.columns} == {"oeffentlich"}


def test_a_concept_may_forbid_raising(tmp_path: Path) -> None:
    concept = (SOURCE_ROOT / "governance" / "concept.yaml").read_text(encoding="utf-8")
    drawer = tmp_path / "contracts"
    drawer.mkdir()
    (tmp_path / "concept.yaml").write_text(
        concept.replace("datensatz_anheben: true", "datensatz_anheben: false"), encoding="utf-8"
    )
    raised = with_property(drawer, OPEN, "- {property: vertraulichkeit, value: intern}")
    assert "das Konzept lässt das nicht zu" in str(refused(raised))


def test_what_a_contract_declares_can_be_asked(tmp_path: Path) -> None:
    contract = load_contract(EVENTS)
    assert (contract.retention_class, contract.processing_number) == ("2j-erhebung", "VVT-01")
    assert contract.protection_needs["vertraulichkeit"].level == "hoch"
    assert contract.processing is not None
    assert contract.processing.responsible is None, "nobody knows it here, so it is not invented"
    assert contract.steps[0].approved_by == "datenschutzbeauftragte"
    case, region = contract.column("case_pid"), contract.column("ars")
    assert (case.protection_need, case.ml_use) == ("hoch", "nur_lokale_modelle")
    assert (region.protection_need, region.ml_use) == ("normal", "frei")


def test_what_a_contract_does_not_state_is_strictest(tmp_path: Path) -> None:
    contract = load_contract(_bare(tmp_path))
    assert (contract.ml_use, dict(contract.protection_needs), contract.retention_class) == (None, {}, None)
    assert {(c.protection_need, c.ml_use) for c in contract.columns} == {("sehr_hoch", "verboten")}


def _bare(tmp_path: Path) -> Path:
    text = (CONTRACTS / "services.yaml").read_text(encoding="utf-8")
    head, tail = text.split("\ncustomProperties:\n")
    kept = [line for line in tail.splitlines() if "datenebene" in line or "eingangsart" in line or "kategorie" in line]
    path = tmp_path / "services.yaml"
    path.write_text("\n".join([head, "customProperties:", *kept]), encoding="utf-8")
    return path


def test_counts_and_exceptions_of_a_column(tmp_path: Path) -> None:
    totals = load_contract(CONTRACTS / "web_visit_totals.yaml")
    assert {c.name for c in totals.columns if c.counts_cases} == {"visits", "unique_visits"}
    reason = "Amtliche Anschrift der Dienststelle"
    marked = "- {property: personenbezug, value: keiner}"
    path = changed(
        tmp_path, OPEN, (marked, f"{marked}\n          - {{property: ausnahme_personensuche, value: {reason}}}")
    )
    assert load_contract(path).columns[0].screen_exception == reason
    assert load_contract(path).columns[1].screen_exception is None
    short = changed(tmp_path, OPEN, (marked, f"{marked}\n          - {{property: ausnahme_personensuche, value: ja}}"))
    assert "ausnahme_personensuche: braucht mindestens 10 Zeichen" in str(refused(short))
    text = changed(tmp_path, OPEN, (marked, f"{marked}\n          - {{property: zaehlwert, value: true}}"))
    assert "zaehlwert gilt nur für ganze Zahlen; bitte entfernen" in str(refused(text))
