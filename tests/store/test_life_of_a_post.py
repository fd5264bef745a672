"""For every order of steps, kills, lost answers and decisions: once, or not at all, or asked.

``make explore MINUTES=5`` plays other lives, for so long.
"""

from __future__ import annotations

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.chaos import life
from tests.chaos.every import Bounds, Walk

pytestmark = pytest.mark.django_db(transaction=True)

WALKS, STEPS = 15, 60


def test_hypothesis_finds_no_life_in_which_a_post_is_out_twice_or_lost(capsys):
    run_state_machine_as_test(life.Life, settings=life.SHORT)
    with capsys.disabled():
        print(f"\n{life.said()}")


def test_no_walk_through_a_life_ends_with_a_post_out_twice_or_lost(capsys):
    for seed in range(WALKS):
        life.walk(seed, STEPS)
    with capsys.disabled():
        print(f"\n{life.said()}")


def test_every_order_of_two_workers_a_sweep_and_time_ends_as_it_says(capsys):
    never = Bounds(crashes=0, mishaps=0, holds=0, decisions=0, attempts=2)
    walk = Walk("exact", never).run()
    with capsys.disabled():
        print(f"\nstates {len(walk.seen)}, moves {walk.moves}, ends {dict(walk.ends)}")
    assert len(walk.seen) > 200
    assert set(walk.ends) == {"published", "missed"}
