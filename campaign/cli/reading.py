"""The campaign's files, for commands that need them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.adapter import Capabilities
from campaign.cli import clock

if TYPE_CHECKING:
    from campaign.library.finding import Finding
    from campaign.library.library import Library


def read(folder: Path) -> tuple[Library, Mapping[str, Capabilities]]:
    """Read the library, and the platforms it may speak on."""
    from campaign.library.loader import read_library  # noqa: PLC0415 - help must not wait for it

    known = platforms()
    return read_library(folder, known), known


def unread(library: Library) -> list[str]:
    """Name the organisations' files that could not be read: their channels are not known."""
    from campaign.library.folder import MESSAGES, ORGANISATIONS  # noqa: PLC0415

    lines: dict[str, int] = {}
    for finding in sorted(library.findings):
        if finding.blocks and finding.file.startswith(f"{MESSAGES}/{ORGANISATIONS}/"):
            lines.setdefault(finding.file, finding.line)
    return [
        f"{file} has an error in line {line}, and its channels are left out: campaign check"
        for file, line in lines.items()
    ]


def platforms() -> Mapping[str, Capabilities]:
    """Return the platforms there are."""
    from campaign import registry  # noqa: PLC0415 - help must not wait for it

    for sentence in registry.broken().values():
        sys.stderr.write(f"{sentence}\n")
    return registry.platforms()


def findings(library: Library, known: Mapping[str, Capabilities]) -> list[Finding]:
    """Return everything reading and checking found, in the order of the files."""
    from campaign.checks.check import check  # noqa: PLC0415 - help must not wait for it

    return check(library, known, clock.today())


def read_and_check(folder: Path) -> tuple[Library, list[Finding]]:
    """Read a campaign's folder, and return everything that was found in it."""
    library, known = read(folder)
    return library, findings(library, known)
