"""The platforms' limits are data, complete and dated."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from campaign.adapter import Adapter, Can, Capabilities, Content, Image, Metrics, limit_problems
from campaign.adapters.limits import LIMITS
from campaign.registry import OWN, adapter_class

EVERY = pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS.keys())


def test_every_platform_of_the_design_is_there() -> None:
    assert set(LIMITS) == {
        "x",
        "facebook",
        "instagram",
        "threads",
        "linkedin",
        "mastodon",
        "bluesky",
        "webhook",
        "feed",
        "handoff",
        "sandbox",
    }


@EVERY
def test_each_names_its_source_and_the_day_it_was_read(limits: Capabilities) -> None:
    assert limits.source
    assert date.fromisoformat(limits.checked) == date(2026, 11, 22)
    assert limits.title


@EVERY
def test_each_reports_only_metrics_there_are(limits: Capabilities) -> None:
    assert bool(limits.metrics) == (Can.MEASURE in limits.can)
    assert set(limits.metrics) <= set(Metrics.names())


@EVERY
def test_plain_letters_count_to_the_limit_and_no_further(limits: Capabilities) -> None:
    picture = Image("0" * 64, "image/jpeg", "A picture.")
    images = (picture,) if limits.image_required else ()
    assert limit_problems(limits, Content("x" * limits.text_limit, images=images)) == []
    longer = limit_problems(limits, Content("x" * (limits.text_limit + 1), images=images))
    assert {problem.code for problem in longer} == {"text-too-long"}


def test_a_long_link_is_counted_as_the_platform_counts_it() -> None:
    link = "https://www.police.uk/" + "a" * 200
    assert LIMITS["x"].text_length(link) == 23
    assert LIMITS["mastodon"].text_length(link) == 23
    assert LIMITS["threads"].text_length(link) == len(link)


def test_the_limits_load_no_heavy_library() -> None:
    code = (
        "import sys, campaign.adapters.limits; "
        "sys.exit(bool({'requests', 'django', 'sqlite3'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nobody_can_change_the_limits() -> None:
    with pytest.raises(TypeError):
        LIMITS["x"] = LIMITS["sandbox"]  # type: ignore[index]  # that is the point


def test_no_adapter_can_share_like_follow_or_answer_anybody() -> None:
    """What others have posted is nothing this program touches: in an election period, or ever."""
    port = {name for name in dir(Adapter) if not name.startswith("_")}
    assert port == {
        *("check", "publish", "release", "resume", "find", "delete", "measure", "identify"),
        *("renew", "remote_id", "secrets", "other_secrets", "followers"),
    }
    for name in OWN:
        does = {one for one in dir(adapter_class(name)) if not one.startswith("_")}
        assert does - port <= {"name", "capabilities", "dialect"}, name
