"""A small campaign in a folder, for tests of what reads one."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from campaign.adapter import Can, Capabilities
from campaign.library.library import Library
from campaign.library.loader import read_library

PLATFORMS: Mapping[str, Capabilities] = {
    "x": Capabilities(
        title="X",
        text_limit=280,
        images=4,
        image_bytes=5_000_000,
        alt_text_limit=1000,
        can=frozenset({Can.REPLY}),
    ),
    "facebook": Capabilities(title="Facebook", text_limit=63_206, images=10),
    "instagram": Capabilities(
        title="Instagram",
        text_limit=2200,
        images=10,
        image_required=True,
        image_types=("image/jpeg",),
    ),
    "bluesky": Capabilities(
        title="Bluesky", text_limit=300, text_bytes=3000, images=4, image_bytes=1_000_000
    ),
    "mastodon": Capabilities(title="Mastodon", text_limit=500, images=4, alt_text_limit=1500),
    "linkedin": Capabilities(title="LinkedIn", text_limit=3000, images=9),
}

CAMPAIGN = """\
name: Behind the Badge
hashtag: "#BehindTheBadge"
author: Communications team
themes:
  behind-the-badge: {title: The person behind the badge, share: 50}
  bystander-guidance: {title: If you see it, share: 50}
slots:
  - {days: Monday to Friday, times: "08:00, 17:30"}
"""
POLICE = """\
name: Northshire Police
kind: force
website: https://www.northshire-police.example
footage_link: northshire-police.example/footage
values: {chief: Chief Constable}
channels:
  northshire-x: {platform: x, handle: "@NorthshirePolice", network: sandbox}
  northshire-facebook: {platform: facebook, network: sandbox}
"""
OFFICE = """\
name: Office of the Northshire Commissioner
short_name: Northshire Commissioner
kind: governance
footage_link: northshire-commissioner.example/how-to-send-us-footage
channels:
  commissioner-x: {platform: x, network: sandbox}
  commissioner-cy: {platform: x, network: sandbox, language: cy}
"""
FACTS = """\
total_assaults:
  text: 41,221
  source: Home Office, Police officer uplift
  url: https://www.gov.example/assaults
  period: year ending March 2025
  geography: England and Wales
  measure: offences recorded
  published: 23/7/2025
  expires: 1/9/2027
"""
SIGNPOSTS = """\
emergency: {text: 999, name: Emergency}
non_emergency: {text: 101, name: Police}
"""
DATES = """\
- {day: 11/11/2026, name: Armistice Day, tone: solemn}
"""
GOOD = """\
---
title: Walking home at night
theme: behind-the-badge
platforms: X, Facebook
audience: public
---
Text
"""


def write_campaign(folder: Path, messages: Mapping[str, str | bytes] | None = None) -> Path:
    """Write the campaign, with messages by their path below messages/; return the folder."""
    files: dict[str, str | bytes] = {
        "campaign.yaml": CAMPAIGN,
        "organisations/northshire-police.yaml": POLICE,
        "organisations/commissioner.yaml": OFFICE,
        "facts.yaml": FACTS,
        "signposts.yaml": SIGNPOSTS,
        "dates.yaml": DATES,
        **(messages or {}),
    }
    for name, content in files.items():
        path = folder / "messages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def library_of(folder: Path, **messages: str | bytes) -> Library:
    """Write the campaign with messages by name, and read it."""
    files = {f"behind-the-badge/{name.replace('_', '-')}.md": m for name, m in messages.items()}
    return read_library(write_campaign(folder, files), PLATFORMS)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """Return the bytes of a plain picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "navy").save(buffer, kind)
    return buffer.getvalue()
