"""The measures of engagement, pinned: formula, unit and rule of each.

The frame is the Government Communication Service's Evaluation Cycle; the definitions are
the campaign's own and are printed in every report (``DEFINITIONS``), so that a figure can be
checked by hand. docs/figures.md is made of the same. Rules that hold for all of them:

- A counter is a whole number, or ``None`` when the platform did not report it. ``None`` in,
  ``None`` out: what is missing is "n/a", never 0.
- A rate is a percentage, an unrounded ``Decimal``; division by 0 has no result. Under 100
  times shown (accounts reached, followers, videos begun) no rate is given: one reaction more
  would change it by a whole point. A share of what was counted elsewhere (visits, answers,
  sites) has no such floor: it is shown with its interval (``intervals.wilson``).
- Rounding happens once, where a figure is shown: ``rounded``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter
from statistics import median as middle

from campaign.adapter import Metrics

PARTS = ("reactions", "comments", "shares", "saves", "link_clicks")
"""What counts as an engagement, each where the platform reports it."""

FLOOR = 100
"""Under so many times shown (accounts reached, followers, videos begun) no rate is given."""

ENOUGH = 60
"""Seconds within which a hold should have stopped everything."""

_parts_of = attrgetter(*PARTS)
_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_MINUTE = Decimal(60)


def engagements(metrics: Metrics) -> int | None:
    """Engagements: reactions + comments + shares + saves + link clicks (responses, a count).

    Source: a reading of one post. Parts it lacks are left out; ``None`` when it has none.
    """
    values = [value for value in _parts_of(metrics) if value is not None]
    return sum(values) if values else None


def parts(metrics: Metrics) -> tuple[str, ...]:
    """Return the names of the parts that ``engagements`` added up."""
    found = zip(PARTS, _parts_of(metrics), strict=True)
    return tuple(name for name, value in found if value is not None)


def rate(count: int | None, base: int | None) -> Decimal | None:
    """Return count / base x 100 (per cent); ``None`` when either is missing or base < 100."""
    if count is None or base is None or base < FLOOR:
        return None
    return _HUNDRED * count / base


def rate_by_impressions(metrics: Metrics) -> Decimal | None:
    """Engagement rate: engagements / impressions x 100 (per cent).

    Source: a reading of one post.
    """
    return rate(engagements(metrics), metrics.impressions)


def rate_by_reach(metrics: Metrics) -> Decimal | None:
    """Engagement rate by reach: engagements / reach x 100 (per cent), of one post only.

    Source: a reading of one post. Reach cannot be added across posts, so this rate has no
    total over a period.
    """
    return rate(engagements(metrics), metrics.reach)


def rate_by_followers(responses: int | None, followers: int | None) -> Decimal | None:
    """Engagement rate by followers: engagements / followers at post time x 100 (per cent).

    For the health of an account only: most who see a post of a public body do not follow it.
    Source: a reading of one post, and the channel's followers, counted once a day.
    """
    return rate(responses, followers)


def amplification(metrics: Metrics) -> Decimal | None:
    """Amplification: shares / impressions x 100 (per cent).

    Source: a reading of one post.
    """
    return rate(metrics.shares, metrics.impressions)


def conversation(metrics: Metrics) -> Decimal | None:
    """Conversation: comments / impressions x 100 (per cent); high is not always good.

    Source: a reading of one post.
    """
    return rate(metrics.comments, metrics.impressions)


def save_rate(metrics: Metrics) -> Decimal | None:
    """Save rate: saves / impressions x 100 (per cent).

    Source: a reading of one post.
    """
    return rate(metrics.saves, metrics.impressions)


def click_through(metrics: Metrics) -> Decimal | None:
    """Click-through rate: link clicks / impressions x 100 (per cent).

    Source: a reading of one post.
    """
    return rate(metrics.link_clicks, metrics.impressions)


def completion(ended: int | None, started: int | None) -> Decimal | None:
    """Completion: views to 95% or to the end / views started x 100 (per cent).

    Platforms differ in where a view ends: whoever gives the figure says which of the two it is.
    Source: a figure from elsewhere, imported with its source.
    """
    return rate(ended, started)


def share(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """Return part / whole x 100 (per cent) of what was counted elsewhere; no floor.

    ``None`` when either is missing, or the whole is 0, or the part is more than the whole.
    """
    if part is None or not whole or part > whole:
        return None
    return _HUNDRED * part / whole


def task_rate(completed: Decimal | int | None, visits: Decimal | int | None) -> Decimal | None:
    """Task rate: completed footage guides or uploads / landing visits x 100 (per cent).

    Source: a figure from elsewhere, imported with its source.
    """
    return share(completed, visits)


def positive_share(support: Decimal | int | None, labelled: Decimal | int | None) -> Decimal | None:
    """Positive share: comments labelled as support / all labelled x 100 (per cent).

    Stands only beside how many were read, and by whom.
    Source: a figure from elsewhere, imported with its source.
    """
    return share(support, labelled)


def poster_coverage(up: Decimal | int | None, planned: Decimal | int | None) -> Decimal | None:
    """Poster coverage: sites with a poster up / sites planned x 100 (per cent).

    Source: a figure from elsewhere, imported with its source.
    """
    return share(up, planned)


def site_days(stays: Iterable[tuple[int, int]]) -> int | None:
    """Site-days: the sum of sites up x days they were, over (sites, days) (a count).

    Source: figures from elsewhere, imported with their source. ``None`` without any.
    """
    products = [sites * days for sites, days in stays]
    return sum(products) if products else None


def accessible_rate(passing: int | None, sent: int | None) -> Decimal | None:
    """Accessible rate: posts that pass all A11Y checks / posts sent x 100 (per cent).

    Source: the posts sent, and the A11Y checks of their messages.
    """
    return share(passing, sent)


def hold_time(placed: datetime, last_sent: datetime | None) -> Decimal:
    """Hold time: seconds from a hold to the last successful send within its scope after it.

    0 when nothing was sent any more (``None``, or before it was placed).
    Source: the holds and the posts sent.
    """
    if last_sent is None:
        return Decimal(0)
    return max(Decimal(0), Decimal(str((last_sent - placed).total_seconds())))


def welsh_gap(welsh: datetime | None, english: datetime | None) -> Decimal | None:
    """Welsh gap: minutes between the Welsh and the English send, whichever came first.

    ``None`` when one of the two was not sent. Source: the posts sent.
    """
    if welsh is None or english is None:
        return None
    return abs(Decimal(str((english - welsh).total_seconds()))) / _MINUTE


def ratio_of_sums(pairs: Iterable[tuple[int | None, int | None]]) -> Decimal | None:
    """Period rate: sum of counts / sum of bases x 100 (per cent).

    Only the (count, base) pairs of posts that report both are added, however few times each
    was shown; the floor of 100 applies to the sum. It is not the mean of the posts' rates.
    Source: the readings of the period's posts.
    """
    whole = [(count, base) for count, base in pairs if count is not None and base is not None]
    return rate(sum(count for count, _ in whole), sum(base for _, base in whole))


def median(rates: Sequence[Decimal | None]) -> Decimal | None:
    """Median post rate: the middle one of the posts' rates (per cent), of those that have one.

    Source: the readings of the period's posts.
    """
    known = [value for value in rates if value is not None]
    return middle(known) if known else None


def rounded(value: Decimal) -> Decimal:
    """Round for showing: two decimal places, a half goes up (0.125 is shown as 0.13).

    What is too little to show is 0.00, never -0.00.
    """
    return value.quantize(_CENT, ROUND_HALF_UP) + 0


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure, in the words of the report."""

    name: str
    formula: str
    unit: str
    rule: str
    source: str  # where the figures come from


