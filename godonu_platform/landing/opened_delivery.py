# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opens a delivery with the one mapping that recognises it, or with the canonical names; says what did not fit.

Keep out: reading mapping files (mapping) and turning records into rows (record_pipeline).
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from godonu_platform.contracts.contract import Contract
from godonu_platform.landing.mapping import Mapping
from godonu_platform.landing.projection import absent_columns
from godonu_platform.landing.read_ahead import read_ahead
from godonu_platform.landing.record_pipeline import RecordPipeline
from godonu_platform.landing.screening import MASKS, masked_name
from godonu_platform.landing.source_fields import SourceFields
from godonu_platform.sources import (
    READERS,
    Batch,
    Inspection,
    OpenDelivery,
    ReaderOptions,
    RefusedDelivery,
    detect_format,
)
from godonu_platform.yaml_model import nearest

_JSON_FORMATS = frozenset({"ndjson", "json_array", "json_object"})
# Below this a second thread costs more than it saves.
_WORTH_READING_AHEAD = 8 * 1024 * 1024
MOST_FINDINGS = 500


@dataclass
class OpenedDelivery:
    """A delivery whose header is read and whose mapping is chosen."""

    contract: Contract
    inspection: Inspection
    layout: str
    opened: OpenDelivery
    mapping: Mapping | None
    misfits: list[str] = field(default_factory=list)

    @property
    def field_names(self) -> list[str]:
        """The header, or the keys of the first readable record."""
        return self.opened.field_names

    def batches(self) -> Iterator[Batch]:
        """Give the batches, the next one being read while one is worked on."""
        batches = self.opened.batches()
        return batches if self.inspection.text_bytes < _WORTH_READING_AHEAD else read_ahead(batches)

    def tallies(self) -> dict[str, int]:
        """Return what the reader counted besides records; complete after the last batch."""
        return dict(self.opened.tallies)

    def findings(self) -> list[dict[str, Any]]:
        """Return what the reader found besides rejections; complete after the last batch."""
        return [asdict(finding) for finding in self.opened.findings[:MOST_FINDINGS]]

    def refuse_missing(self, pipeline: RecordPipeline) -> None:
        """Refuse a delivery in which no record has a required column (also when it was only renamed)."""
        seen = pipeline.shapes.seen_names() if pipeline.shapes else self.field_names
        if seen:
            absent = absent_columns(self.contract, self.mapping, pipeline.projection.fields)
            refuse_without_required(self.contract, self.mapping, absent, seen, self.misfits)

    def unknown_columns(self, pipeline: RecordPipeline) -> list[str]:
        """Return the columns that did not enter the lake, as they may be shown."""
        ignored = self.mapping.ignore if self.mapping else ()
        unknown = pipeline.projection.fields.unknown(ignored)
        if pipeline.shapes is not None:
            left_out = {name.casefold() for name in ignored}
            unknown = [*unknown, *(n for n in pipeline.shapes.unknown if n.strip().casefold() not in left_out)]
        return sorted({masked_name(name) for name in unknown})

    def notices(self, pipeline: RecordPipeline) -> list[str]:
        """Return German sentences about what a steward should know though nothing was rejected for it."""
        told = []
        for name, wanted in sorted(pipeline.projection.fields.in_other_case.items()):
            told.append(f"Die Spalte »{masked_name(name)}« wurde als »{wanted}« gelesen (andere Schreibweise).")
        fields = pipeline.projection.fields
        absent = absent_columns(self.contract, self.mapping, fields) if fields.seen else []
        missing = [name for name in absent if not self.contract.column(name).required]
        if missing:
            told.append(f"Diese freiwilligen Spalten fehlen und bleiben leer: {', '.join(missing)}.")
        unknown = self.unknown_columns(pipeline)
        if unknown:
            more = " und weitere" if pipeline.shapes is not None and pipeline.shapes.more_unknown else ""
            told.append(
                f"Diese Spalten kennt der Vertrag nicht, sie wurden nicht übernommen: {', '.join(unknown)}{more}."
            )
        told += self._about_text(pipeline)
        return told

    def _about_text(self, pipeline: RecordPipeline) -> list[str]:
        told = []
        if self.inspection.mixed_encoding:
            told.append("Die Datei mischt Zeichensätze; die betroffenen Datensätze sind in der Quarantäne.")
        elif self.inspection.encoding not in ("utf-8", "utf-8-sig"):
            told.append(f"Die Datei ist in {self.inspection.encoding.upper()} kodiert und wurde umgewandelt.")
        masked = [f"{count} × {MASKS[kind]}" for kind, count in sorted(pipeline.treatment.masked.items())]
        if masked:
            told.append(f"In Freitexten wurden personenbezogene Angaben unkenntlich gemacht: {', '.join(masked)}.")
        if len(self.opened.findings) > MOST_FINDINGS:
            told.append(f"Von {len(self.opened.findings)} Befunden stehen hier die ersten {MOST_FINDINGS}.")
        return told


