"""Messages as channels say them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from campaign.adapter import Content, Link
from campaign.library.library import Library
from campaign.library.render import RenderError, Rendering, render
from campaign.library.template import template
from tests.servers.campaign_folder import (
    FACTS,
    GOOD,
    PLATFORMS,
    library_of,
    picture,
    write_campaign,
)

GOLDEN = """\
---
title: Share footage with us first
theme: bystander-guidance
platforms: x, facebook
---
Seen an officer hurt? Call {{ signpost.emergency }} first.
  Then send us your video:   {{organisation.footage_link}}

Recorded in a year: {{ fact.total_assaults }}.
{{ campaign.hashtag }}

## X
{{ campaign.name }}: {{ organisation.short_name }} {{ channel.handle }}
"""
CONDITIONS = """\
Hello
{% if organisation.kind == "force" %}
from the police
{% elif organisation.kind in ["governance", "partner"] and not campaign.hashtag == "#x" %}
from the {{ organisation.short_name | upper | replace("NORTHSHIRE", "Northshire") }}
{% endif %}
{{ organisation.contact | default("Call us.") }}
"""


def said(library: Library, channel: str, name: str = "m") -> Rendering:
    """Return what a channel says of the test's message."""
    return render(library, library.messages[f"behind-the-badge/{name}"], library.channels[channel])


def with_body(folder: Path, body: str, *settings: str) -> Library:
    """Read a message with a text and further settings."""
    lines = "".join(f"{line}\n" for line in settings)
    return library_of(folder, m=GOOD.replace("---\nText\n", f"{lines}---\n{body}"))


def test_the_text_for_everybody_else_is_exactly_this(tmp_path: Path) -> None:
    content = said(library_of(tmp_path, m=GOLDEN), "northshire-facebook").content
    assert content == Content(
        text=(
            "Seen an officer hurt? Call 999 first.\n"
            "  Then send us your video:   northshire-police.example/footage\n"
            "\n"
            "Recorded in a year: 41,221.\n"
            "#BehindTheBadge"
        ),
        language="en-GB",
    )


def test_each_organisation_speaks_in_its_own_name(tmp_path: Path) -> None:
    library = library_of(tmp_path, m=GOLDEN.replace(" {{ channel.handle }}", ""))
    police, office = said(library, "northshire-x"), said(library, "commissioner-x")
    assert police.content.text == "Behind the Badge: Northshire Police"
    assert office.content.text == "Behind the Badge: Northshire Commissioner"


def test_the_same_message_renders_the_same_byte_for_byte(tmp_path: Path) -> None:
    first = said(library_of(tmp_path / "a", m=GOLDEN), "northshire-x")
    second = said(library_of(tmp_path / "b", m=GOLDEN), "northshire-x")
    assert first.content.digest("key") == second.content.digest("key")


def test_conditions_and_filters_do_what_they_say(tmp_path: Path) -> None:
    library = with_body(tmp_path, CONDITIONS)
    assert library.findings == ()
    police = said(library, "northshire-facebook").content.text
    assert police == "Hello\nfrom the police\nCall us."
    office = said(library, "commissioner-x").content.text
    assert office == "Hello\nfrom the Northshire COMMISSIONER\nCall us."


def test_a_rendering_knows_the_facts_it_rests_on(tmp_path: Path) -> None:
    facts = FACTS + FACTS.replace("total_assaults", "other").replace(
        "expires: 1/9/2027", "expires: 1/6/2027\n  not_before: 1/12/2026"
    )
    text = GOOD.replace(
        "Text", "{{ fact.total_assaults }}{% if fact.other == '1' %} one{% endif %}."
    )
    folder = write_campaign(tmp_path, {"facts.yaml": facts})
    rendering = said(library_of_existing(folder, text), "northshire-x")
    assert [fact.id for fact in rendering.facts] == ["total_assaults", "other"]
    assert rendering.expires == date(2027, 6, 1)
    assert rendering.not_before == date(2026, 12, 1)


