# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""One pass over a file tells its identity and refuses what cannot be taken as a whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from godonu_platform.sources import RefusedDelivery, delivery_file, inspect
from godonu_platform.sources.ndjson import open_ndjson
from godonu_platform.sources.reader import ReaderOptions

LINE = b'{"event_id": "1"}\n'


def _refusal(path: Path) -> RefusedDelivery:
    with pytest.raises(RefusedDelivery) as caught:
        inspect(path, b"")
    assert caught.value.message.endswith(".")
    return caught.value


def _code(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "lieferung"
    path.write_bytes(content)
    return _refusal(path).code


def _zip(tmp_path: Path) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.csv", "a;b\n1;2\n")
    return target.getvalue()


def test_identity_is_over_prefix_and_stored_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson.gz"
    path.write_bytes(gzip.compress(LINE * 100_000))
    said = inspect(path, b"prefix\0")
    assert said.batch_digest == hashlib.sha256(b"prefix\0" + path.read_bytes()).hexdigest()
    assert (said.size, said.compressed, said.text_bytes) == (path.stat().st_size, True, 100_000 * len(LINE))
    assert (said.encoding, said.mixed_encoding, said.has_nul) == ("utf-8", False, False)


def test_empty_files(tmp_path: Path) -> None:
    assert _code(tmp_path, b"") == "leer"
    assert _code(tmp_path, gzip.compress(b"")) == "leer"


def test_directory_pipe_and_missing_file(tmp_path: Path) -> None:
    assert _refusal(tmp_path).code == "kein_dateityp"
    os.mkfifo(tmp_path / "pipe")
    assert _refusal(tmp_path / "pipe").code == "kein_dateityp"
    assert _refusal(tmp_path / "fehlt").code == "unlesbar"


def test_file_without_right_to_read(tmp_path: Path) -> None:
    path = tmp_path / "zu"
    path.write_bytes(LINE)
    path.chmod(0)
    was_root = os.geteuid() == 0
    try:
        if was_root:
            # Root may read everything: be nobody for a moment.
            os.seteuid(65534)
        assert _refusal(path).code == "unlesbar"
    finally:
        if was_root:
            os.seteuid(0)
    assert _refusal(tmp_path / ("x" * 300)).code == "unlesbar"


@pytest.mark.parametrize("cut", [1, 5, 8, 9, 100])
def test_truncated_gzip(tmp_path: Path, cut: int) -> None:
    assert _code(tmp_path, gzip.compress(os.urandom(5000))[:-cut]) == "archiv_abgeschnitten"


def test_damaged_gzip(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(LINE * 100))
    packed[-6] ^= 0xFF
    assert _code(tmp_path, bytes(packed)) == "archiv_beschaedigt"
    assert _code(tmp_path, gzip.compress(LINE) + b"Rest") == "archiv_beschaedigt"


def test_gzip_in_several_parts_and_padding(tmp_path: Path) -> None:
    assert _code(tmp_path, gzip.compress(LINE) * 2) == "archiv_mehrteilig"
    path = tmp_path / "gepolstert"
    path.write_bytes(gzip.compress(LINE) + b"\0" * 3_000_000)
    assert inspect(path, b"").text_bytes == len(LINE)


def test_gzip_that_blows_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery_file, "EXPANSION_BYTES", 10_000_000)
    assert _code(tmp_path, gzip.compress(b" " * 12_000_000)) == "archiv_zu_gross"
    path = tmp_path / "gut"
    path.write_bytes(gzip.compress(b" " * 9_000_000))
    assert inspect(path, b"").text_bytes == 9_000_000


def test_archives_and_documents(tmp_path: Path) -> None:
    archive = _zip(tmp_path)
    encrypted = bytearray(archive)
    encrypted[6] |= 1
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as target:
        target.addfile(tarfile.TarInfo("../../etc/x"))
    assert _code(tmp_path, archive) == "kein_dateityp"
    assert _code(tmp_path, bytes(encrypted)) == "archiv_verschluesselt"
    assert _code(tmp_path, b"Salted__" + os.urandom(100)) == "archiv_verschluesselt"
    assert _code(tmp_path, tar.getvalue()) == "archiv_mehrteilig"
    assert _code(tmp_path, gzip.compress(tar.getvalue())) == "archiv_mehrteilig"
    assert _code(tmp_path, gzip.compress(gzip.compress(LINE))) == "kein_dateityp"
    assert _code(tmp_path, b"%PDF-1.7\n") == "kein_dateityp"
    assert _code(tmp_path, b"PAR1" + b"\0" * 100) == "kein_dateityp"


def test_text_that_begins_like_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"BZh;Name\n1;x\n")
    assert inspect(path, b"").encoding == "utf-8"


def test_file_that_grows_while_it_is_inspected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "waechst"
    path.write_bytes(LINE)
    original = delivery_file._hashed_blocks

    def growing(*arguments: object) -> Iterator[memoryview]:
        for block in original(*arguments):  # type: ignore[arg-type]
            with path.open("ab") as file:
                file.write(LINE)
            yield block
            break

    monkeypatch.setattr(delivery_file, "_hashed_blocks", growing)
    assert _refusal(path).code == "waehrend_des_lesens_geaendert"


def test_file_that_grows_between_inspection_and_reading(tmp_path: Path) -> None:
    path = tmp_path / "waechst"
    path.write_bytes(LINE)
    said = inspect(path, b"")
    with path.open("ab") as file:
        file.write(LINE)
    with pytest.raises(RefusedDelivery, match="waehrend_des_lesens_geaendert"):
        open_ndjson(path, said, ReaderOptions())


@pytest.mark.parametrize("packed", [False, True])
def test_file_that_grows_while_it_is_read(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "waechst"
    path.write_bytes(gzip.compress(LINE * 1000) if packed else LINE * 1000)
    batches = open_ndjson(path, inspect(path, b""), ReaderOptions(), chunk_bytes=1000).batches()
    next(batches)
    with path.open("ab") as file:
        file.write(LINE)
    with pytest.raises(RefusedDelivery, match=r"waehrend_des_lesens_geaendert|archiv_beschaedigt"):
        list(batches)
