"""Mastodon keeps the contract, and settles every doubt it can."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from campaign.adapter import (
    Account,
    BadContent,
    Content,
    Deferred,
    Disconnected,
    Link,
    PostKey,
    Refused,
    Staged,
    Throttled,
    Uncertain,
    Unstaged,
    Withheld,
)
from campaign.adapters import wire
from campaign.adapters.mastodon import Mastodon
from campaign.adapters.plaintext import folded, plain_text
from campaign.testing import KEY, OTHER_KEY, TEXT, AdapterContract, Parcel, account, pictures
from tests.servers import mastodon_page as page
from tests.servers.cutproxy import CutProxy
from tests.servers.fake_mastodon import TOKEN, FakeMastodon
from tests.servers.mastodon_contract import FILE, schema_faults
from tests.servers.ports import free_ports
from tests.servers.scripted import Clock

POST = Content(TEXT)
ME = "/api/v1/accounts/verify_credentials"


def now() -> datetime:
    return datetime.now(timezone.utc)


def speaking_to(url: str, token: str = TOKEN) -> Mastodon:
    return Mastodon(account(base_url=url, secrets={"token": token}))


def timed(server: FakeMastodon, clock: Clock) -> Mastodon:
    """Return an adapter whose clock the test moves; the server's goes with it."""
    secrets = {"token": TOKEN}

    def tell() -> datetime:
        server.lag = (clock.now - now()).total_seconds()
        return clock.now

    return Mastodon(account(base_url=server.url, secrets=secrets, clock=tell))


@pytest.fixture
def platform() -> Iterator[FakeMastodon]:
    with FakeMastodon() as server:
        yield server
    assert server.violations == [], "every request keeps to the published contract"


@pytest.fixture
def adapter(platform: FakeMastodon) -> Mastodon:
    return speaking_to(platform.url)


@pytest.fixture
def unreachable() -> Mastodon:
    return speaking_to(f"http://127.0.0.1:{free_ports(1)[0]}")


class TestMastodon(AdapterContract):
    pass


def test_the_language_is_the_short_one(adapter: Mastodon, platform: FakeMastodon) -> None:
    adapter.publish(replace(POST, language="cy-GB"), KEY)
    [said] = platform.asked("post")
    assert said.json() == {"status": TEXT, "language": "cy", "visibility": "public"}
    assert said.headers["Idempotency-Key"] == KEY.value


def test_a_reply_names_its_parent(adapter: Mastodon, platform: FakeMastodon) -> None:
    first = adapter.publish(POST, KEY)
    reply = Content("And a second part.", reply_to=first.remote_id)
    receipt = adapter.publish(reply, OTHER_KEY)
    assert platform.statuses[receipt.remote_id].in_reply_to_id == first.remote_id
    assert adapter.find(reply, OTHER_KEY, now()) == receipt
    assert adapter.find(replace(reply, reply_to=None), OTHER_KEY, now()) is None


def test_a_link_card_is_an_address_in_the_text(adapter: Mastodon, platform: FakeMastodon) -> None:
    post = Content("Watch our film.", link=Link("https://www.police.uk/film", "Film"))
    receipt = adapter.publish(post, KEY)
    assert platform.posts[receipt.remote_id] == "Watch our film.\n\nhttps://www.police.uk/film"
    assert adapter.find(post, KEY, now()) == receipt
    there = replace(post, text="See https://www.police.uk/film now.")
    adapter.publish(there, OTHER_KEY)
    assert there.text in platform.posts.values()


def test_the_link_counts_against_the_limit(adapter: Mastodon) -> None:
    post = Content("x" * 480, link=Link("https://www.police.uk/film"))
    assert adapter.check(Content("x" * 480)) == []
    assert [problem.code for problem in adapter.check(post)] == ["text-too-long"]


