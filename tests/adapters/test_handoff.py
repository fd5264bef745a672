"""The hand-off keeps the contract: a folder appears whole, and the same one at every repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from campaign.adapter import (
    Adapter,
    BadContent,
    Can,
    Content,
    Deferred,
    Disconnected,
    Link,
    PostKey,
    Processing,
    Receipt,
    Strength,
    Withheld,
)
from campaign.adapters.handoff import Handoff
from campaign.adapters.handoff_folder import name
from campaign.adapters.limits import LIMITS
from campaign.testing import KEY, LocalContract, account, pictures, read_picture

AT = datetime(2026, 12, 1, 17, 30, tzinfo=timezone.utc)
POST = Content("Seen an officer hurt? Call 999 first.\n\n#BehindTheBadge")


class Laid:
    """What lies in the folder of hand-offs, as the contract wants to see it."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "handoff" / "northshire-test"

    @property
    def folders(self) -> list[Path]:
        if not self._root.exists():
            return []
        return sorted(one for one in self._root.iterdir() if not one.name.startswith("."))

    @property
    def posts(self) -> Mapping[str, str]:
        return {one.name: (one / "text.txt").read_bytes().decode() for one in self.folders}

    @property
    def alts(self) -> Mapping[str, list[str]]:
        return {
            one.name: [file.read_bytes().decode() for file in sorted(one.glob("alt*.txt"))]
            for one in self.folders
        }


@pytest.fixture
def platform(tmp_path: Path) -> Laid:
    return Laid(tmp_path)


@pytest.fixture(params=["handoff", "x", "bluesky", "instagram"])
def adapter(tmp_path: Path, request: pytest.FixtureRequest) -> Handoff:
    return Handoff(account(folder=tmp_path, platform=request.param))


def handoff(folder: Path, **how: object) -> Handoff:
    return Handoff(replace(account(folder=folder, platform="handoff"), **how))


def laid(folder: Path, content: Content = POST, key: PostKey = KEY, **how: object) -> Path:
    outcome = handoff(folder, **how).publish(content, key)
    return folder / outcome.handle


class TestHandoff(LocalContract):
    def post(self, adapter: Adapter, content: Content, key=KEY, handle="") -> Receipt:
        """Publish, and tick it off as a person would: the adapter itself never knows."""
        outcome = adapter.publish(content, key)
        assert isinstance(outcome, Processing)
        assert outcome.check_after is None, "only a person can tell"
        where = "https://nextdoor.example/posts/1"
        return Receipt(Path(outcome.handle).name, where, adapter.account.clock())

    def test_a_key_makes_repeats_harmless(self, adapter: Adapter, platform: Laid) -> None:
        """The kit waits for a receipt, which only a person can give here."""
        content = self.content(adapter)
        first = self.post(adapter, content)
        assert self.post(adapter, content).remote_id == first.remote_id
        assert self.post(self.again(adapter), content).remote_id == first.remote_id
        assert len(platform.posts) == 1

    def test_a_part_names_the_part_before_it(self, adapter: Adapter, platform: Laid) -> None:
        """A person is told: where the part before it is, only the page can say."""
        self.need(adapter, Can.REPLY)
        part = replace(self.content(adapter), reply_to="1")
        second = self.post(adapter, part)
        [folder] = [one for one in platform.folders if one.name == second.remote_id]
        assert "Post it as a reply to the part before it" in (folder / "READ-ME.txt").read_text()


def test_the_folder_holds_all_it_takes_and_says_what_to_do(tmp_path):
    link = Link("https://www.northshire-police.example/footage", "Send us footage")
    [image] = pictures(1)
    place = laid(
        tmp_path,
        replace(POST, images=(image,), link=link),
        PostKey("0" * 26 + "3f9c2a", AT),
        options={"where": "Nextdoor", "person": "Neighbourhood team"},
    )
    assert place.relative_to(tmp_path) == Path(
        "handoff/northshire-test/2026-12-01 1730 seen-an-officer-hurt-call-999-3f9c2a"
    )
    assert sorted(one.name for one in place.iterdir()) == [
        "READ-ME.txt",
        "alt.txt",
        "link.txt",
        "picture.jpg",
        "text.txt",
    ]
    words = (place / "text.txt").read_bytes()
    assert words == f"{POST.text}\n\n{link.url}".encode()
    assert b"\r" not in words
    assert (place / "alt.txt").read_text("utf-8") == image.alt
    assert (place / "picture.jpg").read_bytes() == read_picture(image.sha256)
    assert (place / "link.txt").read_text("utf-8") == link.url
    told = (place / "READ-ME.txt").read_text("utf-8")
    assert told.startswith("To be posted by hand on Nextdoor, by Neighbourhood team.\n")
    assert "Planned for Tuesday 1 December 2026, 17:30." in told
    assert "If the page says STOP, do not post it." in told


