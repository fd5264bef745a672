"""A made-up campaign around one message, for the examples of rules."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from campaign.checks.example import Example
from tests.servers.campaign_folder import CAMPAIGN, DATES, FACTS, OFFICE, POLICE, SIGNPOSTS

FOLDER = "messages/behind-the-badge"
_GPS = 0x8825

FILES: Mapping[str, str] = {
    "messages/campaign.yaml": CAMPAIGN,
    "messages/organisations/northshire-police.yaml": POLICE.replace(
        "  northshire-facebook:",
        "  northshire-bluesky: {platform: bluesky, network: sandbox}\n"
        "  northshire-instagram: {platform: instagram, network: sandbox}\n"
        "  northshire-threads: {platform: threads, network: sandbox}\n"
        "  northshire-facebook:",
    ),
    "messages/organisations/commissioner.yaml": OFFICE,
    "messages/facts.yaml": FACTS,
    "messages/signposts.yaml": SIGNPOSTS,
    "messages/dates.yaml": DATES,
}


def write_example(folder: Path, example: Example) -> Path:
    """Write the campaign of an example into a folder; return it."""
    files = {**FILES, **example.files, f"{FOLDER}/{example.name}.md": message_of(example)}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    if example.picture:
        (folder / "assets").mkdir(exist_ok=True)
        (folder / "assets/picture.jpg").write_bytes(picture_of(example.picture))
    return folder


def message_of(example: Example) -> str:
    """Return the example's message file."""
    settings = example.settings
    if example.picture and "image:" not in settings:
        settings = f"image: picture.jpg\n{settings}"
    if example.picture and "alt:" not in settings:
        settings = f"{settings}\nalt: Two people at a front desk."
    lines = [line for line in settings.split("\n") if line.strip()]
    head = ["title: Example", "theme: behind-the-badge", f"platforms: {example.platforms}"]
    return "\n".join(["---", *head, *lines, "---", example.text, ""])


def picture_of(description: str) -> bytes:
    """Return the bytes of a picture such as "jpeg 1200x800 located" or "moving png 80x60"."""
    words = description.split()
    width, height = next(word for word in words if "x" in word and word[0].isdigit()).split("x")
    picture = Image.new("RGB", (int(width), int(height)), "navy")
    buffer = io.BytesIO()
    if "moving" in words:
        other = Image.new("RGB", picture.size, "white")
        picture.save(buffer, "PNG", save_all=True, append_images=[other], duration=200)
    elif "located" in words:
        exif = Image.Exif()
        exif.get_ifd(_GPS).update({1: "N", 2: (53.0, 24.0, 0.0), 3: "W", 4: (2.0, 59.0, 0.0)})
        picture.save(buffer, "JPEG", exif=exif)
    else:
        picture.save(buffer, "PNG" if "png" in words else "JPEG")
    return buffer.getvalue()
