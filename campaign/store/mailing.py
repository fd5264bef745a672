"""The way of a summary to people: taken by one worker, committed before the call, never twice.

A row goes from *waiting* through *sending* to *sent*. ``begin`` commits that it may have arrived
before anybody is called: whoever is killed after that leaves a doubt, which only a person
resolves. What certainly did not arrive goes back to waiting, with growing pauses, until its time
is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from campaign.planning.rhythms import Issue
from campaign.store import alerts
from campaign.store.alerts import Kind
from campaign.store.models import Digest
from campaign.store.writing import writing

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
IN_HAND = timedelta(minutes=10)  # to write one and send it; a killed program's is then taken over
SEVERAL = 3  # tries after which people are shown it: a mail server may well say no at first
RECENT = timedelta(days=7)  # how long people are shown what did not arrive
NOT_RUN = "The program did not run when it was due, and it was too late when it did."

_WAITING, _SENDING = Digest.State.WAITING, Digest.State.SENDING


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a summary is for: an address, how it is shown, and the organisation it is about."""

    address: str  # an e-mail address, or the key of a chat target
    name: str
    organisation: str = ""  # "": all of them


def plan(issue: Issue, readers: Iterable[Reader], *, now: datetime) -> int:
    """Write down who gets a summary whose time has come; return how many rows are new.

    Whoever is added while it may still leave gets it, too. What is past its time is left out,
    which is said to those who have had one before.
    """
    late = now >= issue.until
    with writing():
        done = set(_of(issue).values_list("organisation", "address"))
        found = [one for one in readers if (one.organisation, one.address) not in done]
        if late:
            found = [reader for reader in found if _had_one(issue, reader)]
        rows = [_row(issue, reader, late=late, now=now) for reader in found]
        Digest.objects.bulk_create(rows, ignore_conflicts=True)
        if late:
            _tell_left_out(issue, rows, now)
    return len(rows)


def _of(issue: Issue) -> QuerySet[Digest]:
    return Digest.objects.filter(rhythm=issue.rhythm, first=issue.first)


def _had_one(issue: Issue, reader: Reader) -> bool:
    return Digest.objects.filter(
        rhythm=issue.rhythm,
        organisation=reader.organisation,
        address=reader.address,
        first__lt=issue.first,
    ).exists()


def _row(issue: Issue, reader: Reader, *, late: bool = False, now: datetime) -> Digest:
    return Digest(
        rhythm=issue.rhythm,
        organisation=reader.organisation,
        first=issue.first,
        address=reader.address,
        name=reader.name,
        state=Digest.State.LEFT_OUT if late else _WAITING,
        until=issue.until,
        next_at=None if late else now,
        trouble=NOT_RUN if late else "",
    )


def by_hand(issue: Issue, reader: Reader, *, now: datetime, again: bool = False) -> Digest | None:
    """Return a summary to send at once because a person wants it, in the hands of that person.

    ``None`` when the address has it or may have it, unless it is wanted ``again``, or when it is
    being sent at this moment.
    """
    with writing():
        row = _row(issue, reader, now=now)
        Digest.objects.bulk_create([row], ignore_conflicts=True)
        mine = _of(issue).filter(organisation=reader.organisation, address=reader.address)
        over = Q(next_at__isnull=True) | Q(next_at__lte=now)
        free = ~Q(state=_SENDING) & ~Q(state=Digest.State.SENT)
        taken = mine.filter((Q(state=_SENDING) & over) | ~Q(state=_SENDING) if again else free)
        if not taken.update(state=_WAITING, attempts=F("attempts") + 1, next_at=now + IN_HAND):
            return None
        return mine.get()


