# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plants tokens where personal data turn up in deliveries: treated, ignored, unknown, broken and misnamed fields.

Each token stands in one place, and each place is a record of its own, so that nothing hides behind another rejection.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

from godonu_platform.project import Project
from tests.end_to_end.planted_records import (
    CIVENTO,
    EFA,
    FULDA,
    GIESSEN,
    KASSEL,
    OFFENBACH,
    Record,
    civento,
    efa,
    event,
    form,
    visit,
)
from tests.end_to_end.planted_tokens import Token

# What a screen can know by its form; a name it cannot, so names stand only where the field says what it holds.
SCREENED = ("mail", "iban", "telefon", "steuer_id", "kennzeichen")
ANY = (*SCREENED, "name")
CONTEXTS = ("{}", "Rückfrage an {} bitte", "Kontakt: {}.", "({})", "siehe Akte, {}; erledigt")


@dataclass(frozen=True)
class Place:
    """Where a token goes: which delivery, a name, the kinds that belong there, and what makes a record of it."""

    delivery: str
    name: str
    kinds: tuple[str, ...]
    make: Callable[[int, str], Any]
    lands: bool = False
    """Whether the treated field reaches the lake: without treatment the token would stand there."""


def said(number: int, text: str) -> str:
    """The token inside the words of a free text."""
    return CONTEXTS[number % len(CONTEXTS)].format(text)


def query(number: int, text: str) -> str:
    """An address whose query names somebody, once or twice escaped."""
    hidden = quote(text) if number % 2 else quote(quote(text))
    return f"https://antrag.kassel.example/wohnsitz?lang=de&wer={hidden}#{hidden}"


def path(number: int, text: str) -> str:
    """An address whose path names somebody."""
    return f"https://antrag.kassel.example/akte/{quote(text, safe='')}/schritt"


