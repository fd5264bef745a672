"""Libraries made in memory, for planning tests and benchmarks."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

from campaign.library.library import Library
from campaign.library.message import Message, Section
from campaign.library.organisation import Channel, Organisation
from campaign.library.settings import Campaign, SlotRule, Theme
from campaign.library.when import parse_when

EVERY_DAY = tuple(range(7))


def rule(*times: str, days: tuple[int, ...] = EVERY_DAY) -> SlotRule:
    """Make a slot rule from "08:00"."""
    return SlotRule(days, tuple(time.fromisoformat(at) for at in times))


def campaign(**settings: Any) -> Campaign:
    """Make a campaign with two themes of equal share and three slots a day."""
    themes = (Theme(id="a", title="A", share=50), Theme(id="b", title="B", share=50))
    defaults = {"themes": themes, "slots": (rule("08:00", "12:30", "17:30"),), "rest": 7}
    return Campaign(name="Test", **{**defaults, **settings})


def message(name: str, when: str = "", **settings: Any) -> Message:
    """Make a message for every platform used here."""
    defaults: dict[str, Any] = {
        "file": f"messages/{name}.md",
        "title": name,
        "theme": "a",
        "platforms": ("x", "mastodon"),
        "sections": (Section((), name, 1),),
        "when": parse_when(when) if when else None,
    }
    return Message(id=name, **{**defaults, **settings})


def channel(name: str, **settings: Any) -> Channel:
    """Make a channel; its organisation is what stands before the hyphen."""
    organisation, _, platform = name.partition("-")
    return Channel(
        id=name, **{"organisation": organisation, "platform": platform or "x", **settings}
    )


def library(
    messages: list[Message], channels: list[Channel] | None = None, **settings: Any
) -> Library:
    """Make a library; ``settings`` are the campaign's."""
    channels = channels if channels is not None else [channel("north-x")]
    names = dict.fromkeys(c.organisation for c in channels)
    organisations = {
        name: Organisation(
            id=name,
            name=name,
            kind="force",
            channels=tuple(c for c in channels if c.organisation == name),
        )
        for name in names
    }
    return Library(
        folder=Path(),
        campaign=campaign(**settings),
        organisations=organisations,
        messages={m.id: m for m in messages},
    )


def large(channels: int, messages: int) -> Library:
    """Make a library of many channels and messages, one message in ten of them recurring."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    return library(
        [
            message(
                f"{'ab'[n % 2]}/{n}",
                f"every 2 weeks on {days[n % 5]} at {9 + n % 9}:00" if n % 10 == 0 else "",
                theme="ab"[n % 2],
            )
            for n in range(messages)
        ],
        [channel(f"org{n // 4}-{n}", platform="x") for n in range(channels)],
        cap=3,
        rest=21,
    )
