"""Both versions of a message under test are held to every rule."""

from __future__ import annotations

import pytest

from campaign.checks.example import Example
from tests.servers.checking import found, places

GOOD = "Thank you. #BehindTheBadge"
OTHER = "\n\n## Variant B\n\n"
LINE = 10  # of version B's text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("PLAIN-06", "Thank you. " * 40),
        ("A11Y-E4", "Thank you. #BehindTheBadge #One #Two #Three"),
        ("TECH-08", "Thank you.\n+++\nAnd thanks."),
    ],
)
def test_a_fault_of_version_b_is_found_on_its_own_line(tmp_path, code, text):
    platforms = "facebook" if code == "TECH-08" else "x"
    one = Example(text=f"{GOOD}{OTHER}{text}", platforms=platforms)
    assert [line for line, _ in places(found(tmp_path / "b", code, one))] == [LINE]
    plain = Example(text=f"{GOOD}{OTHER}Thanks. #BehindTheBadge", platforms=platforms)
    assert found(tmp_path / "a", code, plain) == []
