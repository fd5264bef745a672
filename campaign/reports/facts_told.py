"""The facts that the texts of a period used: value, source, and whether they changed since."""

from __future__ import annotations

from collections import Counter

from campaign.library.register import Fact
from campaign.reports import cells
from campaign.reports.assurance import sent
from campaign.reports.cells import counted, dated
from campaign.reports.document import Cell, Line, Table
from campaign.reports.material import Question
from campaign.store import grounds

_NOW = "as it is now"
_CHANGED = "changed since"
_GONE = "gone from the register"


def table(question: Question) -> Table:
    """Return each fact that a post used, with the mark of the version that was approved."""
    posts: Counter[tuple[bool, str, str]] = Counter()
    rows = sent.posts(question).filter(grounds__contains='"facts"')
    for simulated, said in rows.values_list("simulated", "grounds").iterator(2000):
        for fact, mark in grounds.read(said).get("facts", {}).items():
            posts[simulated, fact, mark] += 1
    library = question.library
    facts = library.facts if library else {}
    lines = tuple(
        _line(facts.get(fact), fact, mark, number, simulated=simulated)
        for (simulated, fact, mark), number in sorted(posts.items())
    )
    columns = (
        *cells.words("Fact", "Value", "Source"),
        *cells.days("Published"),
        *cells.counts("Posts"),
        *cells.words("Version"),
    )
    caption = f"Facts that the posts used, {question.period.words}"
    return Table("facts", caption, columns, lines)


def _line(fact: Fact | None, name: str, mark: str, posts: int, *, simulated: bool) -> Line:
    if fact is None:
        found = (Cell(cells.DASH), Cell(cells.DASH), Cell(cells.DASH))
        return Line(Cell(name), (*found, counted(posts), Cell(_GONE, mark)), simulated)
    same = grounds.mark_of(fact) == mark
    published = dated(fact.published) if fact.published else Cell(cells.DASH)
    value = Cell(cells.DASH, f"now {fact.text}")
    if same:
        value = Cell(fact.text, ", ".join(filter(None, (fact.period, fact.geography))))
    return Line(
        Cell(name, fact.measure),
        (
            value,
            Cell(fact.source, fact.url),
            published,
            counted(posts),
            Cell(_NOW if same else _CHANGED, f"version {mark}"),
        ),
        simulated,
    )
