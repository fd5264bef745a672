"""Lists of words that messages avoid: the defaults here, and the house's own changes to them.

Each list is a YAML file beside this module: a list of entries, each of them

- ``word``: a word or a phrase. It matches whole words, whatever the case of the letters and
  the kind of its quotation marks; ``*`` at the end of a word stands for any ending, ``(a|b)``
  for either, and ``…`` for up to three words between two others.
- or ``pattern``: a regular expression, for what a phrase cannot say. Name under ``needs`` the
  words (or beginnings of words, with ``*``) one of which every match has in it: the pattern is
  tried only where one of them stands, which keeps checking fast.
- ``forms``: other forms of the word. ``exact: yes``: capitals matter.
- ``unless``: phrases, written like words, in which it is no fault: a match inside one of them
  is left alone.
- ``reason`` and ``source`` (both needed), and ``instead``: what to write.

messages/words.yaml names a list and has entries like these under ``add:``; entries under
``remove:`` take the word of that name out of the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from campaign.library.library import Library
from campaign.library.register import HouseWord, HouseWords

_FOLDED = str.maketrans("‘’ʼ“”\u00a0\u2011İ", "'''\"\" -I")  # İ grows when made small
_RUN = re.compile(r"\w+")
_STEM = re.compile(r"\w+\*?")
_DIGIT = re.compile(r"\d")
_PART = re.compile(r"\([^()]*\)\*?|[^\s()]+|…")
_GAP = r"(?:\s+\S+){0,3}?"
_NOT_BEFORE = frozenset("_@.")  # nor a letter or a digit
_AFTER = r"(?!\w)(?!\.\w)"
_CAPITAL = re.compile(r"(?<!\\)(?<!\(\?)[A-Z]+")  # of a pattern: not of \S, nor of (?P<name>
_MOST_WORDS = 50_000  # kept in mind by an index
_COMMON = frozenset(
    _RUN.findall(
        "a an and are as at be been but by can for from had has have he her him his how if in is it"
        " its my no not number of off officer officers on one or our out over people police she"
        " right so some that the their them there these they this those time to up was we were what"
        " when where who will with would you your"
    )
)
_KEY = 2  # letters by which beginnings of words are looked up
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
UNCHANGED = HouseWords()


class Found(NamedTuple):
    """A word found in a text; offsets count from 0."""

    entry: Entry
    start: int
    end: int
    text: str  # as it is written there


@dataclass(frozen=True)
class Entry:
    """One entry of a list: see the module for what its fields mean."""

    word: str
    reason: str
    source: str
    instead: str = ""
    pattern: str = ""
    forms: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    exact: bool = False
    house: bool = False  # added by messages/words.yaml

    @property
    def name(self) -> str:
        """Return what the entry is called: its word, or its pattern."""
        return self.word or self.pattern

    @property
    def anchors(self) -> tuple[str, ...] | None:
        """Return words of which every match has one, beginnings with “*”; ``None``: unknown."""
        if self.pattern:
            return tuple(need.lower() for need in self.needs) or None
        found = [anchor for phrase in (self.word, *self.forms) for anchor in _anchors(phrase)]
        return None if "" in found else tuple(found)

    def find(self, looked_at: LookedAt) -> list[tuple[int, int]]:
        """Return start and end of each match in a text that is no false alarm."""
        spans = _spans(self._expression, looked_at.folded if self.exact else looked_at.small)
        if spans and self.unless:
            contexts = (_expression("", context, (), exact=False) for context in self.unless)
            fine = [span for context in contexts for span in _spans(context, looked_at.small)]
            return [(a, b) for a, b in spans if not any(c <= a and b <= d for c, d in fine)]
        return spans

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return _expression(self.pattern, self.word, self.forms, self.exact)


class WordList:
    """A list of words, ready to be looked for."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._index = Index(enumerate(self.entries))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, text: str) -> Iterator[Found]:
        """Give every word of the list in a text, in order; of two that overlap the first."""
        looked_at = look_at(text)
        likely = self._index.likely(looked_at)
        yield from in_order(looked_at, sorted((n, self.entries[n]) for n in likely))


class LookedAt(NamedTuple):
    """A text made ready to be searched; offsets are the same in all its forms."""

    text: str
    folded: str  # with all quotation marks made alike
    small: str  # in small letters as well
    runs: frozenset[str]  # the words in it, in small letters
    digits: bool  # whether there is a digit in it


class Index:
    """Tells which entries may match a text, from the words that stand in it."""

    def __init__(self, entries: Iterable[tuple[int, Entry]]) -> None:
        self._whole: dict[str, list[int]] = {}
        self._beginnings: dict[str, list[tuple[str, int]]] = {}
        self._always: list[int] = []
        self._known: dict[str, tuple[int, ...]] = {}  # the words looked up so far
        for number, entry in entries:
            self._add(number, entry.anchors)

    def _add(self, number: int, anchors: tuple[str, ...] | None) -> None:
        if anchors is None:
            self._always.append(number)
        for anchor in anchors or ():
            letters = run[0] if (run := _RUN.match(anchor)) else ""
            if letters and anchor != f"{letters}*":
                self._whole.setdefault(letters, []).append(number)
            elif len(letters) < _KEY:
                self._always.append(number)
            else:
                self._beginnings.setdefault(letters[:_KEY], []).append((letters, number))

    def likely(self, looked_at: LookedAt) -> set[int]:
        """Return the numbers of the entries one of whose words stands in the text."""
        known, likely = self._known, set(self._always)
        for run in looked_at.runs:
            numbers = known.get(run)
            if numbers is None:
                numbers = known[run] = self._of(run)
            if numbers:
                likely.update(numbers)
        if len(known) > _MOST_WORDS:
            known.clear()
        return likely

    def _of(self, run: str) -> tuple[int, ...]:
        """Return the numbers of the entries that a word speaks for."""
        beginnings = self._beginnings.get(run[:_KEY], ())
        begun = [number for beginning, number in beginnings if run.startswith(beginning)]
        return (*self._whole.get(run, ()), *begun)


