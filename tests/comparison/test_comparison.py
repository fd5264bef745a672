"""The comparison itself, small: it counts right, and its contenders run."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest

from tests.comparison import posts
from tests.comparison.__main__ import KINDS, STORM_ONLY
from tests.comparison.ledger import Ledger, Line, duplicates, lateness, lost, percentile
from tests.comparison.measure import Figures
from tests.comparison.table import STORM, Column, settings
from tests.servers.paths import ROOT

DUE = datetime(2027, 3, 1, 9, 0, tzinfo=timezone.utc)
SMALL = ["--channels", "20", "--ahead", "200", "--together", "20", "--storm", "20"]
QUICK = ["--kills", "2", "--round", "3", "--lead", "4", "--patience", "25"]


def _compare(*arguments: str) -> dict[str, str]:
    """Run it; return the figures of the only contender by the heads of their columns."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.comparison", *arguments, *SMALL, *QUICK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    lines = [line.strip("|").split("|") for line in done.stdout.splitlines() if line[:1] == "|"]
    names, _, figures = ([cell.strip() for cell in line] for line in lines)
    assert any(figures[1:]), done.stderr
    return dict(zip(names, figures, strict=True))


def test_a_post_that_came_twice_is_one_duplicate_and_one_that_never_came_is_lost():
    wanted = posts.together("storm", ["a", "b", "c"], DUE)
    at = DUE.timestamp()
    lines = [Line(at + 1, "a", wanted[0].text), Line(at + 9, "a", wanted[0].text)]
    lines.append(Line(at + 2, "b", wanted[1].text))
    assert (duplicates(lines), lost(lines, wanted)) == (1, 1)
    assert lost(lines, wanted, {("c", wanted[2].text)}) == 0
    assert lateness(lines, wanted) == [1, 2]


def test_the_ledger_passes_over_a_line_that_is_half_written(tmp_path):
    path = tmp_path / "ledger.jsonl"
    assert Ledger(path).lines() == []
    path.write_text('[1.5, "a", "Call 999."]\n[2.5, "b"')
    assert Ledger(path).lines() == [Line(1.5, "a", "Call 999.")]


def test_a_percentile_is_one_of_the_values():
    assert [percentile(range(100), part) for part in (0, 0.5, 0.99)] == [0, 50, 99]
    assert percentile([7.0], 0.99) == 7.0


def test_everybody_is_given_posts_of_their_own_in_the_order_of_their_times():
    over = posts.channels(30)
    ahead = posts.ahead(300, over, DUE)
    assert len({(post.channel, post.text) for post in ahead}) == 300
    assert all(one.due <= next_.due for one, next_ in pairwise(ahead))
    assert DUE < ahead[0].due < ahead[-1].due < DUE + timedelta(days=365)


def test_figures_of_several_runs_are_shown_from_the_least_to_the_most():
    runs = [Figures("one", duplicates=3), Figures("one"), Figures("one", duplicates=1)]
    column = next(column for column in STORM if column.name == "duplicates")
    assert column.cell(runs) == "1 to 3"
    assert Column("adding, s", "add", 1).cell(runs) == ""


def test_the_page_tells_what_everybody_was_told():
    page = (ROOT / "docs" / "comparison.md").read_text("utf-8")
    assert settings((*KINDS, *STORM_ONLY)) in page


def test_campaign_adds_its_plan_and_sends_what_is_due_in_one_second():
    figures = _compare("campaign", "--only", "calm")
    assert figures["out"] == "20"


@pytest.mark.chaos
def test_campaign_doubles_nothing_and_asks_a_person_about_what_it_cannot_know():
    figures = _compare("campaign-mute", "--only", "storm")
    assert (figures["kills"], figures["duplicates"]) == ("2", "0")
    assert figures["lost"] == "0"
    assert int(figures["a person asked"]) > 0


def test_apscheduler_sends_what_is_due_in_one_second():
    pytest.importorskip("sqlalchemy", reason="it comes with the extra “comparison”")
    assert _compare("apscheduler", "--only", "calm")["out"] == "20"