def open_delivery(
    path: Path,
    name: str,
    inspection: Inspection,
    *,
    ars: str,
    contract: Contract,
    mappings: list[Mapping],
    chunk: int,
) -> OpenedDelivery:
    """Open a delivery; `name` is the file name it came under. Raises RefusedDelivery when none or several fit."""
    matches: list[OpenedDelivery] = []
    misfits: list[str] = []
    form = detect_format(path, inspection) if mappings else ""
    for mapping in mappings:
        why = _outside(mapping, ars, name) or _other_form(mapping, form)
        if why is None:
            try:
                opened = _open(path, inspection, mapping.reader.options(), contract, mapping, chunk)
                why = _header_misfit(mapping, opened)
                if why is None:
                    matches.append(opened)
            except RefusedDelivery as refusal:
                why = refusal.message
        if why is not None:
            misfits.append(f"{mapping.name} ({why.rstrip('.')})")
    if len(matches) > 1:
        names = " und ".join(opened.mapping.name for opened in matches if opened.mapping)
        raise RefusedDelivery(
            "zuordnung_mehrdeutig",
            f"Mehrere Zuordnungen passen auf diese Lieferung: {names}. Bitte unter recognise genauer unterscheiden.",
        )
    if matches:
        return matches[0]
    opened = _open(path, inspection, ReaderOptions(), contract, None, chunk)
    opened.misfits = misfits
    if opened.layout == "columns":
        absent = absent_columns(contract, None, SourceFields([opened.field_names], "columns"))
        refuse_without_required(contract, None, absent, opened.field_names, misfits)
    return opened


def _outside(mapping: Mapping, ars: str, name: str) -> str | None:
    wanted = mapping.recognise
    if wanted.partners is not None and ars not in wanted.partners:
        return "für andere Kommunen"
    plain = name[:-3] if name.lower().endswith(".gz") else name
    if wanted.file is not None and not any(fnmatch.fnmatchcase(given, wanted.file) for given in (name, plain)):
        return f"Dateiname passt nicht auf {wanted.file}"
    return None


def _other_form(mapping: Mapping, found: str) -> str | None:
    # a reader of JSON finds no record in a CSV, and where no record is, no key can be missing
    wanted = mapping.reader.format
    return "andere Dateiform" if wanted and (wanted in _JSON_FORMATS) != (found in _JSON_FORMATS) else None


def _open(
    path: Path, inspection: Inspection, options: ReaderOptions, contract: Contract, mapping: Mapping | None, chunk: int
) -> OpenedDelivery:
    wire_format = options.format or detect_format(path, inspection)
    opened = READERS[wire_format](path, inspection, options, chunk_bytes=chunk)
    layout = "json" if wire_format in _JSON_FORMATS else "columns"
    return OpenedDelivery(contract, inspection, layout, opened, mapping)


def _header_misfit(mapping: Mapping, opened: OpenedDelivery) -> str | None:
    fields = SourceFields([opened.field_names], opened.layout)
    absent = [name for name in mapping.recognise.header if not fields.has(name)]
    return f"es fehlt: {', '.join(absent)}" if absent else None


def refuse_without_required(
    contract: Contract, mapping: Mapping | None, absent: list[str], seen: list[str], misfits: list[str]
) -> None:
    """Raise RefusedDelivery when a required column has no source, proposing the nearest name."""
    required = [name for name in absent if contract.column(name).required]
    if not required:
        return
    told = []
    for name in required:
        sources = mapping.columns[name].fields if mapping and name in mapping.columns else (name,)
        source = next((s for s in sources if s not in seen), sources[0])
        folded = {given.strip().casefold(): given for given in seen}
        guess = nearest(source.casefold(), folded)
        told.append(f"»{source}«" + (f" (gemeint war wohl »{masked_name(folded[guess])}«)" if guess else ""))
    noun = "Es fehlt die Pflichtspalte" if len(told) == 1 else "Es fehlen die Pflichtspalten"
    text = f"{noun} {', '.join(told)}."
    if misfits:
        text += f" Auch keine Zuordnung passt: {'; '.join(misfits)}."
    raise RefusedDelivery("spalte_fehlt", text)
