"""Walking the audit log from its first row to its last: what was changed, moved or cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from campaign.store.anchors import Anchor
from campaign.store.hashing import FIRST, digest
from campaign.store.models import Event

_PAGE = 5_000  # rows held in memory at once


class Row(NamedTuple):
    """One row of the log, as it is read by the million."""

    id: int
    at: datetime
    actor: str
    kind: str
    post_id: int | None
    subject: str
    data: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the log is not what was written."""

    event: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest row: whoever holds its hash can prove all rows before it."""

    event: int
    hash: str


def head() -> Head | None:
    """Return the newest row's number and hash; ``None`` in an empty log."""
    row = Event.objects.order_by("-id").values_list("id", "hash").first()
    return Head(*row) if row else None


def rows(**within: Any) -> Iterator[Row]:
    """Yield the rows in their order, some thousands at a time; ``within`` filters them."""
    query = Event.objects.filter(**within).order_by("id").values_list(*Row._fields)
    last = 0
    while page := [Row(*values) for values in query.filter(id__gt=last)[:_PAGE]]:
        yield from page
        last = page[-1].id


def breaks(anchors: Iterable[Anchor] = ()) -> Iterator[Break]:
    """Walk the whole log and yield every row that is not as it was written.

    The chain alone shows what was changed, taken out or put in another order. Rows cut off
    the end, and a chain that was reckoned anew, are only shown by ``anchors`` kept elsewhere.
    """
    known = {}
    for anchor in sorted(anchors, key=lambda one: one.at, reverse=True):
        known[anchor.event, anchor.hash] = anchor  # the oldest of those that say the same
    wanted: dict[int, list[Anchor]] = {}
    for anchor in known.values():
        wanted.setdefault(anchor.event, []).append(anchor)
    before: Row | None = None
    rewritten: Break | None = None
    for row in rows():
        yield from _of_row(before, row)
        for anchor in wanted.pop(row.id, ()):
            rewritten = rewritten or _unlike(row, anchor)
        before = row
    if rewritten:
        yield rewritten
    yield from _missing(wanted, before.id if before else 0)


def _of_row(before: Row | None, row: Row) -> Iterator[Break]:
    if row.previous != (before.hash if before else FIRST):
        yield Break(row.id, _why_it_does_not_follow(before, row))
    own = digest(row.previous, row.at, row.actor, row.kind, row.post_id, row.subject, row.data)
    if own != row.hash:
        yield Break(row.id, f"Event {row.id} was changed after it was written.")


def _why_it_does_not_follow(before: Row | None, row: Row) -> str:
    """Tell a row that was moved from one whose neighbour is gone."""
    true = Event.objects.filter(hash=row.previous).values_list("id", flat=True).first()
    if true is not None:
        return f"Event {row.id} was moved: it was written right after event {true}."
    if before is None and row.previous != FIRST:
        return f"Event {row.id} is not the first that was written: what came before was taken out."
    if before is None or row.previous == FIRST:
        return f"Event {row.id} says that it is the first, and is not."
    changed = f"event {before.id} was changed and its hash reckoned anew"
    if row.id == before.id + 1:
        return f"Event {row.id} does not follow event {before.id}: {changed}."
    first, last = before.id + 1, row.id - 1
    gone = f"event {first} was" if first == last else f"events {first} to {last} were"
    return f"Event {row.id} does not follow event {before.id}: {gone} taken out, or {changed}."


def _unlike(row: Row, anchor: Anchor) -> Break | None:
    if row.hash == anchor.hash:
        return None
    return Break(
        row.id,
        f"Event {row.id} is not the one that {anchor} knew: the log was written anew, from this "
        "event or an earlier one on.",
    )


def _missing(wanted: dict[int, list[Anchor]], last: int) -> Iterator[Break]:
    """Name the rows that an anchor knew and that are not there any more."""
    inside = [number for number in wanted if number <= last]
    if inside:
        first = min(inside)
        yield Break(first, f"Event {first} was taken out: {wanted[first][0]} knew it.")
    if beyond := [number for number in wanted if number > last]:
        newest = max(beyond)
        where = f"events after {last}" if last else "all events"
        yield Break(
            newest,
            f"The log was cut off at its end: {wanted[newest][0]} knew event {newest}, and "
            f"{where} are not there any more.",
        )


def holds(value: str) -> int | None:
    """Return the number of the event with this hash; ``None`` when there is none."""
    return Event.objects.filter(hash=value).values_list("id", flat=True).first()
