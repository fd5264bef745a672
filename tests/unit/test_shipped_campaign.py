"""The campaign that ships with the program is fit to be sent as it is."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from campaign.checks.check import check
from PIL import Image, ImageChops, ImageStat

from campaign.adapter import limit_problems
from campaign.adapters.limits import LIMITS
from campaign.library.finding import Severity
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.message import Message
from campaign.library.organisation import Channel
from campaign.library.render import Rendering, render
from tests.servers.paths import ROOT

TODAY = date(2026, 11, 22)
CAVEAT = "only if it is safe"
SAFE_STEPS = re.compile(
    r"\b(ring|call|calm|speak softly|walk them away|film|keep|write down|check in|ask|move)"
)
STEPPING_IN = re.compile(
    r"(?<!not )(?<!have to )\b(step in|grab|tackle|restrain|chase|confront|hold them)",
    re.IGNORECASE,
)
PRIVATE_ROUTES = re.compile(r"\b(dm|direct message|e-?mail|reply)\b", re.IGNORECASE)
FOOTAGE = re.compile(r"\b(send us|let us (see|have) it|send it in)\b", re.IGNORECASE)
OF_THE_FORCE = re.compile(r"\bour (officers|staff|detention|PCSOs)")


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(ROOT, LIMITS)


@pytest.fixture(scope="module")
def posts(library: Library) -> list[tuple[Message, Channel, Rendering]]:
    return [
        (message, channel, render(library, message, channel))
        for message in library.messages.values()
        for channel in library.channels_for(message)
    ]


def files(*patterns: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        for path in sorted((ROOT / "messages").glob(pattern)):
            yield path.name, path.read_text(encoding="utf-8")


def test_the_library_reads_and_checks_without_an_error(library):
    findings = [*library.findings, *check(library, LIMITS, TODAY)]
    assert [f for f in findings if f.severity is Severity.ERROR] == []


def test_no_message_file_is_left_behind(library):
    written = {path.stem for path in (ROOT / "messages").glob("*/*.md")}
    assert {message.rpartition("/")[2] for message in library.messages} == written


def test_there_are_enough_messages_and_each_theme_has_half(library):
    themes = Counter(message.theme for message in library.messages.values())
    assert themes.total() >= 30
    assert themes["behind-the-badge"] == themes["bystander-guidance"] == themes.total() / 2
    assert not any(message.draft for message in library.messages.values())


def test_every_message_has_a_channel_and_every_channel_has_messages(library, posts):
    assert {message.id for message, _, _ in posts} == set(library.messages)
    spoken = Counter(channel.id for _, channel, _ in posts)
    assert all(spoken[channel] >= 5 for channel in library.channels)


def test_every_post_fits_its_platform(posts):
    problems = [
        (message.id, channel.id, problem)
        for message, channel, rendering in posts
        for problem in limit_problems(LIMITS[channel.platform], rendering.content)
    ]
    assert problems == []


def test_instagram_is_promised_only_where_there_is_a_picture(library):
    for message in library.messages.values():
        assert message.image or "instagram" not in message.platforms, message.id


def test_pictures_carry_words_for_those_who_cannot_see_them(library):
    pictured = [message for message in library.messages.values() if message.image]
    assert len({message.image for message in pictured}) >= 14
    for message in pictured:
        assert 40 <= len(message.alt) <= 250, message.id
        assert not re.match(r"(?i)(an? )?(image|photo|picture|illustration) of", message.alt)
        assert not re.search(r"[#@]|https?:|[\U0001F000-\U0001FAFF]", message.alt), message.id


def test_pictures_suit_every_network(library):
    for asset in library.assets.values():
        assert asset.size < 900_000, asset.name
        assert 320 <= asset.width <= 1440, asset.name
        assert 4 / 5 <= asset.width / asset.height <= 1.91, asset.name
        assert asset.media_type == "image/jpeg", asset.name


def test_every_picture_is_used_and_can_be_drawn_again(library, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "assets"))
    drawing = runpy.run_path(str(ROOT / "assets" / "draw.py"))
    shipped = {path.name for path in (ROOT / "assets").glob("*.jpg")}
    assert {message.image for message in library.messages.values()} - {""} == shipped
    assert set(drawing["PICTURES"]) == shipped
    size, scene = drawing["PICTURES"]["four-steps.jpg"]
    canvas = drawing["Canvas"](*size)
    scene(canvas)
    canvas.save(tmp_path / "again.jpg")
    drawn, kept = tmp_path / "again.jpg", ROOT / "assets" / "four-steps.jpg"
    with Image.open(drawn) as new, Image.open(kept) as old:
        assert max(ImageStat.Stat(ImageChops.difference(new, old)).mean) < 1


def test_every_bystander_post_says_to_act_only_when_it_is_safe(posts):
    guidance = [
        (message, channel, rendering.content.text.lower())
        for message, channel, rendering in posts
        if message.theme == "bystander-guidance"
    ]
    assert guidance
    for message, channel, text in guidance:
        assert CAVEAT in text, (message.id, channel.id)
        assert SAFE_STEPS.search(text), (message.id, channel.id)


def test_nobody_is_told_to_step_between_people(posts):
    for message, channel, rendering in posts:
        assert not STEPPING_IN.search(rendering.content.text), (message.id, channel.id)


def test_filming_the_police_is_said_to_be_lawful(posts):
    lawful = "You can film the police in public. It is lawful"
    assert any(lawful in rendering.content.text for _, _, rendering in posts)


def test_footage_goes_to_the_force_and_never_to_a_reply(library, posts):
    for message, channel, rendering in posts:
        text = rendering.content.text
        assert not PRIVATE_ROUTES.search(text), message.id
        if FOOTAGE.search(text):
            assert library.organisations[channel.organisation].footage_link in text, message.id


def test_long_posts_that_send_people_to_999_show_the_routes_without_a_voice(posts):
    for message, channel, rendering in posts:
        text = rendering.content.text
        if channel.platform in {"facebook", "linkedin", "instagram"} and "999" in text:
            assert "18000" in text, (message.id, channel.id)
            assert "register first" in text, (message.id, channel.id)


def test_texts_hold_no_number_but_from_the_registers():
    for name, text in files("*/*.md"):
        body = text.split("---\n", 2)[2]
        words = re.sub(r"\{\{.*?\}\}|\b(January|March|July) 20\d\d\b", "", body)
        assert not re.search(r"\d", words), name


def test_prison_is_always_up_to(posts):
    for message, _, rendering in posts:
        text = rendering.content.text
        assert text.count("two years") == text.count("up to two years"), message.id


def test_tags_are_few_and_come_last(library, posts):
    for message, channel, rendering in posts:
        tags = re.findall(r"#\w+", rendering.content.text)
        assert len(tags) <= 2, message.id
        assert set(tags) <= {library.campaign.hashtag}, message.id
        assert not tags or rendering.content.text.endswith(tags[-1]), (message.id, channel.id)
        assert len(re.findall(r"https?://", rendering.content.text)) <= 1, message.id


def test_every_fact_says_where_it_comes_from_and_when_it_ends(library):
    assert len(library.facts) >= 10
    for fact in library.facts.values():
        assert all((fact.source, fact.period, fact.geography, fact.measure)), fact.id
        assert re.match(r"https?://\S+\.\S+", fact.url), fact.id
        assert fact.expires is not None, fact.id
        assert fact.expires > TODAY, fact.id


def test_only_example_domains_are_named():
    for name, text in files("*/*.md", "*.md", "organisations/*.yaml", "campaign.yaml"):
        for host in re.findall(r"https?://([\w.-]+)", text):
            assert host.endswith(".example"), (name, host)
        assert not re.search(r"[\w-]\.(com|org|net|uk|police|gov|social)\b", text), name


def test_no_account_is_named_but_our_own(library, posts):
    ours = {channel.handle for channel in library.channels.values()}
    for message, _, rendering in posts:
        assert set(re.findall(r"@[\w.@-]+", rendering.content.text)) <= ours, message.id
    assert all(channel.network == "sandbox" for channel in library.channels.values())


def test_the_governance_office_speaks_for_itself(posts):
    for message, channel, rendering in posts:
        if channel.organisation == "northshire-governance":
            assert not OF_THE_FORCE.search(rendering.content.text), message.id
