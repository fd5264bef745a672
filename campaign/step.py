"""The steps of delivering a post, named: where a test stops the program to see what is left.

Nothing watches in a running program, and no setting makes anything watch: a test does so, by
code, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum


class Step(StrEnum):
    """Where delivering has got to; *open*: inside a transaction that is not committed yet."""

    LOOKING = "looking"  # a worker is about to look for the next due post of a channel
    TAKEN = "taken"  # open: the post is publishing
    ATTEMPTED = "attempted"  # open: the attempt's row is there
    CLAIM_RECORDED = "claim recorded"  # open: the claim's event is written; the commit is next
    CLAIMED = "claimed"  # committed: the post is this worker's
    PUBLISHING = "publishing"  # the adapter is about to publish
    RELEASING = "releasing"  # the adapter is about to release what is staged
    ASKING_PERMIT = "asking permit"  # a request that creates something is about to be made …
    PERMITTED = "permitted"  # … and it may; the request is next
    ANSWERED = "answered"  # the adapter has returned or raised; nothing is written of it
    FINISHING = "finishing"  # open: the outcome is about to be written
    FINISHED_POST = "finished post"  # open: the post stands where the outcome put it
    FINISHED_ATTEMPT = "finished attempt"  # open: the attempt's row has its outcome
    FINISH_RECORDED = "finish recorded"  # open: event and notice are written; the commit is next
    FINISHED = "finished"  # committed: the outcome stands
    NOTED = "noted"  # what the call says of its platform is kept
    SWEEPING = "sweeping"  # a sweep begins; leases that are over are next
    RESUMING = "resuming"  # the platform is about to be asked how far it is
    FINDING = "finding"  # the platform is about to be asked whether it has a post in doubt
    HEARD = "heard"  # it has answered; nothing is written of it
    MOVING = "moving"  # open: a post is about to be moved, by the sweep or by a person
    MOVED = "moved"  # open: the row is changed
    MOVE_RECORDED = "move recorded"  # open: event and notice are written; the commit is next
    LOOK_NOTED = "look noted"  # open: when to ask again is written; the commit is next
    CONCLUDED = "concluded"  # committed: what the sweep made of an answer


OPEN = frozenset(
    {
        Step.TAKEN,
        Step.ATTEMPTED,
        Step.CLAIM_RECORDED,
        Step.FINISHING,
        Step.FINISHED_POST,
        Step.FINISHED_ATTEMPT,
        Step.FINISH_RECORDED,
        Step.MOVING,
        Step.MOVED,
        Step.MOVE_RECORDED,
        Step.LOOK_NOTED,
    }
)
"""The steps inside a transaction: whoever is stopped there has done nothing."""

_watching: list[Callable[[Step], object]] = []


def reached(step: Step) -> None:
    """Say that a step is reached, where anybody watches."""
    for watch in _watching:
        watch(step)


@contextmanager
def watched(watch: Callable[[Step], object]) -> Iterator[None]:
    """Have ``watch`` called at every step of this process; what it raises goes up there."""
    _watching.append(watch)
    try:
        yield
    finally:
        _watching.remove(watch)
