"""The summary: a page in plain English, with the four figures everybody asks for."""

from __future__ import annotations

from campaign.reports import wording
from campaign.reports.document import Kind, Section, Tile, Tiles, Words
from campaign.reports.formats import count, number, percent
from campaign.reports.material import Material
from campaign.reports.results import Group


def section(material: Material) -> Section:
    """Return the summary."""
    words = Words(paragraphs=(" ".join(wording.summary(material.results)),))
    found = tiles(material.results.headline)
    return Section("summary", "Summary", (words, found) if found.tiles else (words,))


def tiles(group: Group) -> Tiles:
    """Return the figures at the top: of the real posts, or of the simulated ones alone."""
    if not group.due:
        return Tiles(())
    shown, drew = group.totals["impressions"], group.totals["engagements"]
    rate = group.rates["rate"]
    return Tiles(
        (
            _count(group.sent, "posts sent", f"of {number(group.due)} due"),
            _count(shown.value, "impressions", _basis("Times shown", shown.posts, group)),
            _count(drew.value, "engagements", _basis("Responses", drew.posts, group)),
            Tile(
                percent(rate.value),
                "engagement rate",
                _basis("Of impressions", rate.posts, group),
                rate.value,
                Kind.PERCENT,
            ),
        )
    )


def _count(value: int | None, label: str, note: str) -> Tile:
    return Tile(number(value), label, note, value)


def _basis(words: str, posts: int, group: Group) -> str:
    if posts == 0:
        return f"{words}: not reported"
    if posts == group.sent:
        return words
    return f"{words}, on {number(posts)} of {count(group.sent, 'post')}"
