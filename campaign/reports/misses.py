"""When posts missed their time, and whether the program ran then.

The log says when a miss was noticed. A program that runs notices it within seconds: one that
was noticed long after, with no beat of a program in between, was missed because none ran.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from campaign.lifecycle import State
from campaign.store.models import Beat, Event, Post

PLAIN = "Its time passed."
"""The cause when nothing stood in the way of a post."""

NOT_RUNNING = "The program was not running."
_PROMPT = timedelta(minutes=1)  # a worker looks every second
_TO_MISSED = '"to": "missed"'  # in an event's data, as ``store.events`` writes it


@dataclass(frozen=True, slots=True)
class Miss:
    """The last time a post was marked as missed."""

    noticed: datetime
    why: str
    due: datetime  # when it was first meant to go out
    late: datetime  # from when on it was too late then


@dataclass(frozen=True, slots=True)
class Misses:
    """The misses of a period's posts that need a second look, and when programs ran."""

    found: Mapping[int, Miss]  # by post
    runs: Sequence[tuple[datetime, datetime]]  # from, until

    @classmethod
    def of(cls, start: datetime, end: datetime) -> Misses:
        """Read the misses of the posts due from ``start`` to ``end``.

        That is of those with a plain cause, and of those a person has since decided about.
        """
        posts = Post.objects.filter(
            Q(due_at__gte=start, due_at__lt=end) | Q(keyed_at__gte=start, keyed_at__lt=end)
        )
        posts = posts.filter(
            Q(state=State.MISSED, cause=PLAIN) | Q(by_hand=True) | Q(state=State.CANCELLED)
        )
        moves = Event.objects.filter(post__in=posts.values("pk"), kind="post moved")
        moves = moves.filter(data__contains=_TO_MISSED).order_by("pk")
        found = {pk: _miss(*values) for pk, *values in moves.values_list(*_OF_A_MISS)}
        beats = Beat.objects.values_list("started_at", "at", "stopped_at")
        return cls(found, [(started, stopped or at) for started, at, stopped in beats])

    def cause(self, post: int) -> str:
        """Return why a post missed its time; "" when the log has nothing of it to add."""
        miss = self.found.get(post)
        if miss is None:
            return ""
        alone = miss.why == PLAIN and self._nobody_ran(miss)
        return NOT_RUNNING if alone else miss.why

    def _nobody_ran(self, miss: Miss) -> bool:
        if any(begun <= miss.late and ended >= miss.due for begun, ended in self.runs):
            return False
        begun_since = any(miss.late < begun <= miss.noticed for begun, _ in self.runs)
        return begun_since or miss.noticed - miss.late > _PROMPT


_OF_A_MISS = (
    "post__pk", "at", "data", "post__by_hand", "post__keyed_at", "post__due_at", "post__late_at",
)  # fmt: skip


def _miss(
    at: datetime, data: str, by_hand: bool, keyed: datetime, due: datetime, late: datetime
) -> Miss:
    first = keyed if by_hand else due  # a person who sends it again gives it a new time
    return Miss(at, json.loads(data)["why"], first, first + (late - due))
