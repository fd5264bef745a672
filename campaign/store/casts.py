"""Writing a plan's posts, thousands at a time.

One message on one channel is rendered and made ready once; what differs from time to time is
stamped into a copy of its row. Through the model, a row of so many columns takes ten times as long.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from django.db import connection

from campaign.adapter import Costs
from campaign.library.library import Library
from campaign.lifecycle import State
from campaign.planning.plan import Planned
from campaign.store import chain, charges, tally, threads
from campaign.store.chain import Head
from campaign.store.frozen import Frozen, freeze, rows, timing
from campaign.store.models import Post
from campaign.store.models.defaults import new_key
from campaign.store.tally import Need
from campaign.store.versions import Dealer

_KEPT = 5_000  # moulds in memory, of some 4 kB each


@dataclass(frozen=True)
class Mould:
    """One message, or version of it, on one channel: all that is the same whenever it goes out."""

    frozen: tuple[Frozen, ...]
    first: Post  # its first part, at one of its times
    dated: bool  # each of its posts belongs to a day of its own

    @property
    def single(self) -> bool:
        """Tell whether it is one post, not a thread, that differs in nothing but its time."""
        return len(self.frozen) == 1 and not self.dated

    @cached_property
    def row(self) -> list[Any]:
        """Return the values of its columns as the database takes them."""
        return [
            field.get_db_prep_save(getattr(self.first, field.attname), connection)
            for field in _fields()
        ]


class Casts:
    """Makes and writes the posts of one plan."""

    def __init__(self, library: Library, costs: Mapping[str, Costs], now: datetime) -> None:
        self._library, self._costs, self._now = library, costs, now
        self._moulds: OrderedDict[tuple[str, str, str], Mould] = OrderedDict()
        self._deal = Dealer(library)
        self._known: dict[str, bool] = {}  # digests that hold every yes they need, or do not
        self._head: Head | None = None  # of the log, when that was found
        names = [field.attname for field in _fields()]
        stamped = ("key", "slot_key", "keyed_at", "due_at", "local", "late_at", "state")
        self._places = [names.index(name) for name in stamped]

    def prepare(self, batch: Sequence[Planned]) -> dict[str, Mould]:
        """Render what a batch says, before any lock is taken; by the keys of its slots."""
        found = {one.key: self._mould(one, self._deal.version(one)) for one in batch}
        while len(self._moulds) > _KEPT:
            self._moulds.popitem(last=False)
        return found

    def _mould(self, one: Planned, variant: str) -> Mould:
        key = one.message, one.channel, variant
        if key not in self._moulds:
            library = self._library
            message, channel = library.messages[one.message], library.channels[one.channel]
            frozen = freeze(library, message, channel, variant)
            dated = bool(message.when and message.when.moments)
            self._moulds[key] = Mould(frozen, self._posts(one, frozen)[0], dated)
        self._moulds.move_to_end(key)
        return self._moulds[key]

    def _posts(self, one: Planned, frozen: tuple[Frozen, ...]) -> list[Post]:
        parts = rows(self._library, one, frozen, self._now)
        charges.set_prices(parts, self._costs)
        return parts

    def there(self, keys: Sequence[str]) -> set[str]:
        """Return those of the slots' keys that a post has already."""
        marks = ", ".join(["%s"] * len(keys))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT slot_key FROM store_post WHERE slot_key IN ({marks})", keys)  # noqa: S608 - only marks
            return {row[0] for row in cursor.fetchall()}

    def write(self, batch: Mapping[str, Planned], moulds: Mapping[str, Mould]) -> None:
        """Write posts, by the keys of their slots, inside the caller's transaction.

        What holds every yes it needs is scheduled at once; the rest waits.
        """
        yes = self._yes({id(one): one for one in moulds.values()}.values())
        stored = cache(connection.ops.adapt_datetimefield_value)
        singles = []
        for key, one in batch.items():
            mould = moulds[key]
            if mould.single:
                at = timing(self._library, one, key)
                due, late = stored(at["due_at"]), stored(at["late_at"])
                state = state_of(mould.first, yes)
                singles.append(self._cast(mould, key, due, due, at["local"], late, state))
            else:
                threads.save(with_state(self._posts(one, mould.frozen), yes))
        _insert(singles)

    def _yes(self, moulds: Iterable[Mould]) -> Mapping[str, bool]:
        """Say of each digest whether it holds every yes it needs.

        Nobody gives or takes one without an entry in the log: while there is no new one but our
        own, what was found for the batch before still holds.
        """
        head = chain.head()
        if head != self._head:
            self._known = {}
        needs = {
            one.digest: Need.of(m.first)
            for m in moulds
            for one in m.frozen
            if one.digest not in self._known
        }
        self._known |= tally.enough(needs, self._now)
        return self._known

    def noted(self) -> None:
        """Remember the entry of the batch that was written, in its transaction."""
        self._head = chain.head()

    def _cast(self, mould: Mould, *stamped: Any) -> list[Any]:
        row = mould.row.copy()
        for place, value in zip(self._places, (new_key(), *stamped), strict=True):
            row[place] = value
        return row


def _fields() -> list[Any]:
    return [field for field in Post._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 - Django's documented API


def _insert(values: list[list[Any]]) -> None:
    if not values:
        return
    columns = [connection.ops.quote_name(field.column) for field in _fields()]
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO store_post ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - names of our own columns
            values,
        )


def with_state(parts: list[Post], yes: Mapping[str, bool]) -> list[Post]:
    """Schedule those that hold every yes they need; the rest waits."""
    for post in parts:
        post.state = state_of(post, yes)
    return parts


def state_of(post: Post, yes: Mapping[str, bool]) -> State:
    """Return where a new post begins, by whether its digest holds every yes it needs."""
    return State.SCHEDULED if yes[post.digest] else State.PENDING
