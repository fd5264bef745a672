"""The folder of a hand-off: what is in it, what it is called, how it appears all at once."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from campaign.adapter import Content, Image, PostKey
from campaign.content import ON

ZONE = ZoneInfo("Europe/London")  # of the calendar people know
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}
_WORDS, _LETTERS = 6, 40  # of a text, in a folder's name


def name(content: Content, key: PostKey) -> str:
    """Return the folder's name: "2026-12-01 1730 seen-an-officer-hurt-3f9c2a"."""
    plain = unicodedata.normalize("NFKD", content.text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))[:_WORDS]
    slug = "-".join(words)[:_LETTERS].strip("-") or "post"
    return f"{key.at.astimezone(ZONE):%Y-%m-%d %H%M} {slug}-{key.value[-6:]}"


def files(
    content: Content,
    key: PostKey,
    *,
    text: str,
    read: Callable[[str], bytes],
    where: str,
    person: str,
) -> dict[str, bytes]:
    """Return every file by its name; ``text`` is what is pasted, ``read`` gives a picture."""
    found = {"text.txt": text.encode()}
    for picture, alt, image in picture_names(content.images):
        found[picture] = read(image.sha256)
        found[alt] = image.alt.encode()
    if content.link is not None:
        found["link.txt"] = content.link.url.encode()
    found["READ-ME.txt"] = _read_me(content, key, where, person).encode()
    return found


def picture_names(images: tuple[Image, ...]) -> list[tuple[str, str, Image]]:
    """Return for each picture the name of its file, that of its alt text, and the picture."""
    found = []
    for number, image in enumerate(images, start=1):
        count = f"-{number}" if len(images) > 1 else ""
        suffix = SUFFIXES.get(image.media_type, "")
        found.append((f"picture{count}{suffix}", f"alt{count}.txt", image))
    return found


def _read_me(content: Content, key: PostKey, where: str, person: str) -> str:
    """Say in plain words what to do with the folder; the same words at every repeat."""
    at = key.at.astimezone(ZONE)
    steps = [
        "First open its page: the alert and “campaign status” have its address.",
        "If the page says STOP, do not post it.",
        "Copy the words in text.txt: all of them, as they are. This very text was approved.",
    ]
    if content.reply_to:
        steps.append("Post it as a reply to the part before it: it belongs to a thread.")
    for picture, alt, _ in picture_names(content.images):
        steps.append(f"Add {picture}, and as its description (alt text) the words in {alt}.")
    if content.link is not None:
        steps.append("Check that the link in link.txt is there, and that it opens.")
    if content.comments != ON:
        steps.append(f"Set who may comment: {content.comments}, not everybody.")
    steps.append("Post it. Then tick it off on its page, with the address where it appeared.")
    head = f"To be posted by hand on {where}" + (f", by {person}" if person else "")
    listed = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    return f"{head}.\nPlanned for {at:%A} {at.day} {at:%B %Y, %H:%M}.\n\n{listed}\n"


def lay_out(place: Path, files: Mapping[str, bytes], permit: Callable[[], None]) -> None:
    """Make the folder appear whole, or not at all; one that is there is made right again.

    ``permit`` is asked once everything is written and before anything can be seen.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    hidden = Path(tempfile.mkdtemp(prefix=".", dir=place.parent))
    try:
        for file, data in files.items():
            _write(hidden / file, data)
        permit()
        if place.is_dir():
            for file in files:
                (hidden / file).replace(place / file)
        else:
            hidden.rename(place)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
