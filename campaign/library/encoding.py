"""Bytes to text: UTF-8 or a clear sentence, never a guess."""

from __future__ import annotations

import re

from campaign.library.place import TOP, Place, place_at
from campaign.library.source import Source

_BOM = b"\xef\xbb\xbf"
_SAVE_AS = "Open the file, choose Save As, and pick the encoding “UTF-8”."
_SIGNATURES = {
    b"PK\x03\x04": "a Word or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich-text file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
# What no editor shows. Line separators that YAML would count as new lines are among them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_LOST = "\ufffd"


def read_text(source: Source, raw: bytes) -> str | None:
    """Return the text with plain line feeds, ``None`` when the bytes are not UTF-8 text.

    Whatever is returned is also kept as ``source.text``.
    """
    if _is_foreign(source, raw):
        return None
    raw = raw.removeprefix(_BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        source.text = raw.decode()
    except UnicodeDecodeError as error:
        _report_encoding(source, raw, error.start)
        return None
    _report_invisible(source)
    return source.text


def _is_foreign(source: Source, raw: bytes) -> bool:
    for signature, kind in _SIGNATURES.items():
        if raw.startswith(signature):
            message = f"This is {kind}, not a plain text file."
            source.report(TOP, "not-text", message, "Copy its words into a plain text file.")
            return True
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        source.report(TOP, "encoding", "This file is saved as “Unicode (UTF-16)”.", _SAVE_AS)
        return True
    if b"\0" in raw:
        message = "This does not look like a text file."
        source.report(TOP, "not-text", message, "Write it with a plain text editor.")
        return True
    return False


def _report_encoding(source: Source, raw: bytes, offset: int) -> None:
    """Name the first character that is not UTF-8 as old Windows programs would show it."""
    start = raw.rfind(b"\n", 0, offset) + 1
    column = len(raw[start:offset].decode(errors="replace")) + 1
    place = Place(raw.count(b"\n", 0, offset) + 1, column)
    character = raw[offset : offset + 1].decode("cp1252", errors="replace")
    message = f"The character “{character}” is saved in an old Windows encoding, not UTF-8."
    source.report(place, "encoding", message, _SAVE_AS)
    source.text = raw.decode(errors="replace")


def _report_invisible(source: Source) -> None:
    if match := _CONTROL.search(source.text):
        message = f"There is an invisible character here (U+{ord(match[0]):04X})."
        fix = "Delete the line and type it again."
        source.report(place_at(source.text, match.start()), "invisible-character", message, fix)
        source.text = _CONTROL.sub(" ", source.text)
    if (offset := source.text.find(_LOST)) >= 0:
        message = "A character was lost here when the file was converted: “\ufffd”."
        fix = "Type the character again."
        source.report(place_at(source.text, offset), "lost-character", message, fix)
