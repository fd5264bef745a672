"""The report as one HTML page that needs nothing else: no script, no request, no font."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from campaign.reports import chart, figures, tables, wording
from campaign.reports.document import Table, Tile
from campaign.reports.emergencies import Emergencies
from campaign.reports.formats import count, number, percent
from campaign.reports.results import Group, Results
from campaign.reports.rows import Row
from campaign.reports.series import series_table
from campaign.reports.waivers import Waivers
from campaign.store.chain import Head

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page's own Content-Security-Policy, for whoever serves it too: nothing but its styles."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def page(
    results: Results,
    posts: Sequence[Row],
    *,
    csv_name: str,
    waivers: Waivers | None = None,
    waivers_name: str = "",
    emergencies: Emergencies | None = None,
    newest: Head | None = None,
) -> str:
    """Return the whole page; ``posts`` are the ones shown singly, names those of the tables.

    ``newest`` is the newest event of the audit log, for those who keep the page.
    """
    drawn = chart.chart(results)
    whole = results.real.due + results.simulated.due
    return _TEMPLATES.get_template("report.html").render(
        title=f"Evaluation: {results.names.campaign or 'the campaign'}",
        simulated=results.headline.simulated,
        policy=POLICY,
        hashtag=results.names.hashtag,
        period=results.period.words,
        made=results.period.stamp(results.now) if results.now else "",
        csv_name=csv_name,
        timeline=bool(results.simulated.due),
        banner=wording.banner(results),
        summary=wording.summary(results),
        tiles=tiles(results.headline),
        care=wording.CARE,
        chart=drawn,
        svg=chart.with_variables(drawn.svg),
        series=series_table(results, drawn.series),
        sent=_sent(results) if whole else [],
        holds=[wording.hold_sentence(hold, results.period) for hold in results.holds],
        response=_response(results),
        definitions=figures.DEFINITIONS,
        notes=wording.notes(results),
        waivers=waivers,
        waivers_name=waivers_name,
        emergencies=emergencies,
        newest=newest,
        reported=tables.reported(results),
        posts=tables.posts(posts, results.period, whole=whole),
        lines=[(f"line-{n}", s.light, s.dark) for n, s in enumerate(chart.STYLES, 1)],
    )


def _sent(results: Results) -> list[Table]:
    found = [
        tables.outcomes(results, results.channels, "channel"),
        tables.outcomes(results, results.themes, "theme"),
        tables.causes(results),
    ]
    return [table for table in found if table.lines]


def _response(results: Results) -> list[tuple[str, list[Table]]]:
    """Return the headings of the response section, each with its tables."""
    found = [
        (
            "Platforms",
            [
                tables.performance(results, results.platforms, "platform"),
                tables.counts(results),
                tables.kinds(results),
            ],
        ),
        ("Themes", [tables.performance(results, results.themes, "theme")]),
        ("Channels", [tables.performance(results, results.channels, "channel")]),
        ("Messages", [tables.performance(results, results.messages, "message")]),
    ]
    return [(heading, group) for heading, group in found if group[0].lines]


def tiles(group: Group) -> list[Tile]:
    """Return the figures at the top: of the real posts, or of the simulated ones alone."""
    if not group.due:
        return []
    shown, drew = group.totals["impressions"], group.totals["engagements"]
    rate = group.rates["rate"]
    return [
        Tile(number(group.sent), "posts sent", f"of {number(group.due)} due"),
        Tile(number(shown.value), "impressions", _basis("Times shown", shown.posts, group)),
        Tile(number(drew.value), "engagements", _basis("Responses", drew.posts, group)),
        Tile(percent(rate.value), "engagement rate", _basis("Of impressions", rate.posts, group)),
    ]


def _basis(words: str, posts: int, group: Group) -> str:
    if posts == 0:
        return f"{words}: not reported"
    if posts == group.sent:
        return words
    return f"{words}, on {number(posts)} of {count(group.sent, 'post')}"
