"""What YAML's own errors mean to a person who has never heard of YAML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import yaml

from campaign.library.place import Place
from campaign.library.secrecy import without_secrets
from campaign.library.source import Source


@dataclass(frozen=True, slots=True)
class _Trouble:
    """An error of the parser and the lines it is about; lines and columns from 0."""

    problem: str
    line: int
    column: int
    start: int  # line on which the parser began to wonder
    start_column: int
    lines: list[str]

    @property
    def text(self) -> str:
        return self.lines[self.line]


@dataclass(frozen=True, slots=True)
class _Reading:
    """The trouble in plain words; line and column from 0."""

    line: int
    column: int
    code: str
    message: str
    fix: str


def report_fault(source: Source, error: yaml.YAMLError, text: str, first_line: int) -> None:
    """Report a parser's error as one plain sentence at the place a person should look at."""
    lines = text.split("\n")
    trouble = _trouble(error, lines)
    reading = next(found for explain in _EXPLAINERS if (found := explain(trouble)))
    if without_secrets(source.file, lines, reading.line + 1) != lines[reading.line]:
        fix = "Put quotes round what follows the first colon."  # which is not repeated
        reading = replace(reading, message="This line cannot be understood.", fix=fix)
    place = Place(reading.line + first_line, reading.column + 1)
    source.report(place, reading.code, reading.message, reading.fix)


def _trouble(error: yaml.YAMLError, lines: list[str]) -> _Trouble:
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None) or mark
    problem = f"{getattr(error, 'problem', '') or ''} {getattr(error, 'context', '') or ''}"
    last = len(lines) - 1
    return _Trouble(
        problem=problem,
        line=min(mark.line, last) if mark else 0,
        column=mark.column if mark else 0,
        start=min(context.line, last) if context else 0,
        start_column=context.column if context else 0,
        lines=lines,
    )


def _tab(trouble: _Trouble) -> _Reading | None:
    # A Tab is noticed late: look at this line and the one before.
    for line in (trouble.line, trouble.line - 1):
        if line >= 0 and (match := re.match(r" *\t", trouble.lines[line])):
            message = "This line starts with a Tab."
            fix = "Use spaces (two for each step in), not the Tab key."
            return _Reading(line, match.end() - 1, "tab", message, fix)
    return None


def _zero_width(trouble: _Trouble) -> _Reading | None:
    for line in (trouble.start, trouble.line, max(trouble.line - 1, 0)):
        if match := re.search("[\u200b\u2060\ufeff]", trouble.lines[line]):
            message = "There is an invisible character here."
            fix = "Delete the line and type it again."
            return _Reading(line, match.start(), "invisible-character", message, fix)
    return None


def _second_colon(trouble: _Trouble) -> _Reading | None:
    if "mapping values are not allowed" not in trouble.problem:
        return None
    match = re.match(r"\s*(?:- )?([\w-]+):\s+(.*\S)", trouble.text)
    if not match or not (colon := re.search(r":(?=\s|$)", match[2])):
        return None
    message = "There is a second colon in this value, so it cannot be told where it ends."
    fix = f'Put quotes round it: {match[1]}: "{match[2].replace(chr(34), chr(39))}"'
    column = match.start(2) + colon.start()
    return _Reading(trouble.line, column, "second-colon", message, fix)


def _indented(trouble: _Trouble) -> _Reading | None:
    if "mapping values are not allowed" not in trouble.problem or not trouble.line:
        return None
    here, above = trouble.text, trouble.lines[trouble.line - 1]
    indent = len(here) - len(here.lstrip())
    if ":" not in above or indent <= len(above) - len(above.lstrip()):
        return None
    message = "This line is indented, but the line above does not start a group."
    fix = f"Remove the {indent} spaces at the start of the line."
    return _Reading(trouble.line, indent, "indentation", message, fix)


def _no_colon_above(trouble: _Trouble) -> _Reading | None:
    if "mapping values are not allowed" not in trouble.problem or not trouble.line:
        return None
    return _no_setting(trouble.lines, trouble.line - 1)


def _no_colon(trouble: _Trouble) -> _Reading | None:
    if "could not find expected ':'" not in trouble.problem:
        return None
    return _no_setting(trouble.lines, trouble.start)


