"""The measures of engagement, pinned: formula, unit and rule of each.

The frame is the Government Communication Service's Evaluation Cycle; the definitions are
the campaign's own and are printed in every report (``DEFINITIONS``), so that a figure can be
checked by hand. Rules that hold for all of them:

- A counter is a whole number, or ``None`` when the platform did not report it. ``None`` in,
  ``None`` out: what is missing is "n/a", never 0.
- A rate is a percentage, an unrounded ``Decimal``; division by 0 has no result. Under 100
  times shown (or accounts reached) no rate is given: one reaction more would change it by a
  whole point.
- Rounding happens once, where a figure is shown: ``rounded``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median as middle

from campaign.adapter import Metrics

PARTS = ("reactions", "comments", "shares", "saves", "link_clicks")
"""What counts as an engagement, each where the platform reports it."""

FLOOR = 100
"""Under so many times shown (or accounts reached) no rate is given."""

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)


def engagements(metrics: Metrics) -> int | None:
    """Return the sum (a count) of the reported parts of ``PARTS``; ``None`` when there is none."""
    values = [value for name in PARTS if (value := getattr(metrics, name)) is not None]
    return sum(values) if values else None


def parts(metrics: Metrics) -> tuple[str, ...]:
    """Return the names of the parts that ``engagements`` added up."""
    return tuple(name for name in PARTS if getattr(metrics, name) is not None)


def rate(count: int | None, base: int | None) -> Decimal | None:
    """Return count / base x 100 (per cent); ``None`` when either is missing or base < 100."""
    if count is None or base is None or base < FLOOR:
        return None
    return _HUNDRED * count / base


def rate_by_impressions(metrics: Metrics) -> Decimal | None:
    """Engagement rate: engagements / impressions x 100 (per cent)."""
    return rate(engagements(metrics), metrics.impressions)


def rate_by_reach(metrics: Metrics) -> Decimal | None:
    """Engagement rate by reach: engagements / reach x 100 (per cent), of one post only.

    Reach cannot be added across posts, so this rate has no total over a period.
    """
    return rate(engagements(metrics), metrics.reach)


def amplification(metrics: Metrics) -> Decimal | None:
    """Amplification: shares / impressions x 100 (per cent)."""
    return rate(metrics.shares, metrics.impressions)


def conversation(metrics: Metrics) -> Decimal | None:
    """Conversation: comments / impressions x 100 (per cent); high is not always good."""
    return rate(metrics.comments, metrics.impressions)


def save_rate(metrics: Metrics) -> Decimal | None:
    """Save rate: saves / impressions x 100 (per cent)."""
    return rate(metrics.saves, metrics.impressions)


def click_through(metrics: Metrics) -> Decimal | None:
    """Click-through rate: link clicks / impressions x 100 (per cent)."""
    return rate(metrics.link_clicks, metrics.impressions)


def ratio_of_sums(pairs: Iterable[tuple[int | None, int | None]]) -> Decimal | None:
    """Return sum of counts / sum of bases x 100 (per cent): the rate of a period.

    Only the (count, base) pairs of posts that report both are added, however few times each
    was shown; the floor of 100 applies to the sum. It is not the mean of the posts' rates.
    """
    whole = [(count, base) for count, base in pairs if count is not None and base is not None]
    return rate(sum(count for count, _ in whole), sum(base for _, base in whole))


def median(rates: Sequence[Decimal | None]) -> Decimal | None:
    """Return the middle one of the posts' rates (per cent), without those that have none."""
    known = [value for value in rates if value is not None]
    return middle(known) if known else None


def rounded(value: Decimal) -> Decimal:
    """Round for showing: two decimal places, a half goes up (0.125 is shown as 0.13)."""
    return value.quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure, in the words of the report."""

    name: str
    formula: str
    unit: str
    rule: str


DEFINITIONS = (
    Definition(
        "Impressions", "as the platform counts them", "times shown",
        "The number of times a post was shown. It is not a number of people.",
    ),
    Definition(
        "Reach", "as the platform counts it", "accounts",
        "Accounts that were shown a post at least once. It is never added up across posts, "
        "days or channels.",
    ),
    Definition(
        "Engagements", "reactions + comments + shares + saves + link clicks", "responses",
        "The parts each platform reports are added; “What each platform reported” lists them.",
    ),
    Definition(
        "Engagement rate", "engagements ÷ impressions × 100", "per cent",
        "Over several posts: the sum of engagements divided by the sum of impressions, of the "
        "posts that report both. It is not the mean of the posts’ rates.",
    ),
    Definition(
        "Median post rate", "the middle one of the posts’ engagement rates", "per cent",
        "Half of the posts did better, half did worse. Posts without a rate are left out.",
    ),
    Definition(
        "Engagement rate by reach", "engagements ÷ reach × 100", "per cent",
        "For single posts only, in the CSV file: reach cannot be added up.",
    ),
    Definition(
        "Amplification", "shares ÷ impressions × 100", "per cent", "How often a post is passed on.",
    ),
    Definition(
        "Conversation", "comments ÷ impressions × 100", "per cent",
        "A high rate is not always good: read the comments.",
    ),
    Definition(
        "Save rate", "saves ÷ impressions × 100", "per cent", "Useful for posts that give guidance."
    ),
    Definition(
        "Click-through rate", "link clicks ÷ impressions × 100", "per cent",
        "Clicks on a link in the post, as the platform counts them.",
    ),
)  # fmt: skip
"""The measures in this module as the report explains them."""
