"""The mix of a plan: kinds, echoes and the tone of the day."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.checks.case import Planned
from campaign.checks.language.likeness import ALIKE, near_duplicates, similarity, triples
from campaign.checks.plan_rules import check_plan
from campaign.library.finding import Finding, Waiver
from campaign.library.library import Library
from campaign.library.message import Message, Section
from campaign.library.organisation import Channel, Organisation
from campaign.library.register import AwarenessDate
from campaign.library.settings import Campaign, Theme

TODAY = date(2027, 3, 1)
DAY = datetime.fromisoformat("2027-03-01T08:00")  # wall time
KINDS = {"thanks": "positive", "numbers": "numbers", "law": "law", "guidance": ""}
LIBRARY = Library(
    folder=Path(),
    campaign=Campaign(
        name="Behind the Badge",
        hashtag="#BehindTheBadge",
        hashtags=("#ProtectTheProtectors",),
        themes=tuple(Theme(id=id_, title=id_, kind=kind) for id_, kind in KINDS.items()),
    ),
    organisations={
        id_: Organisation(
            id=id_,
            name=name,
            kind="force",
            channels=tuple(Channel(id=one, organisation=id_, platform="x") for one in channels),
        )
        for id_, name, channels in (
            ("police", "Northshire Police", ("x", "facebook")),
            ("office", "The Commissioner", ("office-x",)),
            ("partner", "A Partner", ("partner-x",)),
        )
    },
    dates=(
        AwarenessDate(day=date(2027, 11, 11), name="Armistice Day", tone="solemn"),
        AwarenessDate(day=date(2027, 11, 25), name="A day for somebody", tone="sensitive"),
        AwarenessDate(day=date(2027, 12, 5), name="Volunteer Day", tone="normal"),
    ),
)


def message(id_: str, theme: str = "guidance", *waivers: Waiver) -> Message:
    section = Section((), "Text", 7)
    return Message(
        id=id_, file=f"messages/{id_}.md", title=id_, theme=theme, platforms=("x",),
        sections=(section,), waivers=waivers,
    )  # fmt: skip


def post(id_: str, text: str, at: datetime = DAY, channel: str = "x") -> Planned:
    return Planned(at, channel, message(id_), text)


def plan_of(*themes: str, channel: str = "x") -> list[Planned]:
    return [
        Planned(
            DAY + timedelta(days=number), channel, message(f"m{number}", theme), f"Text {number}"
        )
        for number, theme in enumerate(themes)
    ]


def found(posts: list[Planned], code: str, library: Library = LIBRARY) -> list[Finding]:
    return [one for one in check_plan(library, posts, TODAY) if one.code == code]


def test_a_month_with_too_little_that_is_positive_is_reported() -> None:
    (finding,) = found(plan_of(*["thanks"] * 2, *["guidance"] * 8), "MIX-01")
    assert finding.message.startswith(
        "2 of the 10 posts planned for March 2027 by Northshire Police are positive"
    )
    assert finding.file == "messages/campaign.yaml"


def test_a_month_with_too_many_figures_is_reported() -> None:
    themes = "thanks thanks thanks thanks numbers numbers law guidance guidance guidance"
    (finding,) = found(plan_of(*themes.split()), "MIX-01")
    assert finding.message.startswith(
        "3 of the 10 posts planned for March 2027 by Northshire Police are about figures"
    )


def test_a_balanced_month_is_fine() -> None:
    themes = "thanks thanks thanks numbers law guidance guidance guidance guidance guidance"
    assert not found(plan_of(*themes.split()), "MIX-01")


def test_a_few_posts_have_no_mix() -> None:
    assert not found(plan_of(*["numbers"] * 9), "MIX-01")


def test_the_mix_of_one_organisation_does_not_hide_that_of_another() -> None:
    posts = [
        *plan_of(*["thanks"] * 20),
        *plan_of(*["numbers"] * 2, *["guidance"] * 8, channel="office-x"),
    ]
    (finding,) = found(posts, "MIX-01")
    assert finding.message == (
        "None of the 10 posts planned for March 2027 by The Commissioner are positive;"
        " 30% at least should be positive."
    )


def test_who_shows_one_theme_alone_is_told_so_by_name() -> None:
    posts = [*plan_of(*["thanks"] * 10), *plan_of(*["numbers"] * 10, channel="office-x")]
    (finding,) = found(posts, "MIX-01")
    assert finding.message == (
        "All 10 posts planned for March 2027 by The Commissioner are of one theme, “numbers”;"
        " 30% at least should be positive."
    )


def test_the_channels_of_an_organisation_have_one_mix() -> None:
    posts = [*plan_of(*["thanks"] * 5), *plan_of(*["guidance"] * 10, channel="facebook")]
    assert not found(posts, "MIX-01")


def test_many_who_post_little_are_judged_together() -> None:
    posts = [
        *plan_of(*["guidance"] * 9, channel="office-x"),
        *plan_of("thanks", channel="partner-x"),
    ]
    (finding,) = found(posts, "MIX-01")
    assert finding.message.startswith("1 of the 10 posts planned for March 2027 by organisations")


def test_themes_without_kinds_have_no_mix() -> None:
    plain = tuple(replace(theme, kind="") for theme in LIBRARY.campaign.themes)
    library = replace(LIBRARY, campaign=replace(LIBRARY.campaign, themes=plain))
    assert not found(plan_of(*["numbers"] * 12), "MIX-01", library)


FIRST = "The kettle goes on. Someone asks how the day went. Behind every badge is a person."
ECHO = "The kettle goes on! Someone asks how the day went. Behind each badge is a person. #Home"


def test_two_messages_that_say_nearly_the_same_are_reported_at_the_later() -> None:
    posts = [post("one", FIRST), post("two", ECHO, DAY + timedelta(days=30))]
    (finding,) = found(posts, "MIX-02")
    assert (finding.file, finding.line) == ("messages/two.md", 7)
    assert "31/3/2027" in finding.message
    assert "“one”" in finding.message


@pytest.mark.parametrize(
    "later",
    [
        post("two", ECHO, DAY + timedelta(days=31)),
        post("two", ECHO, DAY + timedelta(days=3), channel="facebook"),
        post("one", FIRST, DAY + timedelta(days=3)),  # the rest period is about this
        post("two", "The kettle goes on. Nobody is at home to ask.", DAY + timedelta(days=3)),
    ],
)
def test_what_is_far_away_elsewhere_or_different_is_no_echo(later: Planned) -> None:
    assert not found([post("one", FIRST), later], "MIX-02")


def test_an_echo_is_told_once() -> None:
    posts = [
        post(id_, text, DAY + timedelta(days=day), channel)
        for day, (id_, text) in enumerate([("one", FIRST), ("two", ECHO)] * 4)
        for channel in ("x", "facebook")
    ]
    assert len(found(posts, "MIX-02")) == 1


def test_two_messages_with_the_same_words_are_an_echo() -> None:
    assert found([post("one", FIRST), post("two", FIRST, DAY + timedelta(days=1))], "MIX-02")


SOLEMN = datetime.fromisoformat("2027-11-11T12:00")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("We remember. #BehindTheBadge", "has the campaign's hashtag."),
        ("We remember. #protecttheprotectors", "has the campaign's hashtag."),
        ("We remember: www.northshire-police.example", "has a link."),
        ("We remember.\nShare this with a friend.", "has a call to action."),
        (
            "Please join us: https://a.example #BehindTheBadge",
            "has the campaign's hashtag, a link and a call to action.",
        ),
    ],
)
def test_promotion_on_a_solemn_day_is_reported(text: str, named: str) -> None:
    (finding,) = found([post("one", text, SOLEMN), post("one", text, SOLEMN, "y")], "MIX-03")
    assert finding.message == f"11/11/2027 is Armistice Day, a solemn day, and this {named}"


@pytest.mark.parametrize(
    "quiet",
    [
        post("one", "We remember all who served, and those who share their lives.", SOLEMN),
        post("one", "We remember. #NeverForgotten", SOLEMN),
        post("one", "Join us! #BehindTheBadge", SOLEMN + timedelta(days=1)),
        post("one", "Join us! #BehindTheBadge", SOLEMN + timedelta(days=24)),
    ],
)
def test_what_is_quiet_or_on_another_day_is_fine(quiet: Planned) -> None:
    assert not found([quiet], "MIX-03")


def test_a_sensitive_day_is_as_quiet() -> None:
    (finding,) = found([post("one", "Join us!", SOLEMN + timedelta(days=14))], "MIX-03")
    assert "a sensitive day" in finding.message


def test_a_waiver_marks_the_finding() -> None:
    waiver = Waiver("MIX-03", "The service has its own page", "A Editor")
    said = message("one", "guidance", waiver)
    library = replace(LIBRARY, messages={"one": said})
    (finding,) = found([Planned(SOLEMN, "x", said, "Join us!")], "MIX-03", library)
    assert finding.waived == waiver


words = st.lists(st.sampled_from("abcde"), max_size=12).map(" ".join)


@settings(deadline=None)
@given(st.lists(words, max_size=12))
def test_no_pair_of_near_duplicates_is_missed(texts: list[str]) -> None:
    near = near_duplicates(texts)
    for one in texts:
        for other in texts:
            alike = one != other and similarity(triples(one), triples(other)) >= ALIKE
            assert (other in near.get(one, ())) == alike


@given(st.lists(st.text(max_size=60), max_size=4))
def test_no_text_is_too_odd(texts: list[str]) -> None:
    posts = [post(f"m{number}", text, SOLEMN) for number, text in enumerate(texts)]
    check_plan(LIBRARY, posts, TODAY)


def test_thousands_of_texts_are_compared_in_no_time() -> None:
    chance = Random(7)
    words = [f"w{number}" for number in range(500)]
    safe = "Call 999 in an emergency and stay back"
    texts = [f"{' '.join(chance.choices(words, k=30))}. {safe}" for _ in range(3000)]
    begin = time.process_time()
    near = near_duplicates([*texts, f"{texts[5]} now"])
    assert near == {texts[5]: {f"{texts[5]} now"}, f"{texts[5]} now": {texts[5]}}
    assert time.process_time() - begin < 10  # seconds; half a second is usual


def test_texts_that_are_alike_in_their_common_parts_only_are_found() -> None:
    assert near_duplicates(["x b c d e", "b c d e y", "b c d"])["x b c d e"] == {"b c d e y"}
