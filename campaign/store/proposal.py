"""What a plan would do to the calendar, before it does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import QuerySet

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
from campaign.planning.plan import Plan, Planned, make_plan
from campaign.store import pairs, threads
from campaign.store.frozen import author, author_person, freeze, grace, tags, until
from campaign.store.models import Post
from campaign.store.said import history


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
    kept: Mapping[str, int] = field(default_factory=dict)  # what is gone -> approved posts of it

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
    careful: bool = False,
) -> Proposal:
    """Plan a window and compare it with the calendar; nothing is written.

    When ``careful``, approved posts stay where their message or channel is gone from the
    files: nobody has said yet that they are to be taken off.
    """
    clean, findings = without_errors(library, check(library, platforms, today))
    plan = make_plan(clean, history=history(start), start=start, end=end)
    faulty = {_message_id(finding.file) for finding in findings}
    gone = _gone(library, faulty, start, end) if careful else {}
    there = _open_rows(start, end)
    difference = diff(plan, calendared(start, end, faulty, gone), now=start)
    if careful and (gone or any(post.message in faulty for post in there.values())):
        difference = _only_edited(difference, clean, there)
    wanted = (*plan.posts, *_staying(clean, plan, difference, there))
    changed = tuple(
        Change(there[planned.key].pk, planned)
        for planned in wanted
        if planned.key in there and differs(clean, planned, there[planned.key])
    )
    blocked = tuple(f for f in findings if _carries_the_plan(f.file))
    outlook = tuple(check_plan(clean, _said(clean, plan), today))
    costs = charged_channels(library, platforms)
    kept = Counter(gone.values())
    return Proposal(plan, difference, changed, findings, blocked, outlook, costs, kept)


def _gone(
    library: Library, faulty: Container[str], start: datetime, end: datetime
) -> dict[str, str]:
    """Return the approved posts whose message or channel is in no file any more, by slot key."""
    rows = Post.objects.filter(
        due_at__gte=start,
        due_at__lt=end,
        slot_key__isnull=False,
        part=1,
        state=State.SCHEDULED,
        attempt=0,
        by_hand=False,
    )
    found = {}
    for key, message, channel in rows.values_list("slot_key", "message", "channel_id").iterator():
        if message not in library.messages and message not in faulty:
            found[str(key)] = f"messages/{message}.md"
        elif channel not in library.channels:
            found[str(key)] = f"The channel {channel}"
    return found


def _only_edited(difference: Diff, library: Library, there: Mapping[str, Post]) -> Diff:
    """Leave where they are the posts whose times the plan picks: a file is broken or gone.

    What the plan picks for one message depends on the others, so a fault in one file would
    move what was approved of another. Messages that say themselves when they go out, drafts
    and those that are new on the calendar go by the files.
    """
    known = {post.message for post in there.values()}

    def follows(name: str) -> bool:
        message = library.messages.get(name)
        return name not in known or message is None or message.draft or message.when is not None

    move = tuple(pair for pair in difference.move if follows(pair[0].message))
    drop = tuple(old for old in difference.drop if follows(old.message))
    changing = {*drop, *(old for old, _ in move)}
    before = (*difference.keep, *difference.drop, *(old for old, _ in difference.move))
    return Diff(
        add=tuple(new for new in difference.add if follows(new.message)),
        move=move,
        drop=drop,
        keep=tuple(old for old in before if old not in changing),
    )


def _staying(
    library: Library, plan: Plan, difference: Diff, there: Mapping[str, Post]
) -> Iterator[Planned]:
    """Give the posts that stay though no plan has them, as they are: their text may be new.

    Such are those that are due already, and those that are left where they were.
    """
    leaving = {old.key for old in difference.drop} | {old.key for old, _ in difference.move}
    for key in there.keys() - {planned.key for planned in plan.posts} - leaving:
        post = there[key]
        message, channel = library.messages.get(post.message), library.channels.get(post.channel_id)
        if message and channel and not message.draft:
            wall = datetime.fromisoformat(post.local)
            theme, organisation = message.theme, channel.organisation
            yield Planned(message.id, channel.id, theme, organisation, wall, post.due_at)


def _untouched() -> QuerySet[Post]:
    """Return the posts of the plan whose delivery has not begun: the first part of threads."""
    rows = Post.objects.filter(state__in=OPEN, attempt=0, by_hand=False)
    return rows.filter(slot_key__isnull=False, part=1)


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


def calendared(
    start: datetime, end: datetime, faulty: Container[str] = (), gone: Container[str] = ()
) -> list[Calendared]:
    """Return the calendar of a window; what no plan may touch is locked.

    That is what is not open any more, what a person decided, the posts of ``faulty``
    messages, and those with the slot keys ``gone``: a file that cannot be read for a moment
    takes nothing off the calendar.
    """
    fields = ("slot_key", "message", "channel_id", "due_at", "state", "attempt", "by_hand", "pk")
    rows = Post.objects.filter(state__in=list(State), due_at__gte=start, due_at__lt=end, part=1)
    rows = rows.filter(slot_key__isnull=False)  # every state is named for the index's sake
    decided = threads.decided_among(_threads(rows))
    return [
        Calendared(
            key=str(key),
            message=message,
            channel=channel,
            at=at,
            locked=state not in OPEN
            or attempt > 0
            or by_hand
            or message in faulty
            or key in gone
            or pk in decided,
        )
        for key, message, channel, at, state, attempt, by_hand, pk in rows.values_list(
            *fields
        ).iterator()
    ]


def _threads(rows: QuerySet[Post]) -> list[int]:
    """Return the first parts of threads among posts."""
    return list(rows.filter(parts__gt=1).values_list("pk", flat=True))


def _open_rows(start: datetime, end: datetime) -> dict[str, Post]:
    """Return what a plan may change in a window, and what is overdue and may still go out."""
    rows = _untouched().filter(due_at__lt=end, late_at__gt=start)  # later than it is due, always
    decided = threads.decided_among(_threads(rows))
    fields = rows.only(
        "slot_key",
        "message",
        "channel_id",
        "local",
        "due_at",
        "digest",
        "author_person",
        "parts",
        "theme",
        "audience",
        "language",
        "pair",
        "tags",
        "tone",
        "variant",
        "author",
        "title",
        "valid_from",
        "valid_until",
        "late_at",
    )
    return {str(post.slot_key): post for post in fields.iterator() if post.pk not in decided}


def differs(library: Library, planned: Planned, post: Post) -> bool:
    """Say whether anything a post keeps of its message is not what the files say now."""
    message, channel = library.messages[planned.message], library.channels[planned.channel]
    try:
        frozen = freeze(library, message, channel, post.variant)
    except RenderError:
        return False  # the check tells it, and the post stays as it was approved
    first = frozen[0]
    now = (
        [one.digest for one in frozen],
        message.theme,
        message.audience[:100],
        message.language[:35],
        pairs.key(library, message, channel),
        tags(message),
        (message.tone, first.variant),
        author(library, message),
        author_person(library, message),
        message.title[:200],
        first.valid_from,
        until(library, message, planned, first),
        planned.at + grace(library, message),
    )
    return now != (
        [post.digest, *(one.digest for one in threads.later_parts(post) if one.state in OPEN)],
        post.theme,
        post.audience,
        post.language,
        post.pair,
        post.tags,
        (post.tone, post.variant),
        post.author,
        post.author_person,
        post.title,
        post.valid_from,
        post.valid_until,
        post.late_at,
    )
