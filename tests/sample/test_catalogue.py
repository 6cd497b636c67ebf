# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of services has the shape of the PVOG's export and fits the events."""

from __future__ import annotations

import re

from tests.sample.conftest import Written


def test_the_list_fits_the_events(sample: Written) -> None:
    rows = [line.split("|") for line in sample.text(sample.files("services", "064120000000")[0]).splitlines()]
    assert rows[0][:3] == ["ID-LB", "Leikaschlüssel", "Name"]
    assert all(len(row) == 8 and re.fullmatch(r"99\d{12}", row[1]) for row in rows[1:])
    known = {(row[1], row[5]) for row in rows[1:]}
    used = {(r["form"]["leika"], r["form"]["service"]) for r in sample.events("*formserver_2026-09*", "064120000000")}
    assert used <= known
    assert any('"' in row[6] for row in rows[1:])


def test_ids_are_never_used_by_two_partners(sample: Written) -> None:
    ids = [line.split("|")[0] for path in sample.files("services") for line in sample.text(path).splitlines()[1:]]
    assert len(set(ids)) == len(ids)


def test_both_datasets_get_the_same_file(sample: Written) -> None:
    services, online = sample.files("services"), sample.files("online_services")
    assert [p.read_bytes() for p in services] == [p.read_bytes() for p in online]
