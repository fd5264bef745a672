"""What the evaluator writes: a file beside the report, read again each time, never overwritten.

The file is plain text with a heading for each place in the report. Two forms are understood below
a heading: paragraphs, with an empty line between them, and lists, whose lines begin with “-”. Lines
that begin with “>” are hints for the writer. Everything else is text, and stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from campaign.reports.claims import claims
from campaign.reports.document import Words
from campaign.reports.formats import listed

LEARNED, NEXT = "What we learned", "What next"
STOP, START, CHANGE = "What we will stop", "What we will start", "What we will change"

HINTS: Mapping[str, str] = {
    LEARNED: "Stands in the summary. Two or three sentences: what surprised you, what did not?",
    NEXT: "Stands in the summary. What happens in the weeks to come, and who does it?",
    "Objectives": "How do they stand, and what do the figures leave out?",
    "Inputs": "Was there enough time and money? Who was ill, which post was vacant?",
    "Outputs": "What went out beside the posts: posters, packs, press? What was stopped, and why?",
    "Outtakes": "What did people say? Comments are not stored: use your own words.",
    "Outcomes": "Footage, witnesses, reports, referrals: what do the figures mean?",
    "Impact": "Official figures are context: they do not say what the campaign did.",
    STOP: "Stands under learning and innovation.",
    START: "Stands under learning and innovation.",
    CHANGE: "Stands under learning and innovation.",
    "Assurance": "Holds, emergencies, complaints: what should a reader know of them?",
}
"""The headings of the file, in the order of the report, each with a hint for its writer."""

LARGEST = 200_000
"""Bytes of such a file at the most: some sixty pages."""

_HINT, _ITEM = re.compile(r"\s*>"), re.compile(r"\s*[-*•]\s+")
_HEADING = re.compile(r"\s{0,3}(#{2,6}|#(?=\s|$))\s*(.*?)\s*#*\s*$")  # "#Badge" is a hashtag
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they turn text round
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})  # kinds of characters that no editor shows


@dataclass(frozen=True, slots=True)
class Commentary:
    """What was written, by heading; ``warnings`` are sentences for whoever wrote it."""

    file: str = ""  # its name; "": there is none, and nobody is asked to write one
    words: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def under(self, heading: str, shown: str = "Commentary") -> tuple[Words, ...]:
        """Return what stands under a heading, the first block with ``shown`` above it."""
        found = self.words.get(heading, ())
        first = tuple(Words(one.paragraphs, one.bullets, shown) for one in found[:1])
        return first + found[1:]

    def asked(self, heading: str, shown: str = "") -> tuple[Words, ...]:
        """Return the same with its own heading, or a sentence that says where to write it."""
        shown = shown or heading
        if found := self.under(heading, shown):
            return found
        if not self.file:
            return ()
        words = f"Nobody has written this yet: the file {self.file} has a place for it."
        return (Words((words,), (), shown),)


NONE = Commentary()


def commentary(path: Path, period: str) -> Commentary:
    """Read the file; write an empty one with its headings and hints where there is none.

    What cannot be read or does not fit is told in ``warnings``, and never stops a report. Raise
    ``OSError`` where the file can be neither read nor written.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(empty(period))
    raw = path.read_bytes()
    name = path.name
    if len(raw) > LARGEST:
        return _unread(name, f"is larger than {LARGEST // 1000:,} kB. Shorten it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _unread(name, "is not plain text in UTF-8. Save it as plain text, encoding UTF-8")
    return read(text, name)


def _unread(name: str, why: str) -> Commentary:
    return Commentary(name, {}, (f"{name} was not read: it {why}, then run the report again.",))


def empty(period: str) -> str:
    """Return the text of a new file."""
    headings = [f"## {heading}\n\n> {hint}\n" for heading, hint in HINTS.items()]
    return "\n".join([f"# Commentary on the evaluation, {period}\n", _HELP, *headings])


_HELP = """\
> Write below the headings: paragraphs with an empty line between them, and lists whose lines
> begin with a hyphen. What you write is taken into the report each time it is made. The program
> never changes this file. Lines that begin with > are hints like this one and are not printed.
> Name nobody of the public.
"""


def read(text: str, name: str) -> Commentary:
    """Put what was written under its headings; tell what fits nowhere."""
    known = {heading.casefold(): heading for heading in HINTS}
    found: dict[str, list[tuple[int, str]]] = {}
    warnings: list[str] = []
    at, told = "", False
    for number, line in enumerate(_clean(text).split("\n"), 1):
        heading = _HEADING.match(line)
        if heading:
            at, told = known.get(heading[2].casefold(), ""), len(heading[1]) > 1
            if told and not at:
                warnings.append(_unknown(name, number, heading[2]))
        elif at:
            found.setdefault(at, []).append((number, line))
        elif line.strip() and not _HINT.match(line) and not told:
            warnings.append(f"{name}, line {number}: {_NOWHERE}")
            told = True
    words = {heading: tuple(_words(lines)) for heading, lines in found.items()}
    warnings += [one for lines in found.values() for one in _claims(lines, name)]
    return Commentary(name, {key: one for key, one in words.items() if one}, tuple(warnings))


_NOWHERE = "this stands under no heading of the report, so it is not printed."


def _unknown(name: str, number: int, heading: str) -> str:
    known = listed([f"“{one}”" for one in HINTS])
    return (
        f"{name}, line {number}: the report has no place for “{heading[:60]}”, so what stands "
        f"there is not printed. These headings can be used: {known}."
    )


def _clean(text: str) -> str:
    """Drop what cannot be seen and could do harm; spaces of other kinds become plain ones."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\xa0", " ")
    return "".join(
        letter
        for letter in text
        if letter == "\n"
        or (unicodedata.category(letter) not in _UNSEEN and letter not in _TURNING)
    )


def _words(lines: list[tuple[int, str]]) -> Iterator[Words]:
    """Yield paragraphs and lists in their order, as few blocks as can hold them."""
    paragraphs: list[str] = []
    bullets: list[str] = []
    for kind, text in _pieces(lines):
        if kind == "item":
            bullets.append(text)
            continue
        if bullets:
            yield Words(tuple(paragraphs), tuple(bullets))
            paragraphs, bullets = [], []
        paragraphs.append(text)
    if paragraphs or bullets:
        yield Words(tuple(paragraphs), tuple(bullets))


def _pieces(lines: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """Yield each paragraph and each line of a list; lines that only wrap are put together."""
    open_, kind = "", ""
    for _, line in [*lines, (0, "")]:
        text = line.strip()
        item = _ITEM.match(line)
        if open_ and (not text or item or _HINT.match(line)):
            yield kind, open_
            open_ = ""
        if not text or _HINT.match(line):
            continue
        if item:
            open_, kind = line[item.end() :].strip(), "item"
        else:
            open_, kind = (f"{open_} {text}", kind) if open_ else (text, "paragraph")


def _claims(lines: list[tuple[int, str]], name: str) -> Iterator[str]:
    for number, line in lines:
        for claim in () if _HINT.match(line) else claims(line):
            yield (
                f"{name}, line {number}: “{claim[:80]}” can be read as if the campaign had changed "
                "crime, which no figure here shows. It is printed as you wrote it: say what was "
                "counted instead."
            )
