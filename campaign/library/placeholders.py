"""What can be wrong between, and with, curly brackets: all of it found before rendering."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from campaign.library.names import Unknown
from campaign.library.nearest import suggestion
from campaign.library.place import Place, place_at
from campaign.library.source import Source
from campaign.library.tags import FILTERS, STATEMENTS, Tag, keyword, outside, tags, words
from campaign.library.template import template
from campaign.library.template_fault import TemplateFault

_LONE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|\{[ \t]*(?P<name>\w+(?:\.\w+)*)[ \t]*\}|[{}]")
_CURLY = re.compile("[“”‘’]")
_TWO_BRACKETS = "It should look like {{ organisation.name }}: two brackets each side."
_ONLY = "Only {{ placeholders }} and {% if … %} … {% endif %} are allowed."


@dataclass(frozen=True, slots=True)
class _Fault:
    offset: int
    code: str
    message: str
    fix: str


def check_placeholders(
    source: Source,
    text: str,
    place: Callable[[int], Place],
    refuse: Callable[[str], Unknown | None],
) -> None:
    """Report everything that is wrong with the placeholders of a text.

    ``place`` tells where a character of the text stands in the file; ``refuse`` says why a
    name cannot be used.
    """
    if "{" not in text and "}" not in text:
        return
    faults = [*_brackets(text), *_tag_faults(text, refuse), *_conditions(text)]
    for fault in faults or _sandbox_faults(text):
        source.report(place(fault.offset), fault.code, fault.message, fault.fix)


def in_lines(first_line: int, text: str) -> Callable[[int], Place]:
    """Return where the characters of whole lines of a file stand."""
    return lambda offset: place_at(text, offset, first_line)


def _brackets(text: str) -> Iterator[_Fault]:
    for match in _LONE.finditer(outside(text)):
        if name := match["name"]:
            message = f"“{match[0]}” has one curly bracket on each side, and would be printed so."
            yield _Fault(match.start(), "placeholder", message, f"Write {{{{ {name} }}}}.")
        elif match[0] in ("{{", "{%", "{#"):
            message = f"A “{match[0]}” is opened here but not closed."
            yield _Fault(match.start(), "placeholder", message, _TWO_BRACKETS)
        else:
            message = f"A “{match[0]}” stands alone here."
            yield _Fault(match.start(), "placeholder", message, f"Delete it. {_TWO_BRACKETS}")


def _tag_faults(text: str, refuse: Callable[[str], Unknown | None]) -> Iterator[_Fault]:
    for tag in tags(text):
        if tag.kind == "note":
            continue
        if match := _CURLY.search(tag.inside):
            message = "A curly quotation mark cannot be used between the brackets."
            fix = 'Use straight ones there: "…".'
            yield _Fault(tag.inside_start + match.start(), "placeholder", message, fix)
        elif tag.kind == "statement" and keyword(tag) not in STATEMENTS:
            message = f"“{keyword(tag)[:40]}” is not allowed in a message."
            offset = tag.inside_start + len(tag.inside) - len(tag.inside.lstrip())
            yield _Fault(offset, "not-allowed", message, _ONLY)
        else:
            yield from _word_faults(tag, refuse)


def _word_faults(tag: Tag, refuse: Callable[[str], Unknown | None]) -> Iterator[_Fault]:
    if tag.kind == "value" and not tag.inside.strip():
        yield _Fault(
            tag.start, "placeholder", "There is no name between the brackets.", _TWO_BRACKETS
        )
    for word in words(tag):
        if word.filter:
            if word.text not in FILTERS:
                message = f"There is no filter “{word.text[:40]}”."
                yield _Fault(word.offset, "filter", message, suggestion(word.text, FILTERS))
        elif "._" in f".{word.text}":
            message = f"“{word.text[:60]}” is not allowed in a message."
            yield _Fault(word.offset, "not-allowed", message, _ONLY)
        elif unknown := refuse(word.text):
            yield _Fault(word.offset, "unknown-name", unknown.message, unknown.fix)


def _conditions(text: str) -> Iterator[_Fault]:
    """Pair each {% if %} with its {% endif %}."""
    opened: list[Tag] = []
    for tag in tags(text):
        if tag.kind != "statement":
            continue
        word = keyword(tag)
        if word == "if":
            opened.append(tag)
        elif word in STATEMENTS and not opened:
            message = f"This {{% {word} %}} belongs to no {{% if … %}}."
            yield _Fault(tag.start, "condition", message, "Delete it, or add the {% if … %}.")
        elif word == "endif":
            opened.pop()
    for tag in opened:
        message = "This {% if … %} has no {% endif %}."
        yield _Fault(tag.start, "condition", message, "Add {% endif %} where the condition ends.")


def _sandbox_faults(text: str) -> Iterator[_Fault]:
    """Let Jinja2 judge what is more than plain placeholders, and name the tag it minds."""
    if template(text).pieces is not None:
        return
    from campaign.library.sandbox import validate  # noqa: PLC0415 - rarely needed

    try:
        validate(text)
    except TemplateFault as fault:
        offset = _tag_on_line(text, fault.line)
        yield _Fault(offset, "not-allowed", fault.message, fault.fix or _ONLY)


def _tag_on_line(text: str, line: int) -> int:
    """Return the offset of the first tag that ends on a line or after it."""
    start = sum(len(one) + 1 for one in text.split("\n")[: line - 1])
    return next((tag.start for tag in tags(text) if tag.end > start), 0)
