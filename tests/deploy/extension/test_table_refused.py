# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever goes wrong while a table is loaded: the old one stays whole, nothing is left over, the answer says why."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.deploy.extension.full_dataset import id_of
from tests.deploy.extension.portal_client import PortalClient, Refused
from tests.deploy.extension.table_orders import FIELDS, ROWS, loaded, new_resource, order, rows_of, small_csv

GOOD = small_csv()
# no two parts alike: PostgreSQL would press it together otherwise
LONG = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(200))
LEFT_OVER = "select relname from pg_class where starts_with(relname, '_godonu')"


@pytest.fixture(scope="module")
def table(portal: PortalClient) -> str:
    """A table that must survive everything here."""
    return loaded(portal, "bestand", GOOD)


def _with_type(name: str, kind: str) -> list[dict[str, Any]]:
    return [{**field, "type": kind} if field["id"] == name else field for field in FIELDS]


@pytest.mark.parametrize(
    ("content", "changes", "field", "said"),
    [
        (GOOD, {"sha256": "0" * 64}, "sha256", "andere Prüfsumme"),
        (GOOD, {"sha256": "kurz"}, "sha256", "64 Ziffern"),
        (GOOD, {"version": ""}, "version", "Version"),
        (GOOD, {"null": '"'}, "null", "ohne Komma"),
        (GOOD, {"fields": []}, "fields", "Liste von 1"),
        (GOOD, {"fields": FIELDS[:2], "primary_key": []}, "fields", "6 Spalten, angegeben sind 2"),
        (GOOD, {"fields": _with_type("ort", "int4")}, "resource_id", "Zeile 2, Spalte »ort«"),
        (GOOD, {"fields": _with_type("anteil", "int4")}, "resource_id", "Zeile 2, Spalte »anteil«"),
        (GOOD, {"fields": _with_type("ort", "text; drop table x")}, "fields", "Typ"),
        (GOOD, {"primary_key": ["monat"]}, "primary_key", "denselben Schlüssel"),
        (small_csv([("2026-09-01", LONG, "", "", "", "")]), {}, "primary_key", "zu lang"),
        (GOOD, {"primary_key": ["nix"]}, "primary_key", "gibt es nicht: nix"),
        (GOOD, {"neutralised": ["anzahl"]}, "neutralised", "keine Textspalten"),
        (small_csv([*ROWS, ("2026-11-01", "zu kurz")]), {}, "resource_id", "Zahl der Spalten"),
        (GOOD + b'2026-11-01,"offen', {}, "resource_id", "Anführungszeichen"),
        (GOOD + "2026-11-01,Größe,1,,,\n".encode("latin-1"), {}, "resource_id", "UTF-8"),
        (b"", {}, "resource_id", "Kopfzeile"),
    ],
)
def test_it_is_refused(
    portal: PortalClient, table: str, content: bytes, changes: dict[str, Any], field: str, said: str
) -> None:
    """In German, at the parameter it belongs to, and without the value of a cell."""
    portal.upload(table, "bestand.csv", content)
    with pytest.raises(Refused) as caught:
        portal.publisher("godonu_table_load", **order(table, content, **changes))
    assert caught.value.status == 409
    assert said in " ".join(caught.value.error[field])
    assert not [cell for cell in ("Gießen", "Straße", "0.5") if cell in caught.value.text]
    _whole(portal, table)


def _whole(portal: PortalClient, table: str) -> None:
    """The old rows, the old note, and no table that was only begun."""
    assert [row[:3] for row in rows_of(portal, table)] == [
        ["2026-09-01", "Gießen", 25],
        ["2026-09-01", 'Straße, "alt"', None],
        ["2026-10-01", "Frankfurt am Main", -3],
    ]
    assert portal.anybody("godonu_table_show", resource_id=table)["version"] == "v1"
    assert portal.sql(LEFT_OVER) == []


def test_without_a_file(portal: PortalClient) -> None:
    """A resource that is only a link, or whose file never came."""
    link = {"id": id_of("verweis", "csv"), "url": "https://example.org/a.csv", "format": "CSV"}
    given = {"id": id_of("verweis"), "name": "verweis", "title": "v", "notes": "x", "owner_org": "godonu"}
    portal.publisher("package_create", **given, resources=[link])
    with pytest.raises(Refused, match="keine Datei hochgeladen"):
        portal.publisher("godonu_table_load", **order(link["id"], GOOD))
    never = new_resource(portal, "nie")
    with pytest.raises(Refused, match="fehlt im Speicher"):
        portal.publisher("godonu_table_load", **order(never, GOOD))
    with pytest.raises(Refused) as caught:
        portal.publisher("godonu_table_load", **order(id_of("gibt es nicht"), GOOD))
    assert caught.value.status == 404


def test_a_crash_in_the_last_moment_leaves_the_old_table(portal: PortalClient) -> None:
    """The connection to the database ends when the new table stands and only waits for its place."""
    resource_id = loaded(portal, "absturz", small_csv(ROWS[:1]))
    portal.upload(resource_id, "absturz.csv", GOOD)
    with portal.reading(resource_id), ThreadPoolExecutor(1) as pool:
        load = pool.submit(portal.publisher, "godonu_table_load", **order(resource_id, GOOD, version="v2"))
        ended = "select pg_terminate_backend(pid) from pg_stat_activity where query like 'LOCK TABLE%'"
        portal.until(lambda: portal.sql(ended) == [["t"]])
        with pytest.raises(Refused):
            load.result()
    assert len(rows_of(portal, resource_id)) == 1
    assert portal.anybody("godonu_table_show", resource_id=resource_id)["version"] == "v1"
    assert portal.sql(LEFT_OVER) == []
    portal.publisher("godonu_table_load", **order(resource_id, GOOD, version="v2"))
    assert len(rows_of(portal, resource_id)) == 3


def test_who_may(portal: PortalClient, table: str) -> None:
    """Load: whoever may change the resource. Show: whoever may see it."""
    for caller in (portal.stranger, portal.anybody):
        with pytest.raises(Refused) as caught:
            caller("godonu_table_load", **order(table, GOOD))
        assert caught.value.status == 403
    closed = new_resource(portal, "verschlossen", private=True)
    for caller in (portal.stranger, portal.anybody):
        with pytest.raises(Refused) as caught:
            caller("godonu_table_show", resource_id=closed)
        assert caught.value.status == 403
    assert portal.publisher("godonu_table_show", resource_id=closed) is None
