"""What an adapter promises that speaks to a server."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar

import pytest

from campaign.adapter import (
    Adapter,
    AdapterError,
    Can,
    Deferred,
    Disconnected,
    Refused,
    Throttled,
    Uncertain,
    Unstaged,
)
from campaign.testing.local import LocalContract, assert_keeps_secrets, both_kinds
from campaign.testing.parcel import Parcel
from campaign.testing.platform import MISHAPS, FakePlatform
from campaign.testing.sample import AT, KEY, OTHER_KEY


class AdapterContract(LocalContract):
    """What an adapter promises that speaks to a server.

    ``meanings`` is for a platform whose status codes mean something else than in ``MISHAPS``.
    """

    meanings: ClassVar[Mapping[str, type[AdapterError]]] = {}

    @pytest.fixture(autouse=True)
    def _patience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let no adapter sleep: patience is delivery's business."""
        ours, sleep = threading.get_ident(), time.sleep

        def refuse(seconds: float) -> None:
            if threading.get_ident() == ours:
                pytest.fail("an adapter never sleeps")
            sleep(seconds)

        monkeypatch.setattr(time, "sleep", refuse)

    def meaning(self, mishap: str) -> type[AdapterError]:
        """Return the error a mishap must become; that of a broken line is the same for all."""
        return self.meanings.get(mishap, MISHAPS[mishap]) if mishap.isdigit() else MISHAPS[mishap]

    @both_kinds
    @pytest.mark.parametrize("mishap", MISHAPS)
    def test_each_mishap_has_one_meaning(
        self,
        adapter: Adapter,
        platform: FakePlatform,
        mishap: str,
        count: int,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """The error says what became of the post, is tried once, and shows no secret."""
        caplog.set_level(logging.DEBUG)
        platform.next_write(mishap)
        with pytest.raises(AdapterError) as caught:
            self.post(adapter, self.pictured(adapter, count))
        assert isinstance(caught.value, self.meaning(mishap))
        assert platform.writes == 1, "an adapter never tries again by itself"
        assert str(caught.value).strip().endswith(".")
        assert "\n" not in str(caught.value)
        assert_keeps_secrets(adapter, caught.value, caplog.text)

    @both_kinds
    @pytest.mark.parametrize("mishap", ["401", "404", "422", "429"])
    def test_a_refused_post_is_not_there(
        self, adapter: Adapter, platform: FakePlatform, mishap: str, count: int
    ) -> None:
        """An error that says "nothing was created" is right, and the next try succeeds."""
        parcel = Parcel(adapter, self.pictured(adapter, count))
        platform.next_write(mishap)
        with pytest.raises(AdapterError):
            parcel.send()
        assert not platform.posts
        parcel.send()
        assert len(platform.posts) == 1

    @both_kinds
    @pytest.mark.parametrize("mishap", ["answer lost", "garbled answer"])
    def test_what_may_be_public_is_never_called_a_no(
        self, adapter: Adapter, platform: FakePlatform, mishap: str, count: int
    ) -> None:
        """A repeat after a doubt says "nothing was created" only when the post is not there.

        So ``Unstaged``, after which everything begins again, is certain.
        """
        parcel = Parcel(adapter, self.pictured(adapter, count))
        platform.next_write(mishap)
        with pytest.raises(Uncertain):
            parcel.send()
        try:
            self.post(self.again(adapter), parcel.content, handle=parcel.handle)
        except (Deferred, Refused):
            assert not platform.posts, "it is public: that was no “no”"
        except AdapterError:
            pass  # doubt, or a duplicate: both lead to a look

    def test_a_wrong_credential_is_never_an_answer(
        self, adapter: Adapter, platform: FakePlatform
    ) -> None:
        """Signed in as nobody, it asks for a new credential and never says "not there"."""
        secrets = dict.fromkeys(adapter.account.secrets, "wr0ng-secret-of-nobody")
        stranger = type(adapter)(replace(adapter.account, secrets=secrets))
        content = self.fullest(adapter)
        handle = self.staged(adapter, content)
        calls: list[Callable[[], object]] = [
            lambda: self.post(stranger, content),
            stranger.identify,
        ]
        if Can.FOLLOWERS in stranger.capabilities.can:
            calls.append(stranger.followers)
        if handle:
            calls.append(lambda: self.post(stranger, content, handle=handle))
        for call in calls:
            with pytest.raises(Disconnected) as caught:
                call()
            assert_keeps_secrets(stranger, caught.value, "")
        if Can.FIND in adapter.capabilities.can:
            with pytest.raises(AdapterError):
                stranger.find(content, KEY, AT, handle)
        assert not platform.posts

    def test_throttled_says_how_long(self, adapter: Adapter, platform: FakePlatform) -> None:
        """Retry-After reaches delivery."""
        platform.next_write("429")
        with pytest.raises(Throttled) as caught:
            self.post(adapter, self.content(adapter))
        assert caught.value.retry_after == 30

    @both_kinds
    @pytest.mark.parametrize("mishap", ["answer lost", "garbled answer"])
    def test_it_finds_what_it_lost(
        self, adapter: Adapter, platform: FakePlatform, mishap: str, count: int
    ) -> None:
        """After a lost answer ``find`` tells the truth, pictures and a restart included."""
        self.need(adapter, Can.FIND)
        since = adapter.account.clock()
        self.post(adapter, self.content(adapter, "Something else."), OTHER_KEY)
        parcel = Parcel(adapter, self.pictured(adapter, count))
        platform.next_write(mishap)
        with pytest.raises(Uncertain):
            parcel.send()
        for one in (adapter, self.again(adapter)):
            found = one.find(parcel.content, KEY, since, parcel.handle)
            assert found is not None
            assert platform.posts[found.remote_id] == parcel.content.text

    @both_kinds
    def test_it_finds_nothing_where_nothing_arrived(
        self, adapter: Adapter, platform: FakePlatform, count: int
    ) -> None:
        """A request that was cut before the platform acted left no post, and ``find`` says so."""
        self.need(adapter, Can.FIND)
        since = adapter.account.clock()
        parcel = Parcel(adapter, self.pictured(adapter, count))
        platform.next_write("cut before")
        with pytest.raises(Uncertain):
            parcel.send()
        for one in (adapter, self.again(adapter)):
            assert one.find(parcel.content, KEY, since, parcel.handle) is None

    @both_kinds
    @pytest.mark.parametrize("mishap", ["answer lost", "garbled answer", "cut before"])
    def test_the_key_settles_a_doubt(
        self, adapter: Adapter, platform: FakePlatform, mishap: str, count: int
    ) -> None:
        """Where the platform honours our key, asking again makes one post, not two."""
        if not adapter.capabilities.honours_key:
            pytest.skip(f"{adapter.name} has no key")
        parcel = Parcel(adapter, self.pictured(adapter, count))
        platform.next_write(mishap)
        with pytest.raises(Uncertain):
            parcel.send()
        receipt = self.post(self.again(adapter), parcel.content, handle=parcel.handle)
        assert set(platform.posts) == {receipt.remote_id}

    def test_nobody_there_means_nothing_was_created(
        self, adapter: Adapter, unreachable: Adapter
    ) -> None:
        """Nobody heard us: the same call may succeed later, whichever it was."""
        content = self.fullest(adapter)
        handle = self.staged(adapter, content)
        calls: dict[Can | None, Callable[[], object]] = {
            None: lambda: unreachable.publish(content, KEY),
            Can.FIND: lambda: unreachable.find(content, KEY, AT, handle),
            Can.FOLLOWERS: unreachable.followers,
            Can.MEASURE: lambda: unreachable.measure(["1"]),
            Can.DELETE: lambda: unreachable.delete("1"),
        }
        for can, call in calls.items():
            if can is None or can in unreachable.capabilities.can:
                self.hears_nobody(unreachable, call)

    def test_nobody_there_means_nothing_was_released(
        self, adapter: Adapter, unreachable: Adapter
    ) -> None:
        """What is staged stays staged while nobody hears us."""
        self.need(adapter, Can.RELEASE)
        content = self.fullest(adapter)
        handle = Parcel(adapter, content).stage()
        self.hears_nobody(unreachable, lambda: unreachable.release(content, KEY, handle))

    def hears_nobody(self, unreachable: Adapter, call: Callable[[], object]) -> None:
        """Assert that a call nobody heard had no effect, and says so."""
        with pytest.raises(Deferred) as caught:
            call()
        assert not isinstance(caught.value, Unstaged), "nobody said that it is gone"
        assert_keeps_secrets(unreachable, caught.value, "")
