"""The tests of two versions of a message, A and B: what came of each, and whether they differ.

The plan gives every slot of such a message one of the two, so that both go out equally often and
neither has the better times. What differs is then the text, or chance: the interval says which of
the two it may be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from campaign.reports.document import Cell, Column, Kind, Line, Table
from campaign.reports.figures import rounded
from campaign.reports.formats import MISSING, number, percent
from campaign.reports.group import Group
from campaign.reports.intervals import FEWEST, Difference, Verdict, difference

A, B = "a", "b"


@dataclass(frozen=True, slots=True)
class Trial:
    """One message's two versions, over all channels; real and simulated posts apart."""

    message: str  # its id
    title: str
    simulated: bool
    a: Group
    b: Group
    difference: Difference  # B's engagement rate less A's, in percentage points

    @property
    def sentence(self) -> str:
        """State the result, with its interval where there is one."""
        verdict, interval = self.difference.verdict, self.difference.interval
        if verdict is Verdict.TOO_FEW or interval is None:
            return (
                f"“{self.title}”: {Verdict.TOO_FEW}. Each version needs {FEWEST} posts that "
                f"report impressions; A has {len(self.a.sample.counts)}, "
                f"B {len(self.b.sample.counts)}."
            )
        ends = f"95% interval {points(interval.low)} to {points(interval.high)} percentage points"
        if verdict is Verdict.UNCLEAR:
            return f"“{self.title}”: {Verdict.UNCLEAR} between A and B ({ends})."
        better = "B" if verdict is Verdict.HIGHER else "A"
        return (
            f"“{self.title}”: {better} drew the higher engagement rate; B less A is "
            f"{points(self.difference.value)} ({ends})."
        )


def points(value: Decimal | None) -> str:
    """Write percentage points with their sign: +0.42, −0.10."""
    if value is None:
        return MISSING
    shown = rounded(value)
    return f"{'−' if shown < 0 else '+'}{abs(shown)}"


def trials(groups: Mapping[tuple[str, bool, str], Group]) -> tuple[Trial, ...]:
    """Return the tests among groups by (message, simulated, variant); real ones first, by title.

    A message of which only one version was due yet is no test.
    """
    found = [
        Trial(message, one.title, simulated, one, other, difference(other.estimate, one.estimate))
        for (message, simulated, variant), one in groups.items()
        if variant == A and (other := groups.get((message, simulated, B)))
    ]
    return tuple(sorted(found, key=lambda t: (t.simulated, t.title.casefold(), t.message)))


NOTE = (
    "Each test stands alone: of twenty tests of versions that do not differ at all, about one will "
    "look as if they did."
)


def table(found: Sequence[Trial], words: str) -> Table:
    """Return the tests as a table, two lines each; ``words`` say the period."""
    columns = (
        Column("Message and version", False),
        Column("Sent", kind=Kind.COUNT),
        Column("Impressions", kind=Kind.COUNT),
        Column("Engagements", kind=Kind.COUNT),
        Column("Engagement rate", kind=Kind.PERCENT),
        Column("B less A, in percentage points", kind=Kind.DECIMAL),
        Column("Result", False),
    )
    lines = tuple(
        _line(trial, name, group)
        for trial in found
        for name, group in (("A", trial.a), ("B", trial.b))
    )
    return Table("variants", f"Messages sent in two versions, {words}", columns, lines)


def _line(trial: Trial, name: str, group: Group) -> Line:
    shown, drew, rate = (
        group.totals["impressions"],
        group.totals["engagements"],
        group.rates["rate"],
    )
    last = name == "B"
    cells = (
        Cell(number(group.sent), value=group.sent),
        Cell(number(shown.value), value=shown.value),
        Cell(number(drew.value), value=drew.value),
        Cell(percent(rate.value), value=rate.value),
        _difference(trial.difference) if last else Cell(""),
        Cell(trial.sentence if last else ""),
    )
    return Line(Cell(f"{trial.title}: {name}", trial.message), cells, trial.simulated)


def _difference(found: Difference) -> Cell:
    if found.interval is None:
        return Cell(MISSING)
    ends = f"{points(found.interval.low)} to {points(found.interval.high)}"
    return Cell(points(found.value), f"95% interval {ends}", found.value)
