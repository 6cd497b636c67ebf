# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pseudonyms: stable, apart by purpose, partner and day, never the value; and who may use which key."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godonu_platform.contracts.contract import load_contracts
from godonu_platform.landing.pseudonyms import Pseudonymiser, choose_key, is_sample, read_sample_manifest
from godonu_platform.project import Project, SecretKey
from godonu_platform.sources.delivery_file import RefusedDelivery
from tests.conftest import KEY, REPOSITORY

DAY = date(2026, 3, 1)


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), st.sampled_from(["fall", "sitzung"]))
def test_it_is_hmac_sha256_with_a_derived_key(value: str, purpose: str) -> None:
    """Computed here a second time with the standard library's own HMAC."""
    derived = hmac.new(KEY.secret, f"godonu/pseudonym/{purpose}".encode(), "sha256").digest()
    wanted = hmac.new(derived, b"06439\0" + value.encode(), "sha256").hexdigest()[:32]
    assert Pseudonymiser(KEY, purpose, "06439")(value) == wanted


@given(st.text("abc123", min_size=6), st.text("abc123", min_size=6))
def test_equal_values_stay_equal_and_others_stay_apart(one: str, other: str) -> None:
    make = Pseudonymiser(KEY, "fall", "06439")
    assert (make(one) == make(other)) == (one == other)
    assert one not in make(one)


def test_key_purpose_partner_and_day_tell_apart() -> None:
    makers = [
        Pseudonymiser(KEY, "fall", "06439"),
        Pseudonymiser(KEY, "besucher", "06439"),
        Pseudonymiser(KEY, "fall", "064130000000"),
        Pseudonymiser(KEY, "fall", "06439", DAY),
        Pseudonymiser(KEY, "fall", "06439", date(2026, 3, 2)),
        Pseudonymiser(SecretKey("b", bytes(32)), "fall", "06439"),
    ]
    assert len({make("AZ-1") for make in makers}) == len(makers)


def _sample(project: Project, digest: str) -> Path:
    project.sample.mkdir(parents=True)
    (project.sample / "key").write_text("ab" * 32, encoding="ascii")
    text = json.dumps({"key_id": "beispiel", "digests": [digest]})
    (project.sample / "manifest.json").write_text(text, encoding="utf-8")
    path = project.data / "datei"
    path.write_bytes(b"inhalt")
    return path


def test_a_sample_delivery_uses_the_samples_key_and_a_real_one_never(project: Project) -> None:
    path = _sample(project, hashlib.sha256(b"inhalt").hexdigest())
    manifest = read_sample_manifest(project)
    contract = load_contracts(project)["portal_events"]
    assert is_sample(manifest, path, "0" * 64, 6)
    sample_key, real_key = (choose_key(project, contract, manifest, sample) for sample in (True, False))
    assert sample_key == SecretKey("beispiel", bytes.fromhex("ab" * 32))
    assert real_key == KEY
    path.write_bytes(b"anderer inhalt")
    assert not is_sample(manifest, path, "0" * 64, 14)


def test_a_real_delivery_without_a_key_is_refused_with_the_command_that_makes_one(tmp_path: Path) -> None:
    project = Project.at(REPOSITORY, tmp_path)
    contracts = load_contracts(project)
    with pytest.raises(RefusedDelivery, match="godonu schluessel"):
        choose_key(project, contracts["portal_events"], None, sample=False)
    assert choose_key(project, contracts["traffic_counts"], None, sample=False) is None
