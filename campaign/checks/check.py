"""Checks a library against every rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from campaign.adapter import Capabilities
from campaign.checks.card import Card, card_of
from campaign.checks.case import Review, Whole, case_of
from campaign.checks.rules import (
    CODES,
    LIBRARY_RULES,
    MESSAGE_RULES,
    PLANNED,
    QUESTIONS,
    REVIEW_RULES,
)
from campaign.checks.worst import Worst
from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.library.message import Message

# What reading a faulty message has told already, in better words.
_TOLD = frozenset({"unknown-name", "not-filled-in", "picture-missing", "no-text"})


def check(
    library: Library,
    platforms: Mapping[str, Capabilities],
    today: date,
    *,
    choose: Callable[[Library, Mapping[str, Capabilities]], Worst] = Worst,
) -> list[Finding]:
    """Return what was found while reading and what the rules find, in the order of the files.

    ``platforms`` are the limits by platform id; ``today`` decides what has expired. Messages
    with a fault are checked as far as they can be read. Findings that a message waives are
    among the result, marked as ``waived``. ``choose`` says who has to be heard.
    """
    found = {*library.findings}
    for findings in each_found(library, platforms, today, choose(library, platforms)).values():
        found.update(findings)
    return concluded(library, cards(library), found, today)


def each_found(
    library: Library, platforms: Mapping[str, Capabilities], today: date, worst: Worst
) -> dict[str, list[Finding]]:
    """Return what the rules find in each message of the library by itself, by its id."""
    return {
        message.id: list(_about(library, message, platforms, today, worst))
        for message in (*library.messages.values(), *library.faulty.values())
    }


def cards(library: Library) -> list[Card]:
    """Return the cards of a library's messages."""
    usable = [card_of(message, usable=True) for message in library.messages.values()]
    return usable + [card_of(message, usable=False) for message in library.faulty.values()]


def concluded(
    library: Library, of_messages: Sequence[Card], found: Iterable[Finding], today: date
) -> list[Finding]:
    """Add what the rules find in all messages together, and mark what messages waive.

    ``of_messages`` are in the order of the files. Of the library only what holds for all
    messages is looked at.
    """
    whole = Whole(replace(library, messages={}, faulty={}), tuple(of_messages), today)
    together = {*found}
    for rule in LIBRARY_RULES:
        together.update(rule.findings(whole))
    return sorted(reviewed(together, of_messages))


def _about(
    library: Library,
    message: Message,
    platforms: Mapping[str, Capabilities],
    today: date,
    worst: Worst,
) -> Iterator[Finding]:
    case = case_of(library, message, platforms, today, worst.speakers(message))
    confirmed = case.confirmed
    for fault in case.faults:
        if not case.faulty or fault.code not in _TOLD:
            yield fault
    for rule in MESSAGE_RULES:
        yield from rule.findings(case, message.file, confirmed)


def reviewed(found: Iterable[Finding], messages: Iterable[Card]) -> Iterator[Finding]:
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


def _waived(finding: Finding, message: Card) -> Finding:
    if finding.blocks:
        return finding
    for waiver in message.waivers:
        if waiver.code == finding.code:
            return replace(finding, waived=waiver)
    return finding
