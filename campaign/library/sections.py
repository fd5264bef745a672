"""The text of a message: one for every platform, and sections for some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from campaign.library.message import B, Section
from campaign.library.nearest import suggestion
from campaign.library.place import Place
from campaign.library.platform_names import PlatformNames
from campaign.library.source import Source

_HEADING = re.compile(r"##[ \t]+(?P<names>\S.*?)[ \t]*#*[ \t]*")
_VARIANT = re.compile(
    r"variant[ \t]+(?P<letter>\w)(?:[ \t]+for[ \t]+(?P<names>.+))?", re.IGNORECASE
)
_NEARLY = re.compile(r"[ \t]*(?:#{1,6}[ \t]*|\*\*[ \t]*)(?P<names>[^#*\s].*?)[ \t:*]*")
_LEADING_BLANKS = re.compile(r"(?:[ \t]*\n)+")


def sections(
    source: Source, body: str, first_line: int, platforms: PlatformNames
) -> tuple[Section, ...]:
    """Cut a body at its ``## Platform`` headings; everything else is plain text, kept as it is.

    Below ``## Variant B`` stands the other version of the text for a test, below
    ``## Variant B for X`` that of X's own.

    Sections are in the order of the file; headings that cannot be right become findings.
    """
    cutter = _Cutter(source, platforms)
    for number, line in enumerate(body.split("\n"), first_line):
        cutter.take(line, number)
    return tuple(cutter.finish())


@dataclass(slots=True)
class _Part:
    """A heading and the lines below it."""

    platforms: tuple[str, ...]
    heading: Place | None  # None: the text before the first heading
    first_line: int
    variant: str = ""
    lines: list[str] = field(default_factory=list)


class _Cutter:
    def __init__(self, source: Source, platforms: PlatformNames) -> None:
        self.source = source
        self.platforms = platforms
        self.parts: list[_Part] = []
        self.spoken_for: dict[tuple[str, str], int] = {}  # variant, platform -> its heading's line

    def take(self, line: str, number: int) -> None:
        if not self.parts:
            self.parts.append(_Part((), None, number))
        if match := _HEADING.fullmatch(line):
            place = Place(number, match.start("names") + 1, exact=True)
            self.parts.append(self._headed(match["names"], place))
            return
        self._warn_of_lookalike(line, number)
        self.parts[-1].lines.append(line)

    def _headed(self, heading: str, place: Place) -> _Part:
        match = _VARIANT.fullmatch(heading)
        if match is None:
            return _Part(self._named(heading, place), place, place.line + 1)
        if (letter := match["letter"].lower()) != B:
            message = f"There is no variant {letter.upper()[:1]} to write: a test has two, A and B."
            fix = "The text that is there anyway is A. Write the other one under ## Variant B."
            self.source.report(place, "variant", message, fix)
            return _Part((), place, place.line + 1)
        if names := match["names"]:
            platforms = self._named(names, place.after(match.start("names")), B)
        else:
            platforms = ()
            self._is_new("", "Variant B", place, B)
        return _Part(platforms, place, place.line + 1, B)

    def _named(self, names: str, place: Place, variant: str = "") -> tuple[str, ...]:
        found = []
        for offset, word, platform in self.platforms.in_heading(names):
            here = place.after(offset)
            if platform is None:
                self._report_unknown(word, here)
            elif self._is_new(platform, self.platforms.title(platform), here, variant):
                found.append(platform)
        return tuple(found)

    def _is_new(self, platform: str, title: str, place: Place, variant: str) -> bool:
        """Take note that a platform ("": all others) has a text; False where it had one."""
        line = self.spoken_for.setdefault((variant, platform), 0)
        if not line:
            self.spoken_for[variant, platform] = place.line
            return True
        message = f"{title} already has a text, under the heading on line {line}."
        self.source.report(place, "section-twice", message, "Keep one of the two sections.")
        return False

    def _report_unknown(self, word: str, place: Place) -> None:
        titles = self.platforms.titles
        known = suggestion(word, titles, otherwise=f"Platforms are: {', '.join(titles)}.")
        fix = self.platforms.by_hand(word) or known
        message = f"There is no platform called “{word[:60]}”."
        self.source.report(place, "unknown-platform", message, fix)

    def _warn_of_lookalike(self, line: str, number: int) -> None:
        """Report “# Facebook”, “##Facebook” and “**Facebook**”, which would be published."""
        match = _NEARLY.fullmatch(line) if line.lstrip()[:1] in ("#", "*") else None
        if not match or (line.lstrip()[:1] == "#" and self._is_hashtag(line)):
            return
        words = list(self.platforms.in_heading(match["names"]))
        meant = words and all(platform for _, _, platform in words)
        if meant or _VARIANT.fullmatch(match["names"]):
            message = f"“{line.strip()}” looks like a heading, but would be published as it is."
            column = len(line) - len(line.lstrip()) + 1
            fix = f"Write it as: ## {match['names']}"
            self.source.report(Place(number, column), "heading", message, fix)

    @staticmethod
    def _is_hashtag(line: str) -> bool:
        return re.fullmatch(r"\s*#[^\s#]+\s*", line) is not None

    def finish(self) -> Iterator[Section]:
        for part in self.parts:
            text = "\n".join(part.lines)
            leading = _LEADING_BLANKS.match(text)
            line = part.first_line + (leading[0].count("\n") if leading else 0)
            text = text[leading.end() if leading else 0 :].rstrip()
            if text and (part.platforms or part.variant or part.heading is None):
                yield Section(part.platforms, text, line, variant=part.variant)
            elif part.heading and not text:
                message = "There is no text under this heading."
                fix = "Write one, or delete the heading."
                self.source.report(part.heading, "empty-section", message, fix)
