"""The JPEG a platform is given, made from the original: its size, nothing else of it changed.

The picture is turned the way it is meant to be seen, put into sRGB, freed of everything a
camera wrote into it, and scaled down to the platform's width, or up to its least one. It is
never cropped and gets no bars: what goes out is what was approved, so a shape the platform does
not take is refused. The same original makes the same bytes.
"""

from __future__ import annotations

import io
import math
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.adapter import Account, BadContent, Image
from campaign.adapters.picture import picture_bytes

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

QUALITIES = (92, 85, 75, 60, 45)
MOST_PIXELS = 80_000_000  # of an original; more is a mistake, or meant to harm
SAME_SHAPE = 0.005  # by which a shape may be off: a pixel or two, which scaling evens out
JPEG_TYPE = "image/jpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a platform takes: widths in pixels, width over height, bytes; 0 means no limit."""

    title: str
    most: int
    most_bytes: int
    least: int = 0
    narrow: float = 0.0
    wide: float = 0.0

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Return the size a picture is given; raise ``BadContent`` for a shape it cannot have."""
        ratio = width / height
        if self.narrow and not self.narrow - SAME_SHAPE <= ratio <= self.wide + SAME_SHAPE:
            raise BadContent(
                f"{self.title} takes no picture of this shape ({width} × {height} pixels). Cut it"
                f" to a width of {self.narrow:g} to {self.wide:g} times its height."
            )
        across = max(self.least, min(width, self.most))
        down = max(1, round(across / ratio))
        if self.narrow:
            down = min(max(down, math.ceil(across / self.wide)), math.floor(across / self.narrow))
        return across, down


def prepared(account: Account, image: Image, frame: Frame) -> bytes:
    """Return the JPEG of a picture of a post."""
    if image.width * image.height > MOST_PIXELS:
        raise BadContent("A picture of this post has too many pixels to be read. Save it smaller.")
    return jpeg(picture_bytes(account, image), frame)


def jpeg(original: bytes, frame: Frame) -> bytes:
    """Return a JPEG of the original that fits the frame."""
    picture = _opened(original)
    size = frame.size(*picture.size)
    if size != picture.size:
        from PIL.Image import Resampling  # noqa: PLC0415 - only when a picture is sent

        picture = picture.resize(size, Resampling.LANCZOS)
    for quality in QUALITIES:
        data = _written(picture, quality)
        if len(data) <= frame.most_bytes:
            return data
    raise BadContent(
        f"A picture of this post stays above the {frame.most_bytes:,} bytes {frame.title} takes."
        " Choose a simpler or a smaller one."
    )


def _opened(original: bytes) -> Picture:
    """Return the picture upright, in sRGB, without transparency and without metadata."""
    from PIL import Image as Pillow  # noqa: PLC0415 - only when a picture is sent
    from PIL import ImageOps  # noqa: PLC0415

    try:
        with Pillow.open(io.BytesIO(original)) as file:
            picture = ImageOps.exif_transpose(file)
            picture.load()
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        raise BadContent(
            "A picture of this post cannot be read. Save it again as JPEG or PNG."
        ) from None
    picture = _in_srgb(picture)
    if "A" in picture.getbands():
        ground = Pillow.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture.convert("RGBA"))
        picture = ground
    picture = picture.convert("RGB")
    picture.info.clear()
    return picture


def _in_srgb(picture: Picture) -> Picture:
    """Return the picture with the colours its profile means; as it is where there is none."""
    if picture.mode == "P" or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return picture
    from PIL import ImageCms  # noqa: PLC0415 - only when a picture is sent

    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        wanted = ImageCms.createProfile("sRGB")
        if found := ImageCms.profileToProfile(picture, given, wanted, outputMode=mode):
            return found
    return picture


def _written(picture: Picture, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, subsampling=0, optimize=True)
    return file.getvalue()