# Files and folders that carry a token in their name, and where they lie below the inbox.
BY_NAME = {
    "Dateiname": (KASSEL, "portal_events", "antrag_{}_2026-09.ndjson"),
    "Dateiname, abgelehnt": (KASSEL, "portal_events", "{}.csv"),
    "Ordner eines Datensatzes": (KASSEL, "{}", "x.ndjson"),
    "Ordner einer Kommune": ("{}", "portal_events", "x.ndjson"),
    "Ordner wie eine Datei": (KASSEL, "portal_events", "{}.ndjson/leer.ndjson"),
    "ohne Ordner": ("", "", "{}.ndjson"),
}
PLACES = (
    Place("kanonisch", "Freitext", SCREENED, lambda n, t: event(n, step_label=said(n, t)), True),
    Place("kanonisch", "Fehlerklasse", SCREENED, lambda n, t: event(n, error_code=f"IBAN_{t}"[5 * (n % 2) :]), True),
    Place("kanonisch", "Schrittschlüssel", SCREENED, lambda n, t: event(n, step_key=t), True),
    Place("kanonisch", "Fallnummer", ANY, lambda n, t: event(n, case_id=t), True),
    Place("kanonisch", "Sitzung", ANY, lambda n, t: event(n, session_id=t), True),
    Place("kanonisch", "Abfrage", ANY, lambda n, t: event(n, page_url=query(n, t)), True),
    Place("kanonisch", "Pfad", SCREENED, lambda n, t: event(n, page_url=path(n, t)), True),
    Place("kanonisch", "Zugang im URL", ANY, lambda n, t: event(n, page_url=f"https://{quote(t)}:x@k.example/a"), True),
    Place("kanonisch", "mailto", ("mail",), lambda n, t: event(n, page_url=f"mailto:{t}"), True),
    Place("kanonisch", "unbekannte Spalte", ANY, lambda n, t: event(n, antragsteller=t)),
    Place("kanonisch", "unbekannt, tief", ANY, lambda n, t: event(n, person={"name": [t, {"x": t}]})),
    Place("kanonisch", "Spaltenname", SCREENED, lambda n, t: event(n) | {t: "x"}),
    Place("kanonisch", "doppelter Schlüssel", SCREENED, lambda n, t: _twice(event(n), t)),
    Place("kanonisch", "abgerissen", ANY, lambda n, t: json.dumps(event(n, step_label=t))[:-2]),
    Place("kanonisch", "kein Objekt", ANY, lambda n, t: json.dumps([t], ensure_ascii=n % 2 == 0)),
    Place("kanonisch", "Zeitpunkt", ANY, lambda n, t: event(n, occurred_at=t)),
    Place("kanonisch", "Code", ANY, lambda n, t: event(n, event_type=t)),
    Place("kanonisch", "Zahl", ANY, lambda n, t: event(n, amount_cents=t)),
    Place("kanonisch", "Muster", ANY, lambda n, t: event(n, language=t)),
    Place("kanonisch", "Kommune", ANY, lambda n, t: event(n, ars=t)),
    Place("kanonisch", "zu lang", ANY, lambda n, t: event(n, step_label="x " * 300 + t)),
    Place("civento", "Freitext", SCREENED, lambda n, t: civento(n, Schrittname=f'"{said(n, t)}"'), True),
    Place("civento", "Vorgangsnummer", ANY, lambda n, t: civento(n, Vorgangsnummer=t), True),
    Place("civento", "Abfrage", ANY, lambda n, t: civento(n, Seite=query(n, t)), True),
    Place("civento", "Beschriftung eines Codes", ANY, lambda n, t: civento(n, Vorgangsstatus=f"SA, {t}")),
    Place("civento", "Code", ANY, lambda n, t: civento(n, Vorgangsstatus=t)),
    Place("civento", "übergangene Spalte", ANY, lambda n, t: civento(n, Sachgebiet=t)),
    Place("civento", "unbekannte Spalte", ANY, lambda n, t: civento(n, Bearbeiter=t)),
    Place("civento", "Zeitpunkt", ANY, lambda n, t: civento(n, Zeitpunkt=t)),
    Place("civento", "Betrag", ANY, lambda n, t: civento(n, Betrag=t)),
    Place("civento", "Spaltenzahl", ANY, lambda n, t: f"{KASSEL};{t};x"),
    Place("civento", "Anführungszeichen", ANY, lambda n, t: civento(n, Schrittname=f'"a" {t} "b')),
    Place("efa", "Freitext", SCREENED, lambda n, t: efa(n, Seite_Titel=said(n, t)), True),
    Place("efa", "Antragsnummer", ANY, lambda n, t: efa(n, Antrags_ID=t), True),
    Place("efa", "Sitzung", ANY, lambda n, t: efa(n, Sitzungs_ID=t), True),
    Place("efa", "Adresse", ANY, lambda n, t: efa(n, Adresse=query(n, t)), True),
    Place("efa", "unbekannte Spalte", ANY, lambda n, t: efa(n, Antragsteller=t)),
    Place("formular", "Freitext", SCREENED, lambda n, t: form(n, page={"no": 1, "title": said(n, t)}), True),
    Place("formular", "Abfrage", ANY, lambda n, t: form(n, url=query(n, t)), True),
    Place("formular", "Antragsnummer", ANY, lambda n, t: form(n, submissionId=t), True),
    Place("formular", "übergangen", ANY, lambda n, t: form(n, remoteAddress=t, userAgent=t)),
    Place("formular", "unbekannt, tief", ANY, lambda n, t: form(n, form={"leika": "x", "antragsteller": t})),
    Place("matomo", "Besucher", ANY, lambda n, t: visit(n, visitorId=t), True),
    Place("matomo", "Nutzer", ANY, lambda n, t: visit(n, userId=t, visitIp=t, city=t, referrerName=t)),
    Place("matomo", "Abfrage", ANY, lambda n, t: visit(n, actionDetails=[{"url": query(n, t)}]), True),
    Place("matomo", "Seitentitel", ANY, lambda n, t: visit(n, actionDetails=[{"url": "/x"}, {"pageTitle": t}])),
    Place("matomo", "abgerissen", ANY, lambda n, t: json.dumps(visit(n, userId=t))[:-1] + ',"x" "y"}'),
    Place("stellen", "Ansprechperson", ANY, lambda n, t: [f"L100042.OE.{n}", GIESSEN, "Bürgerbüro", t, ""]),
    Place("stellen", "Adresse", ANY, lambda n, t: [f"L100042.OE.{n}", GIESSEN, "Amt", "", query(n, t)], True),
    *(Place("dateiname", name, SCREENED, lambda n, t: t) for name in BY_NAME),
)


