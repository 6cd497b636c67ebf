# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads how things stand from reports and releases; opens no database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from godonu_platform import run_report
from godonu_platform.contracts.contract import load_contracts
from godonu_platform.landing import build_window
from godonu_platform.landing.arrival import waiting_files
from godonu_platform.landing.refusing import shown_ars
from godonu_platform.landing.registry import delivery_reports
from godonu_platform.landing.screening import masked_name
from godonu_platform.project import Project
from godonu_platform.publication.published import published_releases


def read(project: Project) -> dict[str, Any]:
    """Return the state: waiting files, deliveries by dataset, pending batches, last run, what is published."""
    contracts = load_contracts(project)
    reports = list(delivery_reports(project))
    datasets = [
        _dataset(name, [r for r in reports if r.dataset == name]) for name, c in contracts.items() if c.is_source
    ]
    return {
        "waiting": [_place(path, project.inbox) for path in sorted(waiting_files(project))],
        "datasets": datasets,
        "pending": len(build_window.pending(project).batches),
        "last_run": run_report.load(project),
        "published": [
            {"dataset": r.dataset, "title": r.title, "version": r.version, "modified": r.created}
            for r in published_releases(project)
        ],
    }


def _place(path: Path, inbox: Path) -> str:
    """Return where a file waits, without what its folders and its name may say of a person."""
    partner, *rest = path.relative_to(inbox).parts
    return "/".join([shown_ars(partner), *(masked_name(part, frozenset({partner})) for part in rest)])


def _dataset(name: str, reports: list[Any]) -> dict[str, Any]:
    landed = [r for r in reports if r.status == "gelandet"]
    months = sorted(month for r in landed for month in r.months)
    return {
        "dataset": name,
        "deliveries": len(landed),
        "records": sum(r.records for r in landed),
        "landed": sum(r.landed for r in landed),
        "rejected": sum(r.rejected for r in landed),
        "refused": sum(r.status == "abgelehnt" for r in reports),
        "first_month": months[0] if months else None,
        "last_month": months[-1] if months else None,
    }
