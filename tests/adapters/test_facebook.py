"""Facebook keeps the contract in both of its ways, and settles every doubt it can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from campaign.adapter import (
    BadContent,
    Barred,
    Budget,
    Can,
    Content,
    Deferred,
    Disconnected,
    Link,
    Refused,
    Staged,
    Throttled,
    Uncertain,
    Unstaged,
    Unsupported,
)
from campaign.adapters.facebook import Facebook
from campaign.testing import KEY, TEXT, AdapterContract, Parcel, pictures
from tests.servers.fake_facebook import PAGE, FakeFacebook
from tests.servers.fake_graph import APP_SECRET, FRESH, trouble
from tests.servers.meta_accounts import MINUTE, PICTURED, POST, now, page_at
from tests.servers.meta_errors import FACEBOOK_ROWS, SHARED_ROWS


@pytest.fixture
def platform() -> Iterator[FakeFacebook]:
    with FakeFacebook() as server:
        yield server
    assert server.violations == [], "every request keeps to the published tables"


@pytest.fixture
def adapter(platform: FakeFacebook) -> Facebook:
    return page_at(platform.url)


class TestContract(AdapterContract):
    @pytest.fixture
    def unreachable(self) -> Facebook:
        return page_at("http://127.0.0.1:9")


@pytest.mark.parametrize(("status", "code", "subcode", "kind", "word"), SHARED_ROWS + FACEBOOK_ROWS)
def test_every_error_has_its_meaning_and_its_sentence(
    adapter: Facebook, platform: FakeFacebook, status, code, subcode, kind, word
) -> None:
    platform.befall(
        "reveal", (status, trouble(code, subcode, "Session of s3cret-token-of-northshire"))
    )
    with pytest.raises(kind) as caught:
        Parcel(adapter, POST).send()
    said = str(caught.value)
    assert type(caught.value) is kind or kind in type(caught.value).__mro__
    assert word in said
    assert "s3cret" not in said
    assert said.endswith(".")


def test_what_meta_calls_passing_is_a_doubt_where_something_was_created(
    adapter: Facebook, platform: FakeFacebook
) -> None:
    platform.befall("reveal", (400, {"error": {"code": 100, "is_transient": True}}))
    with pytest.raises(Uncertain):
        Parcel(adapter, POST).send()


def test_facebooks_own_words_are_passed_on(adapter: Facebook, platform: FakeFacebook) -> None:
    error = {"code": 100, "error_subcode": 77, "message": "x", "error_user_msg": "Too\nblue. "}
    platform.befall("feed", (400, {"error": error}))
    with pytest.raises(BadContent) as caught:
        adapter.publish(POST, KEY)
    assert str(caught.value) == "Facebook refused it. Facebook said: “Too blue” (100/77)."


@pytest.mark.parametrize("step", FakeFacebook.PUBLISHING)
@pytest.mark.parametrize("mishap", ["cut before", "answer lost", "garbled answer", "503", "429"])
def test_a_mishap_at_any_step_ends_in_one_post(
    adapter: Facebook, platform: FakeFacebook, step: str, mishap: str
) -> None:
    platform.befall(step, mishap)
    begun, parcel = now(), Parcel(adapter, PICTURED)
    for _ in range(3):
        try:
            parcel.send()
        except Uncertain:
            if adapter.find(parcel.content, KEY, begun, parcel.handle):
                break
        except Deferred:
            continue
        else:
            break
    assert list(platform.posts.values()) == [TEXT]
    assert list(platform.alts.values()) == [[image.alt for image in PICTURED.images]]


def test_nothing_is_public_before_it_is_released(adapter: Facebook, platform: FakeFacebook) -> None:
    staged = adapter.publish(PICTURED, KEY)
    assert isinstance(staged, Staged)
    assert staged.check_after == 0
    assert platform.posts == {}
    assert platform.writes == 0


def test_a_released_post_is_read_not_shown_again(adapter: Facebook, platform: FakeFacebook) -> None:
    parcel = Parcel(adapter, POST)
    receipt = parcel.send()
    assert adapter.release(POST, KEY, parcel.handle) == receipt
    assert platform.writes == 1
    assert receipt.url == f"https://www.facebook.com/{receipt.remote_id}"


def test_alt_texts_go_with_the_photos(adapter: Facebook, platform: FakeFacebook) -> None:
    adapter.publish(PICTURED, KEY)
    alts = [request.form()["alt_text_custom"] for request in platform.asked("photo")]
    assert alts == [image.alt for image in PICTURED.images]


def test_the_token_is_in_the_header_and_nowhere_else(
    adapter: Facebook, platform: FakeFacebook
) -> None:
    Parcel(adapter, PICTURED).send()
    for _, request in platform.heard:
        assert request.headers["Authorization"] == f"Bearer {platform.token}"
        assert platform.token.encode() not in request.body
        assert platform.token not in str(request.query)


def test_a_link_without_a_picture_makes_a_card(adapter: Facebook, platform: FakeFacebook) -> None:
    link = Link("https://northshire-police.example/footage")
    adapter.publish(Content("See our page.", link=link), KEY)
    (request,) = platform.asked("feed")
    assert request.form()["link"] == link.url
    assert request.form()["message"] == "See our page."


def test_a_link_beside_a_picture_stands_in_the_text(
    adapter: Facebook, platform: FakeFacebook
) -> None:
    link = Link("https://northshire-police.example/footage")
    Parcel(adapter, Content("See it.", images=pictures(1), link=link)).send()
    assert list(platform.posts.values()) == [f"See it.\n\n{link.url}"]


def test_a_draft_facebook_has_forgotten_is_made_anew_once_it_is_old(
    adapter: Facebook, platform: FakeFacebook
) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    platform.lost |= set(platform.made)
    with pytest.raises(Deferred) as caught:
        parcel.send()
    assert not isinstance(caught.value, Unstaged), "it may only not have heard of it yet"
    later = replace(adapter.account, clock=lambda: now() + 11 * MINUTE)
    with pytest.raises(Unstaged):
        Facebook(later).release(POST, KEY, parcel.handle)
    assert platform.posts == {}


def test_a_post_that_cannot_be_read_is_not_called_lost(
    adapter: Facebook, platform: FakeFacebook
) -> None:
    parcel = Parcel(adapter, POST)
    parcel.send()
    platform.lost |= set(platform.made)
    later = Facebook(replace(adapter.account, clock=lambda: now() + 2 * MINUTE))
    with pytest.raises(Uncertain):
        later.find(POST, KEY, now(), parcel.handle)


def test_a_draft_of_other_words_is_never_shown(adapter: Facebook, platform: FakeFacebook) -> None:
    handle = Parcel(adapter, POST).stage()
    with pytest.raises(Unstaged, match="changed"):
        adapter.release(Content("Changed since."), KEY, handle)
    assert platform.posts == {}


@pytest.mark.parametrize(
    "handle", ["", "7", "[]", "{}", '{"kind":"post","ids":[],"at":1,"there":1,"of":""}']
)
def test_a_note_that_cannot_be_read_is_a_doubt(adapter: Facebook, handle: str) -> None:
    with pytest.raises(Uncertain, match="note"):
        adapter.release(POST, KEY, handle or "x")


def test_success_without_success_is_a_doubt(adapter: Facebook, platform: FakeFacebook) -> None:
    for answer in ({}, {"success": False}, []):
        platform.befall("reveal", (200, answer))
        with pytest.raises(Uncertain):
            Parcel(adapter, POST).send()


def test_a_post_that_was_taken_and_is_not_shown_is_a_doubt(
    adapter: Facebook, platform: FakeFacebook
) -> None:
    parcel = Parcel(adapter, POST)
    parcel.stage()
    platform.befall("reveal", (200, {"success": True}))
    with pytest.raises(Uncertain, match="does not show it as published"):
        parcel.send()


# -- limits, figures, credentials --------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "budget"),
    [
        ({"X-App-Usage": '{"call_count":99,"total_time":25,"total_cputime":25}'}, (0, True)),
        (
            {
                "X-Business-Use-Case-Usage": json.dumps(
                    {
                        PAGE: [
                            {
                                "type": "pages",
                                "call_count": 100,
                                "estimated_time_to_regain_access": 9,
                            }
                        ]
                    }
                )
            },
            (0, False),
        ),
        ({"X-App-Usage": '{"call_count":28}'}, None),
        ({"X-App-Usage": "nonsense"}, None),
    ],
)
def test_what_the_headers_say_is_passed_on(platform: FakeFacebook, headers, budget) -> None:
    heard: list[Budget] = []
    platform.extra = headers
    there = page_at(platform.url)
    Facebook(replace(there.account, heard=heard.append)).identify()
    assert [(one.remaining, one.app) for one in heard] == ([budget] if budget else [])


def test_a_limit_of_the_app_is_told_from_one_of_the_page(
    adapter: Facebook, platform: FakeFacebook
) -> None:
    usage = {PAGE: [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 9}]}
    for code, app in ((4, True), (32, False)):
        platform.befall("feed", (400, trouble(code)))
        with pytest.raises(Throttled) as caught:
            adapter.publish(POST, KEY)
        assert caught.value.app is app
        assert caught.value.retry_after == 300
    platform.extra = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    platform.befall("feed", (400, trouble(32)))
    with pytest.raises(Throttled) as caught:
        adapter.publish(POST, KEY)
    assert caught.value.retry_after == pytest.approx(540, abs=2)


def test_another_host_is_not_followed(adapter: Facebook, platform: FakeFacebook) -> None:
    platform.next_write("302")
    with pytest.raises(Refused, match="another address"):
        Parcel(adapter, POST).send()


def test_a_page_without_some_figures_gives_the_others(
    adapter: Facebook, platform: FakeFacebook
) -> None:
    platform.metrics = {"post_clicks_by_type": {}}
    receipt = Parcel(adapter, POST).send()
    found = adapter.measure([receipt.remote_id])[receipt.remote_id]
    assert (found.impressions, found.reach, found.link_clicks) == (None, None, 0)
    assert (found.reactions, found.comments, found.shares) == (7, 2, 0)


def test_a_page_that_is_closed_to_us_is_not_a_post_that_is_gone(
    adapter: Facebook, platform: FakeFacebook
) -> None:
    platform.spoken["page"] = 403, trouble(200)
    with pytest.raises(Disconnected, match="permission"):
        adapter.measure([f"{PAGE}_1"])


def test_a_remote_id_is_never_a_way_elsewhere(adapter: Facebook, platform: FakeFacebook) -> None:
    adapter.delete("../me")
    assert adapter.measure(["../me", ""]) == {}
    assert [step for step, _ in platform.heard] == ["page"]


def test_it_says_who_it_is(adapter: Facebook) -> None:
    assert adapter.identify() == f"Northshire Police (Page {PAGE})"


def test_a_credential_is_exchanged_for_one_that_lasts(platform: FakeFacebook) -> None:
    there = page_at(platform.url).account
    secrets = {**there.secrets, "app_secret": APP_SECRET}
    renewed = Facebook(replace(there, secrets=secrets)).renew()
    assert renewed.secrets == {"token": FRESH, "app_secret": APP_SECRET}
    assert renewed.expires_at is not None
    assert timedelta(days=59) < renewed.expires_at - now() < timedelta(days=61)
    assert FRESH not in repr(renewed)


def test_a_credential_without_the_apps_secret_says_what_is_missing(adapter: Facebook) -> None:
    assert Can.RENEW not in adapter.capabilities.can
    with pytest.raises(Unsupported, match="app_secret"):
        adapter.renew()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"page": ""}, "which Page it is"),
        ({"page": "Northshire Police"}, "which Page it is"),
        ({"two_phase": "perhaps"}, "yes or no"),
        ({"version": "25"}, "must look like v25.0"),
        ({"version": "v25.0/../v1.0"}, "must look like v25.0"),
    ],
)
def test_a_setting_that_is_wrong_is_told(platform: FakeFacebook, options, sentence: str) -> None:
    with pytest.raises(Disconnected, match=sentence):
        page_at(platform.url, **options).publish(POST, KEY)
    assert platform.heard == []


def test_another_version_can_be_asked_for(platform: FakeFacebook) -> None:
    with pytest.raises(Refused):
        page_at(platform.url, version="v26.0").identify()
    assert platform.heard[0][1].path.startswith("/v26.0/")
    platform.violations.clear()


def test_without_a_token_it_says_so(platform: FakeFacebook) -> None:
    there = page_at(platform.url).account
    with pytest.raises(Disconnected, match="no token"):
        Facebook(replace(there, secrets={"token": " "})).publish(POST, KEY)
    assert platform.heard == []


def test_a_picture_without_alt_text_is_not_sent(adapter: Facebook, platform: FakeFacebook) -> None:
    bare = replace(pictures(1)[0], alt="")
    with pytest.raises(BadContent, match="alt text"):
        adapter.publish(Content("x", images=(bare,)), KEY)
    assert platform.heard == []


def test_facebook_has_no_threads(adapter: Facebook) -> None:
    assert Can.REPLY not in adapter.capabilities.can
    with pytest.raises(BadContent, match="no threads"):
        adapter.publish(Content("x", reply_to="1_2"), KEY)


def test_a_restriction_is_not_a_credential(adapter: Facebook, platform: FakeFacebook) -> None:
    platform.befall("feed", (400, trouble(368, 0, "You are temporarily blocked.")))
    with pytest.raises(Barred, match="temporarily blocked"):
        adapter.publish(POST, KEY)
