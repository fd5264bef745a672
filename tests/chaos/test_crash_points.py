"""Killed, cut off or without a database at any step: once, or not at all and said so, or asked.

``make points`` goes through every road to every step, which takes some minutes; this is each step
once for each thing that can befall it, on another road each time.
"""

from __future__ import annotations

import pytest

from campaign.step import Step
from tests.chaos.points import Template, befall, sum_of, table, template
from tests.servers.fake_depot import FakeDepot
from tests.servers.postgresql import postgresql

pytestmark = pytest.mark.chaos

ON = {
    "sqlite": {"killed": 1, "cut": 1, "database_away": 1, "locked": 1},
    "postgresql": {"killed": 1, "lost": 1, "database_away": 1, "database_blinks": 1},
}


@pytest.fixture(params=list(ON))
def made(request):
    if request.param == "sqlite":
        with template() as one:
            yield one
    else:
        with postgresql() as address, template(address) as one:
            yield one


def test_whatever_befalls_a_step_the_post_is_out_once_or_says_so_or_asks(made: Template, capsys):
    fates = ON["postgresql" if made.admin else "sqlite"]
    with FakeDepot() as server:
        ends = befall(made, server, fates)
        violations = server.violations
    with capsys.disabled():
        print("\n" + "\n".join([*table(ends), sum_of(ends)]))
    assert [str(end) for end in ends if end.word[0].isupper()] == []
    assert violations == []
    for fate in ("killed", "database_away"):
        assert {end.cell.step for end in ends if end.cell.fate == fate} == set(Step), fate
    assert all(end.status == -9 for end in ends if end.cell.fate == "killed")
    assert any(end.status == 1 for end in ends if end.cell.fate == "database_away")
    asked = {end.cell.shape for end in ends if end.word == "person asked"}
    assert asked <= {"blind"}  # every other platform can tell