def in_order(looked_at: LookedAt, entries: Iterable[tuple[int, Entry]]) -> Iterator[Found]:
    """Give what numbered entries find in a text, in order; of two that overlap the first."""
    hits = sorted(
        ((start, -end, number), entry)
        for number, entry in entries
        for start, end in entry.find(looked_at)
    )
    last = 0
    for (start, minus_end, _), entry in hits:
        if start >= last:
            last = -minus_end
            yield Found(entry, start, last, looked_at.text[start:last])


def words(name: str, library: Library) -> WordList:
    """Return a list by its name, with the changes that the house makes to it.

    ``name`` is that of a YAML file beside this module. A list is made ready once.
    """
    return changed(name, library.words.get(name, UNCHANGED))


def names() -> tuple[str, ...]:
    """Return the names of the lists there are."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.yaml")))


@cache
def defaults(name: str) -> tuple[Entry, ...]:
    """Return the entries of a list as the package has them."""
    path = Path(__file__).with_name(f"{name}.yaml")
    raw = yaml.load(path.read_text("utf-8"), Loader=_LOADER) or []  # noqa: S506 - text only
    return tuple(_entry(one) for one in raw)


@lru_cache(maxsize=256)
def changed(name: str, changes: HouseWords) -> WordList:
    """Return a list with changes made to it."""
    gone = {(word.word or word.pattern).casefold() for word in changes.remove}
    kept = [entry for entry in defaults(name) if entry.name.casefold() not in gone]
    return WordList([*kept, *(_house(word) for word in changes.add)])


def _entry(raw: dict[str, Any]) -> Entry:
    """Build an entry of a default list; a mistake in one is a mistake in this program."""
    told: dict[str, Any] = {"word": "", **raw, "exact": raw.get("exact") == "yes"}
    for key in ("forms", "unless", "needs"):
        told[key] = tuple(raw.get(key, ()))
    return Entry(**told)


def _house(word: HouseWord) -> Entry:
    known = {field.name: getattr(word, field.name) for field in fields(word)}
    known.pop("line")
    return Entry(**known, house=True)


@lru_cache(maxsize=64)
def look_at(text: str) -> LookedAt:
    """Make a text ready; the same text, which many lists look at in a row, only once."""
    folded = text.translate(_FOLDED)
    small = folded.lower()
    runs = frozenset(_RUN.findall(small))
    return LookedAt(text, folded, small, runs, _DIGIT.search(text) is not None)


def _spans(expression: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return where an expression matches, from the start of a word on.

    That is looked at here and not in the expression: one that begins with letters is found
    ten times as fast as one that begins with a condition.
    """
    spans, start = [], 0
    while match := expression.search(text, start):
        begin, end = match.span()
        before = text[begin - 1] if begin else " "
        if begin < end and not (before.isalnum() or before in _NOT_BEFORE):
            spans.append((begin, end))
            start = end
        else:
            start = begin + 1
    return spans


def _anchors(phrase: str) -> Iterator[str]:
    """Give words, beginnings with “*”, of which every match of a phrase has one.

    The longest word that is not common is the rarest; where all are choices, the first of these.
    """
    parts = _PART.findall(phrase.translate(_FOLDED).lower())
    plain = [run for part in parts if part[0] not in "(…" for run in _STEM.findall(part)]
    if plain:
        yield max(plain, key=lambda run: (run not in _COMMON, len(run)))
        return
    first = parts[0] if parts else ""
    ending = "*" if first.endswith("*") else ""
    for choice in first.rstrip("*")[1:-1].split("|"):
        run = _STEM.search(f"{choice}{ending}")
        yield run[0] if run else ""


def _expand(phrase: str) -> str:
    """Return a phrase as a regular expression."""
    parts: list[str] = []
    for part in _PART.findall(phrase.translate(_FOLDED)):
        if part in ("…", "..."):
            parts.append(_GAP)
        else:
            parts.append((r"\s+" if parts else "") + _piece(part))
    return "".join(parts)


def _piece(part: str) -> str:
    if part[0] != "(":
        return re.escape(part).replace(r"\*", r"\w*")
    choices = part.rstrip("*")[1:-1].split("|")
    inner = "|".join(r"\s+".join(_piece(word) for word in one.split()) for one in choices)
    return f"(?:{inner})" + (r"\w*" if part.endswith("*") else "")


@cache
def _expression(pattern: str, word: str, forms: tuple[str, ...], exact: bool) -> re.Pattern[str]:
    """Return what finds an entry: in the small letters of a text, unless capitals matter."""
    if pattern:
        body = pattern if exact else _CAPITAL.sub(lambda match: match[0].lower(), pattern)
    else:
        phrases = (word, *forms) if exact else (word.lower(), *map(str.lower, forms))
        body = "|".join(map(_expand, phrases))
    return re.compile(f"(?:{body}){_AFTER}")
