"""When a message goes out: whether any of its dates can come, and what the clocks make of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.timewords import uk_date
from campaign.library.values import joined
from campaign.library.wall import comes_twice, to_local, to_utc
from campaign.library.when import When

_AHEAD = 366  # days for which the clock changes are looked up: each comes once
_SOURCE = "House rule: what a plan leaves out is said before"
_LIVE = {
    "messages/organisations/northshire-police.yaml": """\
name: Northshire Police
kind: force
channels:
  northshire-x: {platform: x, handle: "@NorthshirePolice"}
"""
}


@rule(
    "WHEN-01",
    Severity.WARNING,
    wants="A message that has dates has one on which it can go out.",
    reason="Otherwise it is never published, and nobody notices.",
    source=_SOURCE,
    fix="Look at the year under “when:”, and at the days in “from:”, “until:” and campaign.yaml.",
    bad=Example(settings="when: on 1/12/2024 at 09:00\nfrom: 1/12/2026"),
    good=Example(settings="when: on 1/12/2024 and 2/12/2026 at 09:00\nfrom: 1/12/2026"),
)
def no_date_left(case: Case) -> Iterator[Hit]:
    """Report messages that are over, and those whose dates could never come."""
    when = case.message.when
    if when is None or case.faulty:
        return
    first, last = _first(case), _last(case)
    if _happens(when, max(first, case.today), last):
        return
    place = case.place("when")
    if _happened(when, first, last):
        message = "All its dates have passed: nothing more will be planned."
        fix = "Give it new dates, or leave it as it is."
        yield Hit(place, message, fix, severity=Severity.ADVICE)
    else:
        severity = Severity.ADVICE if case.message.draft else None
        yield Hit(place, _never(when, first, last), severity=severity)


def _first(case: Case) -> date:
    """Return the first day on which the message may go out, in the past or not."""
    return max(case.library.campaign.start or date.min, case.message.not_before or date.min)


def _last(case: Case) -> date:
    return min(case.library.campaign.end or date.max, case.message.not_after or date.max)


def _happens(when: When, first: date, last: date) -> bool:
    """Tell whether it comes between two days, both included; what has no end always does."""
    if not when.moments and not when.until and last == date.max:
        return True
    return next(when.occurrences(first, last), None) is not None


def _happened(when: When, first: date, last: date) -> bool:
    """Tell whether there was a time for it; what has no beginning began some time ago."""
    begins = max(first, when.start or date.min)
    if not when.moments and begins == date.min:
        return True
    return _happens(when, begins, last)


def _never(when: When, first: date, last: date) -> str:
    earliest = when.moments[0].date() if when.moments else when.start
    latest = when.moments[-1].date() if when.moments else when.until
    if latest and latest < first:
        return f"It ends on {uk_date(latest)}, but may only go out from {uk_date(first)} on."
    if earliest and earliest > last:
        return f"It begins on {uk_date(earliest)}, but may only go out until {uk_date(last)}."
    return "None of its dates is among the days on which it may go out."


@rule(
    "WHEN-02",
    Severity.WARNING,
    wants="Its times exist, on the night too on which the clocks go forward.",
    reason="It goes out when nobody expects it.",
    source=_SOURCE,
    fix="Write another time.",
    bad=Example(settings="when: on 28/3/2027 at 01:30"),
    good=Example(settings="when: on 28/3/2027 at 00:30 and 02:30"),
)
def no_such_time(case: Case) -> Iterator[Hit]:
    """Report wall times in the hour that the clocks leave out, and what becomes of them."""
    zone = case.library.campaign.zone
    for wall in _coming(case):
        becomes = to_local(to_utc(wall, zone), zone)
        if becomes != wall:
            message = (
                f"On {_day(wall)} the clocks go forward: {wall:%H:%M} does not exist; it will go "
                f"out at {becomes:%H:%M}."
            )
            yield Hit(case.place("when"), message, _other_time(case, wall))


@rule(
    "WHEN-03",
    Severity.ADVICE,
    wants="Its times come once, on the night too on which the clocks go back.",
    reason="Of two hours with one name nobody knows which is meant.",
    source=_SOURCE,
    fix="Write another time.",
    bad=Example(settings="when: on 31/10/2027 at 01:30"),
    good=Example(settings="when: on 31/10/2027 at 00:30 and 02:30"),
)
def twice(case: Case) -> Iterator[Hit]:
    """Report wall times in the hour that comes twice."""
    for wall in _coming(case):
        if comes_twice(wall, case.library.campaign.zone):
            message = (
                f"On {_day(wall)} the clocks go back: {wall:%H:%M} comes twice; it will go out "
                "the first time."
            )
            yield Hit(case.place("when"), message, _other_time(case, wall))


def _other_time(case: Case, wall: datetime) -> str:
    """Return what to do; a single date has no other day to go on with."""
    when = case.message.when
    if when is None or when.moments:
        return ""
    return f"Write another time, or leave that day out: “except {uk_date(wall.date())}”."


def _coming(case: Case) -> Iterator[datetime]:
    """Give the wall times of a message at which the clocks may change.

    Those of a rule are looked for on the days of the next clock changes only.
    """
    when = case.message.when
    if when is None:
        return
    first, last = max(_first(case), case.today), _last(case)
    if when.moments:
        yield from when.occurrences(first, last)
        return
    for day in _changes(case.library.campaign.zone, case.today):
        if first <= day <= last:
            yield from when.occurrences(day, day)


@lru_cache(maxsize=8)
def _changes(zone: str, today: date) -> tuple[date, ...]:
    """Return the days from today on, for a year, on which the clocks of a zone change."""
    place = ZoneInfo(zone)
    days = [today + timedelta(days=n) for n in range(_AHEAD + 1)]
    offsets = [datetime.combine(day, time(), place).utcoffset() for day in days]
    return tuple(
        day for day, now, then in zip(days, offsets, offsets[1:], strict=False) if now != then
    )


def _day(wall: datetime) -> str:
    return f"{wall.day} {wall:%B %Y}"


@rule(
    "WHEN-04",
    Severity.WARNING,
    wants="A message that comes again does not go where no text is taken twice.",
    reason="X and LinkedIn refuse what the account has said before: the post fails.",
    source="The platforms' own documentation: see the page about platforms",
    fix="Take the platform out of “platforms:”, and write it a message with a date of its own.",
    bad=Example(settings="when: every Friday at 17:30", platforms="x", files=_LIVE),
    good=Example(settings="when: on 1/12/2026 at 17:30", platforms="x", files=_LIVE),
)
def said_before(case: Case) -> Iterator[Hit]:
    """Report messages with several dates within a year on live channels that take a text once."""
    if not _comes_again(case):
        return
    limits = {said.channel.platform: said.limits for said in case.said}
    live = {channel.platform for channel in case.channels if channel.network != "sandbox"}
    titles = [one.title for id_, one in limits.items() if one.refuses_repeats and id_ in live]
    if titles:
        verb = "refuses" if len(titles) == 1 else "refuse"
        message = (
            f"{joined(titles)} {verb} a text that the account has said before: from the second "
            "time on it would not go out there."
        )
        yield Hit(case.place("when"), message)


def _comes_again(case: Case) -> bool:
    when = case.message.when
    if when is None or len(when.moments) == 1:
        return False
    first = max(_first(case), case.today)
    last = min(_last(case), first + timedelta(days=_AHEAD - 1))
    return len(list(islice(when.occurrences(first, last), 2))) == 2  # noqa: PLR2004 - again
