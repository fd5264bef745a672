"""Who has to say a message so that every platform's longest text and every fault is found.

A message that forty organisations say on six platforms is some 250 texts, and nearly all of them
differ by nothing but a name or an address. Lengths are nearly additive: a text counts what its
own words count, and what each value counts that is put into it. So of each platform the first
with the longest values is heard, for each way in which the conditions of the text can turn out;
where a quotation mark may count as part of a link, all that are as long but for that; and
everybody who lacks a value, since each of them is a fault.

Where that would not be certain – a value that touches a letter, an emoji of several parts, a
rule that minds more than the length – everybody is heard who has a different value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
from unicodedata import category

from typing_extensions import override

from campaign.adapter import Capabilities, Content
from campaign.checks.slots import JOINT, Gaps, Slots, gaps, pieces_of, slots
from campaign.library.library import Library
from campaign.library.message import Message, Section
from campaign.library.organisation import Channel, Organisation
from campaign.library.price import has_link
from campaign.library.template import template
from campaign.library.template_fault import TemplateFault
from campaign.text import threads
from campaign.text.units import utf8

_LONG = 1000  # characters: texts of such platforms are also held against rules on wording
# In a value: what makes a hashtag or a bracketed link, or what a rule looks for in whole texts.
_TELLING = re.compile(rf"[#＃\n]|[()].*/|/.*[()]|999|18000|sms|{JOINT.pattern}", re.IGNORECASE)


_Parted = tuple[set[int], list[tuple[int, ...]]]


class Speakers(NamedTuple):
    """Who says a message, and who of them has to be heard, in the library's order."""

    all: tuple[Channel, ...]
    heard: tuple[Channel, ...]
    organisations: tuple[Organisation, ...]  # of all
    platforms: frozenset[str]  # of all


class Worst:
    """Chooses who has to be heard; one for all messages of a library."""

    def __init__(self, library: Library, platforms: Mapping[str, Capabilities]) -> None:
        self._library = library
        self._platforms = platforms
        self._crowds: dict[tuple[object, ...], _Crowd] = {}
        self._bilingual = any(one.welsh_required for one in library.organisations.values())

    def speakers(self, message: Message) -> Speakers:
        """Return who says a message and who has to be heard.

        Everybody, where links are marked: then each says a text of a length of its own.
        """
        crowd = self._crowd(message)
        if self._library.campaign.tracking:
            return Speakers(crowd.all, crowd.all, crowd.organisations, crowd.platforms)
        heard: set[int] = set()
        for side in crowd.sides:
            heard |= side.heard(message, self._words_in_picture(message))
        channels = tuple(crowd.all[number] for number in sorted(heard))
        return Speakers(crowd.all, channels, crowd.organisations, crowd.platforms)

    def _crowd(self, message: Message) -> _Crowd:
        paired = self._bilingual and self._library.has_other(message)
        key = message.organisations, message.platforms, message.language, paired
        if key not in self._crowds:
            channels = tuple(self._library.meant_for(message))
            by_limit: dict[tuple[str, str], list[int]] = {}  # a place by hand may have its own
            for number, channel in enumerate(channels):
                own = channel.platform, channel.options.get("text_limit", "")
                by_limit.setdefault(own, []).append(number)
            sides = tuple(
                _Side(
                    platform,
                    self._platforms.get(platform),
                    tuple(numbers),
                    {n: self._library.values_for(channels[n]) for n in numbers},
                )
                for (platform, _), numbers in by_limit.items()
            )
            organisations = self._organisations(channels)
            platforms = frozenset(platform for platform, _ in by_limit)
            self._crowds[key] = _Crowd(channels, sides, organisations, platforms)
        return self._crowds[key]

    def _organisations(self, channels: Iterable[Channel]) -> tuple[Organisation, ...]:
        ids = dict.fromkeys(channel.organisation for channel in channels)
        return tuple(self._library.organisations[id_] for id_ in ids)

    def _words_in_picture(self, message: Message) -> bool:
        asset = self._library.assets.get(message.image) if message.image else None
        return bool(asset and asset.text)


