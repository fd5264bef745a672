"""What a plan would do to the calendar, before it does it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from campaign.adapter import Capabilities, Costs
from campaign.checks.case import Planned as Said
from campaign.checks.check import check
from campaign.checks.plan_rules import check_plan
from campaign.library.finding import Finding, Severity
from campaign.library.library import Library
from campaign.library.price import charged_channels
from campaign.library.render import RenderError, render
from campaign.lifecycle import OPEN, State
from campaign.planning.diff import Calendared, Diff, diff
from campaign.planning.plan import Past, Plan, Planned, make_plan
from campaign.store import threads
from campaign.store.frozen import author, freeze, grace, tags
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
    blocked: tuple[Finding, ...] = ()  # errors in files that the whole plan rests on
    outlook: tuple[Finding, ...] = ()  # what the rules find in the plan as a whole
    costs: Mapping[str, Costs] = field(default_factory=dict)  # of channels that are charged

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
    faulty = {_message_id(finding.file) for finding in findings}
    difference = diff(plan, calendared(start, end, faulty), now=start)
    there = _open_rows(start, end)
    changed = tuple(
        Change(there[planned.key].pk, planned)
        for planned in plan.posts
        if planned.key in there and _differs(clean, planned, there[planned.key])
    )
    blocked = tuple(f for f in findings if _carries_the_plan(f.file))
    outlook = tuple(check_plan(clean, _said(clean, plan), today))
    costs = charged_channels(library, platforms)
    return Proposal(plan, difference, changed, findings, blocked, outlook, costs)


def _said(library: Library, plan: Plan) -> Iterator[Said]:
    """Give every post of a plan with its text, for the rules that look at all of them."""
    texts: dict[tuple[str, str], str] = {}
    for one in plan.posts:
        message, channel = library.messages[one.message], library.channels[one.channel]
        key = one.message, one.channel
        if key not in texts:
            texts[key] = render(library, message, channel).content.text
        yield Said(at=one.local, channel=one.channel, message=message, text=texts[key])


def _carries_the_plan(file: str) -> bool:
    return file == "messages/campaign.yaml" or file.startswith("messages/organisations/")


def _message_id(file: str) -> str:
    return file.removeprefix("messages/").removesuffix(".md")


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
    rows = Post.objects.filter(due_at__lt=before).filter(part=1).exclude(state=State.CANCELLED)
    fields = rows.order_by("due_at", "pk").values_list("message", "channel_id", "due_at")
    return [
        Past(message=message, channel=channel, at=at) for message, channel, at in fields.iterator()
    ]


def calendared(start: datetime, end: datetime, faulty: Container[str] = ()) -> list[Calendared]:
    """Return the calendar of a window; what no plan may touch is locked.

    That is what is not open any more, what a person decided, and the posts of ``faulty``
    messages: a file that cannot be read for a moment takes nothing off the calendar.
    """
    rows = Post.objects.filter(due_at__gte=start, due_at__lt=end, slot_key__isnull=False, part=1)
    fields = ("slot_key", "message", "channel_id", "due_at", "state", "attempt", "by_hand")
    return [
        Calendared(
            key=str(key),
            message=message,
            channel=channel,
            at=at,
            locked=state not in OPEN or attempt > 0 or by_hand or message in faulty,
        )
        for key, message, channel, at, state, attempt, by_hand in rows.values_list(
            *fields
        ).iterator()
    ]


def _open_rows(start: datetime, end: datetime) -> dict[str, Post]:
    rows = Post.objects.filter(due_at__gte=start, due_at__lt=end, state__in=OPEN, attempt=0)
    fields = rows.filter(slot_key__isnull=False, by_hand=False, part=1).only(
        "slot_key",
        "digest",
        "parts",
        "theme",
        "audience",
        "language",
        "tags",
        "author",
        "title",
        "valid_from",
        "valid_until",
        "late_at",
    )
    return {str(post.slot_key): post for post in fields.iterator()}


def _differs(library: Library, planned: Planned, post: Post) -> bool:
    """Say whether anything a post keeps of its message is not what the files say now."""
    message, channel = library.messages[planned.message], library.channels[planned.channel]
    try:
        frozen = freeze(library, message, channel)
    except RenderError:
        return False  # the check tells it, and the post stays as it was approved
    first = frozen[0]
    now = (
        [one.digest for one in frozen],
        message.theme,
        message.audience[:100],
        message.language[:35],
        tags(message),
        author(library, message),
        message.title[:200],
        first.valid_from,
        first.valid_until,
        planned.at + grace(library, message),
    )
    return now != (
        [post.digest, *(one.digest for one in threads.later_parts(post) if one.state in OPEN)],
        post.theme,
        post.audience,
        post.language,
        post.tags,
        post.author,
        post.title,
        post.valid_from,
        post.valid_until,
        post.late_at,
    )