def library_of_existing(folder: Path, message: str) -> Library:
    """Add a message to a campaign that is there already, and read it."""
    from campaign.library.loader import read_library

    (folder / "messages/behind-the-badge").mkdir()
    (folder / "messages/behind-the-badge/m.md").write_text(message)
    return read_library(folder, PLATFORMS)


def test_a_rendering_without_facts_never_expires(tmp_path: Path) -> None:
    rendering = said(library_of(tmp_path, m=GOOD), "northshire-x")
    assert (rendering.facts, rendering.expires, rendering.not_before) == ((), None, None)


def test_a_picture_comes_with_its_alt_text(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/street.png").write_bytes(picture())
    alt = 'alt: "{{ organisation.name }} on patrol."'
    library = with_body(tmp_path, "Text", "image: street.png", alt, "link: https://a.example")
    content = said(library, "northshire-facebook").content
    assert [image.alt for image in content.images] == ["Northshire Police on patrol."]
    assert content.images[0].sha256 == library.assets["street.png"].sha256
    assert (content.images[0].width, content.images[0].media_type) == (40, "image/png")
    assert content.link is None


def test_a_link_becomes_a_card_where_there_is_no_picture(tmp_path: Path) -> None:
    library = with_body(tmp_path, "Text", 'link: "{{ organisation.footage_link }}"')
    card = Link("https://northshire-police.example/footage", "Walking home at night")
    assert said(library, "northshire-facebook").content.link == card


def test_a_welsh_channel_speaks_welsh(tmp_path: Path) -> None:
    library = with_body(tmp_path, "Testun", "language: cy")
    assert said(library, "commissioner-cy").content.language == "cy"


@pytest.mark.parametrize(
    ("body", "line", "column", "code"),
    [
        ("One\nWrite to {{ organisation.contact }}", 8, 13, "empty-value"),
        ("One {% if channel.handle < 3 %}x{% endif %}", 7, 11, "not-filled-in"),
        ("{% if channel.handle == 'x' %}x{% endif %}", 7, 1, "empty-text"),
    ],
)
def test_what_cannot_be_said_names_the_place(
    tmp_path: Path, body: str, line: int, column: int, code: str
) -> None:
    with pytest.raises(RenderError) as caught:
        said(with_body(tmp_path, body), "northshire-facebook")
    finding = caught.value.finding
    assert (finding.line, finding.column, finding.code) == (line, column, code)
    assert finding.file == "messages/behind-the-badge/m.md"


def test_a_platform_without_a_text_is_told(tmp_path: Path) -> None:
    library = library_of(tmp_path, m=GOOD)
    message = replace(library.messages["behind-the-badge/m"], sections=())
    with pytest.raises(RenderError, match="no text for the platform"):
        render(library, message, library.channels["northshire-x"])


def test_a_fact_that_could_not_be_read_is_never_printed_as_nothing(tmp_path: Path) -> None:
    folder = write_campaign(tmp_path, {"facts.yaml": FACTS.replace("text: 41,221\n  ", "")})
    library = library_of_existing(folder, GOOD.replace("Text", "{{ fact.total_assaults }}"))
    with pytest.raises(RenderError, match="cannot be filled in"):
        said(library, "northshire-x")


def test_plain_placeholders_are_joined_without_waking_jinja(tmp_path: Path) -> None:
    import subprocess
    import sys

    write_campaign(tmp_path, {"m.md": GOOD.replace("Text", "{{ campaign.name }}")})
    program = (
        "import sys, pathlib\n"
        "from tests.servers.campaign_folder import PLATFORMS\n"
        "from campaign.library.loader import read_library\n"
        "from campaign.library.render import render\n"
        "library = read_library(pathlib.Path(sys.argv[1]), PLATFORMS)\n"
        "channel = library.channels['northshire-x']\n"
        "print(render(library, library.messages['m'], channel).content.text)\n"
        "print(sorted({'jinja2', 'django', 'requests'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n") == ["Behind the Badge", "[]", ""]


def test_a_text_is_made_ready_once() -> None:
    assert template("Call {{ signpost.emergency }}") is template("Call {{ signpost.emergency }}")
    assert template("Call {{ signpost.emergency }}.").pieces == ("Call ", "signpost.emergency", ".")
