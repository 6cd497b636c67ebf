# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the tests of the CKAN extension share: its folder on the path, a client of the portal, one full dataset."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

EXTENSION = Path(__file__).resolve().parents[3] / "deploy" / "ckan" / "ckanext-godonu"
# Most modules of the extension know nothing of CKAN and are tested here without one.
if str(EXTENSION) not in sys.path:
    sys.path.append(str(EXTENSION))

from tests.deploy.extension.portal_client import PortalClient  # noqa: E402
from tests.portal import CkanForTests  # noqa: E402


@pytest.fixture(scope="session")
def extension() -> Path:
    """The folder of the extension."""
    return EXTENSION


@pytest.fixture(scope="module")
def portal(ckan_alone: CkanForTests) -> Iterator[PortalClient]:
    """The real CKAN, emptied, with two themes that the publisher may use."""
    with PortalClient(ckan_alone) as client:
        for name in ("gove", "tran"):
            client.publisher("group_create", name=name, title=name.upper())
        yield client
