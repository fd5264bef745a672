"""For every order of steps, kills, lost answers and decisions: once, or not at all, or asked.

``make explore MINUTES=5`` plays other lives, for so long.
"""

from __future__ import annotations

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.chaos import life

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
