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
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from campaign.library.library import Library
from campaign.library.register import HouseWord, HouseWords

_FOLDED = str.maketrans("‘’ʼ“”\u00a0\u2011", "'''\"\" -")
_RUN = re.compile(r"\w+")
_PART = re.compile(r"\([^()]*\)\*?|[^\s()]+|…")
_GAP = r"(?:\s+\S+){0,3}?"
_BEFORE, _AFTER = r"(?<![\w@.])", r"(?!\w)(?!\.\w)"
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NONE = HouseWords()


class Found(NamedTuple):
    """A word found in a text; offsets count from 0."""

    entry: Entry
    start: int
    end: int
    text: str  # as it is written there


@dataclass(frozen=True, slots=True)
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

    def find(self, folded: str) -> Iterator[tuple[int, int]]:
        """Give start and end of each match in a folded text that is no false alarm."""
        spans = [match.span() for match in self._compiled().finditer(folded)]
        allowed = [span for span in spans if span[0] < span[1]]
        if allowed and self.unless:
            fine = [m.span() for context in self.unless for m in _phrase(context).finditer(folded)]
            allowed = [(a, b) for a, b in allowed if not any(c <= a and b <= d for c, d in fine)]
        yield from allowed

    def _compiled(self) -> re.Pattern[str]:
        if self.pattern:
            return _expression(f"(?:{self.pattern})", self.exact)
        phrases = (_expand(phrase) for phrase in (self.word, *self.forms))
        return _expression("|".join(phrases), self.exact)


class WordList:
    """A list of words, ready to be looked for."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._exact: dict[str, list[int]] = {}
        self._beginnings: list[tuple[str, int]] = []
        self._always: list[int] = []
        for number, entry in enumerate(self.entries):
            self._index(number, entry.anchors)

    def _index(self, number: int, anchors: tuple[str, ...] | None) -> None:
        if anchors is None:
            self._always.append(number)
        for anchor in anchors or ():
            if anchor.endswith("*"):
                self._beginnings.append((f" {anchor[:-1]}", number))
            else:
                self._exact.setdefault(anchor, []).append(number)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, text: str) -> Iterator[Found]:
        """Give every word of the list in a text, in order; of two that overlap the first."""
        folded, runs, spaced = _looked_at(text)
        likely = set(self._always)
        for run in self._exact.keys() & runs:
            likely.update(self._exact[run])
        likely.update(number for beginning, number in self._beginnings if beginning in spaced)
        if not likely:
            return
        hits = [
            (start, -end, number)
            for number in likely
            for start, end in self.entries[number].find(folded)
        ]
        last = 0
        for start, minus_end, number in sorted(hits):
            if start >= last:
                last = -minus_end
                yield Found(self.entries[number], start, last, text[start:last])


def words(name: str, library: Library) -> WordList:
    """Return a list by its name, with the changes that the house makes to it.

    ``name`` is that of a YAML file beside this module. A list is made ready once.
    """
    return _changed(name, library.words.get(name, _NONE))


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
def _changed(name: str, changes: HouseWords) -> WordList:
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
def _looked_at(text: str) -> tuple[str, frozenset[str], str]:
    """Return a text folded, the runs of letters in it, and these with spaces before them."""
    folded = text.translate(_FOLDED)
    runs = _RUN.findall(folded.lower())
    return folded, frozenset(runs), f" {' '.join(runs)}"


def _anchors(phrase: str) -> Iterator[str]:
    """Give a word, or with “*” its beginning, for each way in which a phrase can begin."""
    first = next(iter(_PART.findall(phrase.translate(_FOLDED).lower())), "")
    inside, end = (first.rstrip("*")[1:-1], first.endswith("*")) if first[:1] == "(" else (first, 0)
    for choice in inside.split("|"):
        run = _RUN.search(choice)
        if run is None:
            yield ""
        elif choice[run.end() : run.end() + 1] == "*" or (end and run.end() == len(choice)):
            yield f"{run[0]}*"
        else:
            yield run[0]


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
def _phrase(phrase: str) -> re.Pattern[str]:
    return _expression(_expand(phrase), exact=False)


@cache
def _expression(body: str, exact: bool) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE}(?:{body}){_AFTER}", 0 if exact else re.IGNORECASE)
