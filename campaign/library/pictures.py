"""Pictures of messages: found, verified and measured when a message names one."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from collections.abc import Callable
from pathlib import PurePosixPath

from campaign.library.asset import Asset
from campaign.library.folder import ASSETS, Folder
from campaign.library.nearest import nearest
from campaign.library.source import Source

_LARGEST = 50_000_000  # bytes; no platform takes a picture of a tenth of that
_MOST_PIXELS = 80_000_000  # a picture of more is a mistake, or meant to harm
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_GPS = 0x8825  # the part of EXIF that tells where a picture was taken
_XMP_PLACE = b"GPSLatitude"
_MOVES = b"acTL"  # the part of a PNG file that makes it move
_JPEG_END = b"\xff\xd9"

Report = Callable[[str, str, str], None]  # code, message, fix


class Pictures:
    """Reads each picture once, and only those that are used."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.assets: dict[str, Asset] = {}
        self._faults: dict[str, tuple[str, str, str]] = {}

    def asset(self, name: str, report: Report) -> Asset | None:
        """Return a picture of assets/; ``None``, with a finding, when it cannot be used."""
        if name not in self.assets and name not in self._faults:
            found = self._read(name)
            if isinstance(found, Asset):
                self.assets[name] = found
            else:
                self._faults[name] = found
        if name in self._faults:
            report(*self._faults[name])
        return self.assets.get(name)

    def _read(self, name: str) -> Asset | tuple[str, str, str]:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
            message = f"“{name[:80]}” is not the name of a picture in {ASSETS}/."
            return "picture-name", message, "Write the file's name only, such as phone-999.jpg."
        if not self._exists(name):
            near = nearest(name, self._folder.pictures())
            fix = f"Did you mean “{near}”?" if near else f"Put the picture into {ASSETS}/."
            return "picture-missing", f"There is no picture “{name[:80]}” in {ASSETS}/.", fix
        source = Source(f"{ASSETS}/{name}")
        raw = self._folder.read(source, _LARGEST)
        if raw is None:
            finding = source.findings[0]
            message = f"The picture “{name}” cannot be used: {finding.message}"
            return "picture-unreadable", message, finding.fix
        return self._measure(name, raw)

    def _exists(self, name: str) -> bool:
        try:
            return (self._folder.root / ASSETS / name).is_file()
        except OSError:
            return False

    @staticmethod
    def _measure(name: str, raw: bytes) -> Asset | tuple[str, str, str]:
        try:
            kind, width, height = _look(raw)
        except _NoPicture as no:
            return (
                "picture-unreadable",
                f"The picture “{name}” {no}.",
                "Save it again as PNG or JPEG.",
            )
        if kind not in _TYPES:
            message = f"The picture “{name}” is a {kind} file, which not every platform takes."
            return "picture-type", message, "Save it again as PNG or JPEG."
        return Asset(
            name=name,
            sha256=hashlib.sha256(raw).hexdigest(),
            media_type=_TYPES[kind],
            width=width,
            height=height,
            size=len(raw),
            exif_location=_tells_place(raw),
            animated=kind == "PNG" and _MOVES in raw,
        )


class _NoPicture(Exception):
    pass


def _tells_place(raw: bytes) -> bool:
    """Tell whether a sound picture says where it was taken, in EXIF or XMP."""
    if _XMP_PLACE in raw:
        return True
    if b"Exif" not in raw and b"eXIf" not in raw:
        return False
    from PIL import Image  # noqa: PLC0415 - most checks need no picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(raw)) as image:
                return bool(image.getexif().get_ifd(_GPS))
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, OverflowError, struct.error):
        return False  # nobody can read it


def _look(raw: bytes) -> tuple[str, int, int]:
    """Return format, width and height of a picture without decoding its pixels."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - most checks need no picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about sizes and odd metadata: judged below
            with Image.open(io.BytesIO(raw)) as image:
                kind, (width, height) = image.format or "unknown", image.size
                image.verify()
    except UnidentifiedImageError:
        raise _NoPicture("is not a picture that can be read") from None
    except Image.DecompressionBombError:
        raise _NoPicture("has far too many pixels") from None
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, OverflowError):
        raise _NoPicture("is damaged") from None
    if width * height > _MOST_PIXELS:
        raise _NoPicture("has far too many pixels")
    if kind == "JPEG" and _JPEG_END not in raw[-64:]:
        raise _NoPicture("is damaged: its end is missing")
    return kind, width, height