def waiting(now: datetime, *, limit: int = 50) -> list[int]:
    """Return the summaries that can be sent now; a hint that may be lost or doubled."""
    rows = Digest.objects.filter(state=_WAITING, next_at__lte=now).order_by("next_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def take(pk: int, *, now: datetime) -> Digest | None:
    """Take a summary to send it; ``None`` when another worker was first."""
    with writing():
        rows = Digest.objects.filter(pk=pk, state=_WAITING, next_at__lte=now)
        if not rows.update(next_at=now + IN_HAND, attempts=F("attempts") + 1):
            return None
        return Digest.objects.get(pk=pk)


def begin(row: Digest, *, now: datetime) -> bool:
    """Write down, before the call, that it may have arrived; False when it is another's now."""
    with writing():
        mine = _in_hand(row, _WAITING)
        return bool(mine.update(state=_SENDING, next_at=now + IN_HAND, trouble=""))


def sent(row: Digest, *, now: datetime) -> None:
    """Write down that it has left."""
    with writing():
        _in_hand(row, _SENDING).update(
            state=Digest.State.SENT, next_at=None, sent_at=now, trouble=""
        )


def doubt(row: Digest, why: str, *, now: datetime) -> None:
    """Write down that nobody knows whether it arrived, and tell people."""
    with writing():
        if _in_hand(row, _SENDING).update(next_at=None, trouble=why):
            _tell_doubt(row, why, now)


def failed(
    row: Digest, why: str, *, now: datetime, final: bool = False, told: bool = False
) -> None:
    """Write down that it certainly did not arrive.

    It is tried again while there is time, unless that is ``final``; people are alerted after
    the last try, unless somebody was ``told`` already.
    """
    wait = min(FIRST_WAIT * float(2 ** min(row.attempts - 1, 12)), LONGEST_WAIT)
    over = final or now + wait >= row.until
    values = {"state": Digest.State.FAILED, "next_at": None} if over else {"next_at": now + wait}
    with writing():
        mine = _in_hand(row, _WAITING, _SENDING)
        if mine.update(**{"state": _WAITING, **values}, trouble=why) and over and not told:
            _tell_failed(row, why, now)


def _in_hand(row: Digest, *states: Digest.State) -> QuerySet[Digest]:
    return Digest.objects.filter(pk=row.pk, state__in=states, attempts=row.attempts)


def sweep(now: datetime) -> None:
    """Give up what is too late, and tell of what a killed program left in doubt."""
    lost = Digest.objects.filter(state=_SENDING, next_at__lte=now)
    for row in lost:
        doubt(row, "the program was stopped while it sent it", now=now)
    for row in Digest.objects.filter(state=_WAITING, next_at__lte=now, until__lte=now):
        failed(row, row.trouble or "the program did not run", now=now, final=True)


def unheard(now: datetime) -> QuerySet[Digest]:
    """Return the summaries of late that somebody does not have, or may not have."""
    over = Q(state=_SENDING) & (Q(next_at__isnull=True) | Q(next_at__lte=now))
    tried = Q(state=_WAITING, attempts__gte=SEVERAL) & ~Q(trouble="")
    ended = Q(state__in=[Digest.State.FAILED, Digest.State.LEFT_OUT])
    rows = Digest.objects.filter(over | tried | ended, until__gte=now - RECENT)
    return rows.order_by("-first", "name", "pk")


def called(row: Digest) -> str:
    """Name a summary in a sentence: "The weekly summary from 16 November 2026"."""
    return f"The {row.rhythm} summary from {_day(row.first)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def command(row: Digest) -> str:
    """Return the command that sends a summary by hand; "" where there is none."""
    if row.rhythm == Digest.Rhythm.DAILY:
        return ""
    about = f" --organisation {row.organisation}" if row.organisation else ""
    since = f"{row.first.day}/{row.first.month}/{row.first.year}"
    return f"campaign digest --{row.rhythm} --from {since}{about} --to {row.address}"


def _tell_failed(row: Digest, why: str, now: datetime) -> None:
    _tell(
        row,
        "failed",
        f"{called(row)} did not reach {row.name}: {why}.",
        f"It is not tried again by itself. Put right what is named above. {_by_hand(row)}",
        now,
    )


def _tell_doubt(row: Digest, why: str, now: datetime) -> None:
    _tell(
        row,
        "doubt",
        f"{called(row)} may have reached {row.name} or not: {why}.",
        f"It is not sent again by itself. Ask whether it is there. {_by_hand(row, ' --again')}",
        now,
    )


def _by_hand(row: Digest, again: str = "") -> str:
    line = command(row)
    return f"To send it: {line}{again}" if line else "Tomorrow's line comes as usual."


def _tell(row: Digest, key: str, what: str, advice: str, now: datetime) -> None:
    alerts.tell(
        key=f"digest:{key}:{row.pk}:{row.attempts}",
        kind=Kind.DIGEST,
        subject=f"{called(row)}: {row.name}",
        what=what,
        advice=advice,
        at=now,
    )


def _tell_left_out(issue: Issue, rows: Sequence[Digest], now: datetime) -> None:
    if not rows:
        return
    names = ", ".join(sorted({row.name for row in rows}))
    lines = dict.fromkeys(filter(None, map(command, rows)))
    advice = "To send them all the same:\n" + "\n".join(lines) if lines else "The next one comes."
    alerts.tell(
        key=f"digest:left out:{issue.rhythm}:{issue.first}",
        kind=Kind.DIGEST,
        subject=f"{called(rows[0])} was left out",
        what=f"{called(rows[0])} was not sent to {names}. {NOT_RUN}",
        advice=advice,
        at=now,
    )
