"""Accuracy: names as their owners write them, and dates that are what they say."""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections.abc import Iterator

from campaign.checks.case import Case, Passage
from campaign.checks.dates import Told, dates
from campaign.checks.prose import before, english, hits
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity

_AHEAD = re.compile(
    r"\b(?:will|shall|going to|(?:is|are) due|join us|come along|save the date|see you|upcoming"
    r"|coming (?:up|soon)|to be held|\w+'ll)\b"
)
_OVER = re.compile(r"\b(?:was|were|had|did|since|went|began|held|took)\b")


@rule(
    "FACT-08",
    Severity.WARNING,
    wants="Bodies are called by the names they have, and known slips are put right.",
    reason="People look for help under the name we print.",
    source="The bodies' own websites; slips found in the campaign's papers",
    fix="Copy the name from the body's own website.",
    bad="Victims Support and the Police Federations can help.",
    good="Victim Support and the Police Federation can help. They sang in unison.",
)
def names(case: Case) -> Iterator[Hit]:
    """Report words of the list “names”."""
    return hits(case, "names")


@rule(
    "FACT-09",
    Severity.ERROR,
    wants="A date exists, falls on the weekday named, and is not told as still to come once over.",
    reason="A wrong day sends people to a locked door.",
    source="House rule, after a date in the campaign's papers",
    fix="Look at the calendar, and write the weekday, day, month and year.",
    bad="It began on Wednesday 25th January 2016.",
    good="It began on Wednesday 25th January 2017. Join us on Thursday 9 September 2027.",
)
def wrong_dates(case: Case) -> Iterator[Hit]:
    """Report dates that do not exist, do not fall on their weekday, or are told too late."""
    for passage in case.spoken if english(case) else ():
        for told in dates(passage.plain):
            message = _no_such_day(told) or _wrong_weekday(case, told)
            if not message and _is_late(case, passage, told):
                message = f"“{told.text}” is over, and is told as still to come."
            if message:
                yield Hit(passage.place(told.start), message)


def _no_such_day(told: Told) -> str:
    """Return what is wrong with a day that no year, or not this one, has."""
    if not (told.day and told.month):
        return ""
    years = (told.year,) if told.year else (2024, 2023)  # one of them has 29 February
    return "" if any(told.on(year) for year in years) else f"There is no “{told.text}”."


def _wrong_weekday(case: Case, told: Told) -> str:
    """Return on which weekday a day falls that is said to fall on another."""
    if told.weekday is None or told.day is None:
        return ""
    years = (told.year,) if told.year else _years(case)
    days = [day for year in years if (day := told.on(year))]
    if not days or any(day.weekday() == told.weekday for day in days):
        return ""
    right = f"{day_name[days[0].weekday()]}, not a {day_name[told.weekday]}"
    return f"{days[0].day} {month_name[days[0].month]} {days[0].year} is a {right}."


def _years(case: Case) -> tuple[int, ...]:
    """Return the years in which a date without one may lie: when the message may go out."""
    message, first = case.message, case.first_day
    moments = message.when.moments if message.when else ()
    years = {moment.year for moment in moments} or {first.year, first.year + 1}
    return tuple(sorted(years | ({message.not_after.year} if message.not_after else set())))


def _is_late(case: Case, passage: Passage, told: Told) -> bool:
    last = told.last_day()
    if last is None or last >= case.first_day:
        return False
    head = before(passage, told.start)
    return _AHEAD.search(head) is not None and not _OVER.search(head)
