# SPDX-FileCopyrightText: 2026 GoDonu contributors
# SPDX-License-Identifier: EUPL-1.2
"""Refuse what is no text: archives, documents and encrypted files, told by their first bytes.

Keep out: file names; a wrong ending is no reason to refuse.
"""

from godonu_platform.sources.refusal import RefusedDelivery

HEAD_BYTES = 512
"""How many of the first bytes are needed (the mark of a tar archive is at 257)."""

_KINDS = (
    (b"%PDF-", "eine PDF-Datei"),
    (b"PAR1", "eine Parquet-Datei"),
    (b"\xd0\xcf\x11\xe0", "eine alte Office-Datei"),
    (b"7z\xbc\xaf\x27\x1c", "ein 7-Zip-Archiv"),
    (b"Rar!\x1a\x07", "ein RAR-Archiv"),
    (b"\xfd7zXZ\x00", "ein XZ-Archiv"),
    (b"BZh", "ein BZip2-Archiv"),
    (b"\x28\xb5\x2f\xfd", "ein Zstandard-Archiv"),
    (b"SQLite format 3\x00", "eine SQLite-Datenbank"),
)
_ENCRYPTED = (b"Salted__", b"-----BEGIN PGP MESSAGE-----", b"age-encryption.org/")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ADVICE = "Bitte als Textdatei (CSV, JSON) liefern, auch mit gzip gepackt."


def refuse_non_text(head: bytes) -> None:
    """Raise RefusedDelivery when the first bytes are those of an archive, a document or an encrypted file."""
    if head.startswith(_ENCRYPTED):
        raise RefusedDelivery("archiv_verschluesselt", f"Die Datei ist verschlüsselt. {_ADVICE}")
    if head.startswith(_ZIP):
        _refuse_zip(head)
    if head[257:262] == b"ustar":
        raise RefusedDelivery("archiv_mehrteilig", f"Die Datei ist ein tar-Archiv. {_ADVICE}")
    for mark, name in _KINDS:
        # BZip2 has a digit behind its mark: a CSV may well begin with these three letters.
        if head.startswith(mark) and (mark != b"BZh" or head[4:10] == b"1AY&SY"):
            raise RefusedDelivery("kein_dateityp", f"Die Datei ist {name}. {_ADVICE}")


def _refuse_zip(head: bytes) -> None:
    """Bit 0 of the flags at offset 6 says that a ZIP entry is encrypted (APPNOTE 4.4.4)."""
    if head.startswith(_ZIP[0]) and len(head) > 6 and head[6] & 1:
        raise RefusedDelivery("archiv_verschluesselt", f"Die Datei ist ein verschlüsseltes ZIP-Archiv. {_ADVICE}")
    raise RefusedDelivery("kein_dateityp", f"Die Datei ist ein ZIP-Archiv oder ein Office-Dokument. {_ADVICE}")
