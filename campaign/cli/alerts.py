"""``campaign alerts list`` and ``test``; what ``status`` says of alerts."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import show
from campaign.cli.helping import command_of, group_of
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.show import count, say
from campaign.cli.trouble import Trouble

if TYPE_CHECKING:
    from campaign.delivery.messenger import Result
    from campaign.store.models import Alert

SHOWN = 5  # alerts in ``status``
RECENT = timedelta(days=7)  # how far back they go
NOBODY = (
    "Nobody is told of trouble by message: set CAMPAIGN_ALERTS to the addresses, as "
    "docs/alerts.md shows; “campaign status” and “campaign alerts list” have it all."
)

Limit = Annotated[int, typer.Option(metavar="NUMBER", min=1, help="How many to list.")]


group = group_of(
    "See what people were told of, and try whether they can be.", "campaign alerts test"
)


@command_of(group, "list")
def list_(limit: Limit = 20, folder: Folder = HERE) -> None:
    """List the latest alerts: what happened, what to do, and whether people were told.

    For example:
        campaign alerts list
        campaign alerts list --limit 100
    """
    open_store(folder, needs_files=False)
    from campaign.store.models import Alert

    rows = list(Alert.objects.order_by("-at", "-pk")[: limit + 1])
    for alert in rows[:limit]:
        _tell(alert)
    if not rows:
        say("Nothing has happened that people had to be told of.")
    elif len(rows) > limit:
        say(f"… and more: campaign alerts list --limit {limit * 5}")


def _tell(alert: Alert) -> None:
    from campaign.store import settled

    say((f"{show.moment(alert.at)}  {alert.subject}", "bold"))
    for line in (*alert.what.split("\n"), settled.advice(alert), _state(alert, now())):
        say(f"    {line}")
    say()


def _state(alert: Alert, time: datetime) -> str:
    """Say in words whether people have an alert."""
    from campaign.store import outbox

    trouble = f" ({alert.trouble})" if alert.trouble else ""
    places = outbox.reached(alert).values()
    doubtful = [place.name for place in places if place.what == outbox.DOUBT]
    match alert.state:
        case alert.State.SENT:
            return f"Sent: {show.moment(alert.sent_at)}." if alert.sent_at else "Sent."
        case alert.State.FAILED:
            return f"Not sent: after a day it was given up{trouble}."
        case alert.State.WAITING if alert.not_before is not None:
            return f"Not sent yet{trouble}; tried again at {show.moment(alert.not_before)}."
        case alert.State.WAITING:
            return f"Not sent yet{trouble}."
    if alert.not_before is not None and alert.not_before > time:
        return "Being sent."
    where = f" at {show.listed(doubtful)}" if doubtful else ""
    return f"May not have arrived{where}{trouble}: it is not sent again."


@command_of(group, "test")
def test() -> None:
    """Send a test message to every address of CAMPAIGN_ALERTS and CAMPAIGN_DAILY.

    It says what became of each. The addresses are apprise's, separated by blanks or new lines;
    CAMPAIGN_ALERTS_FILE and CAMPAIGN_DAILY_FILE name files that hold them. They hold secrets,
    so only their beginnings are shown. Leaves with exit code 1 unless every message was taken.

    For example:
        campaign alerts test
    """
    from campaign.delivery import messenger

    both = [messenger.addresses(name) for name in (messenger.VARIABLE, messenger.DAILY)]
    targets = [target for found in both for target in found.targets]
    faults = [fault for found in both for fault in found.faults]
    if not targets and not faults:
        raise Trouble(NOBODY)
    bad = len(faults)
    for target in targets:
        result = target.send(
            "Campaign: a test",
            "This is a test of Campaign's alerts. Nothing has happened and nothing needs doing.",
        )
        bad += not _verdict(target.name, result)
    for fault in faults:
        say(("BAD     ", "red"), f"  {fault}")
    say()
    total = len(targets) + len(faults)
    if bad:
        say(f"{count(total, 'address', 'addresses')} tested: {bad} cannot be relied on.")
        raise typer.Exit(1)
    say(f"{count(total, 'address', 'addresses')} tested: see whether the message is there.")


def _verdict(name: str, result: Result) -> bool:
    from campaign.delivery.messenger import Arrival

    words = {
        Arrival.SENT: ("sent    ", "green", "the message was taken."),
        Arrival.NOT_SENT: ("NOT SENT", "red", f"{result.why}."),
        Arrival.DOUBT: ("DOUBT   ", "yellow", f"{result.why}; it may have arrived: look."),
    }
    mark, colour, sentence = words[result.arrival]
    say((mark, colour), f"  {name}: {sentence}")
    return result.arrival is Arrival.SENT


def how_it_stands() -> str:
    """Say whether people have what they had to be told lately."""
    from campaign.delivery import messenger

    if not messenger.wanted():
        return NOBODY
    if any(True for _ in _unheard()):
        return "People may not know of it: “campaign alerts list” says why."
    return "People were told of it."


def section() -> None:
    """Show in ``status`` what people may not have been told of, with what to do."""
    rows = list(_unheard())
    if not rows:
        return
    show.heading("Alerts that may not have arrived")
    for alert in rows[:SHOWN]:
        say(f"  {show.moment(alert.at)}  {alert.subject}")
        say(f"      {alert.advice}")
        say(f"      {_state(alert, now())}")
    if len(rows) > SHOWN:
        say("  … and more: campaign alerts list")


def _unheard() -> Iterable[Alert]:
    from campaign.store import outbox
    from campaign.store.settled import open_matters

    time = now()
    rows = outbox.unheard(time, since=time - RECENT).iterator()
    return islice(open_matters(rows), SHOWN + 1)
