"""X keeps the contract, settles every doubt it can, and calls each refusal by its name."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from campaign.adapter import (
    AdapterError,
    BadContent,
    Barred,
    Budget,
    Content,
    Deferred,
    Disconnected,
    Duplicate,
    Gone,
    Image,
    Link,
    PostKey,
    Receipt,
    Refused,
    Staged,
    Throttled,
    Uncertain,
    Unstaged,
    Unsupported,
)
from campaign.adapters.x import X
from campaign.adapters.x_find import words
from campaign.testing import KEY, OTHER_KEY, TEXT, AdapterContract, Parcel, account, pictures
from campaign.testing.local import assert_keeps_secrets
from tests.servers import x_contract as contract
from tests.servers.cutproxy import CutProxy
from tests.servers.fake_x import (
    CLIENT_SECRET,
    DUPLICATE,
    EPOCH,
    ME,
    PROBLEMS,
    SECRETS,
    TOKENS,
    FakeX,
    Media,
    Tweet,
    channel,
    problem,
)
from tests.servers.ports import free_ports

POST = Content(TEXT)
PICTURED = replace(POST, images=pictures(2))


def now() -> datetime:
    return datetime.now(timezone.utc)


def speaking_to(url: str, **changes: object) -> X:
    own = account(base_url=url, handle="@NorthshirePolice", secrets=SECRETS)
    return X(replace(own, **changes))


@pytest.fixture
def platform() -> Iterator[FakeX]:
    with FakeX() as server:
        yield server
    assert server.violations == [], "every request keeps to the published contract"


@pytest.fixture
def adapter(platform: FakeX) -> X:
    return speaking_to(platform.url)


@pytest.fixture
def unreachable() -> X:
    return speaking_to(f"http://127.0.0.1:{free_ports(1)[0]}")


@pytest.fixture
def tokened(platform: FakeX) -> X:
    return speaking_to(platform.url, secrets=dict(TOKENS))


class TestX(AdapterContract):
    def test_two_keys_are_two_posts(self, adapter: X, platform: FakeX) -> None:
        platform.allows_repeats = True  # as X does once the earlier post is old
        super().test_two_keys_are_two_posts(adapter, platform)


class TestXWithTokens(TestX):
    @pytest.fixture
    def adapter(self, tokened: X) -> X:
        return tokened

    @pytest.fixture
    def unreachable(self) -> X:
        url = f"http://127.0.0.1:{free_ports(1)[0]}"
        return speaking_to(url, secrets=dict(TOKENS))


# -- what a refusal means ---------------------------------------------------------------------

ROWS = [
    (403, problem(403, DUPLICATE), Duplicate, "same text already"),
    (402, problem(402, kind=PROBLEMS + "credits-depleted"), Barred, "buy credit"),
    (402, "", Barred, "buy credit"),
    (429, problem(429, kind=PROBLEMS + "usage-capped"), Barred, "its plan allows"),
    (403, problem(403, "Your account is suspended and is not permitted."), Barred, "suspended"),
    (
        403,
        problem(403, "To protect our users, this account is temporarily locked. Please log in."),
        Barred,
        "follow what it asks",
    ),
    (
        403,
        problem(403, kind=PROBLEMS + "client-forbidden", reason="client-not-enrolled"),
        Barred,
        "no project",
    ),
    (
        403,
        problem(
            403,
            "Your client app is not configured with the appropriate oauth1 app permissions.",
            PROBLEMS + "oauth1-permissions",
        ),
        Disconnected,
        "Read and write",
    ),
    (
        403,
        problem(403, kind=PROBLEMS + "unsupported-authentication"),
        Disconnected,
        "the app alone",
    ),
    (403, problem(403), Disconnected, "upload media"),
    (401, problem(401), Disconnected, "access was taken back"),
    (
        403,
        problem(403, "Reply to this conversation is not allowed because you have not been."),
        BadContent,
        "reply only to",
    ),
    (
        403,
        problem(403, "You attempted to reply to a Tweet that is deleted or not visible to you."),
        Gone,
        "deleted or cannot be seen",
    ),
    (
        403,
        problem(403, "You are not permitted to perform this action."),
        BadContent,
        "does not permit this post",
    ),
    (
        400,
        problem(400, errors=[{"message": "Your Tweet text is too long."}]),
        BadContent,
        "Your Tweet text is too long",
    ),
    (413, "<html>", BadContent, "too large"),
    (404, problem(404), Gone, "no such thing"),
    (500, problem(500), Uncertain, "may or may not"),
    (503, problem(503, DUPLICATE), Uncertain, "may or may not"),
    (504, "", Uncertain, "may or may not"),
    (409, problem(409, "suspended"), Uncertain, "may or may not"),
]


@pytest.mark.parametrize(("code", "body", "error", "sentence"), ROWS)
def test_each_refusal_has_its_own_class_and_sentence(
    adapter: X,
    platform: FakeX,
    code: int,
    body: object,
    error: type[AdapterError],
    sentence: str,
) -> None:
    platform.befall("create", (code, body))
    with pytest.raises(error, match=sentence) as caught:
        adapter.publish(POST, KEY)
    assert type(caught.value) is error
    assert str(caught.value).endswith(".")
    assert_keeps_secrets(adapter, caught.value, "")


@pytest.mark.parametrize(
    ("words_of_x", "sentence"),
    [
        ("media type unrecognized.", "no videos"),
        ("File size exceeds 5242880 bytes.", "Make it smaller"),
    ],
)
def test_a_picture_x_cannot_use_says_so(
    adapter: X, platform: FakeX, words_of_x: str, sentence: str
) -> None:
    platform.befall("upload", (400, problem(400, errors=[{"message": words_of_x}])))
    with pytest.raises(BadContent, match=sentence):
        adapter.publish(PICTURED, KEY)


def test_a_picture_that_fails_in_processing_says_so(adapter: X, platform: FakeX) -> None:
    platform.processing = {"state": "failed"}
    with pytest.raises(BadContent, match="cannot use a picture"):
        adapter.publish(PICTURED, KEY)


def test_a_picture_x_still_works_on_is_waited_for(adapter: X, platform: FakeX) -> None:
    platform.processing = {"state": "pending", "check_after_secs": 7}
    staged = adapter.publish(PICTURED, KEY)
    assert isinstance(staged, Staged)
    assert staged.check_after == 7


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (replace(pictures(1)[0], size=6_000_000), "too large"),
        (replace(pictures(1)[0], media_type="image/gif"), "JPEG or PNG or WEBP"),
        (replace(pictures(1)[0], media_type="video/mp4"), "JPEG or PNG or WEBP"),
        (replace(pictures(1)[0], alt=" "), "no alt text"),
    ],
)
def test_what_x_would_not_take_is_not_sent(
    adapter: X, platform: FakeX, image: Image, sentence: str
) -> None:
    with pytest.raises(BadContent, match=sentence):
        adapter.publish(replace(POST, images=(image,)), KEY)
    assert platform.heard == []


COMMENTS = [("on", "everyone"), ("limited", "following"), ("off", "mentionedUsers")]


def test_who_may_comment_is_told_in_the_words_of_x(adapter: X, platform: FakeX) -> None:
    for number, (comments, theirs) in enumerate(COMMENTS):
        post = replace(POST, text=f"Post {number}", comments=comments)
        made = adapter.publish(post, PostKey(f"{number:032x}", now()))
        assert isinstance(made, Receipt)
        assert platform.repliers[made.remote_id] == theirs


def test_a_part_of_a_thread_goes_by_its_first(adapter: X, platform: FakeX) -> None:
    first = adapter.publish(replace(POST, comments="limited"), KEY)
    assert isinstance(first, Receipt)
    part = replace(POST, text="Two", comments="limited", reply_to=first.remote_id)
    made = adapter.publish(part, OTHER_KEY)
    assert isinstance(made, Receipt)
    assert platform.repliers[made.remote_id] == "everyone"


@pytest.mark.parametrize("lag", [600.0, -600.0])
def test_a_clock_that_is_off_by_ten_minutes_is_named(platform: FakeX, lag: float) -> None:
    platform.lag = lag
    adapter = speaking_to(platform.url)
    where = "behind" if lag > 0 else "ahead"
    with pytest.raises(Deferred, match=f"10 minutes {where}: set the clock"):
        adapter.publish(POST, KEY)
    with pytest.raises(Deferred, match="set the clock"):
        adapter.find(POST, KEY, now())


def test_tokens_do_not_mind_the_clock(platform: FakeX, tokened: X) -> None:
    for lag in (600.0, -600.0):
        platform.lag = lag
        text = Content(f"At {lag}")
        receipt = tokened.publish(text, KEY)
        assert tokened.find(text, KEY, now()) == receipt
        assert tokened.find(text, KEY, now() + timedelta(minutes=5)) is None


def test_a_clock_that_is_off_by_hours_settles_no_doubt(platform: FakeX, tokened: X) -> None:
    platform.lag = -7200.0
    tokened.publish(POST, KEY)
    with pytest.raises(Uncertain, match="set the clock"):
        tokened.find(POST, KEY, now())


def test_without_its_keys_it_says_which_are_missing(platform: FakeX) -> None:
    half = speaking_to(platform.url, secrets={**SECRETS, "consumer_key": " ", "access_token": ""})
    with pytest.raises(Disconnected, match="no consumer_key and no access_token:"):
        half.publish(POST, KEY)
    with pytest.raises(Disconnected, match="no access_token:"):
        speaking_to(platform.url, secrets={}).identify()


def test_keys_from_a_file_may_end_with_a_new_line(platform: FakeX) -> None:
    lines = {name: f"{value}\n" for name, value in SECRETS.items()}
    assert speaking_to(platform.url, secrets=lines).identify() == "@NorthshirePolice"


@pytest.mark.parametrize("name", SECRETS)
def test_one_wrong_key_is_enough_to_be_turned_away(platform: FakeX, name: str) -> None:
    wrong = speaking_to(platform.url, secrets={**SECRETS, name: "another-k3y"})
    with pytest.raises(Disconnected, match="Connect the channel again"):
        wrong.publish(POST, KEY)


# -- pictures ---------------------------------------------------------------------------------


def test_pictures_are_staged_with_what_will_prove_the_post_ours(
    adapter: X, platform: FakeX
) -> None:
    staged = adapter.publish(PICTURED, KEY)
    assert isinstance(staged, Staged)
    noted = json.loads(staged.handle)
    assert noted["ids"] == list(platform.media)
    assert noted["keys"] == [one.key for one in platform.media.values()]
    assert noted["until"] - noted["made"] == 86_400
    sent = [
        request.json()["metadata"]["alt_text"]["text"] for request in platform.asked("describe")
    ]
    assert sent == [image.alt for image in PICTURED.images], "alt text goes ahead of the post"
    assert platform.writes == 0


def test_a_post_with_our_media_is_ours_even_when_its_words_were_edited(
    adapter: X, platform: FakeX
) -> None:
    parcel = Parcel(adapter, PICTURED)
    parcel.stage()
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        parcel.send()
    (tweet,) = platform.tweets.values()
    tweet.text = "Edited by hand."
    found = adapter.find(PICTURED, KEY, now(), parcel.handle)
    assert found is not None
    assert found.remote_id == tweet.id
    assert adapter.find(PICTURED, KEY, now()) is None


def test_uploads_that_ran_out_are_made_anew_before_anything_is_sent(
    adapter: X, platform: FakeX
) -> None:
    staged = adapter.publish(PICTURED, KEY)
    assert isinstance(staged, Staged)
    tomorrow = speaking_to(platform.url, clock=lambda: now() + timedelta(days=1))
    with pytest.raises(Unstaged):
        tomorrow.release(PICTURED, KEY, staged.handle)
    assert platform.writes == 0


def test_uploads_x_has_lost_are_made_anew_unless_they_are_fresh(
    adapter: X, platform: FakeX
) -> None:
    staged = adapter.publish(PICTURED, KEY)
    assert isinstance(staged, Staged)
    platform.media.clear()
    with pytest.raises(BadContent, match="does not have the pictures"):
        adapter.release(PICTURED, KEY, staged.handle)  # else it would go round for ever
    noted = json.loads(staged.handle)
    handle = json.dumps(noted | {"made": noted["made"] - 700})
    with pytest.raises(Unstaged):
        adapter.release(PICTURED, KEY, handle)
    assert not platform.posts


@pytest.mark.parametrize("step", ["upload", "describe"])
@pytest.mark.parametrize("mishap", ["cut before", "answer lost", "garbled answer", "503"])
def test_what_befalls_an_upload_is_harmless(
    adapter: X, platform: FakeX, step: str, mishap: str
) -> None:
    platform.befall(step, mishap)
    with pytest.raises(Deferred) as caught:
        adapter.publish(PICTURED, KEY)
    assert not isinstance(caught.value, Unstaged)
    Parcel(adapter, PICTURED).send()
    assert len(platform.posts) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": []},
        {"data": {}},
        {"data": {"id": 7}},
        {"data": {"id": "7a"}},
        {"data": {"media_key": "3_7"}},
    ],
)
def test_an_upload_without_an_id_is_no_upload(adapter: X, platform: FakeX, body: object) -> None:
    platform.befall("upload", (200, body))
    with pytest.raises(Deferred):
        adapter.publish(PICTURED, KEY)


def test_a_slow_answer_is_a_doubt(platform: FakeX) -> None:
    adapter = speaking_to(platform.url)
    adapter._line.http._deadline = 0.3
    platform.next_write("slow")
    with pytest.raises(Uncertain, match="too long"):
        adapter.publish(POST, KEY)
    assert len(platform.posts) == 1


def test_a_task_that_froze_sends_nothing_afterwards(platform: FakeX) -> None:
    adapter = speaking_to(platform.url, permit=lambda: time.sleep(0.4))
    adapter._line.http._deadline = 0.3
    with pytest.raises(Deferred):
        adapter.publish(POST, KEY)
    assert platform.writes == 0


# -- the creating call ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [{}, [], "[]", {"data": {}}, {"data": {"id": 7}}, {"data": {"id": "../7"}}, {"data": None}],
)
def test_a_yes_without_the_post_is_a_doubt(adapter: X, platform: FakeX, body: object) -> None:
    platform.befall("create", (201, body))
    with pytest.raises(Uncertain):
        adapter.publish(POST, KEY)


def test_a_redirect_to_another_host_is_not_followed(adapter: X, platform: FakeX) -> None:
    for step, content in (("create", POST), ("upload", PICTURED)):
        platform.befall(step, "307")
        with pytest.raises(Refused, match="sends us to another address"):
            adapter.publish(content, KEY)
    assert not platform.posts


def test_a_link_card_is_an_address_in_the_text(adapter: X, platform: FakeX) -> None:
    post = Content("Watch our film.", link=Link("https://www.police.uk/film", "Film"))
    receipt = adapter.publish(post, KEY)
    assert platform.posts[receipt.remote_id] == "Watch our film.\n\nhttps://www.police.uk/film"
    assert adapter.find(post, KEY, now()) == receipt


def test_the_receipt_tells_when_and_where(adapter: X, platform: FakeX) -> None:
    receipt = adapter.publish(POST, KEY)
    assert receipt.url == f"https://x.com/NorthshirePolice/status/{receipt.remote_id}"
    assert abs(receipt.published_at - now()) < timedelta(seconds=5)
    nameless = speaking_to(platform.url, handle="Northshire Police!")
    url = nameless.publish(Content("Two"), KEY).url
    assert url.startswith("https://x.com/i/status/")


def test_a_number_that_tells_no_time_is_taken_for_now(adapter: X, platform: FakeX) -> None:
    platform.befall("create", (201, {"data": {"id": "12", "text": "x"}}))
    receipt = adapter.publish(POST, KEY)
    assert abs(receipt.published_at - now()) < timedelta(seconds=5)


def test_nothing_leaves_for_another_host() -> None:
    adapter = speaking_to("https://x.example")
    adapter._line.begin()
    with pytest.raises(Refused, match="not X's"):
        adapter._line.request("GET", "https://elsewhere.example/2/tweets", headers={})
    assert X(account(secrets=SECRETS))._line.http.base_url == "https://api.x.com"


def test_neither_tweepy_nor_the_signer_write_keys_into_the_log(
    adapter: X, tokened: X, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for one in (adapter, tokened):
        one.identify()
        assert_keeps_secrets(one, Exception(), caplog.text)


# -- limits -----------------------------------------------------------------------------------


def test_what_the_headers_say_of_limits_is_passed_on(platform: FakeX) -> None:
    heard: list[Budget] = []
    reset = now() + timedelta(minutes=9)
    at = str(int(reset.timestamp()))
    platform.extra = {
        "x-rate-limit-remaining": "99",
        "x-rate-limit-reset": at,
        "x-app-limit-24hour-remaining": "9999",
        "x-app-limit-24hour-reset": at,
        "x-user-limit-24hour-remaining": "many",
        "x-user-limit-24hour-reset": at,
    }
    adapter = speaking_to(platform.url, heard=heard.append)
    adapter.find(POST, KEY, now())
    assert heard == [], "the limit of reading says nothing of posting"
    adapter.publish(POST, KEY)
    assert [(one.remaining, one.app) for one in heard] == [(99, False), (9999, True)]
    assert all(abs(one.resets_at - reset) < timedelta(seconds=3) for one in heard)


@pytest.mark.parametrize(
    ("headers", "wait", "app"),
    [
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": 120}, 120, False),
        ({"x-rate-limit-reset": 120}, 120, False),
        ({"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": 3600}, 3600, False),
        (
            {
                "x-rate-limit-remaining": "5",
                "x-rate-limit-reset": 120,
                "x-app-limit-24hour-remaining": "0",
                "x-app-limit-24hour-reset": 7200,
            },
            7200,
            True,
        ),
        ({}, None, False),
    ],
)
def test_a_limit_says_when_it_is_over_and_whose_it_is(
    platform: FakeX, headers: dict[str, object], wait: float | None, app: bool
) -> None:
    at = time.time()
    shown = {n: str(int(at) + v) if isinstance(v, int) else str(v) for n, v in headers.items()}
    with CutProxy(platform.url) as proxy:
        proxy.fault("status", method="POST", code=429, headers=shown)
        with pytest.raises(Throttled) as caught:
            speaking_to(proxy.url).publish(POST, KEY)
    assert caught.value.app is app
    if wait is None:
        assert caught.value.retry_after is None
    else:
        assert caught.value.retry_after == pytest.approx(wait, abs=3)


# -- looking ----------------------------------------------------------------------------------


def test_a_duplicate_after_a_doubt_leads_to_the_post(adapter: X, platform: FakeX) -> None:
    begun = now()
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        adapter.publish(POST, KEY)
    with pytest.raises(Duplicate) as caught:
        adapter.publish(POST, KEY)
    found = adapter.find(POST, KEY, begun, caught.value.handle)
    assert found is not None
    assert set(platform.posts) == {found.remote_id}


def test_an_older_post_of_the_same_words_is_a_fault_of_the_text(
    adapter: X, platform: FakeX
) -> None:
    old = Tweet(platform.new_id(), POST.text, now() - timedelta(hours=20))
    platform.tweets[old.id] = old
    with pytest.raises(Duplicate):
        adapter.publish(POST, KEY)
    assert adapter.find(POST, KEY, now()) is None


def test_the_same_words_with_another_picture_are_another_post(adapter: X) -> None:
    one, other = pictures(2)
    Parcel(adapter, replace(POST, images=(one,))).send()
    assert adapter.find(replace(POST, images=(other,)), KEY, now()) is None
    assert adapter.find(POST, KEY, now()) is None


def test_a_reply_is_not_its_twin_that_stands_alone(adapter: X, platform: FakeX) -> None:
    first = adapter.publish(Content("The first part."), OTHER_KEY)
    reply = replace(POST, reply_to=first.remote_id)
    receipt = adapter.publish(reply, KEY)
    assert platform.parents[receipt.remote_id] == first.remote_id
    for platform.renamed in (False, True):
        assert adapter.find(reply, KEY, now()) == receipt
        assert adapter.find(POST, KEY, now()) is None
    platform.tweets[receipt.remote_id].text = f"@NorthshirePolice {TEXT}"
    assert adapter.find(reply, KEY, now()) == receipt


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "See police.uk and https://police.uk/ and http://police.uk/a?x=1&copy=2 now",
        "<b> &amp; &lt; & done &copy;",
        "Line one\nLine two\n\n\nAfter a gap   with blanks ",
        "café cafe\u0301 tŷ",
        "#One #two_3 $POLICE @NorthshirePolice",
    ],
)
def test_what_x_shows_is_known_again(adapter: X, platform: FakeX, text: str) -> None:
    for post in (Content(text), Content(f"{text} 2", images=pictures(1))):
        receipt = Parcel(adapter, post).send()
        assert adapter.find(post, KEY, now()) == receipt


def test_words_written_differently_are_the_same() -> None:
    assert words("See https://police.uk/ \n now") == words("See police.uk now")
    assert words("police.uk/a/b") != words("police.uk/a")


def test_it_looks_back_over_pages_but_not_for_ever(adapter: X, platform: FakeX) -> None:
    begun = now()
    receipt = adapter.publish(POST, KEY)
    for number in range(7):
        one = Tweet(platform.new_id(), f"Number {number}", now())
        platform.tweets[one.id] = one
    platform.page = 2
    assert adapter.find(POST, KEY, begun) == receipt
    platform.page = 1
    with pytest.raises(Uncertain, match="too much"):
        adapter.find(POST, KEY, begun)


def test_looking_reads_no_post_that_is_older_than_need_be(adapter: X, platform: FakeX) -> None:
    since = now()
    adapter.find(POST, KEY, since)
    (asked,) = platform.asked("timeline")
    start = datetime.fromisoformat(asked.query["start_time"])
    assert since - timedelta(hours=1, seconds=1) <= start <= since - timedelta(hours=1)
    assert platform.asked("me") == [], "the keys tell the account's number already"


def test_tokens_do_not_tell_the_accounts_number_so_x_is_asked_once(
    tokened: X, platform: FakeX
) -> None:
    for _ in range(2):
        tokened.find(POST, KEY, now())
    assert len(platform.asked("me")) == 1


@pytest.mark.parametrize("fault", ["cut_after", "cut_head", "garble", "refuse"])
def test_a_list_that_cannot_be_read_is_never_a_no(platform: FakeX, fault: str) -> None:
    with CutProxy(platform.url) as proxy:
        proxy.fault(fault, path=f"/2/users/{ME}/tweets")
        with pytest.raises(Deferred):
            speaking_to(proxy.url).find(POST, KEY, now())


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"data": []},
        {"meta": {}},
        {"meta": {"result_count": 1}},
        {"data": {}, "meta": {"result_count": 0}},
        {"data": [1], "meta": {"result_count": 1}},
        {"data": [{"id": "x"}], "meta": {"result_count": 1}},
        {"data": [{"id": "7", "text": "x"}], "meta": {"result_count": 1}},
        {"data": [{"id": "7", "created_at": "soon"}], "meta": {"result_count": 1}},
        {"errors": [problem(404)]},
    ],
)
def test_a_list_of_something_else_is_never_a_no(adapter: X, platform: FakeX, body: object) -> None:
    platform.befall("timeline", (200, body))
    with pytest.raises(Deferred):
        adapter.find(POST, KEY, now())


@pytest.mark.parametrize("code", [400, 404])
def test_a_list_that_is_refused_is_never_a_no(adapter: X, platform: FakeX, code: int) -> None:
    platform.befall("timeline", (code, problem(code)))
    with pytest.raises(Uncertain, match="cannot be told"):
        adapter.find(POST, KEY, now())


# -- figures, deleting, the account -----------------------------------------------------------


def test_figures_are_read_under_their_old_and_new_names(adapter: X, platform: FakeX) -> None:
    receipt = adapter.publish(POST, KEY)
    for platform.renamed in (False, True):
        figures = adapter.measure([receipt.remote_id])[receipt.remote_id]
        assert (figures.impressions, figures.reactions, figures.comments) == (900, 3, 1)
        assert (figures.shares, figures.saves, figures.link_clicks) == (6, 5, 7)


def test_of_an_old_post_clicks_are_not_even_asked_for(adapter: X, platform: FakeX) -> None:
    at = now() - timedelta(days=40)
    old = Tweet(str((int(at.timestamp() * 1000) - EPOCH) << 22), "Old", at)
    platform.tweets[old.id] = old
    young = adapter.publish(POST, KEY).remote_id
    found = adapter.measure([old.id, young, "9" * 18])
    assert set(found) == {old.id, young}
    assert found[old.id].link_clicks is None
    assert found[young].link_clicks == 7
    assert len(platform.asked("look")) == 2


def test_where_clicks_are_refused_the_rest_is_read(adapter: X, platform: FakeX) -> None:
    receipt = adapter.publish(POST, KEY)
    platform.tweets[receipt.remote_id].at = now() - timedelta(days=40)
    assert adapter.measure([receipt.remote_id])[receipt.remote_id].reactions == 3
    for code in (400, 403):
        platform.befall("look", (code, problem(code)))
        assert adapter.measure([receipt.remote_id])[receipt.remote_id].link_clicks is None


@pytest.mark.parametrize("body", [{}, [], {"data": [1]}, {"data": [{"text": "x"}]}, {"data": 1}])
def test_figures_of_something_else_are_no_figures(
    adapter: X, platform: FakeX, body: object
) -> None:
    platform.spoken["look"] = (200, body)
    with pytest.raises(Deferred):
        adapter.measure([platform.new_id()])


def test_a_figure_that_is_not_one_is_not_reported(adapter: X, platform: FakeX) -> None:
    post = platform.new_id()
    odd = {"like_count": "3", "reply_count": -1, "quote_count": True, "impression_count": None}
    platform.spoken["look"] = (200, {"data": [{"id": post, "public_metrics": odd}]})
    figures = adapter.measure([post])[post]
    assert (figures.reactions, figures.comments, figures.shares) == (None, None, None)


def test_a_sum_that_lacks_one_of_its_own_is_not_reported(adapter: X, platform: FakeX) -> None:
    post = platform.new_id()
    once_more = {"like_count": 3, "reshare_count": 40, "quote_count": 2}  # renamed again
    platform.spoken["look"] = (200, {"data": [{"id": post, "public_metrics": once_more}]})
    figures = adapter.measure([post])[post]
    assert (figures.reactions, figures.shares) == (3, None)


def test_a_remote_id_is_never_a_way_elsewhere(adapter: X, platform: FakeX) -> None:
    assert adapter.measure(["../users/me", "", "7?b", "٣"]) == {}
    for one in ("", "../users/me", "٣"):
        with pytest.raises(Refused, match="not the number"):
            adapter.delete(one)
    assert platform.heard == []


def test_a_deletion_that_did_not_happen_is_not_believed(adapter: X, platform: FakeX) -> None:
    receipt = adapter.publish(POST, KEY)
    platform.befall("delete", (200, {"data": {"deleted": False}}))
    with pytest.raises(Deferred):
        adapter.delete(receipt.remote_id)


@pytest.mark.parametrize("confidential", [False, True])
def test_tokens_are_renewed_and_both_replaced(platform: FakeX, confidential: bool) -> None:
    platform.confidential = confidential
    secrets = TOKENS | ({"client_secret": CLIENT_SECRET} if confidential else {})
    old = speaking_to(platform.url, secrets=secrets)
    renewed = old.renew()
    assert renewed.expires_at is not None
    assert abs(renewed.expires_at - now() - timedelta(hours=2)) < timedelta(seconds=5)
    assert renewed.secrets.keys() == secrets.keys()
    assert renewed.secrets["refresh_token"] != TOKENS["refresh_token"]
    assert "acc3ss" not in repr(renewed)
    with pytest.raises(Disconnected):
        old.identify()
    again = speaking_to(platform.url, secrets=renewed.secrets)
    assert again.identify() == "@NorthshirePolice"
    with pytest.raises(Disconnected, match="renewed elsewhere") as caught:
        old.renew()
    assert_keeps_secrets(old, caught.value, "")


def test_what_cannot_be_renewed_says_so(adapter: X, platform: FakeX) -> None:
    with pytest.raises(Unsupported, match="until they are revoked"):
        adapter.renew()
    half = speaking_to(platform.url, secrets={"access_token": "t0ken"})
    with pytest.raises(Disconnected, match="no refresh_token"):
        half.renew()


@pytest.mark.parametrize("mishap", ["cut before", "503", "garbled answer"])
def test_a_renewal_that_got_no_answer_is_tried_again(
    tokened: X, platform: FakeX, mishap: str
) -> None:
    platform.befall("renew", mishap)
    with pytest.raises(Deferred):
        tokened.renew()


# -- the fake itself --------------------------------------------------------------------------


@pytest.mark.skipif(not contract.FILE.exists(), reason="the published contract is not at hand")
def test_the_fake_itself_answers_as_the_published_contract_says() -> None:
    with FakeX() as server:
        media = Media(server.new_id(), now(), "A picture.")
        one = Tweet(server.new_id(), TEXT, now(), [media], parent="7")
        assert contract.schema_faults("Tweet", server.tweet(one)) == []
        figures = server._figures(one, ["public_metrics", "non_public_metrics"])
        assert contract.schema_faults("Tweet", figures) == []
        assert contract.schema_faults("ResourceNotFoundProblem", server._missing("7")) == []


def test_the_fake_notices_a_request_that_breaks_the_contract() -> None:
    with FakeX() as server:
        line = speaking_to(server.url)._line
        line.begin()
        for body in ({"txt": "x"}, {"text": 7}, []):
            with pytest.raises(BadContent):
                line.ask("request", "POST", "/2/tweets", json=body)
        with pytest.raises(BadContent):
            line.ask("request", "GET", "/2/users/me", params={"field": "1"})
        assert len(server.violations) >= 4


def test_the_fake_runs_as_a_process_and_keeps_a_ledger(tmp_path: Path) -> None:
    (port,), ledger = free_ports(1), tmp_path / "posts.jsonl"
    command = [sys.executable, "-m", "tests.servers.fake_x", str(port), "--ledger", str(ledger)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("ready ")
            told = channel(f"http://127.0.0.1:{port}")
            speaker = speaking_to(told["base_url"], secrets=told["secrets"])
            speaker.publish(POST, PostKey("1" * 32, now()))
            assert len(ledger.read_text().splitlines()) == 1
            assert urlsplit(told["base_url"]).port == port
        finally:
            process.kill()
