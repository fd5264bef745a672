"""What the checks find in the made-up campaign of an example."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.checks.example import Example
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.loader import read_library
from tests.servers.examples import FOLDER, write_example

TODAY = date(2026, 11, 23)


def library_of(folder: Path, example: Example) -> Library:
    """Write an example's campaign and read it."""
    return read_library(write_example(folder, example), LIMITS)


def found(folder: Path, example: Example, code: str) -> list[Finding]:
    """Return what is found under a code in the example's own message."""
    findings = check(library_of(folder, example), LIMITS, TODAY)
    file = f"{FOLDER}/{example.name}.md"
    return [finding for finding in findings if finding.code == code and finding.file == file]
