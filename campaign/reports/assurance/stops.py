"""The holds of a period, and how fast each stopped what it was to stop."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.reports import cells, figures
from campaign.reports.cells import measured, timed
from campaign.reports.document import Cell, Line, Table
from campaign.reports.formats import count
from campaign.reports.material import Question
from campaign.reports.stops import Stop, stops
from campaign.store.models import ChannelState, Hold


def of_scope(holds: Sequence[Hold], question: Question) -> list[Hold]:
    """Return the holds that may have stopped something that is asked about, and the drills."""
    drills = Hold.objects.filter(
        drill=True, placed_at__gte=question.start, placed_at__lt=min(question.end, question.now)
    )
    found = [hold for hold in (*holds, *drills) if _touches(hold, question)]
    return sorted(found, key=lambda hold: (hold.placed_at, hold.pk))


def _touches(hold: Hold, question: Question) -> bool:
    scope = question.scope
    if hold.scope == Hold.Scope.ORGANISATION:
        return scope.organisation in ("", hold.value)
    if hold.scope == Hold.Scope.THEME:
        return scope.theme in ("", hold.value)
    if hold.scope == Hold.Scope.CHANNEL and scope.organisation:
        return ChannelState.objects.filter(pk=hold.value, organisation=scope.organisation).exists()
    return True


def table(holds: Sequence[Hold], question: Question, *, simulated: bool) -> Table:
    """Return the holds, in the order of their time; ``simulated``: whose sends are meant."""
    columns = (
        *cells.words("What was stopped"),
        *cells.moments("Placed", "Lifted"),
        *cells.decimals("Seconds to stop"),
        *cells.words("Why"),
    )
    taken = {stop.hold.pk: stop for stop in stops(holds, now=question.now, simulated=simulated)}
    lines = tuple(_line(hold, taken.get(hold.pk), question) for hold in holds)
    return Table("holds", f"Holds, {question.period.words}", columns, lines)


def _line(hold: Hold, stop: Stop | None, question: Question) -> Line:
    period = question.period
    found = (
        timed(hold.placed_at, period, f"by {hold.placed_by}"),
        _lifted(hold, question),
        Cell(cells.DASH, "a drill: it stops nothing") if stop is None else _stopped(stop),
        Cell(hold.reason),
    )
    return Line(Cell(hold.where.capitalize(), hold.kind.replace("-", " ")), found)


def _lifted(hold: Hold, question: Question) -> Cell:
    if hold.lifted_at is None or hold.lifted_at > question.now:
        return Cell(cells.DASH, "still in place")
    override = f"; overridden: {hold.lifted_why}" if hold.lifted_why else ""
    return timed(hold.lifted_at, question.period, f"by {hold.lifted_by}{override}")


def _stopped(stop: Stop) -> Cell:
    if not stop.posts:
        return measured(stop.seconds, "nothing went out any more")
    note = f"{count(stop.posts, 'post')} under way went out"
    return measured(stop.seconds, note if stop.in_time else f"{note}; {_SLOW}")


_SLOW = f"over the {figures.ENOUGH} s that are wanted"


def sentence(holds: Sequence[Hold]) -> str:
    """Say how many holds there were."""
    drills = sum(hold.drill for hold in holds)
    real = len(holds) - drills
    told = f"{count(real, 'hold')} stood in this period" if real else "No hold stood in this period"
    if not drills:
        return f"{told}."
    return f"{told}, and there {'was' if drills == 1 else 'were'} {count(drills, 'drill')}."
