"""The campaign of a chaos run: channels that speak to fakes, messages, and posts for all of them.

The posts come into being by the program's own doors: read, rendered, frozen, written, and approved
by another person than their author.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

PLATFORMS = ("mastodon", "bluesky", "x", "webhook")
THEMES = 4
AUTHOR, APPROVER = "Alex Writer", "Kim Osei"
GRACE = timedelta(hours=3)  # nothing is missed for want of time, only under a hold
SHORTEST_LEAD = 8.0  # seconds from the first process to the first post

CAMPAIGN = """\
name: Storm
hashtag: "#Storm"
author: {author}
grace: {minutes} minutes
gap: 0
cap: 20
themes:
"""
MESSAGE = """\
---
title: Message {sign}
theme: {theme}
audience: public
platforms: all
{picture}---
Storm message {sign}: say where you are, and stay safe.
"""
LETTERS = "abcdefghij"
PICTURE = "image: night.png\nalt: A street at night, lit by one lamp.\n"


@dataclass(frozen=True, slots=True)
class Post:
    """What the harness knows of a post: enough to say which hold is about it."""

    message: int
    theme: str
    channel: str
    organisation: str
    platform: str


def name_of(channel: int) -> str:
    """Return a channel's name: its organisation and its platform."""
    return f"force-{channel // len(PLATFORMS):02}-{PLATFORMS[channel % len(PLATFORMS)]}"


def theme_of(message: int) -> str:
    """Return the theme of a message."""
    return f"theme-{message % THEMES}"


def message_id(message: int) -> str:
    """Return a message's id, as the calendar has it."""
    return f"{theme_of(message)}/storm-{message:03}"


def sign_of(message: int) -> str:
    """Return a message's number in letters: a figure would need a source."""
    return "".join(LETTERS[int(digit)] for digit in f"{message:03}")


def number_of(words: str) -> int | None:
    """Return the number of the message that these words are, or hold; ``None``: of none."""
    found = re.search(f"Storm message ([{LETTERS}]{{3}}):", words)
    return int("".join(str(LETTERS.index(one)) for one in found[1])) if found else None


def posts(channels: int, count: int) -> list[Post]:
    """Return the posts in the order in which they fall due."""
    found = []
    for place in range(count):
        message, channel = divmod(place, channels)
        name = name_of(channel)
        organisation, _, platform = name.rpartition("-")
        found.append(Post(message, theme_of(message), name, organisation, platform))
    return found


def write(folder: Path, servers: Mapping[str, Mapping[str, Any]], messages: int) -> dict[str, str]:
    """Write the files; return the secrets that processes find in their environment.

    ``servers`` says of each channel what its organisation's file must: see the fakes.
    """
    themes = "".join(f"  theme-{n}: {{title: Theme {n}, share: 25}}\n" for n in range(THEMES))
    told = CAMPAIGN.format(author=AUTHOR, minutes=GRACE // timedelta(minutes=1))
    _put(folder / "messages/campaign.yaml", told + themes)
    (folder / "assets").mkdir(parents=True)
    (folder / "assets/night.png").write_bytes(_picture())
    for number in range(messages):
        picture = "" if number % 5 else PICTURE
        words = MESSAGE.format(sign=sign_of(number), theme=theme_of(number), picture=picture)
        _put(folder / f"messages/{message_id(number)}.md", words)
    secrets: dict[str, str] = {}
    for organisation, lines in _organisations(servers, secrets).items():
        _put(folder / f"messages/organisations/{organisation}.yaml", "\n".join(lines))
    return secrets


def _organisations(
    servers: Mapping[str, Mapping[str, Any]], secrets: dict[str, str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for channel, told in servers.items():
        organisation, _, platform = channel.rpartition("-")
        head = [f"name: {organisation.title()}", "kind: force", "channels:"]
        names = {}
        for name, value in told["secrets"].items():
            names[name] = f"STORM_{platform}_{name}".upper()
            secrets[names[name]] = value
        settings = {name: told[name] for name in ("platform", "base_url", "options")}
        line = f"  {channel}: {json.dumps({**settings, 'secrets': names})}"  # JSON is YAML
        found.setdefault(organisation, head).append(line)
    return found


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _picture() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (640, 360), "navy").save(file, "PNG")
    return file.getvalue()


def fill(folder: Path, wanted: Sequence[Post], spread: timedelta) -> datetime:
    """Put the posts on the calendar, due evenly over a time; return when the first one is."""
    from campaign import registry
    from campaign.library.loader import read_library
    from campaign.store import approvals, channels
    from campaign.store.frozen import keep_pictures
    from campaign.store.writing import writing

    library = read_library(folder, registry.platforms())
    assert not library.errors, library.errors
    now = datetime.now(timezone.utc)
    channels.sync(library, actor="storm", now=now)
    plans = list(_plans(wanted, now, spread))
    keep_pictures(library, plans)
    with writing():  # one transaction: nobody looks before all is there
        _save(library, plans, now)
        approvals.approve(approvals.waiting(now), by=APPROVER, now=now, rank=2)
        return _start(now, spread / len(plans))


def _plans(wanted: Sequence[Post], now: datetime, spread: timedelta) -> Iterator[Any]:
    from campaign.planning.post import Planned

    for place, post in enumerate(wanted):
        at = now + spread * place / len(wanted)
        yield Planned(
            message_id(post.message),
            post.channel,
            post.theme,
            post.organisation,
            at.replace(tzinfo=None),
            at,
        )


def _save(library: Any, plans: Sequence[Any], now: datetime) -> None:
    from campaign.store import threads
    from campaign.store.frozen import freeze, rows

    for planned in plans:
        message, channel = library.messages[planned.message], library.channels[planned.channel]
        parts = rows(library, planned, freeze(library, message, channel), now)
        assert len(parts) == 1, parts
        for post in parts:
            post.slot_key, post.by_hand = None, True  # no plan moves them
        threads.save(parts)


def _start(planned: datetime, gap: timedelta) -> datetime:
    """Move all posts so that the first falls due in a moment from now; return when that is."""
    from django.db.models import F

    from campaign.store.models import Post as Row

    start = datetime.now(timezone.utc) + timedelta(seconds=SHORTEST_LEAD) - gap
    late = start - planned
    Row.objects.update(
        due_at=F("due_at") + late, keyed_at=F("keyed_at") + late, late_at=F("late_at") + late
    )
    return start
