"""One message in a small campaign held in memory, for tests of the rules about wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.message import Message, Section
from campaign.library.organisation import Channel, Organisation
from campaign.library.register import Fact, Signpost
from campaign.library.settings import Campaign

TODAY = date(2026, 11, 22)
PARTS = ("TONE", "SAFE", "LAW", "VOICE", "FACT")
OTHERS = frozenset({"SAFE-07", "FACT-02"})  # told in other modules


def organisation(id: str, kind: str, name: str) -> Organisation:
    """Return an organisation with one channel."""
    channel = Channel(id=f"{id}-facebook", organisation=id, platform="facebook", network="sandbox")
    page = f"https://{id}.example/footage"
    return Organisation(id=id, name=name, kind=kind, channels=(channel,), footage_link=page)


def fact(id: str, text: str, **more: Any) -> Fact:
    """Return a fact."""
    told: dict[str, Any] = {
        "source": "Home Office, Police officers assaulted",
        "url": "https://www.gov.example/assaults",
        "period": "year ending March 2022",
        "geography": "England and Wales",
        "measure": "recorded offences",
        "series": "release of July 2022",
        "population": "police officers",
        "counts": "offences",
    }
    return Fact(id=id, text=text, **(told | more))


def library(*facts: Fact, **more: Any) -> Library:
    """Return a campaign of a force, a governance office and an association."""
    organisations = (
        organisation("force", "force", "Northshire Police"),
        organisation("office", "governance", "Northshire Commissioner"),
        organisation("union", "association", "Northshire Federation"),
    )
    signposts = (
        Signpost(id="emergency", text="999", name="Emergency"),
        Signpost(id="non_emergency", text="101", name="Police"),
        Signpost(id="emergency_sms", text="text ‘register’ to 999", name="emergencySMS"),
        Signpost(id="victim_support", text="Victim Support", name="Victim Support"),
        Signpost(id="crimestoppers", text="0800 555 111", name="Crimestoppers"),
    )
    whole = Library(
        folder=Path(),
        campaign=Campaign(name="Behind the Badge", hashtag="#BehindTheBadge"),
        organisations={one.id: one for one in organisations},
        facts={one.id: one for one in facts},
        signposts={one.id: one for one in signposts},
    )
    return replace(whole, **more)


PLAIN = library()


def message_of(text: str, **settings: Any) -> Message:
    """Return one message of the force."""
    told: Mapping[str, Any] = {
        "id": "m",
        "file": "messages/m.md",
        "title": "M",
        "theme": "behind-the-badge",
        "platforms": ("facebook",),
        "organisations": ("force",),
        "sections": (Section((), text, 1),),
    }
    return Message(**{**told, **settings})


def findings(
    text: str, where: Library = PLAIN, today: date = TODAY, **settings: Any
) -> list[Finding]:
    """Check one message of the force and return what our rules about wording find."""
    message = message_of(text, **settings)
    found = check(replace(where, messages={message.id: message}), LIMITS, today)
    return [f for f in found if f.code.split("-")[0] in PARTS and f.code not in OTHERS]


def codes(text: str, where: Library = PLAIN, today: date = TODAY, **settings: Any) -> set[str]:
    """Return the codes of what is found."""
    return {finding.code for finding in findings(text, where, today, **settings)}
