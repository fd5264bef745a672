"""What is put right without a person."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.checks.fix import Hashtags, hashtags_of, mend_message, mend_settings
from campaign.cli import reading
from campaign.cli.checked import Scope
from campaign.cli.mending import mend
from tests.servers.campaign_folder import library_of, write_campaign

TAGS = Hashtags(("#BehindTheBadge",), frozenset({"Northshire"}))
HEAD = "---\ntitle: Talk\ntheme: behind-the-badge\nplatforms: x, facebook\n---\n"


def body(text: str, tags: Hashtags = TAGS) -> str:
    return mend_message(HEAD + text, tags).removeprefix(HEAD)


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("Thank  you   all.", "Thank you all."),
        ("Thank you.  \nAll of you.\t\n \nBye. ", "Thank you.\nAll of you.\n\nBye."),
        ("#behindthebadge", "#BehindTheBadge"),
        ("#behindTheBADGE and #nightshift", "#BehindTheBadge and #NightShift"),
        ("Thank you.#NightShift", "Thank you. #NightShift"),
        ("Thank you#behindthebadge", "Thank you #BehindTheBadge"),
        ("#NightShift#BehindTheBadge", "#NightShift #BehindTheBadge"),
        ("#Don’tLookAway", "#DontLookAway"),
        ("See https://a.example/it’s/here now", "See https://a.example/it's/here now"),
        ("{{ x | default(“none  of it”) }}", '{{ x | default("none  of it") }}'),
        ("{% if a == ‘b’ %}x{% endif %}", "{% if a == 'b' %}x{% endif %}"),
        ("##  Facebook \nText", "## Facebook\nText"),
    ],
)
def test_what_is_safe_is_put_right(written, mended):
    assert body(written) == mended
    assert body(mended) == mended


@pytest.mark.parametrize(
    "text",
    [
        "He said “don’t”, and meant it.",
        "  Indented lines stay.\n\n\nSo do blank ones.",
        "At 10\u00a0am",
        "{{ fact.a  |  default('x  y') }}",
        "{# a  note “for” us  #}",
        "{{ a | default(“it's”) }}",
        "https://a.example/page#section and www.a.example/?q=1#part",
        "{{ organisation.website }}#footage",
        "See page#section and C#Minor, or &#8217;",
        "“https://a.example/page”, they said",
        "#BehindTheBadge’s people",
        "#BehindTheBadge #Thanks #PCSOs",
        "a / b // c#1",
    ],
)
def test_what_may_be_meant_stays(text):
    assert body(text) == text


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("title: “Walk safe”  ", 'title: "Walk safe"'),
        ("title: ‘Walk safe’ # note", "title: 'Walk safe' # note"),
        ("title:\u00a0Walk\u00a0safe", "title: Walk safe"),
        ("a: {b: “c”, d: e}", 'a: {b: "c", d: e}'),
        ("a:\n  - “b”\n  - c", 'a:\n  - "b"\n  - c'),
    ],
)
def test_settings_are_put_right(written, mended):
    assert mend_settings(written) == mended
    assert mend_settings(mended) == mended


@pytest.mark.parametrize(
    "text",
    [
        "cap: 2              # posts a day",
        "alt: He said “hello” to her",
        "alt: “One” and “two”",
        'alt: “She said "no"”',
        "notes: “a \\ b”",
        "notes: |\n  title: “Walk safe”",
        "# title: “Walk safe”",
        "a: [“b",
        "title: Thanks: again",
    ],
)
def test_settings_that_may_be_meant_stay(text):
    assert mend_settings(text) == text


def test_line_ends_and_the_mark_at_the_start_stay():
    text = f"\ufeff{HEAD}Thank  you.\nAll.".replace("\n", "\r\n") + "\n\rOld  Macs"
    assert mend_message(text, TAGS) == text.replace("  ", " ")


def test_a_file_without_a_settings_block_is_not_touched():
    assert mend_message("Thank  you. ", TAGS) == "Thank  you. "


def test_in_welsh_only_the_settled_hashtags_are_known():
    welsh = Hashtags(TAGS.exact, english=False)
    assert body("#behindthebadge #nightshift", welsh) == "#BehindTheBadge #nightshift"


def test_the_campaign_tells_which_hashtags_are_settled(tmp_path):
    tags = hashtags_of(library_of(tmp_path))
    assert tags.right("#BEHINDTHEBADGE") == "#BehindTheBadge"
    assert tags.right("#nightshift") == "#NightShift"
    assert tags.right("#zzqqxx") == "#zzqqxx"


# fmt: off
PIECES = st.sampled_from([
    "#", "#behindthebadge", "#nightshift", "#Don’tLook", "  ", " ", "\t", "\u00a0", "“", "”", "’",
    "\n", "\r\n", ".", "kill", "cops", "word", "{{", "}}", "{%", "%}", "{#", "#}", "é", "日", "\\",
    "{{ campaign.hashtag }}", "https://a.example/", "## X", "|", "default(“a”)", '"', "'", "---",
    "a: ", "- ", "title: “x”", ": ", ",",
])
# fmt: on
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=24).map("".join)


def skeleton(text: str) -> str:
    """What a mended text must share with the one before it."""
    return re.sub("[ \t\u00a0“”‘’\"']", "", text).casefold()


@given(TEXTS, TEXTS)
def test_mending_twice_is_mending_once(front, text):
    for written in (HEAD + text, f"---\n{front}\n---\n{text}", text):
        once = mend_message(written, TAGS)
        assert mend_message(once, TAGS) == once
    assert mend_settings(mend_settings(front)) == mend_settings(front)


@given(TEXTS)
def test_only_spaces_quotes_and_capitals_change_and_no_line_is_lost(text):
    once = mend_message(HEAD + text, TAGS)
    assert skeleton(once) == skeleton(HEAD + text)
    ends = r"\r\n|\r|\n"
    assert re.findall(ends, once) == re.findall(ends, HEAD + text)


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_nothing_new_is_found_in_what_was_mended(title, text):
    head = HEAD.replace("Talk", title.replace("\n", " ").replace("\r", " ") or "Talk")
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        write_campaign(folder, {"behind-the-badge/sample.md": (head + text).encode()})
        before = _codes(folder)
        mend(folder, Scope(), write=True)
        assert _codes(folder) <= before
        once = (folder / "messages/behind-the-badge/sample.md").read_bytes()
        mend(folder, Scope(), write=True)
        assert (folder / "messages/behind-the-badge/sample.md").read_bytes() == once


def _codes(folder: Path) -> Counter[tuple[str, str]]:
    return Counter((f.file, f.code) for f in reading.read_and_check(folder)[1])
