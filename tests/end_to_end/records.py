# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A few canonical records of three kinds, enough for every kind of dataset to become something open."""

from __future__ import annotations

Record = dict[str, object]


def applications(ars: str, count: int, month: str = "2026-09", prefix: str = "e") -> list[Record]:
    """Return complete applications: three events each, one case and one session per application."""
    kinds = ("case_started", "step_viewed", "submitted")
    return [
        {
            "event_id": f"{prefix}-{ars}-{month}-{number}-{kind}",
            "source_system": "formserver",
            "ars": ars,
            "service_key": "99115005104000",
            "case_id": f"{prefix}{number}-{ars}-{month}",
            "session_id": f"s{prefix}{number}-{ars}-{month}",
            "event_type": kind,
            "step_index": 1 if kind == "step_viewed" else None,
            "step_key": "angaben" if kind == "step_viewed" else None,
            "occurred_at": f"{month}-10T0{place}:{number % 60:02d}:00Z",
            "channel": "web",
            "auth_method": "anonymous",
            "payment_method": "none",
        }
        for number in range(count)
        for place, kind in enumerate(kinds, start=6)
    ]


def counts(ars: str, month: str = "2026-09") -> list[Record]:
    """Return one day of hourly bicycle counts of one flow."""
    return [
        {
            "site_id": "site-1",
            "ars": ars,
            "flow_id": "flow-1",
            "direction": "inbound",
            "mode": "bicycle",
            "period_start": f"{month}-10T{hour:02d}:00:00Z",
            "period_end": f"{month}-10T{hour + 1:02d}:00:00Z" if hour < 23 else f"{month}-11T00:00:00Z",
            "count": 10 + hour,
            "quality": "ok",
        }
        for hour in range(24)
    ]


def sites(ars: str) -> list[Record]:
    """Return the site of the counts."""
    return [{"site_id": "site-1", "ars": ars, "name": "Hauptstraße", "mode": "bicycle"}]


def services(ars: str) -> list[Record]:
    """Return one service description."""
    return [{"service_id": "L100042.LB.1", "ars": ars, "service_key": "99115005104000", "name": "Wohnsitz Anmeldung"}]


def units(ars: str) -> list[Record]:
    """Return one organisational unit."""
    return [{"unit_id": "L100042.OE.1", "ars": ars, "name": "Bürgerbüro", "postcode": "63065", "city": "Offenbach"}]