def test_a_picture_still_in_work_is_asked_after_not_sent_again() -> None:
    post = replace(POST, images=pictures(2))
    with FakeMastodon(processing=3) as server:
        parcel = Parcel(speaking_to(server.url), post)
        outcomes = [parcel.step() for _ in range(3)]
        assert [type(one) for one in outcomes] == [Staged] * 3
        assert {one.check_after for one in outcomes} == {2}
        assert len({one.handle for one in outcomes}) == 1
        Parcel(speaking_to(server.url), post, handle=parcel.handle).send()
        assert server.uploads == 2
        assert list(server.alts.values()) == [[image.alt for image in post.images]]


def test_pictures_that_are_ready_are_not_asked_after(platform: FakeMastodon) -> None:
    Parcel(speaking_to(platform.url), replace(POST, images=pictures(2))).send()
    assert [step for step, _ in platform.heard] == ["instance", "upload", "upload", "post"]


def test_a_picture_that_is_never_done_is_never_posted() -> None:
    with FakeMastodon(processing=1000) as server:
        parcel = Parcel(speaking_to(server.url), replace(POST, images=pictures(1)))
        for _ in range(20):
            assert isinstance(parcel.step(), Staged)
        assert (server.uploads, server.writes) == (1, 0)


def test_a_server_that_says_not_ready_at_the_end_is_asked_again_later() -> None:
    with FakeMastodon() as server:
        parcel = Parcel(speaking_to(server.url), replace(POST, images=pictures(1)))
        parcel.step()
        server.waits = dict.fromkeys(server.waits, 2)
        assert isinstance(parcel.step(), Staged)
        parcel.send()
        assert len(server.posts) == 1
        assert server.writes == 2, "it is asked after first, once it was not ready"


@pytest.mark.parametrize("strict", [True, False])
def test_a_picture_cleared_away_meanwhile_is_sent_again(strict: bool) -> None:
    """Held for two days, the picture is gone; an older server would post without it."""
    clock = Clock(now())
    with FakeMastodon(strict=strict) as server:
        parcel = Parcel(timed(server, clock), replace(POST, images=pictures(1)))
        parcel.step()
        clock.forward(days=2)
        server.clear_away()
        with pytest.raises(Unstaged, match="cleared away"):
            parcel.step()
        receipt = parcel.send()
        assert server.uploads == 2
        assert server.alts == {receipt.remote_id: [pictures(1)[0].alt]}


@pytest.mark.parametrize("strict", [True, False])
def test_a_repeat_long_after_the_key_is_forgotten_is_still_one_post(strict: bool) -> None:
    """The picture is in the post already: that is how the post is known."""
    clock = Clock(now())
    with FakeMastodon(strict=strict) as server:
        parcel = Parcel(timed(server, clock), replace(POST, images=pictures(2)))
        server.next_write("answer lost")
        with pytest.raises(Uncertain):
            parcel.send()
        clock.forward(hours=3)
        server.forget_keys()
        assert set(server.posts) == {parcel.send().remote_id}


def test_a_picture_taken_by_a_post_whose_words_were_edited_is_not_used_again() -> None:
    with FakeMastodon() as server:
        parcel = Parcel(speaking_to(server.url), replace(POST, images=pictures(1)))
        first = parcel.send()
        edited = replace(server.statuses[first.remote_id], text="Edited by hand.")
        server.statuses[first.remote_id] = edited
        server.forget_keys()
        assert parcel.send().remote_id == first.remote_id


def test_a_picture_the_server_cannot_make_out_is_the_pictures_fault(
    platform: FakeMastodon,
) -> None:
    parcel = Parcel(speaking_to(platform.url), replace(POST, images=pictures(1)))
    parcel.step()
    platform.waits = dict.fromkeys(platform.waits, 1)
    platform.befall("picture", (422, {"error": "Error processing thumbnail"}))
    with pytest.raises(BadContent, match="Error processing thumbnail"):
        parcel.step()
    assert not platform.posts


