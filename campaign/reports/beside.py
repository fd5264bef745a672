"""A period beside the one before it, and each channel beside its own last 90 days."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports import cells
from campaign.reports.baselines import Comparison
from campaign.reports.cells import measured, rated
from campaign.reports.document import Cell, Line, Table
from campaign.reports.formats import count
from campaign.reports.group import Group
from campaign.reports.intervals import Difference, Verdict, difference
from campaign.reports.results import Results
from campaign.reports.variants import points

RULE = (
    "A difference is only told as one where its 95% interval leaves out 0; everything else is “no "
    "clear difference”, however large it looks. A channel is held against itself, never against "
    "another or a rate that somebody published."
)


def before(results: Results) -> Table:
    """Return the period and the one before it, as long, side by side."""
    past = results.previous
    columns = (
        *cells.words("Measure"),
        *cells.decimals("This period", "The one before", "Difference"),
        *cells.words("What may be said"),
    )
    caption = f"The period beside the one before it, {results.period.words}"
    if past is None or not past.headline.due:
        return Table("before", caption, columns, ())
    lines = tuple(_lines(results.headline, past.headline))
    same = past.headline.simulated is results.headline.simulated
    return Table("before", f"{caption} and {past.period.words}", columns, lines if same else ())


def _lines(now: Group, past: Group) -> Iterator[Line]:
    yield _count("Posts sent", now.sent, past.sent, _COUNT, simulated=now.simulated)
    grows = f"{_COUNT}. It still grows: {young(now)}" if now.young else _COUNT
    for name in ("impressions", "engagements"):
        one, other = now.totals[name].value, past.totals[name].value
        yield _count(name.capitalize(), one, other, grows, simulated=now.simulated)
    gap = difference(now.estimate, past.estimate)
    one_rate, other_rate = now.rates["rate"].value, past.rates["rate"].value
    found = (
        measured(one_rate, "per cent" if one_rate is not None else ""),
        measured(other_rate, "per cent" if other_rate is not None else ""),
        measured(gap.value, "percentage points" if gap.value is not None else ""),
        Cell(*told(gap)),
    )
    yield Line(Cell("Engagement rate"), found, now.simulated)


_COUNT = "a count: it has no interval"


def young(now: Group) -> str:
    """Say how many posts were read too early to be held against those of long ago."""
    return f"{count(now.young, 'post was', 'posts were')} last read before the age of 7 days"


def _count(name: str, now: int | None, past: int | None, said: str, *, simulated: bool) -> Line:
    gap = None if now is None or past is None else now - past
    found = (*(measured(value) for value in (now, past, gap)), Cell(said))
    return Line(Cell(name), found, simulated)


def told(found: Difference) -> tuple[str, str]:
    """Return what may be said of a difference, and the interval it rests on."""
    if found.interval is None:
        return Verdict.TOO_FEW, ""
    ends = f"{points(found.interval.low)} to {points(found.interval.high)} percentage points"
    return found.verdict, f"95% interval {ends}"


def own_past(results: Results) -> Table:
    """Return each channel's posts beside those of its own 90 days before."""
    columns = (
        *cells.words("Channel"),
        *cells.rates("Median of this period", "Median of the 90 days before"),
        *cells.decimals("Difference"),
        *cells.words("What may be said"),
    )
    lines = tuple(_comparison(one) for one in results.comparisons)
    caption = f"Post rates beside each channel’s own 90 days before, {results.period.words}"
    return Table("own-past", caption, columns, lines)


def _comparison(one: Comparison) -> Line:
    gap = one.difference.value
    found = (
        rated(one.median, count(one.posts, "post")),
        rated(one.usual, count(one.usual_posts, "post")),
        measured(gap, "percentage points" if gap is not None else ""),
        Cell(*told(one.difference)),
    )
    head = Cell(one.channel, _FORMATS.get(one.format, ""))
    return Line(head, found, one.simulated)


_FORMATS = {"words": "words only", "picture": "with a picture", "link": "with a link"}
