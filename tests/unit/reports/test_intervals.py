"""Intervals against published worked examples, and against reckoning by other means."""

from __future__ import annotations

from decimal import Decimal
from math import comb, sqrt
from random import Random

import pytest

from campaign.reports import intervals
from campaign.reports.intervals import (
    FEWEST,
    Difference,
    Estimate,
    Interval,
    Verdict,
    difference,
    of_medians,
    of_rates,
    wilson,
)


def near(value, expected):
    assert abs(float(value) - expected) < 0.006, (value, expected)


WILSON = [  # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
    (81, 263, 25.53, 36.62),
    (15, 148, 6.24, 16.05),
    (0, 20, 0.00, 16.11),
    (1, 29, 0.61, 17.18),
]


@pytest.mark.parametrize(("count", "base", "low", "high"), WILSON)
def test_wilsons_interval_is_that_of_the_published_examples(count, base, low, high):
    found = wilson(count, base)
    near(found.interval.low, low)
    near(found.interval.high, high)


NEWCOMBE = [  # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10
    ((56, 70), (48, 80), 5.24, 33.39),
    ((9, 10), (3, 10), 17.05, 80.90),
    ((6, 7), (2, 7), 5.82, 80.62),
    ((5, 56), (0, 29), -3.81, 19.26),
    ((0, 10), (0, 20), -16.11, 27.75),
    ((0, 10), (0, 10), -27.75, 27.75),
    ((10, 10), (0, 20), 67.91, 100.0),
    ((10, 10), (0, 10), 60.75, 100.0),
]


@pytest.mark.parametrize(("one", "other", "low", "high"), NEWCOMBE)
def test_the_difference_of_two_shares_is_that_of_the_published_examples(one, other, low, high):
    found = difference(wilson(*one), wilson(*other))
    near(found.interval.low, low)
    near(found.interval.high, high)


def test_a_share_without_a_base_or_greater_than_it_has_no_interval():
    assert wilson(0, 0) is None
    assert wilson(5, 4) is None
    assert wilson(-1, 4) is None


def test_a_share_of_none_and_of_all_lies_within_its_own_interval():
    for count in (0, 7):
        found = wilson(count, 7)
        assert found.interval.low <= found.value <= found.interval.high


def test_no_clear_difference_is_said_wherever_the_interval_contains_nought():
    clear = difference(wilson(56, 70), wilson(48, 80))
    turned = difference(wilson(48, 80), wilson(56, 70))
    unclear = difference(wilson(5, 56), wilson(0, 29))
    assert (clear.verdict, turned.verdict) == (Verdict.HIGHER, Verdict.LOWER)
    assert unclear.verdict == "no clear difference"
    assert difference(wilson(5, 56), None).verdict == "too few posts to tell"


def test_an_interval_that_ends_at_nought_is_no_clear_difference():
    for ends in ((0, 1), (-1, 0), (0, 0)):
        found = Difference(Decimal(1), Interval(*map(Decimal, ends)))
        assert found.verdict is Verdict.UNCLEAR


def rank_by_counting(size):
    """Return the greatest r whose two tails hold at most a twentieth of all coin tosses."""
    best = 1
    for r in range(1, size // 2 + 1):
        outside = 2 * sum(comb(size, k) for k in range(r))
        if outside <= 0.05 * 2**size:
            best = r
    return best


@pytest.mark.parametrize(("size", "rank"), [(10, 2), (20, 6), (25, 8), (50, 18), (100, 40)])
def test_the_ranks_of_a_medians_interval_are_those_of_the_tables(size, rank):
    # Conover (1999), table A3: 10 values reach from the 2nd to the 9th, 100 from the 40th.
    rates = [Decimal(n) for n in range(1, size + 1)]
    found = of_medians(list(reversed(rates)))
    assert found.interval == Interval(Decimal(rank), Decimal(size + 1 - rank))
    assert rank == rank_by_counting(size)


def test_the_ranks_of_many_values_join_on_to_those_of_few():
    few, many = (
        of_medians(list(map(Decimal, range(200)))),
        of_medians(list(map(Decimal, range(201)))),
    )
    assert abs(few.interval.low - many.interval.low) <= 1


def posts(seed, many, spread=0.6):
    """Return engagements and impressions of invented posts whose rates differ."""
    dice = Random(seed)
    bases = [dice.randrange(200, 9000) for _ in range(many)]
    counts = [int(base * 0.03 * dice.lognormvariate(0, spread)) for base in bases]
    return counts, bases


def linearised(counts, bases):
    """Return the standard error of a ratio of sums by Cochran (1977), section 6.4; per cent."""
    ratio, size = sum(counts) / sum(bases), len(counts)
    squares = sum((c - ratio * b) ** 2 for c, b in zip(counts, bases, strict=True))
    return 100 * sqrt(size / (size - 1) * squares) / sum(bases)


@pytest.mark.parametrize("many", [30, 100, 101, 2000])
def test_the_bootstrap_has_the_width_that_the_formula_of_a_ratio_gives(many):
    for seed in range(6):
        counts, bases = posts(seed, many)
        found = of_rates(counts, bases).interval
        width = float(found.high - found.low)
        assert 0.65 < width / (2 * 1.96 * linearised(counts, bases)) < 1.35


def test_nineteen_of_twenty_bootstrap_intervals_hold_the_true_rate():
    dice = Random(5)
    counts, bases = posts(1, 5000)
    truth, held = 100 * sum(counts) / sum(bases), 0
    for _ in range(150):
        drawn = [dice.randrange(5000) for _ in range(60)]
        found = of_rates([counts[n] for n in drawn], [bases[n] for n in drawn]).interval
        held += float(found.low) <= truth <= float(found.high)
    assert 128 <= held <= 149


def test_posts_that_differ_make_a_wider_interval_than_their_impressions_would():
    counts, bases = posts(3, 60)
    found, naive = of_rates(counts, bases).interval, wilson(sum(counts), sum(bases)).interval
    assert found.high - found.low > 5 * (naive.high - naive.low)


def test_the_same_posts_give_the_same_interval():
    counts, bases = posts(4, 300)
    before = of_rates(counts, bases)
    intervals._draws.cache_clear()  # as in another process
    assert of_rates(list(counts), list(bases)) == before


def test_few_posts_and_few_impressions_have_no_interval():
    counts, bases = posts(2, FEWEST)
    assert of_rates(counts, bases) is not None
    assert of_rates(counts[1:], bases[1:]) is None
    assert of_rates([0] * FEWEST, [9] * FEWEST) is None
    assert of_medians([Decimal(1)] * (FEWEST - 1)) is None
    assert of_rates([0] * FEWEST, [1000] * FEWEST) == Estimate(
        Decimal(0), Interval(Decimal(0), Decimal(0)), FEWEST
    )


def test_posts_never_shown_among_others_do_no_harm():
    found = of_rates([0] * 9 + [50], [0] * 9 + [1000])
    assert found.value == 5
