"""What the rules find in one message of a made-up campaign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from campaign.adapter import Capabilities
from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.checks.example import Example
from campaign.library.finding import Finding
from campaign.library.loader import read_library
from tests.servers.examples import write_example

TODAY = date(2026, 11, 22)
TEXT_LINE = 6  # of the text, in a message without further settings


def all_found(
    folder: Path,
    example: Example | str,
    *,
    today: date = TODAY,
    limits: Mapping[str, Capabilities] = LIMITS,
) -> list[Finding]:
    """Check the campaign of an example; a piece of text is the body of its message."""
    example = Example(text=example) if isinstance(example, str) else example
    library = read_library(write_example(folder, example), limits)
    return check(library, limits, today)


def found(
    folder: Path,
    code: str,
    example: Example | str,
    *,
    today: date = TODAY,
    limits: Mapping[str, Capabilities] = LIMITS,
) -> list[Finding]:
    """Return the findings of one rule."""
    findings = all_found(folder, example, today=today, limits=limits)
    return [finding for finding in findings if finding.code == code]


def places(findings: list[Finding]) -> list[tuple[int, int]]:
    """Return line and column of each finding."""
    return [(finding.line, finding.column) for finding in findings]