def _twice(record: Record, name: str) -> str:
    return json.dumps(record)[:-1] + f", {json.dumps(name)}: 1, {json.dumps(name)}: 2}}"


@dataclass
class Planted:
    """What lies in the inbox, and where which token went."""

    project: Project
    where: dict[Token, Place] = field(default_factory=dict)
    made: dict[str, list[Any]] = field(default_factory=dict)

    def plant(self, tokens: Iterable[Token]) -> None:
        """Give every token a place that suits it, in turn, and write the deliveries."""
        turns = {kind: cycle([place for place in PLACES if kind in place.kinds]) for kind in ANY}
        for number, token in enumerate(tokens):
            place = next(turns[token.kind])
            while place.name in BY_NAME and "/" in token.text:
                place = next(turns[token.kind])
            self.where[token] = place
            made = place.make(number, token.text)
            if place.name in BY_NAME:
                self._by_name(number, place.name, made)
            else:
                self.made.setdefault(place.delivery, []).append(made)
        self._write()

    def _write(self) -> None:
        made = self.made
        canonical = "".join(f"{_line(r)}\n" for r in [event(0), *made["kanonisch"]])
        self.put(KASSEL, "portal_events", "kanonisch.ndjson.gz", gzip.compress(canonical.encode(), mtime=0))
        head = ";".join(CIVENTO)
        self.put(KASSEL, "portal_events", "civento.csv", "\r\n".join([head, *made["civento"], ""]).encode("cp1252"))
        lines = "\n".join(["\t".join(EFA), *made["efa"], ""])
        self.put(FULDA, "portal_events", "efa.csv", lines.encode("utf-16"))
        forms = "".join(f"{json.dumps(r)}\n" for r in made["formular"])
        self.put(OFFENBACH, "portal_events", "formular.ndjson", forms.encode())
        visits = "[" + ",\n".join(_line(r) for r in made["matomo"]) + "]"
        self.put(OFFENBACH, "web_visits", "matomo.json", visits.encode())
        rows = [["unit_id", "ars", "name", "ansprechperson", "url"], *made["stellen"]]
        units = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
        self.put(GIESSEN, "organisational_units", "stellen.csv", units.encode())

    def _by_name(self, number: int, kind: str, text: str) -> None:
        good = f"{_line(event(100_000 + number))}\n".encode()
        content = b"kein;kopf\n1;2\n" if kind == "Dateiname, abgelehnt" else good
        ars, dataset, name = (part.format(text) for part in BY_NAME[kind])
        self.put(ars, dataset, name, content)

    def put(self, ars: str, dataset: str, name: str, content: bytes) -> Path:
        """Lay a file into the inbox, settled, and known as a sample so that it is published."""
        place = self.project.inbox / ars / dataset / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        os.utime(place, (time.time() - 60, time.time() - 60))
        mark_as_sample(self.project, ars, dataset, content)
        return place


def mark_as_sample(project: Project, ars: str, dataset: str, content: bytes) -> None:
    """Enter a delivery into the manifest of the sample generator."""
    project.sample.mkdir(parents=True, exist_ok=True)
    manifest, key = project.sample / "manifest.json", project.sample / "key"
    known = json.loads(manifest.read_text())["digests"] if manifest.is_file() else []
    digest = hashlib.sha256(f"{ars}\0{dataset}\0".encode() + content).hexdigest()
    manifest.write_text(json.dumps({"key_id": "beispiel", "digests": [*known, digest]}))
    if not key.is_file():
        key.write_text("ab" * 32)


def _line(record: Any) -> str:
    return record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)

