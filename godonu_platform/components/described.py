# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""A contract in Dagster's words: column schema, tags, owners, group."""

from __future__ import annotations

from typing import Any

import dagster as dg

from godonu_platform.contracts.contract import Column, Contract
from godonu_platform.project import Project

FIRST_MONTH = "2015-01"
MONTH_FORMAT = "%Y-%m"
TIME_ZONE = "Europe/Berlin"
WAREHOUSE_POOL = "warehouse"
# Jobs choose by these tags: a selection by key would also catch tables that no run can make.
LANDED = {"stufe": "landung"}
PUBLISHED = {"stufe": "veroeffentlichung"}


def monthly() -> dg.MonthlyPartitionsDefinition:
    """Return the one partition definition of the house: Berlin months, the running one included (decision 3)."""
    return dg.MonthlyPartitionsDefinition(
        start_date=FIRST_MONTH, fmt=MONTH_FORMAT, timezone=TIME_ZONE, end_offset=1
    )


def asset_spec_fields(contract: Contract, project: Project) -> dict[str, Any]:
    """Return the fields of an asset spec that a contract decides: description, group, owners, tags, metadata."""
    return {
        "description": f"**{contract.title}**\n\n{contract.description}",
        "group_name": contract.group or "sonstige",
        "owners": owners(contract),
        "tags": class_tags(contract.classification, contract.personal),
        "metadata": {
            "dagster/column_schema": column_schema(contract),
            "vertrag": f"{contract.path.relative_to(project.root)} (Version {contract.version})",
            "zweck": contract.purpose,
        },
    }


def owners(contract: Contract) -> list[str]:
    """Return the roles that answer for a dataset as Dagster teams; people never stand in a definition."""
    return [f"team:{role}" for role in contract.roles if role in ("dateneigentuemer", "data_steward")]


def class_tags(classification: str, personal: str) -> dict[str, str]:
    """Return class and personal reference as tags."""
    return {"klasse": classification, "personenbezug": personal}


def column_schema(contract: Contract) -> dg.TableSchema:
    """Return the columns with German description, class as tag, and the checks as constraints."""
    return dg.TableSchema(columns=[_column(c) for c in contract.columns])


def _column(column: Column) -> dg.TableColumn:
    other = []
    if column.allowed:
        other.append(f"erlaubt: {', '.join(column.allowed)}")
    if column.minimum is not None:
        other.append(f"mindestens {column.minimum:g}")
    if column.maximum is not None:
        other.append(f"höchstens {column.maximum:.15g}")
    return dg.TableColumn(
        name=column.name,
        type=column.duckdb_type,
        description=f"{column.title}: {column.description}",
        constraints=dg.TableColumnConstraints(nullable=not column.required, unique=column.unique, other=other),
        tags=class_tags(column.classification, column.personal),
    )