def _no_setting(lines: list[str], line: int) -> _Reading:
    text = lines[line].strip()
    column = len(lines[line]) - len(lines[line].lstrip())
    guess = re.match(r"([\w-]+?)\s*[:;.=–—-]\s*(\S.*)", text) or re.match(r"(\w+)\s+(\S.*)", text)
    fix = "Each setting needs a colon and a space after its name."
    if guess:
        fix = f"Did you mean “{guess[1]}: {guess[2]}”?"
    message = f"A setting looks like “name: value”, but here is “{text[:40]}”."
    return _Reading(line, column, "no-colon", message, fix)


def _value_start(trouble: _Trouble) -> _Reading | None:
    mark = trouble.text[trouble.column : trouble.column + 1]
    if not _cannot_start(trouble, mark):
        return None
    name, value = trouble.text[: trouble.column].strip(), trouble.text[trouble.column :].strip()
    fix = f'Put quotes round the value: {name} "{value}"'
    column = trouble.column
    return _Reading(
        trouble.line, column, "value-start", f"A value cannot start with “{mark}”.", fix
    )


def _cannot_start(trouble: _Trouble, mark: str) -> bool:
    reasons = ("cannot start any token", "alias", "anchor", "tag", "block sequence entries")
    return bool(mark) and (
        any(reason in trouble.problem for reason in reasons)
        or ("expected node content" in trouble.problem and mark in ",]}")
    )


def _alias_or_tag(trouble: _Trouble) -> _Reading | None:
    # libyaml points behind “*Walking*”; the value begins where it began to wonder.
    if not any(word in trouble.problem for word in ("alias", "anchor", "tag")):
        return None
    mark = trouble.lines[trouble.start][trouble.start_column : trouble.start_column + 1]
    message = f"A value cannot start with “{mark}”."
    fix = "Put quotes round the whole value."
    return _Reading(trouble.start, trouble.start_column, "value-start", message, fix)


def _open_quote(trouble: _Trouble) -> _Reading | None:
    if "scanning a quoted scalar" not in trouble.problem:
        return None
    message = "A quotation mark is opened here but never closed."
    fix = "Add the closing quotation mark, or delete both."
    return _Reading(trouble.start, trouble.start_column, "open-quote", message, fix)


def _escape(trouble: _Trouble) -> _Reading | None:
    if "escape" not in trouble.problem and "hexdecimal" not in trouble.problem:
        return None
    message = 'A backslash (\\) means something special inside "double quotes".'
    fix = "Use 'single quotes' round this value."
    return _Reading(trouble.line, trouble.column, "backslash", message, fix)


def _bracket(trouble: _Trouble) -> _Reading | None:
    if "flow" not in trouble.problem:
        return None
    message = "A [ or { is opened here but not closed."
    fix = "If you meant a {{ placeholder }}, put quotes round the whole value."
    return _Reading(trouble.start, trouble.start_column, "bracket", message, fix)


def _after_quote(trouble: _Trouble) -> _Reading | None:
    before = trouble.text[: trouble.column].rstrip()
    if "block mapping" not in trouble.problem or before[-1:] not in ("'", '"'):
        return None
    message = "There is text after a closing quotation mark."
    fix = "Put the whole value in quotes, of the other kind ('…' round “…”)."
    return _Reading(trouble.line, trouble.column, "text-after-quote", message, fix)


def _misaligned(trouble: _Trouble) -> _Reading | None:
    if "block" not in trouble.problem:
        return None
    message = "This line is not lined up with the settings above it."
    fix = "Settings of one group all start in the same column."
    return _Reading(trouble.line, trouble.column, "indentation", message, fix)


def _second_document(trouble: _Trouble) -> _Reading | None:
    if "document" not in trouble.problem:
        return None
    message = "A second part starts here, and only the first would count."
    return _Reading(trouble.line, 0, "second-part", message, "Delete this line of dashes or dots.")


def _anything(trouble: _Trouble) -> _Reading:
    message = "This line cannot be understood."
    fix = "Check that it looks like “name: value”."
    return _Reading(trouble.line, trouble.column, "unreadable", message, fix)


_EXPLAINERS: tuple[Callable[[_Trouble], _Reading | None], ...] = (
    _tab,
    _zero_width,
    _second_colon,
    _indented,
    _no_colon_above,
    _no_colon,
    _open_quote,
    _escape,
    _alias_or_tag,
    _value_start,
    _bracket,
    _after_quote,
    _misaligned,
    _second_document,
    _anything,
)
