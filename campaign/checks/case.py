"""What rules look at: one message as every channel would say it, or the whole library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from campaign.adapter import Capabilities, Content, Problem, limit_problems
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.message import Message, Section
from campaign.library.organisation import Channel
from campaign.library.place import Place, place_at
from campaign.library.register import Fact
from campaign.library.render import RenderError, render


@dataclass(frozen=True, slots=True)
class Said:
    """One message as one channel would say it, and what its platform minds about it."""

    channel: Channel
    section: Section
    limits: Capabilities
    content: Content
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """The library and the day on which it is checked."""

    library: Library
    today: date


@dataclass(frozen=True, slots=True)
class Case:
    """One message; ``said`` holds each different text of each platform once."""

    library: Library
    message: Message
    today: date
    channels: tuple[Channel, ...]
    said: tuple[Said, ...]
    facts: tuple[Fact, ...]
    faults: tuple[Finding, ...] = field(default=())  # why it cannot be said on some channel

    def place(self, setting: str) -> Place:
        """Return where a setting stands."""
        return Place(*self.message.lines.get(setting, (1, 1)))

    def start(self, section: Section) -> Place:
        """Return where a text begins."""
        return Place(section.line, 1)

    def each_text(self) -> Iterator[tuple[str, Callable[[int], Place]]]:
        """Give each text as it stands in the file, and where its characters are."""
        for section in self.message.sections:
            yield section.text, _places(section)

    def speaker(self, said: Said) -> str:
        """Return the name of the organisation that would say it."""
        return self.library.organisations[said.channel.organisation].name

    @property
    def first_day(self) -> date:
        """Return the first day on which the message could go out."""
        return max(self.today, self.message.not_before or self.today)


def _places(section: Section) -> Callable[[int], Place]:
    return lambda offset: place_at(section.text, offset, section.line)


def case_of(
    library: Library, message: Message, platforms: Mapping[str, Capabilities], today: date
) -> Case:
    """Say a message on all its channels and gather what the rules look at."""
    said: dict[tuple[str, Content], Said] = {}
    facts: dict[str, Fact] = {}
    faults: dict[Finding, None] = {}
    channels = tuple(library.channels_for(message))
    for channel in channels:
        try:
            rendering = render(library, message, channel)
        except RenderError as error:
            faults[error.finding] = None
            continue
        facts |= {fact.id: fact for fact in rendering.facts}
        key = channel.platform, rendering.content
        section = message.section_for(channel.platform)
        if key not in said and section and (limits := platforms.get(channel.platform)):
            problems = tuple(limit_problems(limits, rendering.content))
            said[key] = Said(channel, section, limits, rendering.content, problems)
    return Case(
        library,
        message,
        today,
        channels,
        tuple(said.values()),
        tuple(facts.values()),
        tuple(faults),
    )
