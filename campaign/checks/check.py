"""Checks a library against every rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from campaign.adapter import Capabilities
from campaign.checks.case import Whole, case_of
from campaign.checks.rules import LIBRARY_RULES, MESSAGE_RULES
from campaign.library.finding import Finding
from campaign.library.library import Library


def check(library: Library, platforms: Mapping[str, Capabilities], today: date) -> list[Finding]:
    """Return what was found while reading and what the rules find, in the order of the files.

    ``platforms`` are the limits by platform id; ``today`` decides which facts have expired.
    """
    found = {*library.findings, *_by_message(library, platforms, today)}
    for rule in LIBRARY_RULES:
        found.update(rule.findings(Whole(library, today)))
    return sorted(found)


def _by_message(
    library: Library, platforms: Mapping[str, Capabilities], today: date
) -> Iterator[Finding]:
    for message in library.messages.values():
        case = case_of(library, message, platforms, today)
        yield from case.faults
        for rule in MESSAGE_RULES:
            yield from rule.findings(case, message.file)
