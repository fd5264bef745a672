"""LinkedIn keeps the contract, and settles every doubt it may look into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from campaign.adapter import (
    AdapterError,
    BadContent,
    Barred,
    Can,
    Content,
    Deferred,
    Disconnected,
    Duplicate,
    Gone,
    Link,
    Metrics,
    Receipt,
    Refused,
    Staged,
    Strength,
    Throttled,
    Uncertain,
    Unstaged,
    Unsupported,
)
from campaign.adapters.linkedin import LinkedIn
from campaign.adapters.linkedin_errors import NoPermission
from campaign.adapters.linkedin_post import Handle, made_at
from campaign.testing import KEY, OTHER_KEY, TEXT, AdapterContract, account, pictures
from tests.servers import fake_linkedin
from tests.servers.fake_linkedin import CLIENT, MEMBER, PAGE, FakeLinkedIn, duplicate, trouble
from tests.servers.ports import free_ports

POST = Content(TEXT)
PICTURED = replace(POST, images=pictures(2))


def now() -> datetime:
    return datetime.now(timezone.utc)


def speaking_to(url: str, *, secrets: dict[str, str] | None = None, **options: str) -> LinkedIn:
    known = fake_linkedin.channel(url)
    plain = account(base_url=url, secrets=known["secrets"] if secrets is None else secrets)
    return LinkedIn(replace(plain, options=known["options"] | options))


def member(platform: FakeLinkedIn) -> LinkedIn:
    return speaking_to(platform.url, secrets={"token": platform.token}, author=MEMBER)


@pytest.fixture
def platform() -> Iterator[FakeLinkedIn]:
    with FakeLinkedIn() as server:
        yield server
    assert server.violations == [], "every request keeps to the contract"


@pytest.fixture
def adapter(platform: FakeLinkedIn) -> LinkedIn:
    return speaking_to(platform.url)


@pytest.fixture
def unreachable() -> LinkedIn:
    return speaking_to(f"http://127.0.0.1:{free_ports(1)[0]}")


class TestLinkedIn(AdapterContract):
    def test_two_keys_are_two_posts(self, adapter: LinkedIn, platform: FakeLinkedIn) -> None:
        """LinkedIn takes the same words once: a second time is refused, and names the first."""
        first = self.post(adapter, POST)
        with pytest.raises(Duplicate) as caught:
            self.post(adapter, POST, OTHER_KEY)
        assert Handle.read(caught.value.handle).post == first.remote_id
        assert set(platform.posts) == {first.remote_id}


def staged(adapter: LinkedIn, content: Content) -> str:
    outcome = adapter.publish(content, KEY)
    assert isinstance(outcome, Staged)
    return outcome.handle


def sent(adapter: LinkedIn, content: Content) -> Receipt:
    outcome = adapter.publish(content, KEY)
    if isinstance(outcome, Staged):
        outcome = adapter.release(content, KEY, outcome.handle)
    assert isinstance(outcome, Receipt)
    return outcome


# -- what is sent -----------------------------------------------------------------------------


def test_the_text_is_escaped_and_its_hashtags_live(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    text = "Care (always) for <all> @ work_shift * ~ #BehindTheBadge | {x}"
    receipt = sent(adapter, Content(text))
    assert platform.posts == {receipt.remote_id: text}
    [request] = platform.asked("create")
    assert r"{hashtag|\#|BehindTheBadge}" in request.json()["commentary"]


def test_each_picture_carries_its_alt_text_on_the_wire(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    sent(adapter, PICTURED)
    content = platform.asked("create")[0].json()["content"]
    alts = [image["altText"] for image in content["multiImage"]["images"]]
    assert alts == [image.alt for image in PICTURED.images]
    sent(adapter, replace(POST, text="One picture.", images=pictures(1)))
    content = platform.asked("create")[1].json()["content"]
    assert content["media"]["altText"] == pictures(1)[0].alt


def test_the_link_card_is_of_our_own_making(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    card = Link("https://www.police.uk/film", "Our film", "Seven officers.", pictures(1)[0])
    post = Content("Watch it.", link=card)
    sent(adapter, post)
    article = platform.asked("create")[0].json()["content"]["article"]
    [urn] = platform.pictures
    told = {"source": card.url, "title": "Our film", "description": "Seven officers."}
    assert article == {**told, "thumbnail": urn}
    assert list(platform.posts.values()) == ["Watch it."]


def test_a_bare_link_needs_no_upload_and_has_a_title(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    assert isinstance(
        adapter.publish(Content("See.", link=Link("https://police.uk")), KEY), Receipt
    )
    article = platform.asked("create")[0].json()["content"]["article"]
    assert article == {"source": "https://police.uk", "title": "https://police.uk"}


def test_beside_pictures_the_link_stands_in_the_text(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    sent(adapter, Content("Look.", images=pictures(1), link=Link("https://police.uk", "Police")))
    assert list(platform.posts.values()) == ["Look.\n\nhttps://police.uk"]
    long = Content("x" * 2990, images=pictures(1), link=Link("https://police.uk"))
    assert [problem.code for problem in adapter.check(long)] == ["text-too-long"]


def test_the_version_is_the_channels_own(platform: FakeLinkedIn) -> None:
    speaking_to(platform.url).identify()
    speaking_to(platform.url, api_version="202611").identify()
    versions = [request.headers["LinkedIn-Version"] for _, request in platform.heard]
    assert versions == ["202608", "202611"]


# -- pictures ---------------------------------------------------------------------------------


def test_the_pictures_are_known_before_anything_is_public(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    handle = staged(adapter, PICTURED)
    assert platform.writes == 0
    assert list(Handle.read(handle).images) == list(platform.pictures)


def test_a_picture_in_work_is_waited_for_under_the_same_handle(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    platform.processing = 2
    handle = staged(adapter, PICTURED)
    for _ in range(2):
        assert adapter.release(PICTURED, KEY, handle) == Staged(handle, 2.0)
    assert isinstance(adapter.release(PICTURED, KEY, handle), Receipt)
    assert len(platform.asked("upload")) == 2


def test_a_picture_that_is_never_ready_is_never_posted(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    platform.processing = 10**9
    handle = staged(adapter, PICTURED)
    for _ in range(20):
        assert isinstance(adapter.release(PICTURED, KEY, handle), Staged)
    assert platform.writes == 0


def test_a_picture_that_is_gone_is_sent_anew(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    handle = staged(adapter, PICTURED)
    platform.pictures.clear()
    with pytest.raises(Unstaged):
        adapter.release(PICTURED, KEY, handle)
    sent(adapter, PICTURED)
    assert platform.writes == 1


def test_an_upload_that_never_arrived_is_made_again(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    platform.befall("upload", "cut before")
    with pytest.raises(Deferred):
        adapter.publish(PICTURED, KEY)
    handle = staged(adapter, PICTURED)
    platform.pictures[Handle.read(handle).images[0]].data = b""
    with pytest.raises(Unstaged):
        adapter.release(PICTURED, KEY, handle)


@pytest.mark.parametrize("handle", ["what is this", '{"post":"urn:li:share:7"}', "[]", "7"])
def test_a_handle_without_the_pictures_begins_again(
    adapter: LinkedIn, platform: FakeLinkedIn, handle: str
) -> None:
    assert isinstance(adapter.release(PICTURED, KEY, handle), Staged)
    assert platform.writes == 0


def test_a_picture_linkedin_cannot_read_is_named(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    platform.failing = True
    handle = staged(adapter, PICTURED)
    with pytest.raises(BadContent, match="cannot read a picture"):
        adapter.release(PICTURED, KEY, handle)


def test_a_member_may_not_ask_after_a_picture(platform: FakeLinkedIn) -> None:
    sent(member(platform), PICTURED)
    assert list(platform.alts.values()) == [[image.alt for image in PICTURED.images]]


@pytest.mark.parametrize(
    "place", ["https://elsewhere.example", "http://169.254.169.254", "https://127.0.0.1.example"]
)
def test_no_picture_and_no_token_goes_to_a_stranger(
    adapter: LinkedIn, platform: FakeLinkedIn, place: str
) -> None:
    platform.upload_to = place
    with pytest.raises(Refused, match=r"may not speak to|https://"):
        adapter.publish(PICTURED, KEY)
    assert not platform.asked("upload")


def test_the_real_linkedin_may_not_send_us_to_this_machine(platform: FakeLinkedIn) -> None:
    adapter = speaking_to("")
    with pytest.raises(Refused, match="may not speak to"):
        adapter._client._upload_server(f"{platform.url}/dms-uploads/x")
    line, path = adapter._client._upload_server("https://www.linkedin.com/dms-uploads/x?e=1")
    assert (line.base_url, path) == ("https://www.linkedin.com", "/dms-uploads/x?e=1")


# -- doubts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("mishap", ["answer lost", "garbled answer", "500"])
@pytest.mark.parametrize("content", [POST, PICTURED])
def test_a_repeat_after_a_lost_answer_is_refused_and_found(
    adapter: LinkedIn, platform: FakeLinkedIn, content: Content, mishap: str
) -> None:
    begun = now()
    platform.next_write(mishap)
    with pytest.raises(Uncertain):
        sent(adapter, content)
    if mishap == "500":  # that one was not made
        assert adapter.find(content, KEY, begun) is None
        sent(adapter, content)
        return
    with pytest.raises(Duplicate) as caught:
        sent(adapter, content)
    found = adapter.find(content, KEY, begun, caught.value.handle)
    assert found is not None
    assert set(platform.posts) == {found.remote_id}


def test_after_a_refusal_the_same_pictures_are_used(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    handle = staged(adapter, PICTURED)
    adapter.release(PICTURED, KEY, handle)
    with pytest.raises(Duplicate) as caught:
        adapter.release(PICTURED, KEY, handle)
    platform.made.clear()
    adapter.release(PICTURED, KEY, caught.value.handle)
    assert len(platform.asked("upload")) == 2


def test_pictures_settle_a_doubt_even_when_the_words_were_changed_since(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    begun, handle = now(), staged(adapter, PICTURED)
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        adapter.release(PICTURED, KEY, handle)
    [post] = platform.made.values()
    post.body["commentary"] = "Somebody has edited this."
    found = adapter.find(PICTURED, KEY, begun, handle)
    assert found is not None
    assert found.remote_id == post.id


def test_a_post_named_by_a_refusal_is_not_ours_if_it_is_from_before(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    platform.lag = -3600
    sent(adapter, POST)
    platform.lag = 0
    with pytest.raises(Duplicate) as caught:
        adapter.publish(POST, OTHER_KEY)
    assert adapter.find(POST, OTHER_KEY, now(), caught.value.handle) is None


def test_a_post_named_by_a_refusal_is_not_ours_if_another_wrote_it(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    sent(adapter, POST)
    [post] = platform.made.values()
    post.body["author"] = "urn:li:organization:1"
    assert adapter.find(POST, KEY, now(), Handle(post=post.id).write()) is None


def test_a_post_that_was_deleted_is_no_proof(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    """For a day or two LinkedIn names posts that are not there."""
    begun = now()
    adapter.delete(sent(adapter, POST).remote_id)
    with pytest.raises(Duplicate) as caught:
        adapter.publish(POST, OTHER_KEY)
    with pytest.raises(Uncertain, match="does not show that one"):
        adapter.find(POST, OTHER_KEY, begun, caught.value.handle)


def test_a_refusal_may_come_without_a_name(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    body = duplicate("a post") | {"message": "Duplicate post is detected"}
    platform.befall("create", (422, body))
    with pytest.raises(Duplicate) as caught:
        adapter.publish(POST, KEY)
    assert caught.value.handle == ""


@pytest.mark.parametrize("lag", [-600, 600])
def test_a_clock_ten_minutes_off_changes_nothing(
    adapter: LinkedIn, platform: FakeLinkedIn, lag: float
) -> None:
    platform.lag = lag
    begun = now()
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        adapter.publish(POST, KEY)
    assert adapter.find(POST, KEY, begun) is not None
    assert adapter.find(POST, KEY, begun + timedelta(minutes=5)) is None
    with pytest.raises(Duplicate) as caught:
        adapter.publish(POST, KEY)
    assert adapter.find(POST, KEY, begun, caught.value.handle) is not None


def test_it_looks_back_page_by_page_as_far_as_it_must(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    begun = now()
    first = sent(adapter, POST)
    for number in range(120):
        sent(adapter, Content(f"Number {number}"))
    assert adapter.find(POST, KEY, begun) == first
    assert len(platform.asked("list")) == 3
    for number in range(120, 260):
        sent(adapter, Content(f"Number {number}"))
    with pytest.raises(Uncertain, match="too much since"):
        adapter.find(POST, KEY, begun)


@pytest.mark.parametrize("answer", [{}, {"elements": 7}, {"elements": [{"createdAt": "soon"}]}, []])
def test_a_garbled_list_is_no_no(adapter: LinkedIn, platform: FakeLinkedIn, answer: object) -> None:
    platform.befall("list", (200, answer))
    with pytest.raises(Deferred):
        adapter.find(POST, KEY, now())


def test_a_number_that_tells_no_time_gives_the_servers(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    platform.new_id = lambda: "7"  # type: ignore[method-assign]  # as if numbers changed
    receipt = sent(adapter, POST)
    assert abs(receipt.published_at - now()) < timedelta(seconds=5)
    assert made_at("urn:li:share:7141138937766391808").date().isoformat() == "2023-12-14"


def test_an_answer_without_a_name_is_a_doubt(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    platform.befall("create", (201, None))
    with pytest.raises(Uncertain):
        adapter.publish(POST, KEY)


# -- members ----------------------------------------------------------------------------------


def test_a_members_lost_post_needs_a_person(platform: FakeLinkedIn) -> None:
    adapter = member(platform)
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        adapter.publish(POST, KEY)
    with pytest.raises(Unsupported, match="look there whether it is out"):
        adapter.find(POST, KEY, now())
    assert adapter.capabilities.strength is Strength.PERSON


def test_a_refusal_names_a_members_post(platform: FakeLinkedIn) -> None:
    adapter, begun = member(platform), now()
    receipt = sent(adapter, POST)
    with pytest.raises(Duplicate) as caught:
        adapter.publish(POST, KEY)
    assert adapter.find(POST, KEY, begun, caught.value.handle) == receipt
    later = begun + timedelta(minutes=10)
    assert adapter.find(POST, KEY, later, caught.value.handle) is None


def test_a_member_who_may_read_is_looked_up_like_a_page(platform: FakeLinkedIn) -> None:
    platform.reads_members = True
    adapter, begun = member(platform), now()
    receipt = sent(adapter, POST)
    assert adapter.find(POST, KEY, begun) == receipt


def test_nobody_counts_for_members(platform: FakeLinkedIn) -> None:
    adapter = member(platform)
    assert {Can.MEASURE, Can.RENEW}.isdisjoint(adapter.capabilities.can)
    for call in (lambda: adapter.measure(["urn:li:share:1"]), adapter.renew):
        with pytest.raises(Unsupported):
            call()


# -- errors -----------------------------------------------------------------------------------

DAILY = "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."
NO_RIGHT = "Not enough permissions to access: posts.CREATE.20260801"
TABLE = [
    (401, trouble(401, "x", code="EXPIRED_ACCESS_TOKEN"), Disconnected, "lasts 60 days"),
    (401, trouble(401, "x", serviceErrorCode=65602), Disconnected, "lasts 60 days"),
    (401, trouble(401, "x", code="REVOKED_ACCESS_TOKEN"), Disconnected, "took back"),
    (401, trouble(401, "x", serviceErrorCode=65601), Disconnected, "took back"),
    (401, trouble(401, "Empty oauth2_access_token"), Disconnected, "does not accept"),
    (401, "<html>No</html>", Disconnected, "does not accept"),
    (403, trouble(403, NO_RIGHT, serviceErrorCode=100), NoPermission, "lacks a permission"),
    (403, trouble(403, "Member is restricted"), Barred, "restricted this account"),
    (404, trouble(404, "Not found"), Gone, "no such thing"),
    (400, trouble(400, "/author :: invalid urn"), BadContent, "invalid urn"),
    (422, trouble(422, "commentary is too long"), BadContent, "too long"),
    (422, duplicate("urn:li:share:7"), Duplicate, "has this post already"),
    (426, trouble(426, "Requested version is not active"), Barred, "api_version"),
    (429, trouble(429, DAILY), Throttled, "midnight UTC"),
    (500, trouble(500, "Internal"), Uncertain, "may or may not"),
    (503, "<html>Busy</html>", Uncertain, "may or may not"),
    (504, None, Uncertain, "may or may not"),
    (409, trouble(409, "Conflict"), Uncertain, "may or may not"),
]


@pytest.mark.parametrize(("status", "body", "kind", "words"), TABLE)
def test_each_error_has_its_meaning_and_its_sentence(
    adapter: LinkedIn,
    platform: FakeLinkedIn,
    status: int,
    body: object,
    kind: type[AdapterError],
    words: str,
) -> None:
    platform.befall("create", (status, body))
    with pytest.raises(AdapterError, match=words) as caught:
        adapter.publish(POST, KEY)
    assert type(caught.value) is kind
    assert not platform.posts


def test_a_daily_limit_opens_at_midnight(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    platform.befall("create", (429, trouble(429, DAILY)))
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    left = (midnight - now()).total_seconds()
    with pytest.raises(Throttled) as caught:
        adapter.publish(POST, KEY)
    assert caught.value.retry_after == pytest.approx(left, abs=3)
    assert caught.value.app
    platform.befall("create", (429, trouble(429, DAILY.replace("APPLICATION", "MEMBER"))))
    with pytest.raises(Throttled) as caught:
        adapter.publish(POST, KEY)
    assert not caught.value.app


@pytest.mark.parametrize("step", ["initialize", "upload", "image"])
@pytest.mark.parametrize("mishap", ["500", "cut before", "answer lost", "302"])
def test_before_the_creating_call_nothing_is_in_doubt(
    adapter: LinkedIn, platform: FakeLinkedIn, step: str, mishap: str
) -> None:
    platform.befall(step, mishap)
    with pytest.raises((Deferred, Refused)) as caught:
        sent(adapter, PICTURED)
    assert isinstance(caught.value, Refused) == (mishap == "302")
    assert platform.writes == 0
    sent(adapter, PICTURED)
    assert len(platform.posts) == 1


@pytest.mark.parametrize("step", ["initialize", "image"])
def test_a_garbled_answer_before_it_is_tried_again(
    adapter: LinkedIn, platform: FakeLinkedIn, step: str
) -> None:
    platform.befall(step, "garbled answer")
    with pytest.raises(Deferred):
        sent(adapter, PICTURED)
    assert platform.writes == 0


def test_a_channel_that_does_not_say_whom_it_speaks_as(platform: FakeLinkedIn) -> None:
    for author in (
        "",
        "Northshire Police",
        "urn:li:company:1",
        "urn:li:organization:1 "[:-1] + "/",
    ):
        adapter = speaking_to(platform.url, author=author)
        for call in (lambda one=adapter: one.publish(POST, KEY), adapter.identify):
            with pytest.raises(Disconnected, match="author: urn:li:organization:"):
                call()
    assert not platform.heard


def test_a_version_that_is_no_month_is_named(platform: FakeLinkedIn) -> None:
    with pytest.raises(Disconnected, match="is a month, such as 202608"):
        speaking_to(platform.url, api_version="v2").publish(POST, KEY)


def test_a_channel_without_a_token_is_told_so(platform: FakeLinkedIn) -> None:
    with pytest.raises(Disconnected, match="has no token"):
        speaking_to(platform.url, secrets={}).publish(POST, KEY)


def test_what_linkedin_would_not_take_is_not_sent(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    [image] = pictures(1)
    wide = replace(image, width=8000, height=5000)
    film = replace(image, media_type="video/mp4")
    for odd, words in ((wide, "8000 by 5000"), (film, "JPEG or PNG or GIF pictures only")):
        with pytest.raises(BadContent, match=words):
            adapter.publish(replace(POST, images=(odd,)), KEY)
    with pytest.raises(BadContent, match="no threads"):
        adapter.publish(replace(POST, reply_to="urn:li:share:1"), KEY)
    assert not platform.heard


# -- figures, names, tokens -------------------------------------------------------------------


def test_figures_are_the_pages_own(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    share = sent(adapter, POST).remote_id
    platform.kind = "ugcPost"
    ugc = sent(adapter, Content("Another.")).remote_id
    figures = Metrics(
        impressions=900, reach=750, reactions=30, comments=4, shares=5, link_clicks=12
    )
    asked = [share, ugc, "urn:li:share:1", "nonsense"]
    assert adapter.measure(asked) == {share: figures, ugc: figures}


def test_a_post_without_figures_is_not_called_gone(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    there, deleted = (sent(adapter, Content(text)).remote_id for text in ("One.", "Two."))
    platform.unseen = {there, deleted}
    platform.made[deleted].ghost = True
    assert adapter.measure([there, deleted]) == {there: Metrics()}


@pytest.mark.parametrize("body", [{}, {"elements": [{"share": "urn:li:share:1"}]}, [], None])
def test_garbled_figures_are_no_figures(
    adapter: LinkedIn, platform: FakeLinkedIn, body: object
) -> None:
    platform.befall("statistics", (200, body))
    with pytest.raises(Deferred):
        adapter.measure(["urn:li:share:1"])


def test_figures_that_are_refused_are_asked_for_later(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    platform.befall("statistics", (400, trouble(400, "no")))
    with pytest.raises(Deferred, match="cannot give the figures now"):
        adapter.measure(["urn:li:share:1"])


def test_a_name_that_is_no_posts_deletes_nothing(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    adapter.delete("")
    assert not platform.heard
    for name in ("1", "../organizations/1", "urn:li:organization:1"):
        with pytest.raises(BadContent):
            adapter.delete(name)
    assert [step for step, _ in platform.heard] == ["delete"] * 3


def test_it_names_the_page_and_the_member(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    assert adapter.identify() == f"Northshire Police ({PAGE})"
    assert member(platform).identify() == f"Chief of Northshire Police ({MEMBER})"


def test_without_the_right_to_its_name_the_page_must_at_least_show_its_posts(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    platform.rights = {"read"}
    assert adapter.identify() == PAGE
    platform.rights = set()
    with pytest.raises(NoPermission):
        adapter.identify()
    assert member(platform).identify() == MEMBER


def test_another_members_token_is_noticed(platform: FakeLinkedIn) -> None:
    adapter = speaking_to(platform.url, author="urn:li:person:SomebodyElse")
    with pytest.raises(Disconnected, match="belongs to another member"):
        adapter.identify()


def test_a_token_is_renewed_before_it_is_over(adapter: LinkedIn, platform: FakeLinkedIn) -> None:
    fresh = adapter.renew()
    assert fresh.secrets["token"] == platform.token != FakeLinkedIn.TOKEN
    assert fresh.expires_at is not None
    assert fresh.expires_at - now() == pytest.approx(timedelta(days=60), abs=timedelta(seconds=5))
    assert fresh.secrets.keys() == {"token", "refresh_token", *CLIENT}
    sent(speaking_to(platform.url, secrets=dict(fresh.secrets)), POST)
    assert platform.token not in repr(fresh)


def test_a_refresh_token_that_is_over_needs_a_person(
    adapter: LinkedIn, platform: FakeLinkedIn
) -> None:
    platform.refresh = "another"
    with pytest.raises(Disconnected, match="refresh token is over"):
        adapter.renew()


@pytest.mark.parametrize("body", [{}, {"access_token": 7, "expires_in": 1}, [], {"expires_in": 1}])
def test_a_garbled_token_is_not_believed(
    adapter: LinkedIn, platform: FakeLinkedIn, body: object
) -> None:
    platform.befall("renew", (200, body))
    with pytest.raises(Deferred):
        adapter.renew()