class Everyone(Worst):
    """Hears everybody: slow, and what the other choice is measured against."""

    @override
    def speakers(self, message: Message) -> Speakers:
        channels = tuple(self._library.meant_for(message))
        platforms = frozenset(channel.platform for channel in channels)
        return Speakers(channels, channels, self._organisations(channels), platforms)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Everybody who says the same messages, platform by platform."""

    all: tuple[Channel, ...]
    sides: tuple[_Side, ...]
    organisations: tuple[Organisation, ...]
    platforms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Column:
    """What one name prints for each speaker."""

    values: Mapping[int, str | None]  # None: there is no such name
    varies: bool
    lacking: frozenset[int]  # whose value is missing
    blank: frozenset[int]  # whose value is missing or prints nothing
    bytes: int  # of the longest value
    links: int  # in one value at the most
    telling: bool  # its values may matter to more than the length
    mixed: bool  # some of its values are links: a platform may charge more for them


class _Side:
    """Those who say the same messages on one platform; they are known by their numbers."""

    def __init__(
        self,
        platform: str,
        limits: Capabilities | None,
        numbers: tuple[int, ...],
        values: Mapping[int, Mapping[str, str]],
    ) -> None:
        self._platform = platform
        self._limits = limits
        self._numbers = numbers
        self._values = values
        self._additive = limits is not None and _is_additive(limits.text_length)
        self._columns: dict[str, _Column] = {}
        self._lengths: dict[str, Mapping[int, int]] = {}
        self._parted: dict[tuple[Slots, tuple[Slots, ...]], _Parted] = {}
        self._longest: dict[object, frozenset[int]] = {}

    def heard(self, message: Message, words_in_picture: bool) -> set[int]:
        """Return the numbers of those who have to be heard."""
        sections = message.spoken_on(self._platform)
        if not sections:
            return set(self._numbers[:1])
        heard: set[int] = set()
        for section in sections:
            heard |= self._of_section(message, section, words_in_picture)
        return heard

    def _of_section(self, message: Message, section: Section, words_in_picture: bool) -> set[int]:
        found, aside = slots(section.text), _aside(message)
        if found.plain and not found.printed and not aside and section.text.strip():
            return set(self._numbers[:1])
        key = found, aside
        if key not in self._parted:
            self._parted[key] = self._part(found, aside)
        faulty, ways = self._parted[key]
        heard = set(faulty)
        exact = words_in_picture or not self._additive or message.language.startswith("cy")
        for way in ways:
            heard.update(self._of_way(section.text, found, way, exact))
        return heard

    def _part(self, found: Slots, aside: tuple[Slots, ...]) -> _Parted:
        """Return who lacks a value; the others parted by how conditions turn out."""
        faulty = self._at_fault(found, aside)
        ways = (tuple(n for n in way if n not in faulty) for way in self._ways(found, aside))
        return faulty, [way for way in ways if way]

    def _at_fault(self, found: Slots, aside: Iterable[Slots]) -> set[int]:
        """Return those for whom a value is missing that the message needs."""
        faulty: set[int] = set()
        for one in (found, *aside):
            for name in one.printed:
                column = self._column(name)
                faulty |= column.blank if one.plain else column.lacking
            for name in (*one.asked, *one.looked_at):
                faulty |= self._column(name).lacking
        return faulty

    def _ways(self, found: Slots, aside: Iterable[Slots]) -> Iterable[Iterable[int]]:
        """Part the speakers by how conditions turn out, and by alt text and link."""
        looked_at = found.looked_at.union(*((*o.printed, *o.asked, *o.looked_at) for o in aside))
        asked = [self._column(name).values for name in found.asked - looked_at]
        columns = [self._column(name).values for name in looked_at]
        ways: dict[object, list[int]] = {}
        for number in self._numbers:
            turn = tuple(bool(c[number]) for c in asked), tuple(c[number] for c in columns)
            ways.setdefault(turn, []).append(number)
        return ways.values()

    def _of_way(self, text: str, found: Slots, way: tuple[int, ...], exact: bool) -> Iterable[int]:
        """Return who of those has to be heard for whom the conditions turn out alike."""
        if found.plain:
            pieces = template(text).pieces
        else:
            try:
                pieces = pieces_of(text, self._values[way[0]])
            except TemplateFault:
                pieces = None
        if pieces is None:
            return way
        texts, names = self._filled(pieces)
        if not "".join(texts).strip():
            return way  # to those without a value nothing is left, and each is told so
        if not names:
            return way[:1]
        between = gaps(texts)
        if exact or self._is_more_than_length(texts, names, between):
            return self._different(way, names)
        key = way, names, between.swallowed
        if key not in self._longest:
            self._longest[key] = frozenset(self._long_ones(*key))
        return self._longest[key]

    def _filled(self, pieces: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Put in what is the same for everybody; return the texts and the names between them."""
        texts, names = [pieces[0]], []
        for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
            column = self._column(name)
            if column.varies:
                names.append(name)
                texts.append(text)
            else:
                texts[-1] += f"{column.values[self._numbers[0]] or ''}{text}"
        return tuple(texts), tuple(names)

    def _is_more_than_length(
        self, texts: Sequence[str], names: Sequence[str], between: Gaps
    ) -> bool:
        """Tell whether two who are equally long may be told different things."""
        columns = [self._column(name) for name in names]
        limits = self._limits
        if limits is None or not between.free or any(column.telling for column in columns):
            return True
        return (
            (between.joint and self._platform == "x")
            or (between.across and limits.text_limit >= _LONG)
            or (self._platform == "threads" and self._may_have_many_links(texts, columns))
            or 0 < limits.text_bytes < self._bytes(texts, columns)
            or (limits.costs is not None and any(column.mixed for column in columns))
        )

    @staticmethod
    def _may_have_many_links(texts: Sequence[str], columns: Sequence[_Column]) -> bool:
        if sum(text.count(".") for text in texts) + sum(c.links for c in columns) <= threads.LINKS:
            return False
        printed = sum(column.links for column in columns)
        return len(threads.links(" ".join(texts))) + printed > threads.LINKS

    @staticmethod
    def _bytes(texts: Iterable[str], columns: Iterable[_Column]) -> int:
        """Return how many bytes a text may have at the most."""
        return sum(map(utf8, texts)) + sum(column.bytes for column in columns)

    def _long_ones(self, way: Sequence[int], names: Sequence[str], spare: int) -> Iterable[int]:
        """Return the first whose values are the longest, or all that are so within ``spare``."""
        lengths = [self._lengths_of(name) for name in names]
        sums = {number: sum(one[number] for one in lengths) for number in way}
        most = max(sums.values())
        if not spare:
            return [next(number for number in way if sums[number] == most)]
        return self._different([n for n in way if sums[n] >= most - spare], names)

    def _different(self, way: Iterable[int], names: Iterable[str]) -> Iterable[int]:
        """Return the first of each combination of values."""
        values = [self._column(name).values for name in names]
        first: dict[tuple[str | None, ...], int] = {}
        for number in way:
            first.setdefault(tuple(one[number] for one in values), number)
        return first.values()

    def _column(self, name: str) -> _Column:
        if name not in self._columns:
            values = {number: self._values[number].get(name) for number in self._numbers}
            different = set(values.values())
            self._columns[name] = _Column(
                values,
                len(different) > 1,
                frozenset(number for number, value in values.items() if value is None),
                frozenset(number for number, value in values.items() if not (value or "").strip()),
                max(utf8(value or "") for value in different),
                max(len(threads.links(value or "")) for value in different),
                any(_is_telling(value) for value in different if value),
                len({has_link(Content(value or "")) for value in different}) > 1,
            )
        return self._columns[name]

    def _lengths_of(self, name: str) -> Mapping[int, int]:
        if name not in self._lengths:
            measure = self._limits.text_length if self._limits else len
            values = self._column(name).values
            known = {value: measure(value) for value in set(values.values()) if value}
            self._lengths[name] = {n: known.get(value or "", 0) for n, value in values.items()}
        return self._lengths[name]


def _aside(message: Message) -> tuple[Slots, ...]:
    """Return the slots of what goes with the text: the alt text, or the link."""
    text = message.alt if message.image else message.link
    return (slots(text),) if "{" in text else ()


def _is_additive(measure: Callable[[str], int]) -> bool:
    """Tell whether a way to count is known to count a text by its parts."""
    own = measure.func if isinstance(measure, partial) else measure
    return own is len or getattr(own, "__module__", "").startswith("campaign.text")


def _is_telling(value: str) -> bool:
    """Tell whether a value may matter to more than the length, or join what stands beside it."""
    if value.isascii():
        edges = False
    else:
        edges = any(category(c)[0] in "MC" or category(c) == "Sk" for c in (value[0], value[-1]))
    return edges or value != value.strip() or _TELLING.search(value) is not None