_COUNTED = "the platform’s interface, at set ages of each post"
_READ = "readings of each post"
_GIVEN = "a figure from elsewhere, imported with its source"

DEFINITIONS = (
    Definition(
        "Impressions", "as the platform counts them", "times shown",
        "The number of times a post was shown. It is not a number of people.",
        _COUNTED,
    ),
    Definition(
        "Reach", "as the platform counts it", "accounts",
        "Accounts that were shown a post at least once. It is never added up across posts, "
        "days or channels.",
        _COUNTED,
    ),
    Definition(
        "Engagements", "reactions + comments + shares + saves + link clicks", "responses",
        "The parts each platform reports are added; “What each platform reported” lists them.",
        _READ,
    ),
    Definition(
        "Engagement rate", "engagements ÷ impressions × 100", "per cent",
        "Over several posts: the sum of engagements divided by the sum of impressions, of the "
        "posts that report both. It is not the mean of the posts’ rates.",
        _READ,
    ),
    Definition(
        "Median post rate", "the middle one of the posts’ engagement rates", "per cent",
        "Half of the posts did better, half did worse. Posts without a rate are left out.",
        _READ,
    ),
    Definition(
        "Engagement rate by reach", "engagements ÷ reach × 100", "per cent",
        "For single posts only, in the CSV file: reach cannot be added up.",
        _READ,
    ),
    Definition(
        "Engagement rate by followers", "engagements ÷ followers when posted × 100", "per cent",
        "For the health of an account only: many who see a post do not follow the account.",
        f"{_READ}, and the channel’s followers, counted once a day",
    ),
    Definition(
        "Amplification", "shares ÷ impressions × 100", "per cent", "How often a post is passed on.",
        _READ,
    ),
    Definition(
        "Conversation", "comments ÷ impressions × 100", "per cent",
        "A high rate is not always good: read the comments.",
        _READ,
    ),
    Definition(
        "Save rate", "saves ÷ impressions × 100", "per cent",
        "Useful for posts that give guidance.",
        _READ,
    ),
    Definition(
        "Click-through rate", "link clicks ÷ impressions × 100", "per cent",
        "Clicks on a link in the post, as the platform counts them.",
        _READ,
    ),
    Definition(
        "Completion", "views to 95% or to the end ÷ views started × 100", "per cent",
        "Whoever gives the figure says which of the two ends it is.",
        _GIVEN,
    ),
    Definition(
        "Task rate", "completed footage guides or uploads ÷ landing visits × 100", "per cent",
        "An outcome: what people did, not what they clicked on.",
        _GIVEN,
    ),
    Definition(
        "Positive share", "comments labelled as support ÷ all labelled × 100", "per cent",
        "Stands beside how many comments were read, and by whom.",
        _GIVEN,
    ),
    Definition(
        "Hold time", "time of the last successful send within its scope − time of the hold",
        "seconds",
        f"Target: under {ENOUGH} s; 0 when nothing was sent any more. Posts that a person let "
        "through, and those posted by hand, do not count.",
        "the holds and the posts sent",
    ),
    Definition(
        "Welsh gap", "the time between the Welsh and the English send", "minutes",
        "Target: 0. Of pairs of which both were sent.",
        "the posts sent",
    ),
    Definition(
        "Accessible rate", "posts that pass all accessibility checks ÷ posts sent × 100",
        "per cent",
        "Target: 100%. A check that was waived is not passed. A message that is no longer in "
        "the library cannot be judged and is left out of both.",
        "the posts sent, and the A11Y checks of their messages",
    ),
    Definition(
        "Poster coverage", "sites with a poster up ÷ sites planned × 100", "per cent",
        "Site-days are the sites that were up × the days they were.",
        _GIVEN,
    ),
)  # fmt: skip
"""The measures in this module as the report explains them."""
