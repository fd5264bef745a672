"""Findings on the screen: where, the line itself, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from unicodedata import combining, east_asian_width

from campaign.cli.show import count, listed, say
from campaign.library.finding import Finding, Severity, Waiver
from campaign.library.secrecy import without_secrets

_COLOUR = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "green"}
_LONGEST = 160  # characters of a line that are shown


def show(findings: Iterable[Finding], sources: Mapping[str, str]) -> None:
    """Print findings, file by file."""
    for _, group in groupby(sorted(findings), key=lambda f: f.file):
        for finding in group:
            show_one(finding, sources.get(finding.file, ""))
        say()


def show_one(finding: Finding, source: str) -> None:
    """Print one finding; one that is waived in a single line, with its reason."""
    if finding.waived:
        _show_waived(finding, finding.waived)
        return
    colour = _COLOUR[finding.severity]
    say(
        (place(finding), "bold"),
        ": ",
        (f"{finding.severity.value}:", colour),
        f" {in_one_line(finding.message)} ",
        (f"[{finding.code}]", "dim"),
    )
    for line, caret in _excerpts(finding, source):
        say(f"    {line}")
        say("    ", (caret, colour))
    if finding.fix:
        say(f"    {in_one_line(finding.fix)}")


def _show_waived(finding: Finding, waiver: Waiver) -> None:
    words = f"{finding.message} [{finding.code}] Let stand by {waiver.by}: {waiver.reason}"
    say((f"{place(finding)}: waived: {in_one_line(words)}", "dim"))


def place(finding: Finding) -> str:
    """Return where a finding is, as editors understand it: file:line:column."""
    return f"{in_one_line(finding.file)}:{finding.line}:{finding.column}"


def in_one_line(text: str) -> str:
    """Return a text without line breaks: a program that reads the output goes line by line."""
    return " ".join(text.split("\n")).replace("\r", " ")


def source_line(finding: Finding, source: str) -> str:
    """Return the line a finding is about, empty where it is blank or not there.

    What may be a secret in it is left out: what a program prints is kept in many places.
    """
    lines = source.split("\n")
    if not 1 <= finding.line <= len(lines):
        return ""
    line = without_secrets(finding.file, lines, finding.line).rstrip("\r")
    return line if line.strip() else ""


def _excerpts(finding: Finding, source: str) -> Iterable[tuple[str, str]]:
    if line := source_line(finding, source):
        yield excerpt(line, finding.column)


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
    """Say how many findings of each kind there are, in how many files, and how many waived."""
    findings = list(findings)
    open_ones = [finding for finding in findings if finding.counts]
    waived = len(findings) - len(open_ones)
    kinds = [
        count(number, noun, plural)
        for severity, noun, plural in (
            (Severity.ERROR, "error", ""),
            (Severity.WARNING, "warning", ""),
            (Severity.ADVICE, "piece of advice", "pieces of advice"),
        )
        if (number := sum(finding.severity is severity for finding in open_ones))
    ]
    told = "No findings"
    if kinds:
        told = f"{listed(kinds)} in {count(len({f.file for f in open_ones}), 'file')}"
    return f"{told}; {waived:,} waived" if waived else told
