# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reports of deliveries that are refused as a whole, and the refusals that need no look into the file.

Keep out: what readers refuse (sources) and the normal way of a delivery (delivery_landing).
"""

from __future__ import annotations

import hashlib
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path

from godonu_platform.contracts.contract import Contract
from godonu_platform.contracts.partners import ARS_PATTERN, Partners
from godonu_platform.landing.commit import read_report, write_report
from godonu_platform.landing.report import DeliveryReport
from godonu_platform.landing.screening import masked_name
from godonu_platform.project import Project
from godonu_platform.sources.delivery_file import Inspection, RefusedDelivery

BATCH_DIGITS = 16
"""How much of the SHA-256 is the batch id (design decision 1)."""


def known_contract(contracts: dict[str, Contract], partners: Partners, ars: str, dataset: str) -> Contract:
    """Return the contract of a dataset; raises RefusedDelivery for unknown partners and datasets."""
    if partners.get(ars) is None:
        raise RefusedDelivery(
            "kommune_unbekannt",
            f"Zum Regionalschlüssel »{shown_ars(ars)}« gibt es keine teilnehmende Kommune. "
            "Bitte den Ordnernamen mit governance/partners.yaml vergleichen.",
        )
    contract = contracts.get(dataset)
    if contract is None or not contract.is_source:
        names = ", ".join(sorted(name for name, known in contracts.items() if known.is_source))
        raise RefusedDelivery(
            "datensatz_unbekannt", f"Den Datensatz »{masked_name(dataset)}« gibt es nicht. Bekannt sind: {names}."
        )
    return contract


def new_report(ars: str, dataset: str, file: str, digest: str) -> DeliveryReport:
    """Return an empty report of a delivery that lands."""
    shown = masked_name(file, frozenset({ars}))
    return DeliveryReport(
        batch=digest[:BATCH_DIGITS], ars=ars, dataset=dataset, file=shown, size=0, sha256=digest, status="gelandet"
    )


def refuse(
    project: Project, path: Path, *, ars: str, dataset: str, inspection: Inspection | None, refusal: RefusedDelivery
) -> DeliveryReport:
    """Report a refused delivery; it stays where it is, so that it can be mended and is looked at again."""
    if inspection is not None:
        digest, size = inspection.batch_digest, inspection.size
    else:
        # what cannot be read is known by where it lies
        place = path.relative_to(project.inbox) if path.is_relative_to(project.inbox) else path
        digest = hashlib.sha256(b"path\0" + str(place).encode(errors="surrogateescape")).hexdigest()
        size = _size(path)
    report = new_report(ars, dataset, path.name, digest)
    report.ars, report.dataset = shown_ars(ars), masked_name(dataset)
    report.size, report.status = size, "abgelehnt"
    report.reason, report.message = refusal.code, refusal.message
    report.encoding = inspection.encoding if inspection else None
    known = read_report(project, report.batch)
    if known is None or known.to_json() != report.to_json():
        write_report(project, report)
    return report


def unforeseen(error: Exception) -> RefusedDelivery:
    """Return the refusal for an error that nobody thought of: its kind and place.

    Its text is left out, because it may hold values of the delivery.
    """
    places = [frame for frame in traceback.extract_tb(error.__traceback__) if "godonu_platform" in frame.filename]
    where = f", {Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
    return RefusedDelivery(
        "interner_fehler",
        f"Beim Landen trat ein unerwarteter Fehler auf ({type(error).__name__}{where}). Die Lieferung bleibt liegen; "
        "bitte dem Betrieb melden.",
    )


def shown_ars(ars: str) -> str:
    """Return a partner folder's name as it may be shown: what has the form of a key as it is, anything else masked."""
    # eleven digits are a tax id, ten are a telephone
    return ars if re.fullmatch(ARS_PATTERN, ars, re.ASCII) else masked_name(ars)


def utc_text(clock: datetime) -> str:
    """Return an instant as reports write it: ISO 8601 in UTC."""
    return clock.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
