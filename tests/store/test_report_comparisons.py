"""What a period is held against: its channels' past, the period before; and who is left out."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from campaign.adapter import Uncertain
from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.lifecycle import State
from campaign.reports import baselines, beside, figures
from campaign.reports.accessibility import accessible
from campaign.reports.group import RIPE
from campaign.reports.intervals import Verdict, of_rates
from campaign.reports.outside import share_of
from campaign.reports.parity import parities
from campaign.reports.period import LONDON, Period
from campaign.reports.results import results
from campaign.reports.rows import rows
from campaign.reports.stops import stops
from campaign.store import decisions
from campaign.store.models import (
    Exemption,
    ExternalFigure,
    FollowerCount,
    Hold,
    Post,
    Reading,
)
from tests.servers import rows as rows_of
from tests.servers.campaign_folder import library_of
from tests.servers.posted import DAY, END, NOW, START, channel, post, read
from tests.servers.scripted import Line, raising

pytestmark = pytest.mark.django_db
OCTOBER = Period(START, END)


def october(**options):
    return results(START, END, now=NOW, **options)


def posts(rates, *, first=0, on="x", tone="normal", age=RIPE, **columns):
    """Make a post a day from a day of October on, each with an engagement rate in per cent."""
    made = []
    for day, rate in enumerate(rates, start=first):
        made.append(post(channel(on), day=day, tone=tone, **columns))
        read(made[-1], age=age, impressions=1000, reactions=rate * 10)
    return made


def test_a_channel_is_held_against_the_median_of_its_own_90_days():
    posts([2] * 12, first=-40)
    posts([9] * 12, first=-130)  # too long ago
    posts([4] * 12)
    [found] = october().comparisons
    assert (found.channel, found.median, found.posts) == ("northshire-x", 4, 12)
    assert (found.usual, found.usual_posts) == (2, 12)
    assert (found.difference.value, found.difference.verdict) == (2, Verdict.HIGHER)


def test_a_post_sent_again_belongs_to_the_past_it_was_first_due_in():
    first_due = START - timedelta(days=1)
    posts([3], first=2, by_hand=True, keyed_at=first_due)
    posts([2])
    [found] = october().comparisons
    assert (found.posts, found.median, found.usual_posts, found.usual) == (1, 2, 1, 3)


@pytest.mark.parametrize("zone", [LONDON, timezone.utc])
def test_the_90_days_begin_at_midnight_though_the_clocks_change_in_them(zone):
    november = Period(END.astimezone(zone), (END + timedelta(days=30)).astimezone(zone))
    third_of_august = datetime(2026, 8, 3, tzinfo=LONDON).astimezone(timezone.utc)
    for minutes, rate in ((-1, 9), (0, 3)):
        [one] = posts([rate], due_at=third_of_august + timedelta(minutes=minutes))
        assert one.published_at < END
    assert list(baselines.trailing(november, {"northshire-x"}).values()) == [[3]]


def test_channels_formats_and_the_sandbox_each_have_their_own_past():
    posts([2] * 10, first=-40, format="words")
    posts([8] * 10, first=-60, format="picture")
    posts([3] * 10, first=-80, on="facebook", format="words")
    posts([2] * 10, format="words")
    posts([8] * 10, first=10, format="picture")
    found = {(c.channel, c.format): c for c in october().comparisons}
    assert set(found) == {("northshire-x", "words"), ("northshire-x", "picture")}
    assert {c.usual for c in found.values()} == {2, 8}
    assert {c.difference.verdict for c in found.values()} == {Verdict.UNCLEAR}


def test_young_solemn_and_little_seen_posts_are_held_against_nothing():
    posts([5], age=RIPE - 1)
    posts([5], first=1, tone="solemn")
    posts([5], first=2, tone="sensitive")
    read(post(channel("x"), day=3, tone="normal"), impressions=99, reactions=50)
    posts([5], first=4)
    for tone in ("solemn", "sensitive"):
        posts([50] * 10, first=-40 if tone == "solemn" else -60, tone=tone)
    [found] = october().comparisons
    assert (found.posts, found.usual, found.usual_posts) == (1, None, 0)
    assert found.difference.verdict == "too few posts to tell"


def test_the_past_is_told_as_it_was_known_then():
    for old in posts([2] * 10, first=-40):
        read(old, age=120 * DAY, impressions=1000, reactions=900)
    posts([2] * 10)
    then = END + timedelta(days=7)
    [found] = results(START, END, now=then).comparisons
    assert (found.usual, found.posts) == (2, 10)
    [later] = results(START, END, now=END + timedelta(days=200)).comparisons
    assert later.usual == 90


def test_the_period_before_is_of_whole_months_or_as_many_days():
    before = OCTOBER.before
    assert before.words == "1 to 30 September 2026"
    assert before.end == START
    year = Period(datetime(2027, 1, 1, tzinfo=LONDON), datetime(2028, 1, 1, tzinfo=LONDON))
    assert (year.before.first, year.before.last) == (date(2026, 1, 1), date(2026, 12, 31))
    quarter = Period(datetime(2027, 1, 1, tzinfo=LONDON), datetime(2027, 4, 1, tzinfo=LONDON))
    assert (quarter.before.first, quarter.before.last) == (date(2026, 10, 1), date(2026, 12, 31))
    week = Period(datetime(2026, 11, 2, tzinfo=LONDON), datetime(2026, 11, 9, tzinfo=LONDON))
    assert (week.before.first, week.before.last) == (date(2026, 10, 26), date(2026, 11, 1))
    fortnight = Period(datetime(2026, 10, 20, tzinfo=LONDON), datetime(2026, 11, 3, tzinfo=LONDON))
    assert (fortnight.before.first, fortnight.before.days) == (date(2026, 10, 6), 14)


def test_the_period_before_is_added_up_for_the_same_organisation_and_theme():
    ours, other = "behind-the-badge", "bystander-guidance"
    posts([3, 5], first=-20, theme=ours)
    posts([9], first=-5, theme=other)
    posts([4], theme=ours)
    posts([8], first=3, theme=other)
    whole, themed = october(), october(theme=ours)
    assert (whole.real.sent, whole.previous.real.sent) == (2, 3)
    assert (themed.real.sent, themed.previous.real.sent) == (1, 2)
    assert themed.previous.real.rates["rate"].value == 4
    assert (themed.previous.previous, themed.previous.comparisons) == (None, ())
    assert october(organisation="somebody-else").real.due == 0
    assert october(organisation="northshire-police").real.due == 2


def test_posts_that_were_read_early_are_named_beside_the_period_before():
    posts([2, 3] * 6, first=-20)
    posts([5, 6] * 6)
    posts([5], first=12, age=RIPE - 1)
    whole = october()
    impressions, engagements = beside.before(whole).lines[1:3]
    told = "a count: it has no interval. It still grows: 1 post was last read before the age of 7"
    assert impressions.cells[-1].text == engagements.cells[-1].text == f"{told} days"
    Reading.objects.update(age=RIPE)
    assert beside.before(october()).lines[1].cells[-1].text == "a count: it has no interval"


def test_posts_are_grouped_by_organisation_language_and_audience():
    post(language="en-GB", audience="public")
    post(day=1, language="cy-GB", audience="bystander")
    found = october()
    assert [g.key for g in found.organisations] == ["northshire-police"]
    assert {g.key: g.sent for g in found.languages} == {"en-GB": 1, "cy-GB": 1}
    assert {g.key for g in found.audiences} == {"public", "bystander"}


def test_a_groups_rate_has_an_interval_over_its_posts():
    posts([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    group = october().real
    assert group.estimate == of_rates([n * 10 for n in range(1, 11)], [1000] * 10)
    assert group.estimate.value == group.rates["rate"].value


def test_two_versions_of_a_message_are_held_against_each_other():
    posts([2, 3] * 6, variant="a", message="a/test", title="The test")
    posts([5, 6] * 6, first=15, variant="b", message="a/test", title="The test")
    [trial] = october().trials
    assert (trial.a.sent, trial.b.sent, trial.difference.value) == (12, 12, 3)
    assert trial.sentence.startswith(
        "“The test”: B drew the higher engagement rate; B less A is +3.00 (95% interval +2."
    )


def test_two_versions_that_drew_the_same_show_no_clear_difference():
    posts([2, 4, 6] * 4, variant="a", message="a/test")
    posts([4, 6, 2] * 4, first=12, variant="b", message="a/test")
    [trial] = october().trials
    assert "no clear difference between A and B" in trial.sentence


def test_two_versions_that_went_out_seldom_are_too_few_to_tell():
    posts([2] * 9, variant="a", message="a/test")
    posts([9] * 12, first=12, variant="b", message="a/test")
    posts([9] * 3, first=25, variant="b", message="a/alone")
    [trial] = october().trials
    assert "too few posts to tell" in trial.sentence
    assert "A has 9, B 12" in trial.sentence


def test_solemn_posts_and_those_of_an_unknown_tone_name_no_best_hour():
    for tone in ("normal", "solemn", "sensitive", ""):
        posts([3], first=len(tone), tone=tone)
    assert october().timing.posts == 1
    assert [row.ranked for row in rows(OCTOBER, now=NOW)].count(True) == 1


def test_an_hour_that_drew_more_is_named():
    for day in range(25):
        for hour, rate in ((9, 2), (17, 5)):
            one = post(channel("x"), day=day, hour=hour, tone="normal")
            read(one, impressions=1000, reactions=10 * rate + day % 3)
    assert october().timing.hour.name == "17:00 to 17:59"


def test_posts_that_went_out_at_another_hour_than_theirs_name_no_best_hour():
    for day in range(25):
        for hour, rate, late in ((9, 2, 0), (17, 5, 15)):
            one = post(channel("x"), day=day, hour=hour, tone="normal")
            one.published_at += timedelta(hours=late)  # on the next morning, by hand
            one.save()
            read(one, impressions=1000, reactions=10 * rate + day % 3)
    found = october().timing
    assert (found.posts, found.hour) == (25, None)


AT = START + timedelta(days=17, hours=8)


def hold(scope=Hold.Scope.ALL, value="", **columns):
    return Hold.objects.create(
        scope=scope, value=value, reason="r", placed_by="p", placed_at=AT, **columns
    )


def sent(after, **columns):
    return post(day=17, published_at=AT + timedelta(seconds=after), **columns)


def test_the_hold_time_reaches_to_the_last_send_that_the_hold_should_have_stopped():
    stop = hold(lifted_at=AT + timedelta(hours=2))
    for after in (-5, 1.5, 42.25, 3 * 3600):
        sent(after)
    [found] = stops([stop], now=NOW)
    assert (found.seconds, found.posts, found.in_time) == (Decimal("42.25"), 2, True)
    sent(61)
    assert not stops([stop], now=NOW)[0].in_time


def test_a_hold_time_is_of_real_posts_or_of_simulated_ones_and_never_of_both():
    stop = hold()
    sent(20)
    sent(90, simulated=True)
    [real], [simulated] = (stops([stop], now=NOW, simulated=flag) for flag in (False, True))
    assert (real.seconds, real.posts, simulated.seconds, simulated.posts) == (20, 1, 90, 1)


def test_what_left_before_a_hold_and_was_seen_after_it_was_not_let_pass():
    row, line = rows_of.post(), Line(rows_of.NOW, can=frozenset(), key_lasts=0)
    line.platform.after.append(raising(Uncertain("no answer")))
    line.publisher.drain(row.channel_id)
    line.clock.forward(seconds=6)
    line.reconciler.sweep()
    line.clock.forward(minutes=5)
    stop = Hold.objects.create(scope="all", reason="r", placed_by="p", placed_at=line.clock.now)
    line.clock.forward(minutes=30)
    decisions.is_there(row.pk, url="https://social.example/7", by="Blake", now=line.clock.now)
    [found] = stops([stop], now=line.clock.now, simulated=True)
    assert (found.seconds, found.posts) == (0, 0)


def test_nothing_sent_after_a_hold_is_a_hold_time_of_nought():
    sent(-1)
    [found] = stops([hold()], now=NOW)
    assert (found.seconds, found.posts) == (0, 0)


def test_what_a_hold_need_not_stop_does_not_count_in_its_time():
    sent(100, handed=True)
    sent(200, digest="e" * 64)
    Exemption.objects.create(
        digest="e" * 64, message="m", channel="c", by="Kim", by_person="kim", at=AT, why="w"
    )
    Exemption.objects.update(at=AT + timedelta(seconds=9))
    assert stops([hold()], now=NOW)[0].posts == 0
    assert stops([hold(drill=True)], now=NOW) == ()


@pytest.mark.parametrize(
    ("scope", "value", "columns"),
    [
        ("organisation", "northshire-police", {}),
        ("platform", "mastodon", {}),
        ("channel", "northshire-mastodon", {}),
        ("theme", "grief", {"theme": "grief"}),
        ("area", "impact", {"tags": ",court,impact,"}),
        ("audience", "bystander", {"audience": "bystander"}),
        ("language", "cy", {"language": "cy"}),
    ],
)
def test_a_holds_time_is_that_of_the_posts_within_its_scope(scope, value, columns):
    sent(20, **columns)
    assert stops([hold(scope, value)], now=NOW)[0].seconds == 20
    assert stops([hold(scope, "another")], now=NOW)[0].seconds == 0


@pytest.mark.parametrize(
    ("scope", "value"),
    [
        ("all", ""),
        ("organisation", "northshire-police"),
        ("platform", "mastodon"),
        ("channel", "northshire-mastodon"),
        ("theme", "behind-the-badge"),
        ("area", "impact"),
        ("audience", "bystander"),
        ("language", "cy"),
    ],
)
def test_an_open_post_within_a_standing_holds_scope_is_held(scope, value):
    post(state=State.SCHEDULED, audience="bystander", language="cy", tags=",court,impact,")
    hold(scope, f"{value}x")
    outcomes = [row.outcome for row in rows(OCTOBER, now=NOW)]
    assert outcomes == ["held" if scope == "all" else "still open"]
    hold(scope, value)
    assert [row.outcome for row in rows(OCTOBER, now=NOW)] == ["held"]


def pair(day, welsh, english, **columns):
    """Make both halves of a pair; each sent so many seconds after its time, or (None) not."""
    at = START + timedelta(days=day, hours=9)
    for language, after in (("cy-GB", welsh), ("en-GB", english)):
        state = State.MISSED if after is None else State.PUBLISHED
        when = None if after is None else at + timedelta(seconds=after)
        more = {"language": language, "pair": "a|b|x", "keyed_at": at, "published_at": when}
        post(day=day, state=state, **more | columns)


def test_the_welsh_gap_is_told_of_pairs_and_what_was_sent_alone_is_counted():
    pair(1, 2, 8)
    pair(2, 0, 90)
    pair(3, 5, None)
    pair(4, None, 5, simulated=True)
    found = parities(OCTOBER, now=NOW)
    real, simulated = (found["northshire-police", flag] for flag in (False, True))
    assert real.gaps == (Decimal("0.1"), Decimal("1.5"))
    assert (real.median, real.greatest) == (Decimal("0.8"), Decimal("1.5"))
    assert (real.pairs, real.welsh_only, real.english_only) == (3, 1, 0)
    assert (simulated.gaps, simulated.median, simulated.english_only) == ((), None, 1)
    assert parities(OCTOBER, now=NOW, theme="another") == {}
    assert parities(OCTOBER, now=NOW, organisation="another") == {}
    assert parities(OCTOBER, now=START) == {}


def test_a_half_that_was_sent_again_in_the_next_month_makes_its_pair_whole():
    pair(30, 0, None)
    late = {"by_hand": True, "due_at": END + timedelta(hours=9)}
    missed = Post.objects.filter(language="en-GB")
    missed.update(state=State.PUBLISHED, published_at=END + timedelta(hours=9), **late)
    [found] = parities(OCTOBER, now=NOW).values()
    assert (found.welsh_only, found.gaps) == (0, (25 * 60,))
    assert parities(Period(END, END + timedelta(days=30)), now=NOW) == {}


MESSAGE = """\
---
title: A message
theme: behind-the-badge
platforms: x
---
Thank you. {tags}
"""


def test_the_accessible_rate_counts_posts_whose_messages_pass_every_check(tmp_path):
    plain = MESSAGE.format(tags="#BehindTheBadge")
    shelf = library_of(tmp_path, plain=plain, many=MESSAGE.format(tags="#One #Two #Three #Four"))
    findings = check(shelf, LIMITS, NOW.date())
    names = {name.rpartition("/")[2]: name for name in shelf.messages}
    for day in range(3):
        post(day=day, message=names["plain"])
    post(day=4, message=names["many"])
    post(day=5, message="behind-the-badge/gone")
    post(day=6, message=names["many"], state=State.MISSED)
    found = accessible(october().messages, shelf, findings)
    assert (found.passing, found.failing, found.unknown) == (3, 1, 1)
    assert found.rate == 75
    assert found.codes == ("A11Y-E4",)


def follow(day, count, on="northshire-x"):
    FollowerCount.objects.create(channel=on, day=date(2026, 10, day), count=count, taken_at=START)


def test_an_accounts_rate_rests_on_the_followers_it_had_when_it_posted():
    posts([2, 4], first=9)  # 20 engagements on the 10th, 40 on the 11th
    follow(9, 1000)
    follow(11, 2000)
    follow(30, 2100)
    [found] = october().health
    assert (found.first, found.last, found.growth) == (1000, 2100, 1100)
    assert (found.median, found.posts) == (2, 2)


def test_without_a_count_near_its_day_a_post_has_no_rate_by_followers():
    posts([2], first=20)
    follow(9, 1000)
    [found] = october().health
    assert (found.median, found.posts, found.growth) == (None, 0, 0)


def outside(name, value, base):
    at = datetime(2026, 11, 2, tzinfo=timezone.utc)
    return ExternalFigure(
        name=name, value=Decimal(value), base=base and Decimal(base), imported_at=at
    )


def test_a_figure_from_elsewhere_with_a_base_is_a_share_with_its_interval():
    found = share_of(outside("Task rate", 81, 263))
    assert figures.rounded(found.value) == Decimal("30.80")
    assert figures.rounded(found.interval.low) == Decimal("25.53")  # see tests/unit/reports
    assert share_of(outside("Recall", "12.5", 50)).interval is None
    assert share_of(outside("Visits", 300, None)) is None
    broken = share_of(outside("Task rate", 300, 200))
    assert (broken.value, broken.interval) == (None, None)
    assert share_of(outside("Completion", 9, 90)).value is None, "under 100 videos begun"


def test_the_past_reaches_up_to_the_period_and_not_into_it():
    posts([3, 1, 2] * 4)
    november = Period(END, END + timedelta(days=30))
    [(key, rates)] = baselines.trailing(november, ["northshire-x"], now=NOW).items()
    assert (key, sorted(rates)) == ((False, "northshire-x", ""), [1] * 4 + [2] * 4 + [3] * 4)
    assert not baselines.trailing(OCTOBER, ["northshire-x"], now=NOW)
    assert not baselines.trailing(november, ["northshire-facebook"], now=NOW)
