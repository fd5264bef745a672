"""When a platform is left alone: the pure decision."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from campaign.store import breaker
from campaign.store.breaker import Health, Outcome, Way

NOW = datetime(2026, 12, 1, 17, 30, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)


def played(*channels: str, start: Health | None = None, at: datetime = NOW) -> Health:
    """Let calls from these channels fail, a second apart."""
    health = start or Health()
    for number, channel in enumerate(channels):
        now = at + number * SECOND
        health = breaker.after(
            health, Outcome.TROUBLE, channel=channel, began=now, now=now, why="No answer."
        )
    return health


def test_five_in_a_row_from_two_channels_open_it_for_a_minute():
    assert played("a", "b", "a", "b").opened_at is None
    health = played("a", "b", "a", "b", "a")
    assert health.open_until == health.opened_at + timedelta(minutes=1)
    assert health.why == "No answer."


def test_one_channel_alone_needs_eight():
    assert played(*["a"] * 7).opened_at is None
    assert played(*["a"] * 8).opened_at is not None


def test_one_that_goes_well_in_between_starts_the_count_anew():
    health = played("a", "b", "a", "b")
    health = breaker.after(health, Outcome.WELL, channel="c", began=NOW, now=NOW)
    assert health == Health()
    assert played("a", "b", "a", "b", start=health).opened_at is None


def test_a_refusal_says_nothing_about_the_platform():
    health = played("a", "b", "a", "b")
    after = breaker.after(health, Outcome.NEITHER, channel="a", began=NOW, now=NOW)
    assert after == health


def test_trouble_of_another_hour_is_forgotten():
    health = played("a", "b", "a", "b")
    later = played("a", start=health, at=NOW + timedelta(hours=2))
    assert (later.failures, later.opened_at) == (1, None)


def test_when_the_rest_is_over_one_call_is_let_through():
    health = played("a", "b", "a", "b", "a")
    assert breaker.way(health, health.open_until - SECOND) is Way.SHUT
    assert breaker.way(health, health.open_until) is Way.PROBE
    health = breaker.probing(health, health.open_until)
    assert breaker.way(health, health.probed_at + SECOND) is Way.SHUT


def failed_probe(health: Health) -> Health:
    at = health.open_until
    health = breaker.probing(health, at)
    return breaker.after(health, Outcome.TROUBLE, channel="a", began=at, now=at + SECOND)


def test_each_probe_that_fails_doubles_the_rest_to_a_quarter_of_an_hour():
    health, rests = played("a", "b", "a", "b", "a"), []
    for _ in range(6):
        health = failed_probe(health)
        rests.append(health.rest / timedelta(minutes=1))
    assert rests == [2, 4, 8, 15, 15, 15]


def test_a_probe_that_goes_well_closes_it():
    health = breaker.probing(played("a", "b", "a", "b", "a"), NOW + timedelta(minutes=2))
    health = breaker.after(health, Outcome.WELL, channel="a", began=NOW, now=NOW)
    assert breaker.way(health, NOW) is Way.FREE


def test_a_probe_that_never_reached_the_platform_makes_room_for_another():
    health = played("a", "b", "a", "b", "a")
    at = health.open_until
    health = breaker.probing(health, at)
    health = breaker.after(health, Outcome.NEITHER, channel="a", began=at, now=at + SECOND)
    assert breaker.way(health, at + SECOND) is Way.PROBE
    assert health.rest == breaker.FIRST_REST


def test_a_probe_that_was_lost_is_replaced():
    health = breaker.probing(played("a", "b", "a", "b", "a"), NOW + timedelta(minutes=2))
    assert breaker.way(health, health.probed_at + breaker.PROBE) is Way.PROBE


def test_calls_that_were_on_their_way_make_the_rest_no_longer():
    health = played("a", "b", "a", "b", "a")
    assert played(*["c"] * 20, start=health, at=NOW + 10 * SECOND) == health
    probing = breaker.probing(health, health.open_until)
    late = breaker.after(
        probing, Outcome.TROUBLE, channel="c", began=NOW, now=health.open_until + SECOND
    )
    assert late == probing


@st.composite
def calls(draw):
    """A story: (outcome, channel, seconds since the one before, seconds the call took)."""
    call = st.tuples(
        st.sampled_from(Outcome),
        st.sampled_from("abc"),
        st.integers(0, 1200),
        st.integers(0, 60),
    )
    return draw(st.lists(call, max_size=60))


@given(calls())
def test_whatever_happens_the_promises_hold(story):
    health, now, row = Health(), NOW, []
    for outcome, channel, pause, took in story:
        now += timedelta(seconds=pause)
        before, way = health, breaker.way(health, now)
        if way is Way.SHUT:
            assert before.open_until - now <= breaker.LONGEST_REST
            continue
        began = now
        if way is Way.PROBE:
            health = breaker.probing(health, now)
            assert breaker.way(health, now) is Way.SHUT
        now += timedelta(seconds=took)
        health = breaker.after(health, outcome, channel=channel, began=began, now=now)
        row = [] if outcome is Outcome.WELL else row + [channel] * (outcome is not Outcome.NEITHER)
        if outcome is Outcome.WELL:
            assert health == Health()
        if before.opened_at is None and health.opened_at is not None:
            enough = breaker.IN_A_ROW if len(set(row)) > 1 else breaker.ALONE
            assert len(row) >= enough
            assert health.rest == breaker.FIRST_REST
        if before.opened_at is not None and health.opened_at is not None:
            assert health.opened_at == before.opened_at
            assert before.rest <= health.rest <= breaker.LONGEST_REST
