"""The campaign that ships with the program is fit to be sent as it is."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone

import pytest
from PIL import Image, ImageChops, ImageStat

from campaign.adapter import limit_problems
from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.checks.plan_rules import Planned, check_plan
from campaign.library.finding import Finding, Severity
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.message import Message
from campaign.library.organisation import Channel
from campaign.library.render import Rendering, render, render_thread
from campaign.planning.plan import make_plan
from campaign.planning.slot import to_local
from tests.servers.paths import ROOT
from tests.servers.program import shipped

TODAY = date(2026, 11, 22)
CAVEAT = "only if it is safe"
SAFE_STEPS = re.compile(
    r"\b(ring|call|calm|speak softly|walk them away|film|keep|write down|check in|ask|move)"
)
STEPPING_IN = re.compile(
    r"(?<!not )(?<!have to )(?<!has to )\b(step in|grab|tackle|restrain|chase|confront|hold them)",
    re.IGNORECASE,
)
PRIVATE_ROUTES = re.compile(r"\b(dm|direct message|e-?mail|reply)\b", re.IGNORECASE)
FOOTAGE = re.compile(r"\b(send us|let us (see|have) it|send it in)\b", re.IGNORECASE)
OF_THE_FORCE = re.compile(r"\bour (officers|staff|detention|PCSOs)")
THEMES = {
    "behind-the-badge": 10,
    "impact": 6,
    "bystander-guidance": 12,
    "footage": 6,
    "law": 4,
    "night-out": 6,
    "custody": 4,
    "victims-too": 4,
    "thanks": 7,
    "numbers": 5,
    "whole-team": 8,
    "dates": 6,
    "wellbeing": 4,
    "young-people": 4,
    "abuse": 4,
    "partners": 4,
}
INTERNAL = {"victims-too", "wellbeing", "partners"}
WELSH = "heddlu-gwernant"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(ROOT, LIMITS)


@pytest.fixture(scope="module")
def posts(library: Library) -> list[tuple[Message, Channel, Rendering]]:
    return [
        (message, channel, part)
        for message in library.messages.values()
        for channel in library.channels_for(message)
        for part in render_thread(library, message, channel)
    ]


def files(*patterns: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        for path in sorted((ROOT / "messages").glob(pattern)):
            yield path.name, path.read_text(encoding="utf-8")


def test_the_library_reads_and_checks_without_a_finding(library):
    found = [*library.findings, *check(library, LIMITS, TODAY)]
    assert [finding for finding in found if not is_refused_welsh(finding)] == []
    assert [message.id for message in library.messages.values() if message.waivers] == []


def is_refused_welsh(finding: Finding) -> bool:
    return finding.code == "CY-L1" and finding.file.startswith("messages/welsh-pairs/")


def test_welsh_that_no_translator_has_reviewed_is_refused_for_publishing(library):
    pairs = {m.id: m for m in library.messages.values() if m.id.startswith("welsh-pairs/")}
    assert len(pairs) >= 12
    assert {message.pair_id for message in pairs.values()} == set(pairs)
    assert all(message.draft for message in pairs.values())
    assert not any(message.reviewed or message.translator for message in pairs.values())
    ready = {name: replace(message, draft=False) for name, message in pairs.items()}
    found = check(replace(library, messages=ready), LIMITS, TODAY)
    assert {(f.file, f.code, f.severity) for f in found} == {
        (message.file, "CY-L1", Severity.ERROR) for message in pairs.values()
    }


@pytest.mark.parametrize("first", [date(2026, 12, 1), date(2027, 2, 1), date(2027, 9, 1)])
def test_a_planned_month_is_well_mixed(library, first):
    posts = planned(library, first)
    kinds = Counter(post.message.theme for post in posts)
    positive = kinds["behind-the-badge"] + kinds["thanks"] + kinds["whole-team"]
    action = kinds["bystander-guidance"] + kinds["footage"]
    assert positive >= 0.3 * len(posts)
    assert action >= 0.3 * len(posts)
    assert kinds["law"] + kinds["numbers"] <= 0.2 * len(posts)
    assert check_plan(library, posts, TODAY) == []


def planned(library: Library, first: date) -> list[Planned]:
    """Return the posts of a month that begins on a day, as their channels would say them."""
    start = datetime.combine(first, time(), timezone.utc)
    plan = make_plan(library, history=[], start=start, end=start + timedelta(days=30))
    found = []
    for post in plan.posts:
        message, channel = library.messages[post.message], library.channels[post.channel]
        text = render(library, message, channel).content.text
        found.append(Planned(to_local(post.at, library.campaign.zone), post.channel, message, text))
    return found


def test_no_message_file_is_left_behind(library):
    written = {path.stem for path in (ROOT / "messages").glob("*/*.md")}
    assert {message.rpartition("/")[2] for message in library.messages} == written


def test_there_are_enough_finished_messages_in_each_of_sixteen_themes(library):
    finished = [message for message in library.messages.values() if not message.draft]
    assert len(finished) >= 84
    themes = Counter(message.theme for message in finished)
    assert set(themes) == {theme.id for theme in library.campaign.themes} == set(THEMES)
    assert {theme: fewest for theme, fewest in THEMES.items() if themes[theme] < fewest} == {}


def test_a_message_stands_in_the_folder_of_its_theme(library):
    for message in library.messages.values():
        folder = message.id.partition("/")[0]
        assert folder in {message.theme, "welsh-pairs"}, message.id


def test_every_message_has_a_channel_and_every_channel_has_messages(library, posts):
    assert {message.id for message, _, _ in posts} == set(library.messages)
    spoken = Counter(channel.id for _, channel, _ in posts)
    assert {channel for channel in library.channels if spoken[channel] < 3} == set()


def test_every_voice_and_audience_is_heard(library):
    kinds = {organisation.kind for organisation in library.organisations.values()}
    assert kinds == {"force", "governance", "association", "partner"}
    assert {message.voice for message in library.messages.values()} >= {"officer", "partner"}
    audiences = {message.audience for message in library.messages.values()}
    assert audiences >= {
        *("public", "bystander", "young-adult", "night-out", "parents-schools", "detained"),
        *("families", "workforce", "leaders", "partners", "media", "communities"),
    }


def test_internal_themes_stay_on_internal_channels(posts):
    for message, channel, rendering in posts:
        if message.theme in INTERNAL:
            assert channel.platform == "sandbox", (message.id, channel.id)
        else:
            assert "0300 131 2789" not in rendering.content.text or channel.id in {
                "northshire-intranet",
                "northshire-association-bulletin",
            }, (message.id, channel.id)


def test_screens_in_custody_ask_nobody_to_ring_or_to_click(posts):
    screens = [(m, r.content.text) for m, c, r in posts if c.id == "northshire-custody-screens"]
    assert len(screens) >= 6
    for message, text in screens:
        assert message.audience == "detained", message.id
        assert not re.search(r"https?:|\d|\b(ring|scan|click|phone|website)\b", text), message.id


def test_solemn_days_get_a_plain_text(library):
    solemn = [m for m in library.messages.values() if m.tone == "solemn"]
    assert len(solemn) >= 4
    for message in solemn:
        assert not message.image, message.id
        assert not message.link, message.id
        assert not any("#" in s.text or "campaign." in s.text for s in message.sections), message.id


def test_what_an_officer_tells_rests_on_consent(library):
    told = [message for message in library.messages.values() if message.voice == "officer"]
    assert len(told) >= 4
    for message in told:
        assert message.consents, message.id
        assert all(library.consents[entry].holds(TODAY) for entry in message.consents), message.id


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
    assert len({message.image for message in pictured}) >= 30
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
    assert {asset.rights for asset in library.assets.values()} == {"drawn for this campaign"}
    assert {asset.people for asset in library.assets.values()} == {"none"}
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
        if message.theme == "bystander-guidance" and channel.language == "en-GB"
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
        words = re.sub(r"\{\{.*?\}\}|\b20\d\d\b", "", body)
        assert not re.search(r"\d", words), name


def test_prison_is_always_up_to(posts):
    for message, _, rendering in posts:
        text = rendering.content.text
        assert text.count("two years") == text.count("up to two years"), message.id


def test_tags_are_few_and_come_last(library, posts):
    for message, channel, rendering in posts:
        tags = re.findall(r"#\w+", rendering.content.text)
        assert len(tags) <= 2, message.id
        assert set(tags) <= {library.campaign.hashtag, *library.campaign.hashtags}, message.id
        words = re.sub(r"\n\n\d/\d$", "", rendering.content.text)  # the number of a part
        assert not tags or words.endswith(tags[-1]), (message.id, channel.id)
        assert len(re.findall(r"https?://", rendering.content.text)) <= 1, message.id


def test_every_fact_says_where_it_comes_from_and_when_it_ends(library):
    assert len(library.facts) >= 10
    for fact in library.facts.values():
        assert all((fact.source, fact.period, fact.geography, fact.measure)), fact.id
        assert re.match(r"https?://\S+\.\S+", fact.url), fact.id
        assert fact.expires is not None, fact.id
        assert fact.expires > TODAY, fact.id


def test_dates_of_2027_have_a_tone_and_a_status(library):
    days = [day for day in library.dates if day.day.year == 2027]
    assert len(days) >= 25
    assert {day.status for day in days} == {"confirmed", "by rule", "to be confirmed"}
    assert {day.tone for day in days} == {"normal", "solemn", "sensitive"}
    quiet = {(window.day.day, window.day.month) for window in library.campaign.quiet}
    assert {(9, 9), (11, 11), (8, 11), (14, 11)} <= quiet
    assert [period.area for period in library.campaign.pre_election] == ["Northshire"]


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


def test_when_the_office_becomes_another_every_text_follows(tmp_path):
    shipped(tmp_path)
    office = tmp_path / "messages/organisations/northshire-governance.yaml"
    text = office.read_text(encoding="utf-8")
    text = text.replace("Police and Crime Commissioner’s Office", "Policing Board")
    text = re.sub("Northshire PCC", "Northshire Board", text).replace("commissioner", "board")
    office.write_text(re.sub("(?i)northshire-?pcc", "NorthshireBoard", text), encoding="utf-8")
    settings = "title: T\ntheme: thanks\nplatforms: X\norganisations: northshire-governance"
    own = f"---\n{settings}\n---\n{{{{ organisation.name }}}} and {{{{ organisation.website }}}}"
    (tmp_path / "messages/thanks/own.md").write_text(own, encoding="utf-8")
    changed = read_library(tmp_path, LIMITS)
    said = [
        part.content.text
        for message in changed.messages.values()
        for channel in changed.organisations["northshire-governance"].channels
        if channel in changed.channels_for(message)
        for part in render_thread(changed, message, channel)
    ]
    assert len(said) > 10
    assert not [one for one in said if re.search(r"PCC|Commissioner|-commissioner", one)]
    assert "Northshire Policing Board and https://www.northshire-board.example" in said
