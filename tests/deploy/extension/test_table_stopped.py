# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""When a table that was built is not put in place; without a CKAN."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ckanext.godonu.table.refusals import GONE, objection_to, sentence_of

STATUS = "http://publications.europa.eu/resource/authority/dataset-status/"


@pytest.mark.parametrize(
    ("row", "objection"),
    [
        (("active", "upload", "active", STATUS + "COMPLETED"), None),
        (("active", "upload", "active", STATUS + "DEPRECATED"), None),
        (("active", "upload", "draft", None), None),
        (("active", "upload", "active", STATUS + "WITHDRAWN"), GONE),
        (("active", "", "active", STATUS + "COMPLETED"), GONE),
        (("deleted", "upload", "active", STATUS + "COMPLETED"), GONE),
        (("active", "upload", "deleted", STATUS + "COMPLETED"), GONE),
    ],
)
def test_only_what_still_stands_gets_its_table(row: tuple[str, ...], objection: str | None) -> None:
    """The file was taken away, the resource or dataset deleted, or the dataset withdrawn."""
    assert objection_to(*row) == objection


def test_an_error_of_the_database_is_known_bare_and_wrapped() -> None:
    """SQLAlchemy keeps the driver's error in `orig`."""
    full = SimpleNamespace(pgcode="53100")
    for error in (full, SimpleNamespace(orig=full)):
        assert "keinen Platz" in str(sentence_of(error))
    assert sentence_of(SimpleNamespace(orig=SimpleNamespace(pgcode="23505"))) is None
    assert sentence_of(ValueError()) is None
