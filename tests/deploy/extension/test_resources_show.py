# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Views and tables of many resources in one answer, the same as CKAN's own actions give one by one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.deploy.extension.full_dataset import id_of
from tests.deploy.extension.portal_client import PortalClient, Refused
from tests.deploy.extension.table_orders import loaded, new_resource, small_csv


@pytest.fixture(scope="module")
def shown(portal: PortalClient) -> dict[str, str]:
    """A resource with table and view, one with neither, one in a closed dataset."""
    ids = {"tabelle": loaded(portal, "mit_tabelle", small_csv()), "leer": new_resource(portal, "ohne_tabelle")}
    portal.publisher("resource_view_create", resource_id=ids["tabelle"], title="Tabelle", view_type="datatables_view")
    return ids | {"zu": new_resource(portal, "geschlossen", private=True)}


def test_the_same_as_one_by_one(portal: PortalClient, shown: dict[str, str]) -> None:
    """Fields with their notes, rows counted, views in their order."""
    found = portal.publisher("godonu_resources_show", ids=[shown["tabelle"], shown["leer"]])
    info = portal.anybody("datastore_info", id=shown["tabelle"])
    fields = [{"id": f["id"], "type": f["type"], "info": f.get("info", {})} for f in info["fields"]]
    assert found[shown["tabelle"]]["table"] == {"fields": fields, "rows": info["meta"]["count"]}
    for name in ("tabelle", "leer"):
        assert found[shown[name]]["views"] == portal.anybody("resource_view_list", id=shown[name])
    assert found[shown["leer"]]["table"] is None


def test_rows_are_counted_and_not_remembered(portal: PortalClient, shown: dict[str, str]) -> None:
    """Somebody took a row away behind our back; CKAN's own count may be an old one."""
    gone: dict[str, Any] = {"filters": {"ort": "Gießen"}, "force": True, "calculate_record_count": False}
    portal.publisher("datastore_records_delete", resource_id=shown["tabelle"], **gone)
    ids = [shown["tabelle"]]
    assert portal.publisher("godonu_resources_show", ids=ids)[shown["tabelle"]]["table"]["rows"] == 2
    told = portal.anybody("godonu_resources_show", ids=ids)[shown["tabelle"]]["table"]
    assert told["rows"] is None, "not everybody may let large tables be read whole"
    assert told["fields"]


def test_what_may_not_be_seen_is_left_out(portal: PortalClient, shown: dict[str, str]) -> None:
    """As if it were not there; nor is a name of a table that is no resource."""
    ids = [shown["zu"], id_of("nie dagewesen"), "_table_metadata", "'; drop table x; --", shown["leer"]]
    assert set(portal.anybody("godonu_resources_show", ids=ids)) == {shown["leer"]}
    assert set(portal.publisher("godonu_resources_show", ids=ids)) == {shown["leer"], shown["zu"]}


@pytest.mark.parametrize("ids", [None, "a", [1], ["a"] * 501])
def test_wrong_questions(portal: PortalClient, ids: Any) -> None:
    """Said in German."""
    with pytest.raises(Refused, match="höchstens 500"):
        portal.anybody("godonu_resources_show", ids=ids)


def test_status(portal: PortalClient) -> None:
    """What a publisher looks at first; open to everybody."""
    status = portal.anybody("godonu_status_show")
    assert {"table_load", "package_id", "dcat_ap_de_3", "resources_show"} <= set(status["features"])
    assert status["ckan_version"].startswith("2.12")
    assert status["upload_limit"] > 0
    assert "godonu" in portal.anybody("status_show")["extensions"]