@pytest.mark.parametrize("handle", ["", "x", "[]", "{}", "[1]", '[["1"],"x",true]', "[[],1,true]"])
def test_a_handle_that_is_not_ours_creates_nothing(platform: FakeMastodon, handle: str) -> None:
    with pytest.raises(Uncertain, match="cannot be read"):
        speaking_to(platform.url).release(replace(POST, images=pictures(1)), KEY, handle)
    assert platform.writes == 0


def test_a_lost_upload_is_harmless(platform: FakeMastodon) -> None:
    with CutProxy(platform.url) as proxy:
        proxy.fault("cut_after", path="/api/v2/media")
        adapter = speaking_to(proxy.url)
        with pytest.raises(Deferred):
            adapter.publish(replace(POST, images=pictures(1)), KEY)
        assert platform.writes == 0
        Parcel(adapter, replace(POST, images=pictures(1))).send()
    assert len(platform.posts) == 1


def test_a_middlebox_that_sends_twice_makes_one_post(platform: FakeMastodon) -> None:
    with CutProxy(platform.url) as proxy:
        proxy.fault("twice", method="POST", path="/api/v1/statuses")
        receipt = speaking_to(proxy.url).publish(POST, KEY)
    assert platform.writes == 2
    assert set(platform.posts) == {receipt.remote_id}


def test_a_picture_that_cannot_be_read_sends_nothing(platform: FakeMastodon) -> None:
    def gone(sha256: str) -> bytes:
        raise FileNotFoundError(sha256)

    with pytest.raises(Deferred, match="storage"):
        Mastodon(reading(platform, gone)).publish(replace(POST, images=pictures(1)), KEY)
    assert (platform.uploads, platform.writes) == (0, 0)


def test_a_picture_that_was_changed_since_is_not_sent(platform: FakeMastodon) -> None:
    changed = Mastodon(reading(platform, lambda sha256: b"\xff\xd8\xff another picture"))
    with pytest.raises(BadContent, match="not the one that was approved"):
        changed.publish(replace(POST, images=pictures(1)), KEY)
    assert (platform.uploads, platform.writes) == (0, 0)


def reading(platform: FakeMastodon, read: object) -> Account:
    return replace(account(base_url=platform.url, secrets={"token": TOKEN}), read=read)


def test_the_platforms_reason_reaches_the_person(adapter: Mastodon, platform: FakeMastodon) -> None:
    platform.befall("post", (422, {"error": "Validation failed: Text can't be this"}))
    with pytest.raises(BadContent, match="Text can't be this"):
        adapter.publish(POST, KEY)


def test_a_rate_limit_without_retry_after_is_read_too(
    adapter: Mastodon, platform: FakeMastodon
) -> None:
    reset = (now() + timedelta(minutes=2)).isoformat()
    with CutProxy(platform.url) as proxy:
        proxy.fault("status", method="POST", code=429, headers={"X-RateLimit-Reset": reset})
        with pytest.raises(Throttled) as caught:
            speaking_to(proxy.url).publish(POST, KEY)
    assert caught.value.retry_after == pytest.approx(120, abs=2)


def test_a_repeat_that_is_answered_with_500_stays_a_doubt_that_find_settles(
    adapter: Mastodon, platform: FakeMastodon
) -> None:
    begun = now()
    platform.next_write("answer lost")
    platform.next_write("500")  # mastodon#40399: the duplicate is recognised, the answer is 500
    for _ in range(2):
        with pytest.raises(Uncertain):
            adapter.publish(POST, KEY)
    receipt = adapter.find(POST, KEY, begun)
    assert receipt is not None
    assert set(platform.posts) == {receipt.remote_id}


def test_where_keys_are_ignored_find_still_tells() -> None:
    with FakeMastodon(honours_keys=False) as server:
        adapter = speaking_to(server.url)
        server.next_write("answer lost")
        with pytest.raises(Uncertain):
            adapter.publish(POST, KEY)
        assert adapter.find(POST, KEY, now()) is not None
        adapter.publish(POST, KEY)
        assert len(server.posts) == 2, "which is why one must look first"


