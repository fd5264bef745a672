"""A message: a settings block, a text, and sections for some platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from campaign.library.finding import Waiver
from campaign.library.when import When

OUTCOME = "outcome"  # the tag of a message about the end of a case
WELSH = ".cy"  # the end of a Welsh message's id
A, B = "a", "b"  # the two versions of a message under test; B has texts of its own
SOLEMN = ("solemn", "sensitive")  # tones of messages that are never put to a test or ranked


@dataclass(frozen=True, slots=True)
class Section:
    """A text for some platforms; ``platforms`` is empty for the text that serves all others.

    A text that is a thread is as many sections as it has parts, one after the other.
    """

    platforms: tuple[str, ...]
    text: str  # a template, without surrounding blank lines
    line: int  # of the text's first line, in its file, from 1
    part: int = 1  # of a thread, from 1
    parts: int = 1
    variant: str = ""  # B: the other version of the text, under a heading that says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message file."""

    id: str  # path below messages/ without the ending: "behind-the-badge/school-run"
    file: str  # path relative to the campaign's folder
    title: str
    theme: str  # the id of a theme of campaign.yaml
    platforms: tuple[str, ...]  # platform ids; every one of them where the file says "all"
    sections: tuple[Section, ...]
    everywhere: bool = False  # the file says “all” platforms, whichever there are
    audience: str = "public"
    author: str = ""  # who wrote it: never its approver
    organisations: tuple[str, ...] = ()  # empty: every organisation
    when: When | None = None  # None: the plan picks slots
    not_before: date | None = None  # first day it may go out
    not_after: date | None = None  # last day it may go out
    grace: int | None = None  # minutes it may be late; None: the campaign's default
    rest: int | None = None  # days before the same channel says it again; None: the default
    language: str = "en-GB"
    image: str = ""  # a file name in assets/
    alt: str = ""
    link: str = ""  # a template; a link card where the platform takes one
    card_title: str = ""  # its heading; "": the message's title
    card_text: str = ""  # what it says below the heading
    card_image: str = ""  # a file name in assets/, for the card alone
    numbered: bool = True  # the parts of a thread end with 1/3, 2/3, 3/3
    draft: bool = False  # read and checked, never planned
    voice: str = ""  # force | governance | association | partner | officer; "": the kind
    tone: str = "normal"  # normal | solemn | sensitive
    tags: tuple[str, ...] = ()  # what it touches: stop-search, use-of-force, impact, …
    waivers: tuple[Waiver, ...] = ()
    confirmed: tuple[str, ...] = ()  # codes of the questions its author has answered with yes
    consents: tuple[str, ...] = ()  # ids of consents.yaml
    quote_by: str = ""  # whose words it quotes: name, role, day of the yes
    partner: str = ""  # whose name or logo it carries
    translator: str = ""
    reviewed: date | None = None  # when a translator passed the text
    reviewed_by: str = ""
    tier: int = 1  # 2 or 3 where its file asks for more say than its content does
    comments: str = ""  # on | limited | off; "": limited about a case, else on
    case: str = ""  # an entry of cases.yaml: the case it is about
    court_outcome: str = ""
    court_source: str = ""
    court_date: date | None = None
    legal_approval: tuple[date, str] | None = None  # the day, and by whom
    spent_review: date | None = None  # from this day on it does not go out
    equality_check: tuple[date, str] | None = None
    community_impact: str = ""
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # setting -> line, column

    @property
    def pair_id(self) -> str:
        """Return the id its other language has: "talk" for "talk.cy", and the other way round."""
        return self.id[: -len(WELSH)] if self.id.endswith(WELSH) else f"{self.id}{WELSH}"

    @property
    def about_case(self) -> bool:
        """Tell whether it is about a real case: its outcome, or one it names."""
        return bool(self.case) or OUTCOME in self.tags

    @property
    def replies(self) -> str:
        """Return whether readers may comment: on, limited or off."""
        return self.comments or ("limited" if self.about_case else "on")

    @property
    def pictures(self) -> tuple[str, ...]:
        """Return the names of its pictures: that of the post, that of the link card."""
        return tuple(name for name in (self.image, self.card_image) if name)

    @property
    def is_solemn(self) -> bool:
        """Tell whether its tone is solemn or sensitive."""
        return self.tone in SOLEMN

    def section_for(self, platform: str, variant: str = "") -> Section | None:
        """Return the text meant for a platform: its own section, or else the general one.

        Of a thread it is the first part. ``variant`` B asks for the other version of the text.
        """
        wanted = B if variant == B else ""
        general = None
        for section in self.sections:
            if section.variant != wanted:
                continue
            if platform in section.platforms:
                return section
            if not section.platforms and general is None:
                general = section
        return general

    def variants(self, platform: str) -> tuple[str, ...]:
        """Return the versions a platform's text has: A and B, or none where there is one text.

        A platform with a section of its own is tested only against a version B of its own.
        """
        one, other = self.section_for(platform), self.section_for(platform, B)
        if one is None or other is None or (one.platforms and not other.platforms):
            return ()
        return A, B

    def spoken_on(self, platform: str) -> tuple[Section, ...]:
        """Return all texts a platform may be given: those of both versions, where there are two."""
        found = self.thread_for(platform)
        return (*found, *self.thread_for(platform, B)) if self.variants(platform) else found

    def thread_for(self, platform: str, variant: str = "") -> tuple[Section, ...]:
        """Return all parts of the text meant for a platform: one, unless it is a thread."""
        first = self.section_for(platform, variant)
        if first is None:
            return ()
        start = self.sections.index(first)
        return self.sections[start : start + first.parts]
