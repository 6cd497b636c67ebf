# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shipped concept is complete and in order; a broken one is refused with line and remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.catalogs.vocabularies import load_vocabularies
from godonu_platform.contracts.concept import AXES, GOALS, LAYERS, Concept, RetentionClass, load_concept
from godonu_platform.project import SHIPPED_CONCEPT, SOURCE_ROOT, Project
from godonu_platform.yaml_model import YamlMistakes

PROJECT = Project.at(SOURCE_ROOT, SOURCE_ROOT / "data")
CONCEPT = load_concept(PROJECT)


def test_the_axes_run_from_open_to_strict() -> None:
    assert CONCEPT.values("vertraulichkeit") == ("oeffentlich", "intern", "vertraulich", "streng_vertraulich")
    assert CONCEPT.values("personenbezug")[0] == "keiner"
    assert CONCEPT.strictest("personenbezug") == "besondere_kategorie"
    assert CONCEPT.values("schutzbedarf") == ("normal", "hoch", "sehr_hoch")
    assert CONCEPT.values("ml_nutzung") == ("frei", "nach_schwaerzung", "nur_lokale_modelle", "verboten")


@pytest.mark.parametrize("axis", AXES)
def test_unknown_is_strictest(axis: str) -> None:
    strictest = CONCEPT.strictest(axis)
    assert CONCEPT.rank(axis, "erfunden") == CONCEPT.rank(axis, None) == CONCEPT.rank(axis, strictest)
    assert CONCEPT.max(axis, [CONCEPT.most_open(axis), "erfunden"]) == strictest
    assert CONCEPT.max(axis, []) == strictest
    assert not CONCEPT.may_leave(axis, "erfunden")
    assert not CONCEPT.may_leave(axis, None)
    assert not CONCEPT.may_leave(axis, CONCEPT.unstated(axis))


@given(axis=st.sampled_from(AXES), data=st.data())
def test_the_maximum_is_never_milder_than_any_part(axis: str, data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from([*CONCEPT.values(axis), "erfunden"]), min_size=1))
    found = CONCEPT.max(axis, parts)
    assert CONCEPT.rank(axis, found) == max(CONCEPT.rank(axis, part) for part in parts)
    assert CONCEPT.max(axis, [found, *parts]) == found


def test_only_what_is_open_may_leave() -> None:
    assert CONCEPT.axis("vertraulichkeit").may_leave == ["oeffentlich"]
    assert CONCEPT.axis("personenbezug").may_leave == ["keiner", "aggregiert_anonymisiert"]
    assert CONCEPT.axis("schutzbedarf").may_leave == ["normal"]
    assert CONCEPT.axis("ml_nutzung").may_leave == ["frei"]
    with pytest.raises(KeyError):
        CONCEPT.axis("farbe")


def test_roles_and_signatures() -> None:
    roles = CONCEPT.roles
    needed = {"dateneigentuemer", "data_steward", "datenbereitsteller", "datenschutzbeauftragte"}
    assert needed <= {name for name, role in roles.items() if not role.central}
    assert {name for name, role in roles.items() if role.central} == {"datenmanagement_leitung", "plattformbetrieb"}
    assert not roles["datenbereitsteller"].approves_steps
    assert (CONCEPT.four_eyes.decides, CONCEPT.four_eyes.countersigns) == (("dateneigentuemer",), ("data_steward",))
    assert not CONCEPT.needs_four_eyes("aggregiert_anonymisiert")
    assert CONCEPT.needs_four_eyes("pseudonym")
    assert CONCEPT.needs_four_eyes("erfunden")


@pytest.mark.parametrize(
    ("share", "grade"),
    [
        (1, "A"),
        (0.95, "A"),
        (0.9499, "B"),
        (0.85, "B"),
        (0.8499, "C"),
        (0.7, "C"),
        (0.6999, "D"),
        (0, "D"),
        (None, "D"),
    ],
)
def test_grades_at_their_thresholds(share: float | None, grade: str) -> None:
    assert CONCEPT.grade(share) == grade


def test_the_grades_say_that_they_are_ours() -> None:
    assert "keine Norm" in CONCEPT.file.grades.note
    assert list(CONCEPT.grades.items()) == [("A", 0.95), ("B", 0.85), ("C", 0.7)]
    dimensions = ("vollstaendigkeit", "aktualitaet", "validitaet", "konsistenz", "eindeutigkeit")
    assert tuple(CONCEPT.dimensions) == dimensions