def test_a_post_is_known_by_its_pictures_even_when_its_words_were_edited(
    adapter: Mastodon, platform: FakeMastodon
) -> None:
    parcel = Parcel(adapter, replace(POST, images=pictures(1)))
    platform.next_write("answer lost")
    with pytest.raises(Uncertain):
        parcel.send()
    (status,) = platform.statuses.values()
    platform.statuses[status.id] = replace(status, text="Edited by hand.")
    for one in (adapter, speaking_to(platform.url)):
        found = one.find(parcel.content, KEY, now(), parcel.handle)
        assert found is not None
        assert found.remote_id == status.id
        assert one.find(parcel.content, KEY, now()) is None


def test_the_same_words_with_another_picture_are_another_post(adapter: Mastodon) -> None:
    one, other = pictures(2)
    Parcel(adapter, replace(POST, images=(one,)), OTHER_KEY).send()
    assert adapter.find(replace(POST, images=(other,)), KEY, now()) is None
    assert adapter.find(POST, KEY, now()) is None


def test_a_server_whose_clock_is_wrong_is_understood() -> None:
    for lag in (-600.0, 600.0):
        with FakeMastodon() as server:
            server.lag = lag
            adapter = speaking_to(server.url)
            receipt = adapter.publish(POST, KEY)
            assert adapter.find(POST, KEY, now()) == receipt
            assert adapter.find(POST, KEY, now() + timedelta(minutes=5)) is None


def test_it_looks_back_over_many_pages(adapter: Mastodon, platform: FakeMastodon) -> None:
    begun = now()
    receipt = adapter.publish(POST, KEY)
    for number in range(100):
        platform.accept({"status": f"Number {number}"}, f"{number}")
    assert adapter.find(POST, KEY, begun) == receipt


def test_an_account_that_talks_too_much_cannot_be_told_from(
    adapter: Mastodon, platform: FakeMastodon
) -> None:
    for number in range(401):
        platform.accept({"status": f"Number {number}"}, f"{number}")
    with pytest.raises(Uncertain, match="too much"):
        adapter.find(POST, KEY, now())


@pytest.mark.parametrize("fault", ["cut_after", "cut_head", "garble", "refuse"])
def test_a_list_that_cannot_be_read_is_never_a_no(platform: FakeMastodon, fault: str) -> None:
    for path in ("verify_credentials", "/statuses"):
        with CutProxy(platform.url) as proxy:
            proxy.fault(fault, path=path)
            with pytest.raises(Deferred):
                speaking_to(proxy.url).find(POST, KEY, now())


@pytest.mark.parametrize("code", [404, 422])
def test_a_list_that_is_refused_is_never_a_no(platform: FakeMastodon, code: int) -> None:
    with CutProxy(platform.url) as proxy:
        proxy.fault("status", path="/statuses", code=code)
        with pytest.raises(Uncertain, match="cannot be told"):
            speaking_to(proxy.url).find(POST, KEY, now())


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'[{"id": "1"}]', b'[{"created_at": "soon"}]'])
def test_a_list_of_something_else_is_never_a_no(platform: FakeMastodon, body: bytes) -> None:
    with CutProxy(platform.url) as proxy:
        proxy.fault("status", path="/statuses", code=200, body=body)
        with pytest.raises(Deferred):
            speaking_to(proxy.url).find(POST, KEY, now())


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"id": "1"}',
        b'{"id": 1, "url": "https://a.example/1", "created_at": "2026-11-22T09:00:00Z"}',
        b'{"id": "1", "url": "javascript:1", "created_at": "2026-11-22T09:00:00Z"}',
        b'{"id": "1", "url": "https://a.example/\\u001b[2J", "created_at": "2026-11-22"}',
        b'{"id": "1", "url": "https://a.example/1", "created_at": "soon"}',
    ],
)
def test_a_yes_without_the_post_is_a_doubt(platform: FakeMastodon, body: bytes) -> None:
    with CutProxy(platform.url) as proxy:
        proxy.fault("status", method="POST", code=200, body=body)
        with pytest.raises(Uncertain):
            speaking_to(proxy.url).publish(POST, KEY)


