"""Facebook in one step (“two_phase: no”): a doubt is settled by looking, or by a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from campaign.adapter import (
    Content,
    Deferred,
    Duplicate,
    Strength,
    Uncertain,
)
from campaign.adapters.facebook import Facebook
from campaign.testing import KEY, AdapterContract, Parcel
from tests.servers.cutproxy import CutProxy
from tests.servers.fake_facebook import PAGE, FakeFacebook, FakeFacebookAtOnce
from tests.servers.fake_graph import trouble
from tests.servers.meta_accounts import MINUTE, PICTURED, POST, now, page_at


class TestContractAtOnce(AdapterContract):
    """With “two_phase: no”."""

    @pytest.fixture
    def platform(self) -> Iterator[FakeFacebook]:
        with FakeFacebookAtOnce() as server:
            yield server
        assert server.violations == []

    @pytest.fixture
    def adapter(self, platform: FakeFacebook) -> Facebook:
        return page_at(platform.url, two_phase="no")

    @pytest.fixture
    def unreachable(self) -> Facebook:
        return page_at("http://127.0.0.1:9", two_phase="no")


@pytest.fixture
def at_once() -> Iterator[FakeFacebookAtOnce]:
    with FakeFacebookAtOnce() as server:
        yield server
    assert server.violations == []


def test_in_one_step_it_is_looked_up_and_says_so(at_once: FakeFacebookAtOnce) -> None:
    limits = page_at(at_once.url, two_phase="no").capabilities
    assert limits.strength is Strength.LOOKED_UP
    assert not limits.honours_key
    assert page_at(at_once.url).capabilities.strength is Strength.EXACT
    assert page_at(at_once.url, two_phase="yes").capabilities.honours_key


def test_in_one_step_photos_are_noted_first_and_prove_the_post(at_once: FakeFacebookAtOnce) -> None:
    adapter = page_at(at_once.url, two_phase="no")
    begun, parcel = now(), Parcel(adapter, PICTURED)
    parcel.stage()
    assert at_once.posts == {}
    at_once.next_write("answer lost")
    with pytest.raises(Uncertain):
        parcel.send()
    edited = replace(PICTURED, text="Edited by hand on Facebook.")
    found = adapter.find(edited, KEY, begun, parcel.handle)
    assert found is not None
    with pytest.raises(Duplicate):
        parcel.send()
    assert set(at_once.posts) == {found.remote_id}


def test_in_one_step_a_twin_with_other_photos_is_not_ours(at_once: FakeFacebookAtOnce) -> None:
    adapter = page_at(at_once.url, two_phase="no")
    Parcel(adapter, PICTURED).send()
    parcel = Parcel(adapter, PICTURED)
    parcel.stage()
    assert adapter.find(PICTURED, KEY, now(), parcel.handle) is None


def test_in_one_step_a_repeat_that_is_refused_is_evidence(at_once: FakeFacebookAtOnce) -> None:
    at_once.refuses_repeats = True
    adapter, begun = page_at(at_once.url, two_phase="no"), now()
    at_once.next_write("answer lost")
    with pytest.raises(Uncertain):
        adapter.publish(POST, KEY)
    with pytest.raises(Duplicate):
        adapter.publish(POST, KEY)
    assert adapter.find(POST, KEY, begun) is not None
    assert len(at_once.posts) == 1


@pytest.mark.parametrize("lag", [-600.0, 600.0])
def test_a_clock_that_is_ten_minutes_off_is_understood(lag: float) -> None:
    with FakeFacebookAtOnce() as server:
        server.lag = lag
        adapter = page_at(server.url, two_phase="no")
        receipt = adapter.publish(POST, KEY)
        assert adapter.find(POST, KEY, now()) == receipt
        assert adapter.find(POST, KEY, now() + 5 * MINUTE) is None


def test_it_looks_back_over_many_pages(at_once: FakeFacebookAtOnce) -> None:
    adapter, begun = page_at(at_once.url, two_phase="no"), now()
    receipt = adapter.publish(POST, KEY)
    (post,) = at_once.made.values()
    for number in range(60):
        made = replace(post, id=f"{PAGE}_{number}", at=post.at + timedelta(seconds=number + 1))
        at_once.made[made.id] = replace(made, form={**post.form, "message": f"Number {number}"})
    assert adapter.find(POST, KEY, begun) == receipt
    for number in range(200):
        at_once.made[f"{PAGE}_9{number}"] = replace(made, id=f"{PAGE}_9{number}")
    with pytest.raises(Uncertain, match="too many"):
        adapter.find(Content("Not there."), KEY, begun)


@pytest.mark.parametrize("fault", ["cut_after", "cut_head", "garble", "refuse"])
def test_a_list_that_cannot_be_read_is_never_a_no(at_once: FakeFacebookAtOnce, fault: str) -> None:
    with CutProxy(at_once.url) as proxy:
        proxy.fault(fault, path="published_posts")
        with pytest.raises(Deferred):
            page_at(proxy.url, two_phase="no").find(POST, KEY, now())


@pytest.mark.parametrize(
    "body", [{}, [], {"data": {}}, {"data": [1]}, {"data": [{"id": "1", "created_time": "soon"}]}]
)
def test_a_list_of_something_else_is_never_a_no(at_once: FakeFacebookAtOnce, body) -> None:
    at_once.befall("list", (200, body))
    with pytest.raises(Deferred):
        page_at(at_once.url, two_phase="no").find(POST, KEY, now())


def test_a_list_that_is_refused_is_never_a_no(at_once: FakeFacebookAtOnce) -> None:
    at_once.befall("list", (400, trouble(100)))
    with pytest.raises(Uncertain, match="cannot be told"):
        page_at(at_once.url, two_phase="no").find(POST, KEY, now())
