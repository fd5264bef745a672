"""What a plan would do to the calendar, before it does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from campaign.adapter import Capabilities
from campaign.checks.check import check
from campaign.library.finding import Finding, Severity
from campaign.library.library import Library
from campaign.library.render import RenderError
from campaign.lifecycle import OPEN, State
from campaign.planning.diff import Calendared, Diff, diff
from campaign.planning.plan import Past, Plan, Planned, make_plan
from campaign.store.frozen import freeze
from campaign.store.models import Post


@dataclass(frozen=True, slots=True)
class Change:
    """An open post whose text or picture is no longer what the files say."""

    post: int
    planned: Planned


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a plan would do to the calendar, before it does it."""

    plan: Plan
    diff: Diff
    changed: tuple[Change, ...]
    findings: tuple[Finding, ...]  # of messages left out because they have errors

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to do."""
        return self.diff.empty and not self.changed


def propose(
    library: Library,
    platforms: Mapping[str, Capabilities],
    *,
    start: datetime,
    end: datetime,
    today: date,
) -> Proposal:
    """Plan a window and compare it with the calendar; nothing is written."""
    clean, findings = without_errors(library, check(library, platforms, today))
    plan = make_plan(clean, history=history(start), start=start, end=end)
    rows = calendared(start, end)
    difference = diff(plan, rows, now=start)
    digests = _open_digests(start, end)
    changed = tuple(
        Change(digests[planned.key][0], planned)
        for planned in plan.posts
        if planned.key in digests and _digest(clean, planned) != digests[planned.key][1]
    )
    return Proposal(plan, difference, changed, findings)


def without_errors(
    library: Library, findings: Sequence[Finding]
) -> tuple[Library, tuple[Finding, ...]]:
    """Leave out the messages that have errors, and return these errors."""
    faulty = {f.file for f in findings if f.severity is Severity.ERROR}
    kept = {id_: m for id_, m in library.messages.items() if m.file not in faulty}
    errors = tuple(f for f in findings if f.severity is Severity.ERROR)
    return replace(library, messages=kept), errors


def history(before: datetime) -> list[Past]:
    """Return what was said, or was to be said, before a time; not what a person cancelled."""
    rows = Post.objects.filter(due_at__lt=before).exclude(state=State.CANCELLED)
    fields = rows.order_by("due_at", "pk").values_list("message", "channel_id", "due_at")
    return [
        Past(message=message, channel=channel, at=at) for message, channel, at in fields.iterator()
    ]


def calendared(start: datetime, end: datetime) -> list[Calendared]:
    """Return the calendar of a window; what is not open any more is locked."""
    rows = Post.objects.filter(due_at__gte=start, due_at__lt=end, slot_key__isnull=False)
    fields = ("slot_key", "message", "channel_id", "due_at", "state", "attempt", "by_hand")
    return [
        Calendared(
            key=str(key),
            message=message,
            channel=channel,
            at=at,
            locked=state not in OPEN or attempt > 0 or by_hand,
        )
        for key, message, channel, at, state, attempt, by_hand in rows.values_list(
            *fields
        ).iterator()
    ]


def _open_digests(start: datetime, end: datetime) -> dict[str, tuple[int, str]]:
    rows = Post.objects.filter(due_at__gte=start, due_at__lt=end, state__in=OPEN, attempt=0)
    fields = rows.filter(slot_key__isnull=False).values_list("slot_key", "pk", "digest")
    return {str(key): (pk, digest) for key, pk, digest in fields.iterator()}


def _digest(library: Library, planned: Planned) -> str:
    try:
        message, channel = library.messages[planned.message], library.channels[planned.channel]
        return freeze(library, message, channel).digest
    except RenderError:
        return ""
