"""What can be put right without a person: characters, never words.

In the text of a message: the capitals of a hashtag, an apostrophe that ends one too early, a
space that is missing before one, spaces at the end of a line and doubled spaces inside it, curly
quotation marks inside a link or a placeholder. In settings: curly quotation marks that were meant
to quote, no-break spaces, spaces at the end of a line. Lines are never joined or cut, and each
keeps its line end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from campaign.checks.house import exact_hashtags, house_words
from campaign.checks.language.camel import camel_case, is_camel_case
from campaign.library.block import read_block
from campaign.library.fences import cut
from campaign.library.library import Library
from campaign.library.source import Source
from campaign.library.tags import Tag, tags

_LINE_END = re.compile(r"(\r\n|\r|\n)")
_BOM = "\ufeff"
_MASK = "\ue000"  # for private use: it stands where nothing is looked at
_TRAILING = re.compile(r"[ \t]+(?=\n|\Z)")
_TRAILING_SETTING = re.compile(r"(?<![\\ \t])[ \t]+(?=\n|\Z)")  # “\ ” is a space that is meant
_DOUBLED = re.compile(r"(?<=[^\s])  +(?=[^\s])")
_HASHTAG = re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w+")
_CRAMPED = re.compile(r"(?<=[\w.,!?;:)”…])(?P<tag>#[^\W\d_]\w{2,})")
_LINK = re.compile(r"(?:https?://|\bwww\.)\S+", re.IGNORECASE)
_INSIDE_LINK = re.compile(r"(?<=[\w/=&-])[‘’“”](?=[\w/=&-])")
_INSIDE_HASHTAG = re.compile(r"(?<![\w&/#])#\w*[^\W\d_]\w*(?P<quote>[‘’])(?=\w{2})")
_QUOTED = re.compile(r"(?:“(?P<double>[^“”\"\\]*)”|‘(?P<single>[^‘’']*)’)(?=\s*(?:$|[,}\]]|\s#))")
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
_ROUNDS = 20  # one step may make room for another; each only tidies, so two or three are enough

Edit = tuple[int, int, str]  # from, to, what stands there instead
Step = Callable[[str], Iterator[Edit]]


@dataclass(frozen=True, slots=True)
class Hashtags:
    """How hashtags are written: ``exact`` as they stand, others with a capital on each word.

    ``extra`` are words and names of the house. In a text that is not English (``english``)
    only the exact ones are known.
    """

    exact: tuple[str, ...] = ()
    extra: frozenset[str] = field(default=frozenset())
    english: bool = True

    def right(self, tag: str) -> str:
        """Return a hashtag as it should be written; as it is, where nobody can say."""
        settled = [known for known in self.exact if known.casefold() == tag.casefold()]
        if settled:
            return tag if tag in settled else settled[0]
        if not self.english or is_camel_case(tag, self.exact, self.extra):
            return tag
        better = camel_case(tag, self.exact, self.extra)
        return better if better.casefold() == tag.casefold() else tag

    def knows(self, tag: str) -> bool:
        """Tell whether a hashtag is one of the exact ones, whatever its capitals."""
        return any(known.casefold() == tag.casefold() for known in self.exact)


def hashtags_of(library: Library, *, english: bool = True) -> Hashtags:
    """Return how a campaign writes its hashtags."""
    exact = tuple(tag if tag.startswith("#") else f"#{tag}" for tag in exact_hashtags(library))
    return Hashtags(exact, house_words(library), english)


def mend_message(text: str, hashtags: Hashtags) -> str:
    """Return the text of a message file, mended; one without a settings block as it is."""
    return _by_lines(text, lambda plain: _message(plain, hashtags))


def mend_settings(text: str) -> str:
    """Return the text of a settings file, mended."""
    return _by_lines(text, _settings)


def _by_lines(text: str, mend: Callable[[str], str]) -> str:
    """Mend a text as if its lines ended in line feeds, and give each its own end back."""
    mark, text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    pieces = _LINE_END.split(text)
    ends = [*pieces[1::2], ""]
    mended = mend("\n".join(pieces[::2])).split("\n")
    return mark + "".join(line + end for line, end in zip(mended, ends, strict=True))


def _message(text: str, hashtags: Hashtags) -> str:
    parts = cut(Source("", text))
    if parts is None:
        return text
    lines = text.split("\n")
    first, last = parts.settings_line - 1, parts.body_line - 1
    settings = _joined(lines[first : last - 1], _settings)
    body = _joined(lines[last:], lambda text: _body(text, hashtags))
    return "\n".join((*lines[:first], *settings, lines[last - 1], *body))


def _joined(lines: list[str], mend: Callable[[str], str]) -> list[str]:
    return mend("\n".join(lines)).split("\n") if lines else []


def _settings(text: str) -> str:
    for step in (_no_break_spaces, _trailing_in_settings, _quotes_round_values):
        text = _edited(text, step)
    return text


def _body(text: str, hashtags: Hashtags) -> str:
    steps: tuple[Step, ...] = (
        _trailing,
        _doubled,
        _quotes_in_tags,
        _quotes_in_links,
        _quotes_in_hashtags,
        lambda text: _cramped(text, hashtags),
        lambda text: _capitals(text, hashtags),
    )
    for _ in range(_ROUNDS):
        before = text
        for step in steps:
            text = _edited(text, step)
        if text == before:
            break
    return text


def _edited(text: str, step: Step) -> str:
    for start, end, new in sorted(step(text), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _masked(text: str, *, links: bool = True) -> str:
    """Return the text with every placeholder, condition and note masked, and every link."""
    for tag in tags(text):
        text = text[: tag.start] + _MASK * (tag.end - tag.start) + text[tag.end :]
    return _LINK.sub(lambda link: _MASK * len(link[0]), text) if links else text


def _trailing(text: str) -> Iterator[Edit]:
    for match in _TRAILING.finditer(_masked(text)):
        yield *match.span(), ""


def _doubled(text: str) -> Iterator[Edit]:
    for match in _DOUBLED.finditer(_masked(text)):
        yield *match.span(), " "


def _cramped(text: str, hashtags: Hashtags) -> Iterator[Edit]:
    """Part a hashtag from what is before it: after a letter, only one that is known."""
    masked = _masked(text)
    for match in _CRAMPED.finditer(masked):
        before = masked[match.start() - 1]
        if not before.isalnum() or hashtags.knows(match["tag"]):
            yield match.start(), match.start(), " "


def _capitals(text: str, hashtags: Hashtags) -> Iterator[Edit]:
    for match in _HASHTAG.finditer(_masked(text)):
        if (right := hashtags.right(match[0])) != match[0]:
            yield *match.span(), right


def _quotes_in_tags(text: str) -> Iterator[Edit]:
    """Straighten quotes between the brackets, where none of the straight kind is in the way."""
    for tag in tags(text):
        if tag.kind != "note" and _may_be_straightened(tag):
            end = tag.inside_start + len(tag.inside)
            yield tag.inside_start, end, tag.inside.translate(_STRAIGHT)


def _may_be_straightened(tag: Tag) -> bool:
    curly = {c for c in tag.inside if c in "‘’“”"}
    straight = tag.inside.translate(_STRAIGHT)
    return bool(curly) and not any(
        straight.count(mark) % 2 or (mark in tag.inside) for mark in ("'", '"')
    )


def _quotes_in_links(text: str) -> Iterator[Edit]:
    masked = _masked(text, links=False)
    for link in _LINK.finditer(masked):
        for match in _INSIDE_LINK.finditer(masked, link.start(), link.end()):
            yield *match.span(), match[0].translate(_STRAIGHT)


def _quotes_in_hashtags(text: str) -> Iterator[Edit]:
    """Take out what ends a hashtag too early; a straight one would end it as well."""
    for match in _INSIDE_HASHTAG.finditer(_masked(text)):
        yield *match.span("quote"), ""


def _no_break_spaces(text: str) -> Iterator[Edit]:
    """Replace what looks like a space: the reader takes it for one already."""
    for match in re.finditer("\u00a0", text):
        yield *match.span(), " "


def _trailing_in_settings(text: str) -> Iterator[Edit]:
    for match in _TRAILING_SETTING.finditer(text):
        yield *match.span(), ""


def _quotes_round_values(text: str) -> Iterator[Edit]:
    """Straighten the quotes that the reader warns of: they were meant to quote a value."""
    source, lines = Source(""), text.split("\n")
    read_block(source, text)
    for finding in source.findings:
        if finding.code != "curly-quotes" or finding.line > len(lines):
            continue
        line, start = (
            lines[finding.line - 1],
            sum(len(one) + 1 for one in lines[: finding.line - 1]),
        )
        if match := _QUOTED.match(line, finding.column - 1):
            mark = '"' if match["double"] is not None else "'"
            yield start + match.start(), start + match.start() + 1, mark
            yield start + match.end() - 1, start + match.end(), mark
