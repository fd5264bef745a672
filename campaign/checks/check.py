"""Checks a library against every rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from campaign.adapter import Capabilities
from campaign.checks.case import Review, Whole, case_of
from campaign.checks.rules import (
    CODES,
    LIBRARY_RULES,
    MESSAGE_RULES,
    PLANNED,
    QUESTIONS,
    REVIEW_RULES,
)
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.message import Message

# What reading a faulty message has told already, in better words.
_TOLD = frozenset({"unknown-name", "not-filled-in", "picture-missing", "no-text"})


def check(library: Library, platforms: Mapping[str, Capabilities], today: date) -> list[Finding]:
    """Return what was found while reading and what the rules find, in the order of the files.

    ``platforms`` are the limits by platform id; ``today`` decides what has expired. Messages
    with a fault are checked as far as they can be read. Findings that a message waives are
    among the result, marked as ``waived``.
    """
    messages = (*library.messages.values(), *library.faulty.values())
    found = {*library.findings}
    for message in messages:
        found.update(_about(library, message, platforms, today))
    for rule in LIBRARY_RULES:
        found.update(rule.findings(Whole(library, today)))
    return sorted(reviewed(found, messages))


def _about(
    library: Library, message: Message, platforms: Mapping[str, Capabilities], today: date
) -> Iterator[Finding]:
    case = case_of(library, message, platforms, today)
    confirmed = case.confirmed
    for fault in case.faults:
        if not case.faulty or fault.code not in _TOLD:
            yield fault
    for rule in MESSAGE_RULES:
        yield from rule.findings(case, message.file, confirmed)


def reviewed(found: Iterable[Finding], messages: Iterable[Message]) -> Iterator[Finding]:
    """Mark what the messages waive, and add what is wrong with their waivers."""
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        by_file[finding.file].append(finding)
    for message in messages:
        if message.waivers or message.confirmed:
            findings = tuple(by_file.pop(message.file, ()))
            yield from (_waived(finding, message) for finding in findings)
            review = Review(message, findings, CODES, QUESTIONS, PLANNED)
            for rule in REVIEW_RULES:
                yield from rule.findings(review, message.file)
    for rest in by_file.values():
        yield from rest


def _waived(finding: Finding, message: Message) -> Finding:
    if finding.blocks:
        return finding
    for waiver in message.waivers:
        if waiver.code == finding.code:
            return replace(finding, waived=waiver)
    return finding
