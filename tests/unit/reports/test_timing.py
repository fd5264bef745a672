"""The best hour and day: named where the figures carry it, and only there."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from campaign.reports import timing as module
from campaign.reports.timing import FEWEST, Point, timing


def point(rate, hour=9, weekday=0, channel="northshire-x"):
    return Point(channel, weekday, hour, Decimal(str(rate)))


def month(seed, many=300, hours=range(8, 18), lift=None, days=7):
    """Return posts at any hour and day; those of ``lift``'s hour or day draw more."""
    dice = Random(seed)
    found = []
    for _ in range(many):
        hour, weekday = dice.choice(hours), dice.randrange(days)
        rate = 3 * dice.lognormvariate(0, 0.5)
        if lift and lift in ((hour, None), (None, weekday)):
            rate *= 1.6
        found.append(point(rate, hour, weekday))
    return found


def test_an_hour_that_did_clearly_better_is_named_with_its_worth():
    found = timing(month(1, many=600, lift=(17, None)))
    assert found.hour.name == "17:00 to 17:59"
    assert found.day is None
    assert "The best hour was 17:00 to 17:59: of every 100 pairs" in found.sentences[0]
    assert "no clear difference" in found.sentences[1]
    assert "does not show that the time was why" in found.sentences[2]


def test_a_day_that_did_clearly_better_is_named():
    found = timing(month(2, many=600, lift=(None, 4)))
    assert (found.day.name, found.hour) == ("Friday", None)


def test_where_nothing_differs_a_best_time_is_seldom_named():
    named = sum(bool(found.hour or found.day) for found in (timing(month(n)) for n in range(200)))
    assert named <= 14, "more than one of fourteen would be more than chance allows"


def test_looking_at_each_time_by_itself_would_name_many_that_are_chance(monkeypatch):
    monkeypatch.setattr(module, "LEVEL", 1 - 0.05 * 17)  # as if nothing were shared among 17
    named = sum(bool(found.hour or found.day) for found in (timing(month(n)) for n in range(200)))
    assert named > 40, "one in five or more"


def test_a_strong_channel_does_not_make_its_hour_look_strong():
    dice = Random(3)
    strong = [point(9 * dice.lognormvariate(0, 0.3), 17, 1, "strong") for _ in range(60)]
    weak = [point(1 * dice.lognormvariate(0, 0.3), 9, 1, "weak") for _ in range(60)]
    found = timing(strong + weak)
    assert (found.hour, found.looked_at) == (None, 2)


def test_too_few_posts_are_said_to_be_too_few():
    found = timing([point(n, 9) for n in range(FEWEST)])
    assert found.looked_at == 0
    [told] = found.sentences
    assert told == (
        "The figures do not support naming a best hour or day: only 20 posts could be compared, "
        "and an hour or a day needs 20 of its own, and as many at other times."
    )
    assert timing([]).posts == 0


def test_posts_that_all_drew_the_same_name_nothing():
    same = [point(2, hour) for hour in (9, 17) for _ in range(FEWEST)]
    assert timing(same).hour is None
    assert timing([point(0, hour) for hour in (9, 17) for _ in range(FEWEST)]).hour is None


def test_the_rank_sum_is_that_of_a_worked_example():
    # The example of SciPy's manual for mannwhitneyu: U1 = 17; 0.0864 without a correction for
    # continuity, of both sides: 1.7146 standard errors.
    men, women = [19, 22, 16, 29, 24], [20, 11, 17, 12]
    ranks, ties = module._ranked([float(age) for age in men + women])
    pairs, z = module._superiority(5, sum(ranks[:5]), 9, ties)
    assert pairs * 20 == 17
    assert z == pytest.approx(1.7146, abs=0.0001)


def test_pairs_are_those_that_counting_each_would_give():
    found = timing(month(1, many=600, lift=(17, None)))
    points = month(1, many=600, lift=(17, None))
    at = [p.rate for p in points if p.hour == 17]
    rest = [p.rate for p in points if p.hour != 17]
    wins = sum((a > b) + (a == b) / 2 for a in at for b in rest)
    assert float(found.hour.pairs) == pytest.approx(100 * wins / len(at) / len(rest))
    assert found.hour.posts == len(at)
