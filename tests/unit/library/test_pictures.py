"""Pictures of messages."""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path

import pytest

from campaign.library.library import Library
from tests.servers.campaign_folder import GOOD, library_of, picture

WITH_PICTURE = GOOD.replace("---\nText", "image: {}\nalt: A street at night.\n---\nText")


def with_picture(folder: Path, name: str, content: bytes | None) -> Library:
    """Read a message that names a picture of assets/."""
    (folder / "assets" / "deeper").mkdir(parents=True)
    if content is not None:
        (folder / "assets" / name).write_bytes(content)
    return library_of(folder, m=WITH_PICTURE.format(name))


def huge_png() -> bytes:
    """Return a small file that says it has 900 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + header + data + chunk(b"IEND", b"")


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_measured(tmp_path: Path, kind: str, media_type: str) -> None:
    raw = picture(kind)
    library = with_picture(tmp_path, "deeper/street.jpg", raw)
    assert library.findings == ()
    asset = library.assets["deeper/street.jpg"]
    assert (asset.media_type, asset.width, asset.height) == (media_type, 40, 30)
    assert (asset.sha256, asset.size) == (hashlib.sha256(raw).hexdigest(), len(raw))


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (None, "picture-missing", "There is no picture"),
        (b"", "picture-unreadable", "is not a picture that can be read"),
        (b"%PDF-1.7 not a picture", "picture-unreadable", "is not a picture"),
        (picture("PNG")[:-30], "picture-unreadable", "is damaged"),
        (picture("JPEG")[:-200], "picture-unreadable", "is damaged"),
        (picture("PNG")[:-20] + b"\0" + picture("PNG")[-19:], "picture-unreadable", "is damaged"),
        (huge_png(), "picture-unreadable", "far too many pixels"),
        (picture("GIF"), "picture-type", "is a GIF file"),
        (picture("BMP"), "picture-type", "is a BMP file"),
    ],
    ids=("missing", "empty", "pdf", "cut png", "cut jpeg", "wrong byte", "huge", "gif", "bmp"),
)
def test_a_picture_that_cannot_be_used_is_told(
    tmp_path: Path, content: bytes | None, code: str, says: str
) -> None:
    library = with_picture(tmp_path, "street.png", content)
    assert [(f.line, f.column, f.code) for f in library.findings] == [(6, 8, code)]
    assert says in library.findings[0].message
    assert library.messages == {}
    assert library.assets == {}


@pytest.mark.parametrize("name", ["/etc/passwd", "../a.png", "a\\b.png"])
def test_a_picture_is_in_assets_only(tmp_path: Path, name: str) -> None:
    library = library_of(tmp_path, m=WITH_PICTURE.format(name))
    assert [f.code for f in library.findings] == ["picture-name"]


def test_a_link_out_of_the_folder_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(picture())
    assets = tmp_path / "campaign" / "assets"
    assets.mkdir(parents=True)
    (assets / "street.png").symlink_to(tmp_path / "secret.png")
    library = library_of(tmp_path / "campaign", m=WITH_PICTURE.format("street.png"))
    assert [f.code for f in library.findings] == ["picture-unreadable"]
    assert "outside" in library.findings[0].message


def test_a_misspelt_picture_gets_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "Street-Lights.JPG").write_bytes(picture("JPEG"))
    library = library_of(tmp_path, m=WITH_PICTURE.format("street-lights.jpg"))
    assert library.findings[0].fix == "Did you mean “Street-Lights.JPG”?"


def test_an_alt_text_without_a_picture_is_mentioned(tmp_path: Path) -> None:
    library = library_of(tmp_path, m=WITH_PICTURE.replace("image: {}\n", ""))
    assert [(f.line, f.column, f.code) for f in library.findings] == [(6, 1, "alt-alone")]
    assert library.messages
