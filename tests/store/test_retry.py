"""When a failed attempt is tried again: a pure function, whose promises hold for any error."""

from __future__ import annotations

import inspect
from collections import Counter
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from campaign import adapter
from campaign.adapter import AdapterError, Deferred, Throttled, Unreachable, Unstaged
from campaign.delivery import publish, retry
from campaign.lifecycle import State, check_move
from campaign.store.claims import Claim
from campaign.store.speakers import Speaker

NOW = datetime(2026, 12, 1, 17, 30, tzinfo=timezone.utc)
KINDS = [
    kind
    for _, kind in inspect.getmembers(adapter, inspect.isclass)
    if issubclass(kind, AdapterError)
]
ANY = st.sampled_from([*KINDS, ValueError, TimeoutError, MemoryError])
NEVER_SENT = (Deferred, adapter.Disconnected, adapter.Barred, adapter.Withheld)
tries = st.integers(1, 400)
spreads = st.floats(0, 1, exclude_max=True)
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001 - Hypothesis adds the zone itself


@given(kind=ANY, tries=tries, spread=spreads, doubts=st.integers(0, 5), now=times)
def test_only_what_certainly_had_no_effect_is_tried_again(kind, tries, spread, doubts, now):
    error = kind("Something went wrong.")
    verdict = retry.decide(error, tries=tries, now=now, spread=spread, doubts=doubts)
    assert verdict == retry.decide(error, tries=tries, now=now, spread=spread, doubts=doubts)
    check_move(State.PUBLISHING, verdict.state)
    assert (verdict.state is State.SCHEDULED) == isinstance(error, NEVER_SENT)
    assert (verdict.check_at is not None) == (verdict.state is State.UNCERTAIN)
    assert verdict.not_before is None or verdict.not_before >= now


@given(tries=tries, spread=spreads)
def test_waits_double_up_to_five_minutes_give_or_take_a_quarter(tries, spread):
    verdict = retry.decide(Unreachable("No line."), tries=tries, now=NOW, spread=spread)
    wait = verdict.not_before - NOW
    doubled = min(15 * 2.0 ** (tries - 1), 300)
    assert 0.75 * doubled <= wait.total_seconds() <= 1.25 * doubled


@given(tries=tries, spread=spreads, seconds=st.floats(0, 10**6), app=st.booleans())
def test_a_time_the_platform_names_is_kept_and_never_cut_short(tries, spread, seconds, app):
    error = Throttled("Slow down.", retry_after=seconds, app=app)
    verdict = retry.decide(error, tries=tries, now=NOW, spread=spread)
    wait = (verdict.not_before - NOW).total_seconds()
    assert max(seconds, 1) - 1e-6 <= wait <= max(seconds, 1) + 1 + 1e-6
    assert (verdict.rest_until, verdict.app) == (verdict.not_before, app)


@given(tries=tries, spread=spreads)
def test_what_was_staged_and_is_gone_is_staged_anew_and_then_with_waits(tries, spread):
    verdict = retry.decide(Unstaged("It is gone."), tries=tries, now=NOW, spread=spread)
    at_once = verdict.not_before == NOW
    assert (at_once, verdict.handle) == (tries <= retry.FIRST_TRIES, "")


def test_channels_that_failed_together_do_not_come_back_together():
    def claim(number: int) -> Claim:
        key = adapter.PostKey(f"{number:032x}", NOW)
        speaker = Speaker("northshire-x", "x", "sandbox", "", "", "{}", "{}")
        content = adapter.Content("Call 999 first.")
        return Claim(1, 1, NOW, "w1", speaker, "call-first", key, content)

    waits = Counter(
        int((verdict.not_before - NOW).total_seconds())
        for number in range(1000)
        for verdict in [
            retry.decide(
                Unreachable("No line."),
                tries=3,
                now=NOW,
                spread=publish._spread(claim(number)),
            )
        ]
    )
    assert len(waits) == 30  # seconds over which they come back
    assert max(waits.values()) < 1000 / 30 * 2


@given(looks=st.integers(0, 100))
def test_looks_for_a_doubt_take_longer_and_longer_and_end_with_a_person(looks):
    wait, after = retry.look_again(looks), retry.look_again(looks + 1)
    assert (wait is None) == (looks >= 8)
    assert after is None or after > wait > timedelta(0)
