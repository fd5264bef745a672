"""No text, however odd, stops a check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.checks.example import Example
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.message import Section
from tests.servers.examples import write_example

TODAY = date(2026, 11, 22)
PLATFORMS = "x, facebook, instagram, threads, bluesky"
PIECES = [
    "#", "@", "{{", "}}", "{%", "{{ organisation.name }}", "{{ campaign.hashtag }}", "💙",
    "https://", "https://[", "http://a.example:99999/", "www.", ".uk", "999", "call", "\u0000",
    "\ud800", "\u200b", "’", "“", "**", "__", "`", "](", "[insert", "A-B ", "PC ", "Jo", "\n",
    "\n\n", "today", "in May ", "was attacked", "&", " & ", "÷", "ŵ", "İ", "ﬁ", "①", "٣", "%", "$",
    "?", "…", "{# note #}", "{% if organisation.kind == 'force' %}", "{% endif %}", "\\", "\t",
    "\r", "0800 ", "👩\u200d🚒",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    picture = "picture.jpg: {rights: Ours, people: background, text: Words here}\n"
    example = Example(
        platforms=PLATFORMS, picture="jpeg 1080x1080", files={"assets/assets.yaml": picture}
    )
    folder: Path = tmp_path_factory.mktemp("odd")
    return read_library(write_example(folder, example), LIMITS)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS, alt=TEXTS, link=TEXTS)
def test_no_text_stops_a_check(library: Library, text: str, alt: str, link: str) -> None:
    (message,) = library.messages.values()
    section = Section((), text.strip() or "x", 8)
    odd = replace(message, sections=(section,), alt=alt, link=link, quote_by=alt, partner=link)
    for place in ({"messages": {odd.id: odd}}, {"messages": {}, "faulty": {odd.id: odd}}):
        found = check(replace(library, **place), LIMITS, TODAY)
        assert found == sorted(found)
        assert all(f.line >= 1 and f.column >= 1 and f.message for f in found)


@pytest.mark.parametrize("piece", PIECES)
def test_a_text_of_one_odd_thing_is_checked(library: Library, piece: str) -> None:
    (message,) = library.messages.values()
    odd = replace(message, sections=(Section((), (piece * 4000)[:20_000], 8),))
    check(replace(library, messages={odd.id: odd}), LIMITS, TODAY)