def test_no_federal_duty_is_claimed_for_municipalities() -> None:
    text = SHIPPED_CONCEPT.read_text(encoding="utf-8")
    assert "EGovG" not in text, "§ 12a EGovG binds the federation only (publishing-and-governance 4.3)"


def test_every_word_is_explained_in_german() -> None:
    for axis in AXES:
        assert all(value.definition.endswith(".") for value in CONCEPT.axis(axis).values)
    assert set(CONCEPT.file.goals) == set(GOALS)
    assert set(CONCEPT.file.layers) == set(LAYERS)
    assert all(question.question.endswith("?") for question in CONCEPT.checklist.values())
    assert set(CONCEPT.checklist) <= set(CONCEPT.grounds)


def test_themes_are_those_of_the_catalogue() -> None:
    themes = {code: term.title for code, term in load_vocabularies(PROJECT).themes.items()}
    assert dict(CONCEPT.file.themes) == themes


@pytest.mark.parametrize(
    ("period", "begin", "end"),
    [
        ("P2Y", date(2024, 2, 29), date(2026, 2, 28)),
        ("P3M", date(2025, 11, 30), date(2026, 2, 28)),
        ("P1M", date(2026, 12, 31), date(2027, 1, 31)),
        ("P18M", date(2025, 1, 31), date(2026, 7, 31)),
        ("P2W", date(2025, 12, 24), date(2026, 1, 7)),
        ("P1Y10D", date(2025, 12, 31), date(2027, 1, 10)),
        (None, date(2025, 1, 1), None),
    ],
)
def test_a_period_ends_on_a_day(period: str | None, begin: date, end: date | None) -> None:
    assert RetentionClass("x", period, "erhebung", "X", "X").ends_on(begin) == end


@given(begin=st.dates(date(2000, 1, 1), date(2060, 1, 1)), months=st.integers(1, 240))
def test_a_period_never_ends_in_another_month_than_it_says(begin: date, months: int) -> None:
    end = RetentionClass("x", f"P{months}M", "erhebung", "X", "X").ends_on(begin)
    assert end is not None
    assert (end.year * 12 + end.month) - (begin.year * 12 + begin.month) == months
    assert end.day <= begin.day


def test_published_values_stay() -> None:
    assert CONCEPT.retention_classes["dauerhaft"].period is None
    assert {entry.start for entry in CONCEPT.retention_classes.values()} <= set(CONCEPT.file.starts)


def test_an_unchanged_concept_is_read_once(own_drawers: Project) -> None:
    first = load_concept(own_drawers)
    assert load_concept(own_drawers) is first
    text = own_drawers.concept.read_text(encoding="utf-8")
    own_drawers.concept.write_text(text.replace("A: 0.95", "A: 0.99"), encoding="utf-8")
    assert load_concept(own_drawers).grade(0.96) == "B"


def test_a_house_without_a_concept_is_refused(own_drawers: Project) -> None:
    own_drawers.concept.unlink()
    with pytest.raises(YamlMistakes, match=r"concept\.yaml:1: -: die Datei fehlt; bitte anlegen"):
        load_concept(own_drawers)


def refused(project: Project, *replacements: tuple[str, str]) -> str:
    text = SHIPPED_CONCEPT.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    project.concept.write_text(text, encoding="utf-8")
    with pytest.raises(YamlMistakes) as caught:
        load_concept(project)
    assert all(m.file == project.concept and m.line > 1 for m in caught.value.mistakes)
    return str(caught.value)


