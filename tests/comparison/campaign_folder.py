"""A campaign's folder with the channels and messages of the comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

_CAMPAIGN = """name: Behind the Badge
author: Alex Writer
themes:
  service: {title: Service, share: 100}
slots:
  - {days: every day, times: "09:00"}
"""
_ORGANISATION = """name: {name} Police
kind: force
website: https://www.{id}.example
channels:
"""
_CHANNEL = "  {id}: {{platform: square, base_url: {url}}}\n"
_MESSAGE = "---\ntitle: {id}\ntheme: service\nplatforms: square\n{more}\n---\n{text}\n"
_LONDON = ZoneInfo("Europe/London")


def write_campaign(folder: Path, channels: Iterable[str], platform: str) -> None:
    """Write the campaign and its organisations, with all their channels on one platform."""
    organisations = folder / "messages" / "organisations"
    organisations.mkdir(parents=True)
    (folder / "messages" / "service").mkdir()
    (folder / "messages" / "campaign.yaml").write_text(_CAMPAIGN, "utf-8")
    for id_, names in groupby(channels, key=lambda name: name.partition("-channel")[0]):
        rows = "".join(_CHANNEL.format(id=name, url=platform) for name in names)
        head = _ORGANISATION.format(id=id_, name=id_.title())
        (organisations / f"{id_}.yaml").write_text(head + rows, "utf-8")


def write_messages(
    folder: Path, texts: Mapping[str, str], dues: Mapping[str, datetime] | None = None
) -> None:
    """Write messages; without a time each is a draft, which no plan picks up."""
    for id_, text in texts.items():
        more = "draft: yes" if dues is None else f"when: {_when(dues[id_])}"
        path = folder / "messages" / "service" / f"{id_}.md"
        path.write_text(_MESSAGE.format(id=id_, more=more, text=text), "utf-8")


def _when(due: datetime) -> str:
    return f"on {due.astimezone(_LONDON):%Y-%m-%d at %H:%M}"


def write_package(site: Path, adapter: str) -> None:
    """Make a folder for PYTHONPATH from which the platform's adapter is found as installed."""
    info = site / "campaign_square-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: campaign-square\nVersion: 1\n")
    point = f"[campaign.adapters]\nsquare = tests.comparison.square:{adapter}\n"
    (info / "entry_points.txt").write_text(point)
