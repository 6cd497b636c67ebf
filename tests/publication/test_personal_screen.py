# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search for personal content reads each file that would leave, and tells column and kind, never the content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from godonu_platform.catalogs.release_record import Finding, GateRecord
from godonu_platform.publication import staged_files as files_module
from godonu_platform.publication.gate import evaluate_gate
from godonu_platform.publication.staged_files import StagedFiles
from godonu_platform.publication.table import open_table
from tests.publication.world import KASSEL, UNITS, USE, World, column, contract, units_columns, use_columns

REASON = "Leitung der Dienststelle, vom Amt selbst veröffentlicht"


def found(record: GateRecord, check: str = "personensuche") -> list[Finding]:
    return [finding for finding in record.findings if finding.check == check]


def put(world: World, text: str, name: str = USE) -> None:
    column = "service" if name == USE else "name"
    where = "starts = 120" if name == USE else "unit_id = 'u1'"
    world.build(f"update marts.{name} set {column} = '{text}' where {where}")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("erika.mustermann@example.org", "E-Mail-Adresse"),
        ("DE89370400440532013000", "IBAN"),
        ("86095742719", "Steuer-Identifikationsnummer"),
        ("15070649C103", "Rentenversicherungsnummer"),
        ("4012888888881881", "Kreditkartennummer"),
        ("0641 3061234", "Telefonnummer"),
        ("GI-AB 1234", "Kfz-Kennzeichen"),
        ("geb. 12.03.1980", "Geburtsdatum"),
        ("84.12.99.201", "IP-Adresse"),
        ("9f86d081884c7d659a2feaa0c55ad015", "Pseudonym"),
        ("Frau Müller", "Person mit Anrede"),
        ("Ludwigstraße 12", "Anschrift"),
    ],
)
def test_one_value_among_many_is_found_in_the_files_and_not_told(world: World, text: str, kind: str) -> None:
    put(world, text)
    record = evaluate_gate(world.candidate())
    [finding] = found(record)
    assert record.outcome == "gestoppt"
    assert (finding.code, finding.column) == ("inhalt_klingt_personenbezogen", "service")
    assert (
        kind in finding.message
        and "(1 verschiedene)" in finding.message
        and "ausnahme_personensuche" in finding.message
    )
    assert text not in record.model_dump_json()


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_each_of_the_three_files_is_read(world: World, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A value that stands in one of the files only, e.g. by a mistake in writing it, is found there."""
    real = files_module.export

    def slip(table: object, partners: object, folder: Path) -> None:
        real(table, partners, folder)  # type: ignore[arg-type]
        path = folder / f"data.{kind}"
        if kind == "parquet":
            with duckdb.connect() as connection:
                slipped = "case when starts = 120 then 'max@example.org' else service end as service"
                source = f"select * replace ({slipped}) from read_parquet('{path}')"
                connection.execute(f"copy ({source}) to '{path}.neu' (format parquet)")
            Path(f"{path}.neu").replace(path)
        else:
            path.write_text(path.read_text("utf-8").replace("Hund anmelden", "max@example.org"), "utf-8")

    monkeypatch.setattr(files_module, "export", slip)
    [finding] = found(evaluate_gate(world.candidate()))
    assert "E-Mail-Adresse" in finding.message


def spoilt(kind: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / f"data.{kind}"
        path.write_text(change(path.read_text("utf-8")), "utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (spoilt("csv", lambda text: text.replace("service", "leistung", 1)), "spalten_der_datei"),
        (spoilt("csv", lambda text: "\n".join(text.splitlines()[:-1]) + "\n"), "zeilen_der_datei"),
        (spoilt("csv", lambda text: text.replace(KASSEL, "064390000000")), "zeilen_der_datei"),
        (spoilt("csv", lambda text: text.replace(",120,", ",121,")), "zeilen_der_datei"),
        (spoilt("json", lambda text: text.replace(":120,", ":121,")), "zeilen_der_datei"),
        (spoilt("csv", lambda text: text.replace(",gesperrt", ",wert")), "zeilen_der_datei"),
        (spoilt("json", lambda text: text.replace('"starts":', '"mail":"x","starts":', 1)), "spalten_der_datei"),
        (spoilt("json", lambda text: text.replace("},", "},{},", 1)), "spalten_der_datei"),
    ],
)
def test_the_files_hold_the_promised_columns_and_rows_only(
    world: World, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None], code: str
) -> None:
    real = files_module.export

    def slip(table: object, partners: object, folder: Path) -> None:
        real(table, partners, folder)  # type: ignore[arg-type]
        spoil(folder)

    monkeypatch.setattr(files_module, "export", slip)
    record = evaluate_gate(world.candidate())
    assert {finding.code for finding in found(record, "dateien")} == {code}
    assert record.outcome == "gestoppt"


def test_an_exception_with_a_reason_lets_an_address_pass_but_no_number_with_a_check_digit(world: World) -> None:
    for text in ("Frau Müller, 0641 3061234, Ludwigstraße 12", "amt@example.org"):
        put(world, text, UNITS)
        assert found(evaluate_gate(world.candidate(UNITS))) == []
    for text in ("DE89370400440532013000", "15070649C103", "86095742719", "4012888888881881"):
        put(world, text, UNITS)
        assert [f.column for f in found(evaluate_gate(world.candidate(UNITS)))] == ["name"]


def test_chance_hits_of_a_check_digit_pass_in_a_column_with_an_exception(world: World) -> None:
    world.unit_rows = [(f"u{n}", KASSEL, f"Stelle {n}", None, None) for n in range(30)]
    world.unit_rows[0] = ("u0", KASSEL, "86095742719", None, None)
    world.build()
    assert found(evaluate_gate(world.candidate(UNITS))) == []
    world.unit_rows[1] = ("u1", KASSEL, "4012888888881881", None, None)
    world.unit_rows[2] = ("u2", KASSEL, "15070649C103", None, None)
    world.build()
    assert found(evaluate_gate(world.candidate(UNITS))) == [], "one of each kind is below one in twenty"
    world.unit_rows[3] = ("u3", KASSEL, "378282246310005", None, None)
    world.build()
    assert [f.column for f in found(evaluate_gate(world.candidate(UNITS)))] == ["name"]


def test_regional_keys_are_no_telephone_numbers_where_the_contract_says_so(world: World) -> None:
    columns = use_columns()
    columns.append(column("region_key", title="Gebiet", logicalTypeOptions={"pattern": "[0-9]{2,12}"}))
    world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Anträge", columns, monatsspalte="month"))
    add = f"alter table marts.{USE} add column region_key varchar; update marts.{USE} set region_key = "
    for key in ("066110000000", "06611", "06", "060000000000"):
        world.build(f"{add}'{key}'")
        assert found(evaluate_gate(world.candidate())) == []
    world.build(f"{add}'017112345678'")
    assert [f.column for f in found(evaluate_gate(world.candidate()))] == ["region_key"]


def test_an_old_day_is_a_birthday_in_a_text_and_not_in_a_column_of_days(world: World) -> None:
    world.build(f"update marts.{UNITS} set seen_at = timestamp '1999-04-01 00:00:00' where unit_id = 'u1'")
    assert found(evaluate_gate(world.candidate(UNITS))) == []
    put(world, "1.4.1999")
    assert [f.column for f in found(evaluate_gate(world.candidate()))] == ["service"]


def test_the_description_of_the_columns_leaves_too(world: World) -> None:
    columns = units_columns()
    for place, example in ((0, "erika.mustermann@example.org"), (2, "Rathausplatz 1")):  # the name has an exception
        columns[place]["examples"] = [example]
    told = contract(UNITS, "Stellen", columns, offenlegungsschutz="keine", datenkategorie="stammdaten")
    world.write(f"governance/contracts/{UNITS}.yaml", told)
    [finding] = found(evaluate_gate(world.candidate(UNITS)))
    assert (finding.code, finding.column) == ("beschreibung_klingt_personenbezogen", "unit_id")
    assert "erika" not in finding.message


def test_a_name_that_sounds_personal_needs_a_reason(world: World) -> None:
    columns = [*use_columns(), column("kontakt_mail", title="Postfach")]
    world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Anträge", columns, monatsspalte="month"))
    world.build(f"alter table marts.{USE} add column kontakt_mail varchar")
    [finding] = found(evaluate_gate(world.candidate()), "spaltennamen")
    assert (finding.code, finding.column) == ("name_klingt_personenbezogen", "kontakt_mail")
    columns[-1] = column("kontakt_mail", title="Postfach", ausnahme=REASON)
    world.write(f"governance/contracts/{USE}.yaml", contract(USE, "Anträge", columns, monatsspalte="month"))
    assert evaluate_gate(world.candidate()).outcome == "offen"


def test_files_are_written_once_and_again_only_for_other_rows(world: World, tmp_path: Path) -> None:
    candidate = world.candidate()
    with open_table(world.project, candidate.contract) as table:
        files = StagedFiles(tmp_path / "staged")
        assert files.hashes() == {}
        files.written(table, [KASSEL])
        before, inode = files.hashes(), (tmp_path / "staged" / "data.csv").stat().st_ino
        files.written(table, [KASSEL])
        assert (tmp_path / "staged" / "data.csv").stat().st_ino == inode
        files.written(table, [])
        assert files.hashes() != before