@pytest.fixture
def house(tmp_path: Path) -> Project:
    (tmp_path / "governance").mkdir()
    return Project.at(tmp_path, tmp_path / "data")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "ohne_angabe: streng_vertraulich",
            "ohne_angabe: streng_vertraulisch",
            "gemeint war wohl »streng_vertraulich«",
        ),
        ("darf_hinaus: [oeffentlich]", "darf_hinaus: [intern]", "muss mit dem offensten Wert beginnen"),
        ("darf_hinaus: [oeffentlich]", "darf_hinaus: []", "braucht mindestens 1 Einträge"),
        ("wert: intern", "wert: oeffentlich", "achsen.vertraulichkeit.werte.1.wert: steht doppelt"),
        ("frage: Wer darf den Inhalt sehen?", "fragen: Wer?", "gemeint war wohl »frage«"),
        ("  ml_nutzung:\n    titel", "  kuenstliche_intelligenz:\n    titel", "achsen.ml_nutzung: fehlt"),
        ("  verfuegbarkeit:\n", "  verfugbarkeit:\n", "unbekannter Wert"),
        ("  bereinigt:\n    titel: Bereinigt\n", "  geputzt:\n    titel: Bereinigt\n", "unbekannter Wert"),
        ("ebene: zentral", "ebene: mitte", "erlaubt sind: 'zentral', 'dezentral'"),
        ("pflicht_im_vertrag: true", "pflicht_im_vertrag: vielleicht", "muss true oder false sein"),
        ("frist: P2Y", "frist: zwei Jahre", "ist keine Dauer nach ISO 8601; bitte so schreiben: P3Y"),
        ("frist: P2Y", "frist: 2", "muss ein Text sein"),
        ("frist: P2Y", "frist: P0D", "bitte mindestens einen Tag angeben (P1D)"),
        ("frist: P2Y", "frist: P0Y0M", "bitte mindestens einen Tag angeben (P1D)"),
        ("ohne_angabe: verboten", "ohne_angabe: frei", "achsen.ml_nutzung.ohne_angabe: darf hinaus (darf_hinaus)"),
        ("eigene_kommune: true", "eigene_kommune: meistens", "entscheidung.dezentral_nur_eigene_kommune: muss true"),
        (
            "beginn: ersetzung",
            "beginn: ersetzen",
            "loeschklassen.1j-ersetzung.beginn: unbekannter Wert; gemeint war wohl",
        ),
        ("vier_augen_ab: pseudonym", "vier_augen_ab: pseudonymisiert", "gemeint war wohl »pseudonym«"),
        ("entscheidet: [dateneigentuemer]", "entscheidet: [amtsleitung]", "entscheidung.entscheidet: unbekannter Wert"),
        ("zeichnet_mit: [data_steward]", "zeichnet_mit: [dateneigentuemer]", "bitte zwei verschiedene Rollen angeben"),
        ("A: 0.95", "A: 95", "bewertung.schwellen.A: darf höchstens 1"),
        ("A: 0.95", "A: 0.75", "von der besten zur schlechtesten Note"),
        ("darunter: D", "darunter: C", "hat schon eine Schwelle"),
        ("datensatz_absenken: false", "datensatz_absenken: true", "kumulation.datensatz_absenken: unbekannter Wert"),
        ("titel: Stammdaten", "titel: ''", "darf nicht leer sein"),
    ],
)
def test_a_mistake_in_the_concept_is_told(house: Project, old: str, new: str, words: str) -> None:
    assert words in refused(house, (old, new))


def test_missing_words_are_told_by_name(house: Project) -> None:
    text = SHIPPED_CONCEPT.read_text(encoding="utf-8")
    start, end = text.index("  integritaet:\n"), text.index("  verfuegbarkeit:\n")
    told = refused(house, (text[start:end], ""))
    assert "schutzziele: »integritaet« fehlt; bitte mit titel und definition ergänzen" in told


def test_somebody_must_answer_and_somebody_must_approve(house: Project) -> None:
    twice = [("    pflicht_im_vertrag: true\n", "")] * 2
    assert "keine Rolle hat pflicht_im_vertrag: true" in refused(house, *twice)
    thrice = [("    genehmigt_schutzschritte: true\n", "")] * 3
    assert "keine Rolle hat genehmigt_schutzschritte: true" in refused(house, *thrice)


def test_a_concept_is_compared_by_identity() -> None:
    again = load_concept(PROJECT)
    assert len({again, load_concept(PROJECT), Concept(again.path, again.file)}) == 2


def test_the_handbook_says_the_same(repository: Path) -> None:
    text = (repository / "docs" / "handbuch" / "klassifizierung.md").read_text(encoding="utf-8")
    for axis in AXES:
        values = CONCEPT.values(axis)
        shown = [f"**`{value}`**" if CONCEPT.may_leave(axis, value) else f"`{value}`" for value in values]
        assert f"| {CONCEPT.axis(axis).question} | {', '.join(shown)} | `{CONCEPT.unstated(axis)}` |" in text
    for name in (*CONCEPT.roles, *CONCEPT.retention_classes):
        assert f"| `{name}` |" in text, name
    assert all(f"`{category}`" in text for category in CONCEPT.file.categories)
