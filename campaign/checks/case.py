"""What rules look at: one message as every channel would say it, or the whole library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from campaign.adapter import Capabilities, Content, Problem, limit_problems
from campaign.capabilities import of_channel
from campaign.checks.card import Card
from campaign.checks.worst import Speakers
from campaign.library.asset import Asset
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.message import Message, Section
from campaign.library.organisation import Channel, Organisation
from campaign.library.place import Place, place_at
from campaign.library.register import Fact
from campaign.library.render import RenderError, render_part
from campaign.library.tags import outside


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
    """The library, a card of each message in the order of the files, and the day of the check.

    The messages themselves are not in this library: those that did not change since the last
    look were not read again.
    """

    library: Library
    cards: tuple[Card, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text as it stands in a file.

    In ``plain`` every placeholder, condition and note is blanked out; offsets are the same.
    ``chunks`` are what stands there between spaces: a quick look before a slow one.
    """

    text: str
    plain: str
    first: Place
    section: Section | None = None  # None: a setting, such as the alt text
    chunks: frozenset[str] = frozenset()

    def place(self, offset: int) -> Place:
        """Return where a character of the text stands."""
        if self.section is None:
            return self.first
        return place_at(self.text, offset, self.section.line)


@dataclass(frozen=True, slots=True)
class Case:
    """One message; ``said`` holds the different texts of those speakers that have to be heard.

    These are, of each platform, the ones with the longest texts and all that cannot say it: see
    ``campaign.checks.worst``. The message's own words are in ``passages``, complete.
    """

    library: Library
    message: Message
    today: date
    channels: tuple[Channel, ...]
    organisations: tuple[Organisation, ...]  # who say it, on these channels
    said: tuple[Said, ...]
    facts: tuple[Fact, ...]
    faults: tuple[Finding, ...] = field(default=())  # why it cannot be said on some channel
    passages: tuple[Passage, ...] = ()  # its texts, in the order of the file
    distinct: tuple[Said, ...] = ()  # of those who say the same text, the first
    faulty: bool = False  # reading found errors: some settings hold their defaults
    reached: frozenset[str] = frozenset()  # platforms on which somebody says it

    def place(self, setting: str) -> Place:
        """Return where a setting stands."""
        return Place(*self.message.lines.get(setting, (1, 1)))

    def start(self, section: Section) -> Place:
        """Return where a text begins."""
        return Place(section.line, 1)

    @property
    def asset(self) -> Asset | None:
        """Return its picture."""
        return self.library.assets.get(self.message.image) if self.message.image else None

    @property
    def pictures(self) -> list[tuple[str, Asset]]:
        """Return its picture and its card's, each with the setting that names it."""
        named = ("image", self.message.image), ("card_image", self.message.card_image)
        known = self.library.assets
        return [(setting, known[name]) for setting, name in named if name in known]

    @property
    def confirmed(self) -> tuple[str, ...]:
        """Return the codes of the questions answered for it and for its picture."""
        asset = self.asset
        return (*self.message.confirmed, *(asset.confirmed if asset else ()))

    @property
    def spoken(self) -> tuple[Passage, ...]:
        """Return its texts and, when it has a picture, the alt text."""
        alt = self.message.alt if self.message.image else ""
        if not alt:
            return self.passages
        plain = outside(alt)
        return (*self.passages, Passage(alt, plain, self.place("alt"), None, _chunks(plain)))

    @property
    def voices(self) -> frozenset[str]:
        """Return who is heard: the message's voice, or else the kinds of those who say it."""
        if self.message.voice:
            return frozenset({self.message.voice})
        return frozenset(organisation.kind for organisation in self.organisations)

    @property
    def is_solemn(self) -> bool:
        """Tell whether its tone is solemn or sensitive."""
        return self.message.is_solemn

    def speaker(self, said: Said) -> str:
        """Return the name of the organisation that would say it."""
        return self.library.organisations[said.channel.organisation].name

    @property
    def first_day(self) -> date:
        """Return the first day on which the message could go out."""
        return max(self.today, self.message.not_before or self.today)


@dataclass(frozen=True, slots=True)
class Review:
    """One message and everything that was found in its file, before any of it is waived."""

    message: Card
    findings: tuple[Finding, ...]
    codes: frozenset[str]  # of all rules there are
    questions: frozenset[str]  # of the rules that ask
    planned: frozenset[str]  # of the rules that look at a plan, which is not at hand


@dataclass(frozen=True, slots=True)
class Planned:
    """One post of a plan."""

    at: datetime  # naive wall time of the campaign's zone
    channel: str  # its id
    message: Message
    text: str  # as the channel would say it


@dataclass(frozen=True, slots=True)
class Outlook:
    """A plan, in the order of time."""

    library: Library
    posts: tuple[Planned, ...]
    today: date


def case_of(
    library: Library,
    message: Message,
    platforms: Mapping[str, Capabilities],
    today: date,
    speakers: Speakers,
) -> Case:
    """Say a message on the channels that have to be heard; gather what the rules look at."""
    said: dict[tuple[str, int, Content], Said] = {}
    facts: dict[str, Fact] = {}
    faults: dict[Finding, None] = {}
    for channel in speakers.heard:
        limits = platforms.get(channel.platform)
        limits = limits and of_channel(limits, channel.options)
        for section in message.spoken_on(channel.platform):
            try:
                rendering = render_part(library, message, channel, section)
            except RenderError as error:
                faults[error.finding] = None
                continue
            facts |= {fact.id: fact for fact in rendering.facts}
            if not limits:
                continue
            key = channel.platform, limits.text_limit, rendering.content
            if key not in said:
                problems = tuple(limit_problems(limits, rendering.content))
                said[key] = Said(channel, section, limits, rendering.content, problems)
    return Case(
        library,
        message,
        today,
        speakers.all,
        speakers.organisations,
        tuple(said.values()),
        tuple(facts.values()),
        tuple(faults),
        tuple(_passage(section) for section in message.sections),
        tuple({one.content.text: one for one in reversed(said.values())}.values())[::-1],
        message.id not in library.messages,
        speakers.platforms,
    )


def _passage(section: Section) -> Passage:
    plain = outside(section.text)
    return Passage(section.text, plain, Place(section.line, 1), section, _chunks(plain))


def _chunks(plain: str) -> frozenset[str]:
    return frozenset(plain.split())
