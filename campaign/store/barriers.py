"""What stands between a post and the network, read in one statement.

The same question is asked inside the claim and again right before every call that creates
something. When it cannot be answered the error goes up, and nothing is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from enum import StrEnum
from typing import Any

from django.db import connection

from campaign.store import stop_file


class Kind(StrEnum):
    """Why a post may not go out now."""

    HELD = "held"
    QUIET = "quiet window"
    ELECTION = "pre-election period"
    PAUSED = "channel paused"
    BUDGET = "budget"
    UNAPPROVED = "not approved"
    CASE = "live case"
    EMBARGO = "embargo"
    EXPIRED = "fact expired"
    LATE = "late"
    THREAD = "thread"
    PAIR = "other language"


UNAPPROVED = "Nobody but its author has approved this text."
"""Why a post does not go out that lacks a yes; ``approvals.why_not`` says which."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """One reason, and the sentence for the person."""

    kind: Kind
    sentence: str


def yes_to(post: str, *, valid: str = "a.expires_at > {now}", emergency: bool = True) -> str:
    """Return SQL that is 1 where a post, by its alias, has every yes that its tier asks for.

    ``campaign.store.approvals.enough`` says the same in Python. ``valid`` is what holds of the
    yeses that count; ``emergency``: the word of two people may stand in for the tier's. Most posts
    are routine, and one yes is soon found; only the others are counted.
    """
    ordinary = f"a.kind = 'approval' AND a.by_person <> {post}.author_person"
    two = "COUNT(DISTINCT CASE WHEN a.kind = 'emergency' THEN a.by_person END) >= 2"
    stands = f"a.digest = {post}.digest AND a.revoked_at IS NULL AND {valid}"
    return f"""(CASE WHEN {post}.tier = 1 AND {post}.partners = 0 AND {post}.author_person <> ''
        AND EXISTS (SELECT 1 FROM store_approval a WHERE {stands} AND {ordinary}) THEN 1
        ELSE (SELECT CASE WHEN ((
            COUNT(DISTINCT CASE WHEN {ordinary} THEN a.by_person END)
                >= CASE WHEN {post}.tier > 2 THEN 2 ELSE 1 END
            AND MAX(CASE WHEN {ordinary} THEN a.rank END) >= {post}.tier - 1
            ){f" OR {two}" * emergency})
            AND COUNT(DISTINCT CASE WHEN a.kind = 'partner' THEN a.partner END)
                >= {post}.partners
            THEN 1 ELSE 0 END
            FROM store_approval a WHERE {stands} AND {post}.author_person <> '') END)"""  # noqa: S608 - our own text


_LET_THROUGH = """EXISTS (SELECT 1 FROM store_exemption e WHERE e.digest = p.digest
            AND e.by_person <> p.author_person AND e.at > {began})"""
_PUBLIC_SAFETY = "p.tags LIKE '%%,public-safety,%%'"
_HELD_ALL_THE_SAME = (
    f"NOT (h.kind <> 'moved' AND {_PUBLIC_SAFETY} AND "
    + _LET_THROUGH.replace("{began}", "h.placed_at")
    + ")"
)
_SHUT_ALL_THE_SAME = (
    "NOT ("
    + _LET_THROUGH.replace("{began}", "b.start_at")
    + (f" AND (b.effect = 'planned' OR {_PUBLIC_SAFETY}))")
)

OTHER_LANGUAGE = """o.pair = p.pair AND o.pair <> '' AND o.keyed_at = p.keyed_at
        AND (o.language LIKE 'cy%%') <> (p.language LIKE 'cy%%')
        AND (o.state <> 'cancelled' OR o.slot_key IS NOT NULL)"""
"""Whether a post ``o`` is the other half of ``p``; one that a plan took away is none."""
_GOES_OUT = "('scheduled', 'publishing', 'processing', 'uncertain', 'published')"
_PAIR = f"""CASE WHEN p.pair = '' OR p.part > 1 THEN NULL
        WHEN NOT EXISTS (SELECT 1 FROM store_post o WHERE {OTHER_LANGUAGE})
            THEN 'Its other language is not on the calendar.'
        WHEN p.language LIKE 'cy%%' THEN (
            SELECT 'Its other language will not go out: it is ' || o.state || '.'
            FROM store_post o WHERE {OTHER_LANGUAGE} AND o.state NOT IN {_GOES_OUT}
            ORDER BY o.part LIMIT 1)
        ELSE (SELECT 'Its Welsh text goes first, and is ' || o.state || '.'
            FROM store_post o WHERE {OTHER_LANGUAGE} AND o.state <> 'published'
            ORDER BY o.part LIMIT 1) END"""  # noqa: S608 - our own text

COLUMNS = f"""
    (SELECT h.reason FROM store_hold h WHERE h.lifted_at IS NULL AND NOT h.drill AND (
        h.scope = 'all'
        OR (h.scope = 'organisation' AND h.value = c.organisation)
        OR (h.scope = 'platform' AND h.value = c.platform)
        OR (h.scope = 'channel' AND h.value = c.id)
        OR (h.scope = 'theme' AND h.value = p.theme)
        OR (h.scope = 'audience' AND h.value = p.audience)
        OR (h.scope = 'language' AND h.value = p.language)
        OR (h.scope = 'area' AND p.tags LIKE '%%,' || h.value || ',%%'))
        AND {_HELD_ALL_THE_SAME} ORDER BY h.id LIMIT 1),
    (SELECT b.kind || ': ' || b.reason FROM store_blackout b
        WHERE b.end_at > {{now}} AND b.start_at <= {{now}}
        AND (b.organisation = '' OR b.organisation = c.organisation)
        AND (b.kind = 'quiet window' OR (
            {_SHUT_ALL_THE_SAME}
            AND (b.effect = 'stop' OR
                {yes_to("p", valid="a.at < b.notice_at", emergency=False)} = 0)))
        ORDER BY b.id LIMIT 1),
    CASE WHEN c.paused AND NOT p.handed THEN c.why_paused ELSE NULL END,
    {yes_to("p")},
    CASE WHEN p.valid_from > {{now}} THEN 1 ELSE 0 END,
    CASE WHEN p.valid_until <= {{now}} THEN 1 ELSE 0 END,
    CASE WHEN p.late_at <= {{now}} THEN 1 ELSE 0 END,
    CASE WHEN p.parts = 1 THEN NULL
        WHEN p.part = 1 THEN (SELECT 'Not all parts of this thread are approved.'
            FROM store_post n WHERE n.thread_id = p.id AND (n.state = 'pending'
                OR (n.state = 'scheduled' AND {yes_to("n")} = 0))
            LIMIT 1)
        ELSE (SELECT CASE WHEN b.state <> 'published'
                THEN 'The part before it is not out: it is ' || b.state || '.'
                ELSE 'The part before it was seen by a person, who gave no number to reply to.'
                END
            FROM store_post b WHERE b.id = p.after_id
            AND (b.state <> 'published' OR (b.remote_id = '' AND NOT p.handed))) END,
    CASE WHEN c.monthly_cap IS NOT NULL AND p.price > 0 AND NOT p.handed AND ROUND(
        COALESCE((SELECT SUM(s.dollars) FROM store_charge s
            WHERE s.channel = c.id AND s.month = SUBSTR(p.local, 1, 7)), 0)
        + p.price + CASE WHEN p.handle = '' THEN p.picture_price ELSE 0 END
        + CASE WHEN p.parts > 1 AND p.part = 1 THEN COALESCE(
            (SELECT SUM(n.price + n.picture_price) FROM store_post n
                WHERE n.thread_id = p.id AND n.state IN ('pending', 'scheduled')), 0)
            ELSE 0 END, 4) > c.monthly_cap THEN c.monthly_cap ELSE NULL END,
    {_PAIR}