def test_the_name_tells_the_time_of_the_country_in_summer_too():
    key = PostKey("a" * 32, datetime(2027, 7, 1, 16, 30, tzinfo=timezone.utc))
    assert name(Content("Tŷ'r heddlu & mwy"), key) == "2027-07-01 1730 tyr-heddlu-mwy-aaaaaa"
    assert name(Content("🚓"), key) == "2027-07-01 1730 post-aaaaaa"
    assert name(Content("../../etc/passwd"), key) == "2027-07-01 1730 etc-passwd-aaaaaa"


def test_a_repeat_is_the_same_folder_byte_for_byte_and_mends_it(tmp_path):
    content = replace(POST, images=pictures(2))
    place = laid(tmp_path, content)
    before = {one.name: one.read_bytes() for one in place.iterdir()}
    (place / "text.txt").write_text("changed by hand")
    (place / "alt-1.txt").unlink()
    later = datetime.now(timezone.utc) + timedelta(days=2)
    assert laid(tmp_path, content, clock=lambda: later) == place
    assert {one.name: one.read_bytes() for one in place.iterdir()} == before
    assert [one.name for one in place.parent.iterdir()] == [place.name], "nothing is left behind"


def test_nothing_is_left_when_permission_is_taken_back(tmp_path):
    def withhold() -> None:
        raise Withheld("On hold.")

    with pytest.raises(Withheld):
        laid(tmp_path, permit=withhold)
    assert list((tmp_path / "handoff/northshire-test").iterdir()) == []


def test_two_posts_of_the_same_words_are_two_folders(tmp_path):
    assert laid(tmp_path) != laid(tmp_path, key=PostKey("b" * 32, KEY.at))


def test_a_reply_says_so(tmp_path):
    place = laid(tmp_path, replace(POST, reply_to="123"), platform="x")
    assert "reply to the part before it" in (place / "READ-ME.txt").read_text("utf-8")


def test_a_place_may_take_less_text(tmp_path):
    with pytest.raises(BadContent, match="of 20"):
        laid(tmp_path, options={"text_limit": "20"})
    assert laid(tmp_path, Content("x" * 20), options={"text_limit": "20"}).is_dir()


@pytest.mark.parametrize("wrong", ["many", "0", "-5", "9000", "1.5", "½", "² "])
def test_a_limit_that_is_no_number_is_told(tmp_path, wrong):
    with pytest.raises(Disconnected, match="write a whole number from 1 to 8192"):
        handoff(tmp_path, options={"text_limit": wrong})


def test_it_keeps_to_the_limits_of_the_platform_it_stands_in_for(tmp_path):
    adapter = handoff(tmp_path, platform="x", options={"scheme": "not ours"})
    assert adapter.capabilities.text_limit == 280
    assert adapter.capabilities.strength is Strength.PERSON
    assert adapter.capabilities.can == {Can.REPLY}
    with pytest.raises(BadContent):
        adapter.publish(Content("x" * 281), KEY)


def test_a_link_card_of_the_platform_stays_out_of_the_text(tmp_path):
    content = replace(POST, link=Link("https://www.northshire-police.example/footage"))
    assert (laid(tmp_path, content, platform="bluesky") / "text.txt").read_text() == POST.text


def test_a_folder_that_cannot_be_written_is_tried_again():
    nobodys = Path("/proc/self")  # not even root's
    with pytest.raises(Deferred, match="cannot be written"):
        laid(nobodys)


def test_a_file_in_the_way_is_told_and_tried_again(tmp_path):
    (tmp_path / "handoff").write_text("in the way")
    with pytest.raises(Deferred, match="cannot be written"):
        laid(tmp_path)
    (tmp_path / "handoff").unlink()
    assert laid(tmp_path).is_dir()


def test_it_needs_no_credential_and_claims_nothing():
    assert Handoff.secrets == ()
    assert LIMITS["handoff"].can == frozenset()
    assert Can.FIND not in LIMITS["handoff"].can


def test_it_says_who_posts_where(tmp_path):
    options = {"where": "Nextdoor", "person": "Neighbourhood team"}
    assert handoff(tmp_path, options=options).identify() == (
        "Nextdoor, by hand (Neighbourhood team)"
    )
    assert handoff(tmp_path).identify() == "northshire-test, by hand"
