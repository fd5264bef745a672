"""Those who are heard: the longest text of every platform, every fault, and few others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from campaign.adapters.limits import LIMITS
from campaign.checks.check import check
from campaign.checks.worst import Everyone, Worst
from campaign.library.library import Library
from campaign.library.message import Message, Section
from campaign.library.organisation import Channel, Organisation
from campaign.library.register import Signpost
from campaign.library.render import RenderError, render
from campaign.library.settings import Campaign

TODAY = date(2026, 11, 22)
PLATFORMS = ("x", "facebook", "threads", "linkedin", "mastodon", "bluesky", "instagram")
# Limits as short as the texts here, so that some are over them for some organisations only.
SHORT = {"x": 60, "threads": 100, "linkedin": 120, "mastodon": 90, "bluesky": 80}
TIGHT = {p: replace(LIMITS[p], text_limit=SHORT.get(p, LIMITS[p].text_limit)) for p in PLATFORMS}
BYTES = {**TIGHT, "bluesky": replace(TIGHT["bluesky"], text_limit=300, text_bytes=150)}

VALUES = st.one_of(
    st.sampled_from(
        [
            "", " ", "Cwm Police", "Northshire Police", "The Office of the Commissioner",
            "northshire.police.uk/film", "https://cwm.police.uk/a", "https://cwm.police.uk/a(b",
            "cwm.example/how-to-send-us-your-footage", "@NorthshirePolice", "@cwm@police.social",
            "#Cwm", "#NorthshirePolice", "💙", "👮🏽‍♀️ Cwm", "Heddlu 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "\u0301accent", "e\u0301",
            "Ŵ", "日本警察", "St. Cwm", "999", "0800 18000", "register by emergencySMS", "a\nb",
            "cwm.uk", "police.uk", "Police (North)", "1" * 40,
        ]
    ),
    st.text("ab é💙.", max_size=12),
)  # fmt: skip
NAMES = ("organisation.name", "organisation.footage_link", "organisation.contact",
         "organisation.chief", "channel.handle", "signpost.emergency",
         "campaign.hashtag")  # fmt: skip
WORDS = st.sampled_from(
    [" ", "\n", "Call 999. ", "call ", " or 999", " a.uk b.uk c.uk d.uk ", "#One", "Thank you ",
     "❤️", "👮🏽‍♀️", "💙 ", "https://", ".uk", "’s ", "'s", "(", ") ", "“", "” ", ", ", ".", "@", "/",
     "x" * 30, "é", "{# a note #}"]
)  # fmt: skip
NAME = st.sampled_from(NAMES)
SLOT = st.builds("{{{{ {} }}}}".format, NAME)
FREE = st.builds(
    " {{{{ {} }}}}{}".format, NAME, st.sampled_from([" ", ". ", ", ", "'s ", "’s ", "” "])
)
FILTER = st.builds("{{{{ {} | {} }}}}".format, NAME, st.sampled_from(["upper", "default('us')"]))
CONDITION = st.one_of(
    st.builds("if {}".format, NAME),
    st.builds("if not {}".format, NAME),
    st.builds("if {} == 'Cwm Police'".format, NAME),
    st.just("if organisation.kind == 'force'"),
)
PLAIN = st.lists(st.one_of(WORDS, SLOT, FREE, FREE), max_size=8).map("".join)
CHOICE = st.builds(
    "{{% {} %}}{}{{% else %}}{}{{% endif %}}".format, CONDITION, PLAIN, PLAIN | st.just("")
)
TEXT = st.one_of(
    PLAIN, st.lists(st.one_of(WORDS, SLOT, FREE, FILTER, CHOICE), max_size=5).map("".join)
)


def organisation(number: int, values: list[str], *, chief: bool) -> Organisation:
    name, link, contact, title, handle = values
    id_ = f"o{number}"
    return Organisation(
        id=id_,
        name=name or id_,
        kind=("force", "governance")[number % 2],
        footage_link=link,
        contact=contact,
        values={"chief": title} if chief else {},
        channels=tuple(
            Channel(id=f"{id_}-{platform}", organisation=id_, platform=platform, handle=handle)
            for platform in PLATFORMS
        ),
    )


ORGANISATIONS = st.lists(
    st.tuples(st.lists(VALUES, min_size=5, max_size=5), st.booleans()), min_size=1, max_size=6
).map(lambda many: [organisation(n, values, chief=chief) for n, (values, chief) in enumerate(many)])


def library_of(organisations: list[Organisation], text: str, **settings: str) -> Library:
    sections = (Section((), text.strip(), 6), Section(("x",), text.strip()[::1], 9))
    message = Message(
        id="m", file="messages/m.md", title="M", theme="t", platforms=PLATFORMS,
        sections=sections[: 1 + len(text) % 2], **settings,
    )  # fmt: skip
    return Library(
        folder=Path("nowhere"),
        campaign=Campaign(name="Behind the Badge", hashtag="#BehindTheBadge"),
        organisations={one.id: one for one in organisations},
        signposts={"emergency": Signpost(id="emergency", text="999", name="Emergency")},
        messages={"m": message},
    )


def longest(library: Library, choose: type[Worst], limits=TIGHT) -> dict[str, tuple[int, str]]:
    """Return, for each platform, the longest text there is, and who is first to say it."""
    found: dict[str, tuple[int, str]] = defaultdict(lambda: (-1, ""))
    (message,) = library.messages.values()
    for channel in choose(library, limits).speakers(message).heard:
        try:
            text = render(library, message, channel).content.text
        except RenderError:
            continue
        length = limits[channel.platform].text_length(text)
        if length > found[channel.platform][0]:
            found[channel.platform] = length, channel.id
    return dict(found)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(ORGANISATIONS, TEXT, st.one_of(st.just(""), PLAIN), st.booleans())
@example([], "Thank you.", "", False)
def test_the_longest_texts_and_all_findings_are_those_of_asking_everybody(
    organisations, text, link, bytes_matter
):
    limits = BYTES if bytes_matter else TIGHT
    library = library_of(organisations, text, link=link.strip())
    assert longest(library, Worst, limits) == longest(library, Everyone, limits)
    assert check(library, limits, TODAY) == check(library, limits, TODAY, choose=Everyone)


MORE_THAN_LENGTH = {
    "a link swallows the ’s behind it": ("https://cwm.police.uk/a", "b" * 22, "For {}'s sake."),
    "a link swallows a quotation mark": ("https://cwm.police.uk/a", "b" * 22, "See “{}” now."),
    "a value becomes part of a link": ("cwm", "c" * 30, "https://{}.police.uk/a and more"),
    "a call is too far from its number": ("Cwm", "The Offices" * 8, "Call {} or 999."),
    "old emoji make a text too long": ("Cwm", "b" * 25, "🧑‍🧑‍🧒‍🧒 🧑‍🧑‍🧒‍🧒 " + "a" * 41 + " {}"),
    "a value is one link too many": ("cwm.uk", "b" * 30, "a.uk b.uk c.uk d.uk e.uk {}"),
    "a value is a hashtag": ("#Cwm", "b" * 30, "We are {} #Together"),
    "bytes count as well": ("日" * 19, "b" * 20, "a" * 100 + " {}"),
    "nothing is left of a text": (" ", "b", "{}"),
}


@pytest.mark.parametrize("reason", MORE_THAN_LENGTH)
def test_where_more_counts_than_the_length_of_a_value(reason):
    one, other, text = MORE_THAN_LENGTH[reason]
    two = [
        organisation(n, [v, "l", "c", "t", "@h"], chief=True) for n, v in enumerate((one, other))
    ]
    library = library_of(two, text.replace("{}", "{{ organisation.name }}"))
    assert longest(library, Worst, BYTES) == longest(library, Everyone, BYTES)
    assert check(library, BYTES, TODAY) == check(library, BYTES, TODAY, choose=Everyone)


def forces(count: int = 43) -> list[Organisation]:
    return [
        organisation(
            2 * n,
            [
                f"Force {'of the North ' * (n % 5)}{n}",
                f"force{n}.police.uk/film{'s' * (n % 7)}",
                "" if n % 2 else f"{n}",
                "Chief",
                f"@force{n}",
            ],
            chief=True,
        )
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("Thank you. {{ campaign.hashtag }}", 7),
        ("Send it to {{ organisation.footage_link }} please.", 7),
        ("A word from {{ organisation.name }}.", 7),
        ("{% if organisation.contact %}Ring us.{% else %}Write.{% endif %}", 14),
        ("A word from {{ organisation.name }}’s {{ organisation.chief }}. 💙", 60),
    ],
)
def test_few_of_many_are_heard(text, most):
    library = library_of(forces(), text)
    speakers = Worst(library, LIMITS).speakers(library.messages["m"])
    assert len(speakers.all) == 43 * len(PLATFORMS)
    assert len(speakers.heard) <= most


def test_everybody_who_lacks_a_value_is_told():
    library = library_of(forces(), "Write to {{ organisation.contact }} today.")
    findings = check(library, LIMITS, TODAY)
    told = [finding.message for finding in findings if finding.code == "empty-value"]
    assert len(told) == 21
    assert "“organisation.contact” is empty for Force of the North 1." in told


def test_whoever_is_left_with_nothing_to_say_is_told():
    library = library_of(forces(4), "{% if organisation.contact %}Ring us.{% endif %}")
    told = [f.message for f in check(library, LIMITS, TODAY) if f.code == "empty-text"]
    assert len(told) == 2 * len(PLATFORMS)


def test_a_way_to_count_that_is_not_ours_is_asked_for_everybody():
    odd = {**LIMITS, "x": replace(LIMITS["x"], text_length=lambda text: 500 - len(text))}
    library = library_of(forces(), "A word from {{ organisation.name }}.")
    assert longest(library, Worst, odd) == longest(library, Everyone, odd)
    codes = [finding.code for finding in check(library, odd, TODAY)]
    assert "PLAIN-06" in codes