"""  # noqa: S608 - our own text
"""The columns that ``from_row`` reads, over a post ``p`` and its channel ``c``."""

WIDTH = 10
"""How many they are."""

_LATE = 6
"""Which of them says that the post's time has passed."""


def columns() -> tuple[str, int]:
    """Return the columns' SQL and how often the time must be given before other parameters."""
    return COLUMNS.format(now="%s"), COLUMNS.count("{now}")


def moment(now: datetime) -> Any:
    """Return a time as the database at hand compares it."""
    return connection.ops.adapt_datetimefield_value(now)


def aware(value: Any) -> datetime:
    """Return a time that a statement of our own gave back; SQLite keeps UTC as text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    time: datetime = value
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def before(post: int, now: datetime, *, late: bool | None = None) -> Barrier | None:
    """Return what stands between one post and the network now.

    ``late`` overrules whether its time has passed: a person is given longer than a program.
    """
    sql, times = columns()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {sql} FROM store_post p JOIN store_channelstate c ON c.id = p.channel_id
            WHERE p.id = %s""",  # noqa: S608 - our own text
            [*[moment(now)] * times, post],
        )
        row = cursor.fetchone()
    return from_row(row if late is None else (*row[:_LATE], late, *row[_LATE + 1 :]))


def held(row: tuple[Any, ...]) -> bool:
    """Say whether a hold is among what the columns tell."""
    return row[0] is not None or stop_file.reason() is not None


def from_row(row: tuple[Any, ...]) -> Barrier | None:
    """Read the columns, and whether there is a STOP file: the first thing in the way, or nothing.

    Lateness comes first: a post that is both late and held will not go out when the hold is
    lifted, and its cause names the hold.
    """
    held, quiet, paused, approved, embargo, expired, late, thread, cap, pair = row
    held = stop_file.reason() or held
    standing = _standing(held, quiet, paused, approved=bool(approved)) or _budget(cap)
    if late:
        reason = standing.sentence if standing else thread or pair
        why = f": {reason}" if reason else "."
        return Barrier(Kind.LATE, f"Its time passed{why}")
    if expired:
        return Barrier(Kind.EXPIRED, "A fact it uses has expired, or its last day is over.")
    if standing:
        return standing
    if embargo:
        return Barrier(
            Kind.EMBARGO, "A fact it uses is under embargo, or its first day has not come."
        )
    if thread is not None:
        return Barrier(Kind.THREAD, thread)
    return Barrier(Kind.PAIR, pair) if pair is not None else None


def _standing(
    held: str | None, quiet: str | None, paused: str | None, *, approved: bool
) -> Barrier | None:
    if held is not None:
        return Barrier(Kind.HELD, f"A hold is in place: {held}")
    if quiet is not None:
        return Barrier(Kind(quiet.partition(": ")[0]), quiet[:1].upper() + quiet[1:])
    if paused is not None:
        return Barrier(Kind.PAUSED, f"The channel is paused: {paused}")
    if not approved:
        return Barrier(Kind.UNAPPROVED, UNAPPROVED)
    return None


def _budget(cap: Any) -> Barrier | None:
    if cap is None:
        return None
    sentence = f"It would pass the channel's monthly cap of ${float(cap):,.2f}."
    return Barrier(Kind.BUDGET, sentence)