def test_shares_are_boosts_and_quotes(adapter: Mastodon) -> None:
    receipt = adapter.publish(POST, KEY)
    metrics = adapter.measure([receipt.remote_id])[receipt.remote_id]
    assert (metrics.reactions, metrics.comments, metrics.shares) == (3, 1, 6)


def test_a_figure_that_is_not_one_is_not_reported(platform: FakeMastodon) -> None:
    body = b'{"id": "1", "favourites_count": "3", "reblogs_count": -1, "replies_count": true}'
    with CutProxy(platform.url) as proxy:
        proxy.fault("status", code=200, body=body)
        metrics = speaking_to(proxy.url).measure(["1"])["1"]
    assert (metrics.reactions, metrics.comments, metrics.shares) == (None, None, None)


def test_a_remote_id_is_never_a_way_elsewhere(adapter: Mastodon) -> None:
    assert adapter.measure(["../accounts/verify_credentials", "", "a?b"]) == {}
    adapter.delete("")


def test_without_a_token_it_says_what_to_do(platform: FakeMastodon) -> None:
    for token in ("", "  \n"):
        with pytest.raises(Disconnected, match="Set the secret"):
            speaking_to(platform.url, token).publish(POST, KEY)


def test_a_token_from_a_file_may_end_with_a_new_line(platform: FakeMastodon) -> None:
    assert speaking_to(platform.url, TOKEN + "\n").identify() == "@northshire"


@pytest.mark.parametrize("url", ["", "social.example", "http://social.example"])
def test_without_a_proper_address_it_says_what_to_do(url: str) -> None:
    with pytest.raises(Refused, match="https://"):
        speaking_to(url).publish(POST, KEY)


def test_a_task_that_froze_sends_nothing_afterwards(platform: FakeMastodon) -> None:
    """A process stopped in an upload wakes up after its lease: the post must not go out."""
    adapter = speaking_to(platform.url)
    adapter._http._deadline = 0.3

    def freeze(sha256: str) -> bytes:
        time.sleep(0.4)
        return account().read(sha256)

    adapter.account = replace(adapter.account, read=freeze)
    with pytest.raises(Deferred):
        Parcel(adapter, replace(POST, images=pictures(1))).send()
    assert platform.writes == 0


def test_a_task_that_froze_at_the_last_moment_sends_nothing_either(platform: FakeMastodon) -> None:
    own = account(base_url=platform.url, secrets={"token": TOKEN})
    adapter = Mastodon(replace(own, permit=lambda: time.sleep(0.4)))
    adapter._http._deadline = 0.3
    with pytest.raises(Deferred):
        adapter.publish(POST, KEY)
    assert platform.writes == 0


def test_a_permit_that_was_long_in_coming_is_asked_for_again(platform: FakeMastodon) -> None:
    asked = []

    def permit() -> None:
        if asked:
            raise Withheld("A hold was placed meanwhile.")
        asked.append(True)
        time.sleep(wire.STALE)

    own = account(base_url=platform.url, secrets={"token": TOKEN})
    with pytest.raises(Withheld):
        Mastodon(replace(own, permit=permit)).publish(POST, KEY)
    assert platform.writes == 0


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br/>Three</p>", "One\n\nTwo\nThree"),
        ("<p>a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</p>", "a <b> & \"c\" 'd'"),
        (
            '<a href="https://a.example/long"><span>a.example/lo…</span></a>.',
            "https://a.example/long.",
        ),
        ('<span class="h-card"><a href="https://b.example/@us">@<span>us</span></a></span>', "@us"),
        ("plain", "plain"),
        ("<p>unclosed <a href='x'>link", "unclosed link"),
    ],
)
def test_html_gives_back_its_words(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Line one\nLine two\n\n\n\nAfter a gap   with blanks ",
        "https://www.police.uk/pu/your-area/northshire/a-very-long-path?x=1&y=2#part end",
        "Two http://a.example/1 and https://b.example/2.",
        "#One #two_3 #Tŷ not#this",
        "<script>alert('x')</script> & &amp; done",
        "café cafe\u0301",
    ],
)
def test_what_mastodon_shows_is_known_again(text: str) -> None:
    shown = page.content(text, "https://social.example")
    assert folded(plain_text(shown)) == folded(text)


