"""Why posts did not go out as planned, and what a person then made of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from campaign.lifecycle import State
from campaign.reports.rows import OUT, Outcome, Row, outcome


@dataclass(frozen=True, slots=True)
class Cause:
    """How many posts ended one way for one reason."""

    outcome: Outcome
    cause: str
    simulated: bool
    posts: int
    became: Outcome | None = None  # what a person then made of it


def cause_of(row: Row) -> Cause | None:
    """Return why a post did not go out as planned; a first miss says more than what followed."""
    if row.once_missed:
        first = outcome(State.MISSED, row.once_missed)
        return Cause(first, row.once_missed, row.simulated, 0, row.outcome)
    if row.outcome in OUT or row.outcome is Outcome.OPEN:
        return None
    return Cause(row.outcome, row.cause, row.simulated, 0)


def in_order(counter: Counter[Cause]) -> tuple[Cause, ...]:
    """Return the causes with their counts, real posts first, in the order of the outcomes."""
    order = list(Outcome)
    found = [replace(cause, posts=posts) for cause, posts in counter.items()]
    return tuple(
        sorted(
            found,
            key=lambda c: (c.simulated, order.index(c.outcome), c.became or "", -c.posts, c.cause),
        )
    )
