"""A Mastodon server's own limits and its own errors: each has its sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from campaign.adapter import (
    AdapterError,
    BadContent,
    Barred,
    Content,
    Deferred,
    Disconnected,
    Gone,
    Link,
    Refused,
    Throttled,
    Uncertain,
)
from campaign.adapters.mastodon import Mastodon
from campaign.adapters.mastodon_instance import Limits, read_limits
from campaign.testing import KEY, OTHER_KEY, TEXT, Parcel, account, pictures
from tests.servers.fake import SLOW
from tests.servers.fake_mastodon import TOKEN, FakeMastodon, channel
from tests.servers.paths import ROOT
from tests.servers.scripted import Clock

NOW = datetime.now(timezone.utc)
POST = Content(TEXT)
PICTURED = replace(POST, images=pictures(1))


@pytest.fixture
def platform() -> Iterator[FakeMastodon]:
    with FakeMastodon() as server:
        yield server
    assert server.violations == [], "every request keeps to the published contract"


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def adapter(platform: FakeMastodon, clock: Clock) -> Mastodon:
    given = channel(platform.url)
    return Mastodon(account(base_url=given["base_url"], secrets=given["secrets"], clock=clock))


# -- the server's own limits -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "content", "sentence"),
    [
        ({"characters": 60}, POST, "takes 60 characters and this post has 122: shorten it"),
        (
            {"link": 100},
            Content("x" * 405 + " https://www.police.uk"),
            "takes 500 characters and this",
        ),
        (
            {"pictures": 1},
            replace(POST, images=pictures(2)),
            "takes 1 pictures and this post has 2",
        ),
        ({"alt_text": 10}, PICTURED, "takes an alt text of 10 characters and one here has 28"),
        ({"picture_bytes": 99}, PICTURED, "takes pictures of up to 99 bytes and one here has"),
        ({"picture_types": ("image/png",)}, PICTURED, "takes no image/jpeg files from us"),
        (
            {"characters": 39},
            Content("Watch our film.", link=Link("https://www.police.uk/film", "Film")),
            "takes 39 characters and this post has 40",
        ),
    ],
)
def test_what_this_server_would_refuse_is_refused_before_anything_is_sent(
    adapter: Mastodon,
    platform: FakeMastodon,
    limits: dict[str, object],
    content: Content,
    sentence: str,
) -> None:
    platform.limits = replace(platform.limits, **limits)
    with pytest.raises(BadContent, match=sentence) as caught:
        adapter.publish(content, KEY)
    assert str(caught.value).startswith("127.0.0.1 takes ")
    assert [step for step, _ in platform.heard] == ["instance"]


def test_what_is_within_larger_limits_goes_out(adapter: Mastodon, platform: FakeMastodon) -> None:
    platform.limits = replace(platform.limits, characters=5000)
    adapter.publish(Content("x" * 4000), KEY)
    assert len(platform.posts) == 1


def test_a_server_is_asked_once_a_day(
    adapter: Mastodon, platform: FakeMastodon, clock: Clock
) -> None:
    for hours in (0, 1, 22, 2, 1):
        clock.forward(hours=hours)
        adapter.publish(POST, KEY)
    assert len(platform.asked("instance")) == 2
    clock.forward(days=-3)
    adapter.publish(POST, KEY)
    assert len(platform.asked("instance")) == 3, "a clock put back makes no answer last for ever"


def test_limits_that_change_overnight_are_heard_of(
    adapter: Mastodon, platform: FakeMastodon, clock: Clock
) -> None:
    adapter.publish(POST, KEY)
    platform.limits = replace(platform.limits, characters=20)
    adapter.publish(POST, KEY)
    clock.forward(days=1)
    with pytest.raises(BadContent, match="takes 20 characters"):
        adapter.publish(POST, OTHER_KEY)


@pytest.mark.parametrize(
    "mishap",
    ["404", "401", "429", "500", "503", "302", "cut before", "answer lost", "garbled answer"],
)
def test_a_server_that_does_not_say_its_limits_has_the_usual_ones(
    adapter: Mastodon, platform: FakeMastodon, mishap: str
) -> None:
    platform.limits = replace(platform.limits, characters=60)
    platform.befall("instance", mishap)
    with pytest.raises(BadContent, match="Mastodon takes 500 characters"):
        adapter.publish(Content("x" * 501), KEY)
    with pytest.raises(BadContent, match="Text character limit of 60 exceeded"):
        adapter.publish(POST, KEY)
    assert len(platform.asked("instance")) == 1, "nor is it asked again that day"


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "no",
        {},
        {"configuration": None},
        {"configuration": {"statuses": [], "media_attachments": 7}},
        {"configuration": {"statuses": {"max_characters": "500", "max_media_attachments": -1}}},
        {"configuration": {"statuses": {"max_characters": True, "max_media_attachments": 0}}},
        {"configuration": {"media_attachments": {"supported_mime_types": ["video/mp4", None]}}},
        {"configuration": {"media_attachments": {"description_limit": None}}},
    ],
)
def test_an_odd_answer_leaves_the_usual_limits(said: object) -> None:
    assert read_limits("social.example", said) == Limits(host="social.example")


def test_a_video_is_refused_with_a_sentence(adapter: Mastodon) -> None:
    video = replace(pictures(1)[0], media_type="video/quicktime")
    with pytest.raises(BadContent, match="takes no video/quicktime files from us"):
        adapter.publish(replace(POST, images=(video,)), KEY)


# -- its errors --------------------------------------------------------------------------------

ERRORS = [
    (401, "The access token is invalid", Disconnected, "does not accept this channel's cred"),
    (401, "The access token was revoked", Disconnected, "said: The access token was revoked"),
    (401, "The access token expired", Disconnected, "Connect the channel again"),
    (403, "This action is not allowed", Disconnected, "said: This action is not allowed"),
    (403, "This action is outside the authorized scopes", Disconnected, "with the scopes read"),
    (422, "This method requires an authenticated user", Disconnected, "belongs to an app"),
    (403, "Your login is currently disabled", Barred, "has suspended or disabled this account"),
    (403, "Your login is currently pending approval", Barred, "has not approved this account"),
    (403, "Your login is missing a confirmed e-mail address", Barred, "to be confirmed"),
    (404, "Record not found", Gone, "has no such thing"),
    (413, "Request Entity Too Large", BadContent, "too large: save it smaller"),
    (422, "Validation failed: Text can't be blank", BadContent, "said: Validation failed"),
    (429, "Too many requests", Throttled, "asks us to slow down"),
    (500, "", Uncertain, "The post may or may not be out"),
    (503, "Remote data could not be fetched", Uncertain, "The post may or may not be out"),
    (502, "<html>Bad gateway</html>", Uncertain, "The post may or may not be out"),
    (409, "Conflict", Uncertain, "The post may or may not be out"),
    (301, "", Refused, "Check the channel's base_url"),
]


@pytest.mark.parametrize(("status", "words", "kind", "sentence"), ERRORS)
def test_each_error_of_the_creating_call_has_its_class_and_sentence(
    adapter: Mastodon,
    platform: FakeMastodon,
    status: int,
    words: str,
    kind: type[AdapterError],
    sentence: str,
) -> None:
    body = words if words.startswith("<") else {"error": words}
    platform.befall("post", (status, body))
    with pytest.raises(AdapterError, match=sentence) as caught:
        adapter.publish(POST, KEY)
    assert type(caught.value) is kind
    assert not platform.posts
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(("status", "words", "kind", "sentence"), ERRORS)
def test_the_same_errors_of_an_upload_leave_no_doubt(
    adapter: Mastodon,
    platform: FakeMastodon,
    status: int,
    words: str,
    kind: type[AdapterError],
    sentence: str,
) -> None:
    platform.befall("upload", (status, {"error": words}))
    with pytest.raises(AdapterError) as caught:
        adapter.publish(PICTURED, KEY)
    assert isinstance(caught.value, Deferred if kind is Uncertain else kind)
    assert platform.writes == 0


@pytest.mark.parametrize("mishap", ["cut before", "answer lost", "garbled answer", "503"])
@pytest.mark.parametrize("step", FakeMastodon.PUBLISHING)
def test_a_mishap_at_any_step_ends_in_one_post(
    adapter: Mastodon, platform: FakeMastodon, step: str, mishap: str
) -> None:
    platform.befall(step, mishap)
    parcel = Parcel(adapter, PICTURED)
    receipt = None
    for _ in range(3):
        try:
            receipt = parcel.send()
            break
        except Deferred:
            assert not platform.posts
        except Uncertain:
            receipt = adapter.find(PICTURED, KEY, NOW, parcel.handle)
            if receipt:
                break
    assert receipt is not None
    assert platform.alts == {receipt.remote_id: [PICTURED.images[0].alt]}


@pytest.mark.parametrize("mishap", ["garbled answer", "cut before", "503", (200, {"id": "7"})])
def test_a_picture_that_cannot_be_asked_after_is_not_taken_for_ready(
    mishap: str | tuple[int, object],
) -> None:
    with FakeMastodon(processing=3) as server:
        adapter = Mastodon(account(base_url=server.url, secrets={"token": TOKEN}))
        parcel = Parcel(adapter, PICTURED)
        parcel.step()
        server.befall("picture", mishap)
        with pytest.raises(Deferred):
            parcel.step()
        assert server.writes == 0
        parcel.send()
        assert len(server.posts) == 1


def test_an_answer_that_comes_late_is_still_an_answer(
    adapter: Mastodon, platform: FakeMastodon
) -> None:
    platform.befall("post", "slow")
    adapter._http._timeout = (5.0, SLOW + 5)
    receipt = adapter.publish(POST, KEY)
    assert set(platform.posts) == {receipt.remote_id}


def test_an_answer_that_comes_too_late_is_a_doubt(
    adapter: Mastodon, platform: FakeMastodon
) -> None:
    platform.befall("post", "slow")
    patience, adapter._http._timeout = adapter._http._timeout, (5.0, SLOW / 3)
    with pytest.raises(Uncertain, match="no whole answer"):
        adapter.publish(POST, KEY)
    adapter._http._timeout = patience
    assert adapter.find(POST, KEY, NOW) is not None


def test_a_repeat_with_a_picture_that_is_answered_with_500_is_settled_by_its_id(
    adapter: Mastodon, platform: FakeMastodon
) -> None:
    parcel = Parcel(adapter, PICTURED)
    platform.next_write("answer lost")
    platform.next_write("500")  # mastodon#40399
    for _ in range(2):
        with pytest.raises(Uncertain):
            parcel.send()
    receipt = adapter.find(PICTURED, KEY, NOW, parcel.handle)
    assert receipt is not None
    assert set(platform.posts) == {receipt.remote_id}


def test_another_host_is_never_followed(adapter: Mastodon, platform: FakeMastodon) -> None:
    for step in ("upload", "post"):
        platform.befall(step, "307")
        with pytest.raises(Refused, match="sends us to another address"):
            Parcel(adapter, PICTURED).send()
    assert not platform.posts


def test_a_part_whose_parent_was_taken_down_says_so(
    adapter: Mastodon, platform: FakeMastodon
) -> None:
    with pytest.raises(Gone, match="The part before this one is no longer on Mastodon"):
        adapter.publish(replace(POST, reply_to="7"), KEY)
    assert not platform.posts


def test_a_part_with_a_picture_hangs_below_its_parent(
    adapter: Mastodon, platform: FakeMastodon
) -> None:
    first = adapter.publish(Content("1/2"), OTHER_KEY)
    second = Parcel(adapter, replace(PICTURED, reply_to=first.remote_id)).send()
    assert platform.parents[second.remote_id] == first.remote_id


def test_what_the_headers_say_of_the_rate_limit_is_passed_on(platform: FakeMastodon) -> None:
    told = []
    given = account(base_url=platform.url, secrets={"token": TOKEN})
    Mastodon(replace(given, heard=told.append)).publish(POST, KEY)
    assert [one.remaining for one in told] == [299]
    left = told[0].resets_at - datetime.now(timezone.utc)
    assert timedelta(minutes=4) < left < timedelta(minutes=7)


# -- a server of somebody's own ------------------------------------------------------------------


def test_the_tests_for_a_server_of_ones_own_pass_on_the_fake(
    platform: FakeMastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPAIGN_TEST_MASTODON_URL", platform.url)
    monkeypatch.setenv("CAMPAIGN_TEST_MASTODON_TOKEN", TOKEN)
    command = [sys.executable, "-m", "pytest", "-q", "tests/adapters/live_mastodon.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout or "[100%]" in done.stdout
    assert len(platform.asked("post")) == 3, "two parts, and one of them once more"
    assert platform.posts == {}
