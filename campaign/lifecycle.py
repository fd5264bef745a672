"""The life of a post: the one table of states and lawful moves."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a post stands."""

    PENDING = "pending"  # on the calendar, awaiting approval
    SCHEDULED = "scheduled"  # approved; it waits for its time
    PUBLISHING = "publishing"  # one worker holds the lease
    PROCESSING = "processing"  # the platform has it and is not done
    UNCERTAIN = "uncertain"  # it may be out: only the platform's answer or a person may decide
    PUBLISHED = "published"
    FAILED = "failed"  # a person must act
    MISSED = "missed"  # its time passed beyond the grace it was given; a person decides
    CANCELLED = "cancelled"
    DELETED = "deleted"  # was published, and taken back


MOVES: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.SCHEDULED, State.CANCELLED, State.MISSED, State.PUBLISHED}),
    State.SCHEDULED: frozenset(
        {
            State.PUBLISHING,
            State.PENDING,
            State.CANCELLED,
            State.MISSED,
            State.PUBLISHED,
            State.UNCERTAIN,  # it may be out, and what was to repeat it under its key is stopped
        }
    ),
    State.PUBLISHING: frozenset(
        {State.PUBLISHED, State.PROCESSING, State.UNCERTAIN, State.SCHEDULED, State.FAILED}
    ),
    State.PROCESSING: frozenset({State.PUBLISHED, State.UNCERTAIN, State.FAILED}),
    State.UNCERTAIN: frozenset({State.PUBLISHED, State.SCHEDULED, State.FAILED}),
    State.PUBLISHED: frozenset({State.DELETED}),
    State.FAILED: frozenset({State.PENDING, State.SCHEDULED, State.CANCELLED, State.PUBLISHED}),
    State.MISSED: frozenset({State.PENDING, State.SCHEDULED, State.CANCELLED, State.PUBLISHED}),
    State.CANCELLED: frozenset({State.PENDING, State.PUBLISHED}),
    State.DELETED: frozenset(),
}

SAID = frozenset((old, State.PUBLISHED) for old in (State.FAILED, State.MISSED, State.CANCELLED))
"""Moves that only a person's word makes: it lay with somebody, who says that it is out."""

PROVED = frozenset((old, State.PUBLISHED) for old in (State.PENDING, State.SCHEDULED))
"""Moves that only a receipt makes: of an attempt that was given up, and was heard after all."""

OPEN = frozenset({State.PENDING, State.SCHEDULED})
"""States in which a post may still be edited, moved or dropped by a new plan."""

IN_FLIGHT = frozenset({State.PUBLISHING, State.PROCESSING})
"""States in which a worker or the platform is busy with the post."""


class UnlawfulMove(Exception):
    """The table has no such move."""


def check_move(old: State, new: State, *, said: bool = False, proved: bool = False) -> None:
    """Raise unless a post may go from ``old`` to ``new``.

    ``said``: on a person's word; ``proved``: on the platform's receipt.
    """
    word = (old, new) in SAID and not (said or proved)
    if new not in MOVES[old] or word or ((old, new) in PROVED and not proved):
        raise UnlawfulMove(f"A {old} post cannot become {new}.")
