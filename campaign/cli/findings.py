"""Findings on the screen: where, the line itself, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from unicodedata import combining, east_asian_width

from campaign.cli.show import count, listed, say
from campaign.library.finding import Finding, Severity

_COLOUR = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "green"}
_LONGEST = 160  # characters of a line that are shown


def show(findings: Iterable[Finding], sources: Mapping[str, str]) -> None:
    """Print findings, file by file."""
    for _, group in groupby(sorted(findings), key=lambda f: f.file):
        for finding in group:
            _show_one(finding, sources.get(finding.file, ""))
        say()


def _show_one(finding: Finding, source: str) -> None:
    say(
        (f"{finding.file}:{finding.line}:{finding.column}", "bold"),
        ": ",
        (f"{finding.severity.value}:", _COLOUR[finding.severity]),
        f" {finding.message} [{finding.code}]",
    )
    lines = source.split("\n")
    if 1 <= finding.line <= len(lines) and lines[finding.line - 1].strip():
        for line in excerpt(lines[finding.line - 1].rstrip("\r"), finding.column):
            say(f"    {line}")
    if finding.fix:
        say(f"    {finding.fix}")


def excerpt(line: str, column: int) -> tuple[str, str]:
    """Return the line, or the part of it around ``column``, and a caret to go below it."""
    before = line[: max(column - 1, 0)]
    start = max(0, len(before) - _LONGEST // 2) if len(line) > _LONGEST else 0
    shown = line[start : start + _LONGEST]
    gap = "".join("\t" if c == "\t" else " " * _width(c) for c in before[start:])
    if start:
        shown, gap = f"…{shown}", f" {gap}"
    return (f"{shown}…" if start + _LONGEST < len(line) else shown), f"{gap}^"


def _width(character: str) -> int:
    """Return how many columns a terminal gives a character."""
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def summary(findings: Iterable[Finding]) -> str:
    """Say how many findings of each kind there are, in how many files."""
    findings = list(findings)
    if not findings:
        return "No findings"
    kinds = [
        count(number, noun, plural)
        for severity, noun, plural in (
            (Severity.ERROR, "error", ""),
            (Severity.WARNING, "warning", ""),
            (Severity.ADVICE, "piece of advice", "pieces of advice"),
        )
        if (number := sum(f.severity is severity for f in findings))
    ]
    return f"{listed(kinds)} in {count(len({f.file for f in findings}), 'file')}"
