# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of the gate's checks, in the order in which people read them.

Keep out: what a single check looks at, and what becomes of its findings (gate).
"""

from __future__ import annotations

from godonu_platform.publication import (
    class_checks,
    content_checks,
    decision_checks,
    disclosure_checks,
    file_checks,
    metadata_checks,
    promise_checks,
    retention_checks,
)
from godonu_platform.publication.gate_view import GateCheck

# Raise this when a by-content check changes: results recorded by an older rule are then not reused.
RULES_VERSION = 3
CHECKS: tuple[GateCheck, ...] = (
    GateCheck(
        "vertrag", "Der Datenvertrag gilt und gehört zur Ebene Veröffentlichung.", promise_checks.contract_is_open
    ),
    GateCheck("spaltenklassen", "Jede Spalte ist als öffentlich eingestuft.", promise_checks.columns_are_open),
    GateCheck(
        "spaltennamen", "Kein Spaltenname klingt nach Angaben über Menschen.", file_checks.column_names_are_harmless
    ),
    GateCheck("spaltenabgleich", "Tabelle und Vertrag haben dieselben Spalten.", promise_checks.columns_agree),
    GateCheck(
        "wirksame_klassen",
        "Jede Spalte ist auch nach ihrer Herkunft offen.",
        class_checks.effective_classes_are_open,
    ),
    GateCheck(
        "schutzschritte", "Jeder Schutzschritt ist genannt, zugelassen und nachgewiesen.", class_checks.steps_are_proven
    ),
    GateCheck("herkunft", "Vorstufen und Lieferungen sind festgehalten.", promise_checks.origin_is_known),
    GateCheck(
        "pruefergebnisse", "Alle Datenprüfungen bis zur Quelle sind bestanden.", promise_checks.results_are_green
    ),
    GateCheck("katalogeintrag", "Der Katalogeintrag ist vollständig.", promise_checks.entry_is_complete),
    GateCheck("lizenz", "Die Lizenz ist bekannt und offen.", promise_checks.licence_is_open),
    GateCheck(
        "entscheidung",
        "Für jede enthaltene Kommune gilt eine Öffnungsentscheidung für genau diesen Stand.",
        decision_checks.decisions_hold,
    ),
    GateCheck(
        "vereinbarung",
        "Bei mehreren Kommunen ist benannt, wer verantwortlich ist und auf welcher Vereinbarung.",
        decision_checks.agreement_is_named,
    ),
    GateCheck(
        "kommunentrennung",
        "Aus den Zahlen einer Kommune folgen nicht die einer anderen.",
        decision_checks.partners_are_apart,
    ),
    GateCheck("loeschregel", "Die Löschregeln sind genannt und eingehalten.", retention_checks.retention_is_kept),
    GateCheck(
        "loeschmarken", "Nach einer Löschung wurde neu entschieden.", retention_checks.erasures_are_decided_upon
    ),
    GateCheck("metadaten", "Die Metadaten erfüllen DCAT-AP.de.", metadata_checks.graph_conforms, by_content=True),
    GateCheck(
        "metadatenguete",
        "Die Metadatengüte (MQA) reicht zur Veröffentlichung.",
        metadata_checks.quality_suffices,
        by_content=True,
    ),
    GateCheck("schluessel", "Jeder Schlüssel kommt genau einmal vor.", content_checks.key_is_unique, by_content=True),
    GateCheck("schema", "Alle Werte halten den Datenvertrag ein.", content_checks.frame_keeps_schema, by_content=True),
    GateCheck(
        "offenlegungsschutz",
        "Der Schutz kleiner Fallzahlen ist eingehalten.",
        disclosure_checks.disclosure_holds,
        by_content=True,
    ),
    GateCheck(
        "dateien", "Die Dateien enthalten genau die freigegebenen Spalten und Zeilen.", file_checks.files_agree,
        by_content=True,
    ),
    GateCheck(
        "personensuche",
        "In den Dateien steht nichts, das nach Angaben über Menschen aussieht.",
        file_checks.nothing_personal_inside,
        by_content=True,
    ),
)  # fmt: skip
