"""The campaign's own settings: what campaign.yaml says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from campaign.library.evaluation import Input, Objective
from campaign.library.people import Person
from campaign.library.readings import AGES, ALL
from campaign.library.retention import Retention


@dataclass(frozen=True, slots=True)
class SlotRule:
    """Times at which a channel may speak: on these weekdays (Monday is 0) at these times."""

    weekdays: tuple[int, ...]
    times: tuple[time, ...]  # local wall time, whole minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A subject and the part of the plan it should have, in percent of the rotated posts."""

    id: str
    title: str
    share: int = 0
    kind: str = ""  # positive | numbers | law: what a month's plan is balanced by


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietWindow:
    """A span of local wall time in which nothing goes out."""

    reason: str
    day: date
    start: time
    end: time
    organisations: tuple[str, ...] = ()  # empty: all


@dataclass(frozen=True, slots=True, kw_only=True)
class PreElection:
    """A time before an election in which public bodies keep out of politics.

    ``start`` and ``end`` are both included. ``end`` is what is expected: the period is over when
    a person writes down ``ended``.
    """

    election: str
    start: date
    end: date
    area: str = ""
    organisations: tuple[str, ...] = ()  # whom it binds; empty: all in the area
    ended: date | None = None  # the last day, as a person has confirmed it
    governance: str = "stop"  # what happens to the posts of each kind of organisation:
    force: str = "planned"  # stop | planned (only what was approved before the notice) | warn
    association: str = "planned"
    partner: str = "planned"
    announced: date | None = None  # notice of election: what was approved before may stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """campaign.yaml: everything that holds for the whole campaign."""

    name: str
    hashtag: str = ""
    start: date | None = None
    end: date | None = None
    zone: str = "Europe/London"
    objectives: tuple[Objective, ...] = ()
    inputs: tuple[Input, ...] = ()
    themes: tuple[Theme, ...] = ()
    slots: tuple[SlotRule, ...] = ()
    cap: int = 3  # posts a day and channel
    rest: int = 21  # days before a channel repeats a message
    grace: int = 15  # minutes a post may be late
    gap: int = 5  # minutes between two posts of a channel
    author: str = ""  # author of messages that name none
    quiet: tuple[QuietWindow, ...] = ()
    pre_election: tuple[PreElection, ...] = ()
    cases_active_from: str = "arrest"  # the status from which on a case is live
    cases_checked: int = 14  # days after which somebody asks again how a case stands
    politicians: tuple[str, ...] = ()  # names, parties and offices that messages avoid then
    handles: tuple[str, ...] = ()  # accounts any message may name, with "@"
    domains: tuple[str, ...] = ()  # hosts any message may link to, subdomains included
    hashtags: tuple[str, ...] = ()  # further hashtags, as they are written
    reading_age: int = 11  # the age at which its texts can be read
    public_address: str = ""  # where platforms fetch pictures; without a slash at its end
    retention: Retention = Retention()  # noqa: RUF009 - frozen
    people: tuple[Person, ...] = ()  # who has a say, and which
    approval_days: int = 90  # after which a yes runs out
    tracking: str = ""  # the mark of links to our own websites, such as "utm_campaign=badge"
    digests: tuple[str, ...] = ()  # e-mail addresses that get the summary of everything
    readings: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # platform -> seconds

    def ages(self, platform: str) -> tuple[int, ...]:
        """Return the ages of a post, in seconds, at which its engagement is read."""
        return self.readings.get(platform, self.readings.get(ALL, AGES))
