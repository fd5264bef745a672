"""``campaign elections``: what falls into pre-election periods, and what was planned before."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cli import reading, show
from campaign.cli.opening import open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.show import say
from campaign.library.timewords import uk_date

if TYPE_CHECKING:
    from campaign.store.elections import Report, Row


def elections(folder: Folder = HERE) -> None:
    """Tell what falls into a pre-election period, and what was planned before it.

    Every post that is due in a period, with the day its very text was approved, if that was
    before the notice of election, and whether the period stops it. A text that is changed
    afterwards is another text, and was not planned before.

    For example:
        campaign elections
    """
    open_store(folder)
    from campaign.store.elections import planned_before

    library, _ = reading.read(folder)
    reports = planned_before(library)
    if not reports:
        say("messages/campaign.yaml names no pre-election period.")
    for report in reports:
        _show(report)


def _show(report: Report) -> None:
    period = report.period
    end = f"ended on {uk_date(period.ended)}" if period.ended else f"to {uk_date(period.end)}"
    open_end = "" if period.ended else ", as expected: a person ends it"
    show.heading(f"{period.election}: from {uk_date(period.start)} {end}{open_end}")
    say(f"  Notice of election: {show.moment(report.notice)}")
    show.table(
        (
            (
                str(row.post),
                show.moment(row.due_at),
                row.channel,
                row.message,
                show.moment(row.created),
                f"approved {show.moment(row.approved)}" if row.approved else "not approved before",
                _outcome(row),
            )
            for row in report.rows
        ),
        heads=(
            "post",
            "due",
            "channel",
            "message",
            "planned",
            "before the notice",
            "in the period",
        ),
    )
    if not report.rows:
        say("  No post falls into it.")


def _outcome(row: Row) -> str:
    if not row.stopped:
        return "goes out"
    return (
        "stopped, unless it is about public safety"
        if row.effect == "stop"
        else ("stopped, unless a person lets it through")
    )
