"""The summary: a page in plain English, with the four figures everybody asks for."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports import commentary, standing, story, wording
from campaign.reports.document import Block, Kind, Section, Tile, Tiles, Words
from campaign.reports.formats import count, number, percent
from campaign.reports.material import Material
from campaign.reports.results import Group


def section(material: Material) -> Section:
    """Return the summary: what happened in short, then the five things everybody asks."""
    found = tiles(material.results.headline)
    blocks: list[Block] = [Words((" ".join(wording.summary(material.results)),))]
    blocks += [found] if found.tiles else []
    blocks += [
        *_aim(material),
        Words(tuple(story.did(material)), (), "What we did"),
        Words(tuple(story.happened(material)), (), "What happened"),
        *material.commentary.asked(commentary.LEARNED),
        *material.commentary.asked(commentary.NEXT),
    ]
    return Section("summary", "Summary", tuple(blocks))


def _aim(material: Material) -> Iterator[Block]:
    found = tuple(one.text for one in standing.objectives(material))
    if found:
        yield Words((), found, "The aim")


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
