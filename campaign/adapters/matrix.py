"""Every platform side by side: the tables of the documentation and of the page /platforms.

They are made from the same data that the checks use and from the adapters themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isinf

from campaign.adapter import Adapter, Can, Capabilities, Metrics, Strength

HOUR, MINUTE = 3600, 60  # seconds


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read: ``url`` is empty where it is nowhere on the web."""

    words: str
    url: str = ""


Cell = str | Source


@dataclass(frozen=True, slots=True)
class Row:
    """One platform's line; ``package`` brought the platform, if it is not our own."""

    name: str
    title: str
    cells: tuple[Cell, ...]
    package: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``heads`` are those of the cells, without the platform's own column."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as the tables see it."""

    name: str
    limits: Capabilities
    secrets: bool  # it needs a credential
    package: str = ""

    def row(self, *cells: Cell) -> Row:
        """Return a line of this platform."""
        return Row(self.name, self.limits.title, cells, self.package)


def platform(name: str, kind: type[Adapter], package: str = "") -> Platform:
    """Return a platform from its adapter's class."""
    secrets = bool(kind.secrets or kind.other_secrets)
    return Platform(name, kind.capabilities, secrets, package)


def tables(platforms: list[Platform]) -> dict[str, Table]:
    """Return all tables by name."""
    found = (limits(platforms), delivery(platforms), metrics(platforms), costs(platforms))
    return {table.name: table for table in found}


def strengths() -> list[tuple[str, str]]:
    """Return how sure each strength is, in words: the short form and what it means."""
    return [(short, meaning) for short, _, meaning in (_parts(one) for one in Strength)]


def limits(platforms: list[Platform]) -> Table:
    """Return what a post may be."""
    heads = ("in files", "text", "pictures", "picture file", "kinds", "alt text", "threads")
    rows = tuple(one.row(one.name, *_takes(one.limits)) for one in platforms)
    return Table("limits", "What a post may be", (*heads, "link card"), rows)


def _takes(one: Capabilities) -> Iterator[str]:
    yield f"{one.text_limit:,}" + (f", and {one.text_bytes:,} bytes" if one.text_bytes else "")
    yield _pictures(one)
    if one.images:
        yield _size(one.image_bytes)
        kinds = ", ".join(kind.removeprefix("image/").upper() for kind in one.image_types)
        yield f"{kinds}, video" if one.videos else kinds
        yield f"{one.alt_text_limit:,}" if one.alt_text_limit else "no limit known"
    else:
        yield from ("–",) * 3
    yield _yes(Can.REPLY in one.can)
    yield _card(one)


def _pictures(one: Capabilities) -> str:
    if not one.images:
        return "none"
    count = f"1 to {one.images}" if one.image_required else f"up to {one.images}"
    return f"{count}, fetched from a public address" if one.shared_pictures else count


def _card(one: Capabilities) -> str:
    if not one.card:
        return "its own"
    return f"ours, picture up to {_size(one.card_bytes)}" if one.card_bytes else "ours"


def _size(size: int) -> str:
    return f"{size / 1_000_000:g} MB" if size else "no limit known"


def delivery(platforms: list[Platform]) -> Table:
    """Return how sure it is that a post goes out once, and what else its adapter can do."""
    heads = ("goes out once", "a repeat is harmless", "finds a lost post", "measures", "deletes")
    rows = tuple(one.row(*_does(one)) for one in platforms)
    title = "How sure it is that a post goes out once"
    return Table("delivery", title, (*heads, "credential lasts", "limits read in", "on"), rows)


def _does(one: Platform) -> Iterator[Cell]:
    can = one.limits.can
    yield _parts(one.limits.strength)[0]
    yield _lasts(one.limits.key_lasts)
    for ability in (Can.FIND, Can.MEASURE, Can.DELETE):
        yield _yes(ability in can)
    yield _credential(one)
    yield _source(one.limits.source)
    yield one.limits.checked


def _lasts(seconds: float) -> str:
    if isinf(seconds):
        return "always"
    if not seconds:
        return "no"
    hours = seconds >= HOUR
    figure = seconds / (HOUR if hours else MINUTE)
    return f"for {figure:g} {'hours' if hours else 'minutes'}"


def _credential(one: Platform) -> str:
    if not one.secrets:
        return "none needed"
    days = f"{one.limits.token_days} days" if one.limits.token_days else "until revoked"
    return f"{days}, renewed by itself" if Can.RENEW in one.limits.can else days


def metrics(platforms: list[Platform]) -> Table:
    """Return which counters each platform reports, and of how many posts in one call."""
    rows = tuple(one.row(*_tells(one.limits)) for one in platforms)
    heads = tuple(name.replace("_", " ") for name in Metrics.names())
    whole = (*heads, "followers", "posts read at once")
    return Table("metrics", "What it tells afterwards", whole, rows)


def _tells(one: Capabilities) -> Iterator[Cell]:
    for name in Metrics.names():
        yield "yes" if name in one.metrics else "n/a"
    yield "yes" if Can.FOLLOWERS in one.can else "n/a"
    yield f"{one.batch:,}" if Can.MEASURE in one.can else "n/a"


def costs(platforms: list[Platform]) -> Table:
    """Return what each platform charges, in US dollars, where it charges anything."""
    heads = ("a post", "with a link", "an alt text", "a reading", "a count of followers")
    rows = tuple(one.row(*_prices(one.limits)) for one in platforms if one.limits.costs)
    return Table("costs", "What it costs", (*heads, "a deletion", "prices read in", "on"), rows)


def _prices(one: Capabilities) -> Iterator[Cell]:
    if one.costs is None:
        return
    prices = one.costs
    for price in (prices.post, prices.post_with_link, prices.picture, prices.reading):
        yield _dollars(price)
    yield _dollars(prices.count)
    yield _dollars(prices.deletion)
    yield _source(prices.source)
    yield prices.checked


def _dollars(price: Decimal) -> str:
    return f"${price}" if price else "free"


def _source(where: str) -> Source:
    is_link = where.startswith("https://")
    return Source("its documentation", where) if is_link else Source(where or "–")


def _parts(strength: Strength) -> tuple[str, str, str]:
    return strength.value.partition(": ")


def _yes(able: bool) -> str:
    return "yes" if able else "no"
