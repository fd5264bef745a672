"""What an adapter promises that speaks to a server."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from campaign.adapter import (
    Adapter,
    AdapterError,
    Can,
    Deferred,
    Disconnected,
    Throttled,
    Uncertain,
)
from campaign.testing.local import LocalContract, assert_keeps_secrets
from campaign.testing.platform import MISHAPS, FakePlatform
from campaign.testing.sample import AT, KEY, OTHER_KEY, pictures


class AdapterContract(LocalContract):
    """What an adapter promises that speaks to a server."""

    @pytest.fixture(autouse=True)
    def _patience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let no adapter sleep: patience is delivery's business."""
        ours, sleep = threading.get_ident(), time.sleep

        def refuse(seconds: float) -> None:
            if threading.get_ident() == ours:
                pytest.fail("an adapter never sleeps")
            sleep(seconds)

        monkeypatch.setattr(time, "sleep", refuse)

    @pytest.mark.parametrize("mishap", MISHAPS)
    def test_each_mishap_has_one_meaning(
        self,
        adapter: Adapter,
        platform: FakePlatform,
        mishap: str,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """The error says what became of the post, is tried once, and shows no secret."""
        caplog.set_level(logging.DEBUG)
        platform.next_write(mishap)
        with pytest.raises(AdapterError) as caught:
            self.post(adapter, self.content(adapter))
        assert isinstance(caught.value, MISHAPS[mishap])
        assert platform.writes == 1, "an adapter never tries again by itself"
        assert str(caught.value).strip().endswith(".")
        assert "\n" not in str(caught.value)
        assert_keeps_secrets(adapter, caught.value, caplog.text)

    @pytest.mark.parametrize("mishap", ["401", "404", "422", "429"])
    def test_a_refused_post_is_not_there(
        self, adapter: Adapter, platform: FakePlatform, mishap: str
    ) -> None:
        """An error that says "nothing was created" is right, and the next try succeeds."""
        platform.next_write(mishap)
        with pytest.raises(AdapterError):
            self.post(adapter, self.content(adapter))
        assert not platform.posts
        self.post(adapter, self.content(adapter))
        assert len(platform.posts) == 1

    def test_a_wrong_credential_is_never_an_answer(
        self, adapter: Adapter, platform: FakePlatform
    ) -> None:
        """Signed in as nobody, it asks for a new credential and never says "not there"."""
        secrets = dict.fromkeys(adapter.account.secrets, "wr0ng-secret-of-nobody")
        stranger = type(adapter)(replace(adapter.account, secrets=secrets))
        content = self.content(adapter)
        for call in (lambda: stranger.publish(content, KEY), stranger.identify):
            with pytest.raises(Disconnected) as caught:
                call()
            assert_keeps_secrets(stranger, caught.value, "")
        if Can.FIND in adapter.capabilities.can:
            with pytest.raises(AdapterError):
                stranger.find(content, KEY, AT)
        assert not platform.posts

    def test_throttled_says_how_long(self, adapter: Adapter, platform: FakePlatform) -> None:
        """Retry-After reaches delivery."""
        platform.next_write("429")
        with pytest.raises(Throttled) as caught:
            self.post(adapter, self.content(adapter))
        assert caught.value.retry_after == 30

    @pytest.mark.parametrize("mishap", ["answer lost", "garbled answer"])
    def test_it_finds_what_it_lost(
        self, adapter: Adapter, platform: FakePlatform, mishap: str
    ) -> None:
        """After a lost answer ``find`` tells the truth, pictures and a restart included."""
        self.need(adapter, Can.FIND)
        images = pictures(min(2, adapter.capabilities.images))
        content, since = replace(self.content(adapter), images=images), adapter.account.clock()
        self.post(adapter, self.content(adapter, "Something else."), OTHER_KEY)
        platform.next_write(mishap)
        with pytest.raises(Uncertain):
            self.post(adapter, content)
        for one in (adapter, self.again(adapter)):
            found = one.find(content, KEY, since)
            assert found is not None
            assert platform.posts[found.remote_id] == content.text

    def test_it_finds_nothing_where_nothing_arrived(
        self, adapter: Adapter, platform: FakePlatform
    ) -> None:
        """A request that was cut before the platform acted left no post, and ``find`` says so."""
        self.need(adapter, Can.FIND)
        content, since = self.content(adapter), adapter.account.clock()
        platform.next_write("cut before")
        with pytest.raises(Uncertain):
            self.post(adapter, content)
        assert adapter.find(content, KEY, since) is None

    @pytest.mark.parametrize("mishap", ["answer lost", "garbled answer", "cut before"])
    def test_the_key_settles_a_doubt(
        self, adapter: Adapter, platform: FakePlatform, mishap: str
    ) -> None:
        """Where the platform honours our key, asking again makes one post, not two."""
        if not adapter.capabilities.honours_key:
            pytest.skip(f"{adapter.name} has no key")
        content = replace(
            self.content(adapter), images=pictures(min(2, adapter.capabilities.images))
        )
        platform.next_write(mishap)
        with pytest.raises(Uncertain):
            self.post(adapter, content)
        receipt = self.post(self.again(adapter), content)
        assert set(platform.posts) == {receipt.remote_id}

    def test_nobody_there_means_nothing_was_created(self, unreachable: Adapter) -> None:
        """Nobody heard us: the same call may succeed later, whichever it was."""
        content = self.content(unreachable)
        calls: dict[Can | None, Callable[[], object]] = {
            None: lambda: unreachable.publish(content, KEY),
            Can.FIND: lambda: unreachable.find(content, KEY, AT),
            Can.MEASURE: lambda: unreachable.measure(["1"]),
            Can.DELETE: lambda: unreachable.delete("1"),
        }
        for can, call in calls.items():
            if can is None or can in unreachable.capabilities.can:
                with pytest.raises(Deferred) as caught:
                    call()
                assert_keeps_secrets(unreachable, caught.value, "")
