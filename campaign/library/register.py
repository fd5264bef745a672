"""Registers: facts with a source, signposts to help, dates that matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure and everything one must know before printing it.

    In copy ``{{ fact.id }}`` prints ``text``.
    """

    id: str  # snake_case
    text: str  # as printed: "41,221"
    source: str  # publisher and title
    url: str
    period: str
    geography: str
    measure: str  # what was counted
    published: date | None = None
    expires: date | None = None  # from this day on it is not used
    not_before: date | None = None  # embargo
    caveat: str = ""
    counts: str = ""  # offences | people | incidents | survey | law | money | other
    series: str = ""  # figures of one series can be compared, others cannot
    population: str = ""  # who is counted: "police officers", "officers and staff"
    base: str = ""  # of a percentage: of how many, and of whom
    use: str = "publishable"  # publishable | internal | background
    superseded_by: str = ""  # the id of the fact to use now
    retrieved: date | None = None  # when the source was read
    rule: str = ""  # of a figure worked out by code: how
    parts: tuple[str, ...] = ()  # of such a figure: the facts it is worked out from
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """A number or address people are sent to; ``{{ signpost.id }}`` prints ``text``."""

    id: str
    text: str  # as printed: "101", "0800 555 111"
    name: str
    source: str = ""
    internal: bool = False  # for the workforce only: never in a public message


@dataclass(frozen=True, slots=True, kw_only=True)
class AwarenessDate:
    """A day on the calendar and the tone it asks for: normal, solemn or sensitive."""

    day: date
    name: str
    tone: str = "normal"
    status: str = "to be confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Somebody's yes to being shown or told of; the register never holds a person's name."""

    id: str
    scope: str  # what it covers, in words: "portrait and story, spring series"
    channels: tuple[str, ...] = ()  # platform ids; empty: every platform
    given: date | None = None
    expires: date | None = None  # from this day on it does not hold
    withdrawn: date | None = None
    child: bool = False  # it is about somebody under 18
    parent: bool = False  # a parent or guardian gave it
    review: date | None = None  # when somebody asks again
    file: str = ""
    line: int = 0

    def holds(self, day: date) -> bool:
        """Tell whether the consent can be relied on that day."""
        return not (self.withdrawn and self.withdrawn <= day) and not (
            self.expires and self.expires <= day
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCase:
    """Proceedings that a message must not prejudice; no suspect is named here either."""

    id: str
    keywords: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    status: str = "arrest"  # arrest | charge | trial | awaiting-sentence | closed
    checked: date | None = None  # when somebody last asked how it stands
    file: str = ""
    line: int = 0

    @property
    def open(self) -> bool:
        """Tell whether it is not over."""
        return self.status != "closed"

    def live(self, active_from: str) -> bool:
        """Tell whether nothing is said of it; ``active_from`` is the first status that counts."""
        return self.open and not (self.status == "arrest" and active_from == "charge")


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseWord:
    """A word of the house's own lists: see ``campaign.checks.words`` for how it matches."""

    word: str = ""
    pattern: str = ""  # a regular expression, instead of a word
    forms: tuple[str, ...] = ()
    reason: str = ""
    source: str = ""
    instead: str = ""
    unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    exact: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseWords:
    """What messages/words.yaml changes in one list of words."""

    add: tuple[HouseWord, ...] = ()
    remove: tuple[HouseWord, ...] = ()
    line: int = 0