def test_what_servers_write_differently_is_known_again() -> None:
    assert folded("Thank you @us@b.example!") == folded("Thank you @us!")
    assert folded("cafe\u0301") == folded("café")
    assert folded("mail us@b.example") == "mail us@b.example"


@pytest.mark.skipif(not FILE.exists(), reason="the published contract is not at hand")
def test_the_fake_itself_answers_as_the_published_contract_says() -> None:
    with FakeMastodon() as server:
        adapter = speaking_to(server.url)
        receipt = Parcel(adapter, replace(POST, images=pictures(1))).send()
        status = server.statuses[receipt.remote_id]
        for name, shown in {
            "Status": page.status(status, server.url),
            "MediaAttachment": page.media(status.media[0], server.url),
            "Instance": page.instance(server.url, server.limits),
            "CredentialAccount": adapter._send("GET", ME).json(),
        }.items():
            assert schema_faults(name, shown) == [], name


def test_the_fake_notices_a_request_that_breaks_the_contract() -> None:
    with FakeMastodon() as server:
        adapter = speaking_to(server.url)
        for body in ({"status": 7}, {"status": "x", "sensitve": True}, {"language": "en-GB"}, []):
            with pytest.raises(BadContent):
                adapter._send("POST", "/api/v1/statuses", json=body)
        with pytest.raises(BadContent):
            adapter._send("GET", "/api/v1/statuses", params={"limt": "1"})
        assert len(server.violations) >= 5


def test_the_fake_runs_as_a_process_and_keeps_a_ledger(tmp_path: Path) -> None:
    (port,), ledger = free_ports(1), tmp_path / "posts.jsonl"
    command = [sys.executable, "-m", "tests.servers.fake_mastodon", str(port), "--lose", "1"]
    with subprocess.Popen(
        [*command, "--ledger", str(ledger)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("ready ")
            adapter = speaking_to(f"http://127.0.0.1:{port}")
            for key in (KEY, KEY, OTHER_KEY, PostKey("1" * 32, now())):
                with pytest.raises(Uncertain):
                    adapter.publish(POST, key)
            assert len(ledger.read_text().splitlines()) == 3
        finally:
            process.kill()


# -- many at once -----------------------------------------------------------------------------


def posted(adapter: Mastodon, count: int) -> list[str]:
    keys = [PostKey(f"{number:032x}", KEY.at) for number in range(count)]
    return [adapter.publish(Content(f"Number {key.value}"), key).remote_id for key in keys]


def test_many_posts_are_read_in_one_call_and_what_is_missing_is_asked_for_alone(
    adapter: Mastodon, platform: FakeMastodon
) -> None:
    ids = posted(adapter, 4)
    adapter.delete(ids[1])
    assert set(adapter.measure(ids)) == {ids[0], ids[2], ids[3]}
    assert len(platform.asked("statuses")) == 1
    [alone] = platform.asked("status")
    assert alone.path.endswith(ids[1])
    assert platform.violations == []


@pytest.mark.parametrize("answer", ["404", "422", (200, []), (200, {"error": "unheard of"})])
def test_a_server_that_cannot_read_many_at_once_is_asked_one_by_one(
    adapter: Mastodon, platform: FakeMastodon, answer: str | tuple[int, object]
) -> None:
    ids = posted(adapter, 3)
    platform.befall("statuses", answer)
    assert list(adapter.measure(ids)) == ids, "and none of them is called gone"
    assert len(platform.asked("status")) == 3
