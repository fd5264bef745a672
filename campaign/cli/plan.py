"""``campaign plan``: what would change on the calendar, before it does."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import clock, reading, show
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.outlay import show_outlay
from campaign.cli.show import count, say
from campaign.cli.sign_ins import Ends, missing

if TYPE_CHECKING:
    from campaign.library.finding import Finding
    from campaign.library.library import Library
    from campaign.planning.diff import Calendared
    from campaign.planning.plan import Planned
    from campaign.store.calendar import Applied
    from campaign.store.proposal import Proposal

ACTOR = "campaign plan"
_NOTHING_ELSE = "The calendar stays as it is: nothing has to change, apart from what is left out."

_MOST = 10  # messages of a higher tier that are listed
_WHY = 2  # reasons that are given for each

Weeks = Annotated[
    int, typer.Option(metavar="NUMBER", min=1, max=104, help="How many weeks to plan.")
]
Apply = Annotated[bool, typer.Option("--apply", help="Do it: without this, nothing changes.")]


def plan(weeks: Weeks = 4, apply: Apply = False, folder: Folder = HERE) -> None:
    """Show what would be added, moved, dropped or changed on the calendar.

    Nothing changes without --apply. What was published stays as it is. New and changed
    posts then await approval.

    For example:
        campaign plan
        campaign plan --weeks 8 --apply
    """
    library, platforms = reading.read(folder)
    open_store(folder)
    from campaign.store.proposal import propose

    start = now()
    end = start + timedelta(weeks=weeks)
    proposal = propose(library, platforms, start=start, end=end, today=clock.day_of(start))
    first, last = (show.day(clock.day_of(moment)) for moment in (start, end))
    say((f"The plan from {first} to {last}", "bold"))
    if proposal.blocked:
        _show_blocked(proposal.blocked)
        raise typer.Exit(1)
    _show(proposal, Ends(library))
    _say(proposal, library)
    show_outlay(proposal, library, platforms, time=start, end=end)
    if apply:
        _apply(proposal, library, start)
    elif not proposal.empty:
        say()
        say(("Nothing was changed.", "bold"), " To do it: campaign plan --apply")


def _show_blocked(findings: Sequence[Finding]) -> None:
    """Say what stands in the way of any plan; one made without it would only mislead."""
    say()
    say(("BLOCKED: the whole plan rests on files that have errors.", "red"))
    show.table((f"{one.file}:{one.line}", one.message) for one in findings)
    say()
    say("The calendar stays as it is until “campaign check” finds them in order.")


def _show(proposal: Proposal, ends: Ends) -> None:
    difference = proposal.diff
    _part("Added", [_row(ends, p) for p in difference.add])
    _part(
        "Moved",
        [
            (
                show.moment(old.at),
                f"to {show.moment(new.at)}",
                old.channel,
                *_marked(old.message, ends.mark(new.channel, new.at)),
            )
            for old, new in difference.move
        ],
    )
    _part("Dropped", [(show.moment(p.at), p.channel, p.message) for p in difference.drop])
    _part("Changed", [_row(ends, c.planned) for c in proposal.changed])
    _stays(proposal, ends)
    if proposal.empty:
        left_out = proposal.plan.skipped or proposal.findings
        say(_NOTHING_ELSE if left_out else "The calendar is as planned: there is nothing to do.")
    _left_out(proposal)
    _outlook(proposal)


def _outlook(proposal: Proposal) -> None:
    """Show what the rules find in the plan as a whole, such as its mix."""
    found = [finding for finding in proposal.outlook if finding.waived is None]
    if found:
        say()
        show.heading("The plan as a whole")
        show.table((f.file, f"{f.message} {f.fix}".strip(), f.code) for f in found)


def _row(ends: Ends, post: Planned | Calendared) -> tuple[str, ...]:
    """Show a post, with a mark when its channel will not be signed in any more by then."""
    mark = ends.mark(post.channel, post.at)
    return (show.moment(post.at), post.channel, *_marked(post.message, mark))


def _marked(message: str, mark: str) -> tuple[str, ...]:
    return (f"{message} – {mark}" if mark else message,)


def _stays(proposal: Proposal, ends: Ends) -> None:
    """Show what stays on the calendar and has nobody signed in when its time comes."""
    waiting = ends.open_after() - {change.planned.key for change in proposal.changed}
    late = [_row(ends, post) for post in proposal.diff.keep if post.key in waiting]
    if late:
        say()
        show.heading(f"Stay, but after a sign-in ends: {count(len(late), 'post')}")
        show.table(late)
        say("Sign in again before then: campaign channels connect CHANNEL --by NAME")


def _say(proposal: Proposal, library: Library) -> None:
    """Show which of the new texts need more than one ordinary yes, and why."""
    from campaign.checks.tiers import ASKS, ROUTINE, tier_of

    planned = (*proposal.diff.add, *(change.planned for change in proposal.changed))
    names = dict.fromkeys(one.message for one in planned)
    found = [(name, tier_of(library, library.messages[name])) for name in names]
    more = [(name, tier) for name, tier in found if tier.level > ROUTINE]
    if not more:
        return
    say()
    show.heading(f"To be approved by more than anybody: {count(len(more), 'message')}")
    rows = [(name, f"tier {tier.level}", "; ".join(tier.reasons[:_WHY])) for name, tier in more]
    show.table(rows[:_MOST])
    if len(rows) > _MOST:
        say(f"  … and {count(len(rows) - _MOST, 'more message', 'more messages')}")
    for level in sorted({tier.level for _, tier in more}):
        say(f"Tier {level} takes a yes from {ASKS[level]}.")


def _part(title: str, rows: list[tuple[str, ...]]) -> None:
    if rows:
        say()
        show.heading(f"{title}: {count(len(rows), 'post')}")
        show.table(rows)


def _left_out(proposal: Proposal) -> None:
    skipped = proposal.plan.skipped
    if skipped:
        say()
        show.heading(f"Left out: {count(len(skipped), 'dated post')}")
        show.table(
            (f"{show.day(s.local.date())}, {s.local:%H:%M}", s.channel, s.message, s.reason)
            for s in skipped
        )
    files = sorted({finding.file for finding in proposal.findings})
    if files:
        say()
        show.heading(f"Left out for errors: {count(len(files), 'file')}")
        for file in files:
            say(f"  {file}")
        say("“campaign check” says what is wrong with them.")


def _apply(proposal: Proposal, library: Library, time: datetime) -> None:
    from campaign.store import calendar

    applied = calendar.apply(proposal, library, actor=ACTOR, now=time)
    say()
    say((f"Done: {told(applied)}.", "bold"))
    if applied.waiting:
        say(f"{count(applied.waiting, 'post')} on the calendar await approval: campaign approvals")
    for trouble, command in missing():
        say(("Note: ", "yellow"), f"{trouble}: {command}")


def told(applied: Applied) -> str:
    """Say what was done to the calendar."""
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (applied.added, "added"),
            (applied.moved, "moved"),
            (applied.dropped, "dropped"),
            (applied.changed, "changed"),
        )
        if number
    ]
    return show.listed(parts) if parts else "nothing had to change"
