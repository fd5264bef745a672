"""Links to our own websites tell the campaign and the channel, and nothing of anybody."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from campaign.capabilities import limit_problems
from campaign.checks.check import check
from campaign.library.library import Library
from campaign.library.loader import read_library
from campaign.library.render import Rendering, render, render_thread
from campaign.library.tracking import plain
from tests.servers.campaign_folder import CAMPAIGN, GOOD, PLATFORMS, write_campaign

TODAY = date(2026, 11, 22)
TRACKED = f"{CAMPAIGN}tracking: utm_campaign=badge\n"
TAG = "utm_source=northshire-x&utm_medium=social&utm_campaign=badge"
OWN = "https://www.northshire-police.example"


def tracked(folder: Path, body: str, settings: str = "", campaign: str = TRACKED) -> Library:
    text = GOOD.replace("---\nText\n", f"{settings}---\n{body}\n")
    files = {"campaign.yaml": campaign, "behind-the-badge/m.md": text}
    return read_library(write_campaign(folder, files), PLATFORMS)


def said(library: Library, channel: str = "northshire-x") -> Rendering:
    message = library.messages["behind-the-badge/m"]
    return render(library, message, library.channels[channel])


@pytest.mark.parametrize(
    ("typed", "rendered"),
    [
        (f"See {OWN}/a.", f"See {OWN}/a?{TAG}."),
        (f"See {OWN}.", f"See {OWN}/?{TAG}."),
        (f"See {OWN}/, now", f"See {OWN}/?{TAG}, now"),
        (f"({OWN}/a?page=2#part)", f"({OWN}/a?page=2&{TAG}#part)"),
        ("See Northshire-Police.example/a", f"See Northshire-Police.example/a?{TAG}"),
        ("Go to {{ organisation.website }}", f"Go to {OWN}/?{TAG}"),
        (f"{OWN}/a?utm_source=me&b=1&UTM_id=7", f"{OWN}/a?b=1&{TAG}"),
        ("https://elsewhere.example/a", "https://elsewhere.example/a"),
        ("https://x.northshire-police.example/a", "https://x.northshire-police.example/a"),
        ("https://northshire-police.example.org/a", "https://northshire-police.example.org/a"),
        ("https://elsewhere.example/northshire-police.example", None),
        (f"https://elsewhere.example/share?u={OWN}/a&t=1", None),
        (
            f"https://elsewhere.example/#{OWN}/a, {OWN}/b",
            f"https://elsewhere.example/#{OWN}/a, {OWN}/b?{TAG}",
        ),
        ("Write to hello@northshire-police.example", None),
    ],
)
def test_links_to_our_own_websites_are_marked_and_no_others(
    tmp_path: Path, typed: str, rendered: str | None
) -> None:
    assert said(tracked(tmp_path, typed)).content.text == (rendered or typed)


def test_without_the_setting_a_text_stays_as_it_is(tmp_path: Path) -> None:
    library = tracked(tmp_path, f"See {OWN}/a", campaign=CAMPAIGN)
    assert said(library).content.text == f"See {OWN}/a"


def test_each_channel_has_its_own_mark_and_a_card_has_it_too(tmp_path: Path) -> None:
    library = tracked(tmp_path, "Look.", f"link: {OWN}/a\n")
    links = [said(library, name).content.link for name in ("northshire-x", "northshire-facebook")]
    addresses = [link.url for link in links if link]
    other = TAG.replace("northshire-x", "northshire-facebook")
    assert addresses == [f"{OWN}/a?{TAG}", f"{OWN}/a?{other}"]


def test_a_mark_holds_the_campaign_and_the_channel_only(tmp_path: Path) -> None:
    """PRIV-04: no person, no message, no time, no number that could be one."""
    library = tracked(tmp_path, f"One {OWN}/a two northshire-police.example/b")
    message = library.messages["behind-the-badge/m"]
    seen = 0
    for channel in library.meant_for(message):
        for part in render_thread(library, message, channel):
            links = [word for word in part.content.text.split() if "?" in word]
            for link in links:
                assert parse_qsl(urlsplit(link).query) == [
                    ("utm_source", channel.id),
                    ("utm_medium", "social"),
                    ("utm_campaign", "badge"),
                ]
                seen += 1
    assert seen >= 4


def test_what_the_setting_may_say_names_a_campaign_and_nothing_else(tmp_path: Path) -> None:
    campaign = f"{CAMPAIGN}tracking: utm_campaign=badge&email=jo@mail.example\n"
    [finding] = tracked(tmp_path, "Text", campaign=campaign).findings
    assert (finding.code, finding.fix) == ("tracking", "Write it like utm_campaign=badge.")


def test_a_mark_counts_in_the_length_of_a_text(tmp_path: Path) -> None:
    body = f"{OWN}/a {'word ' * 48}".strip()
    library = tracked(tmp_path, body, campaign=TRACKED)
    bare = tracked(tmp_path / "bare", body, campaign=CAMPAIGN)
    limits = PLATFORMS["x"]
    assert not limit_problems(limits, said(bare).content)
    assert limit_problems(limits, said(library).content)
    assert said(library).content.digest() != said(bare).content.digest(), "a yes is to the mark"
    codes = {finding.code for finding in check(library, PLATFORMS, TODAY)}
    assert "PLAIN-06" in codes


def test_a_mark_can_be_taken_off_again() -> None:
    assert plain(f"{OWN}/a?page=2&{TAG}#part") == f"{OWN}/a?page=2#part"
    assert plain(f"northshire-police.example/a?{TAG}") == "northshire-police.example/a"
    assert plain(f"{OWN}/a?page=2") == f"{OWN}/a?page=2"
