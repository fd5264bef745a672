"""What every adapter promises, whatever it speaks to."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from campaign.adapter import (
    Adapter,
    Can,
    Content,
    Disconnected,
    Metrics,
    PostKey,
    Receipt,
    Refused,
    Staged,
    Unsupported,
    Withheld,
)
from campaign.testing.parcel import STEPS, Parcel
from campaign.testing.platform import LocalPlatform, ThreadPlatform
from campaign.testing.sample import AT, KEY, OTHER_KEY, TEXT, pictures

METHODS = {can: can.value for can in Can if can is not Can.REPLY}

both_kinds = pytest.mark.parametrize("count", [0, 1], ids=["words", "picture"])
"""Words alone and words with a picture: many adapters make the one in one step, not the other."""


def assert_keeps_secrets(adapter: Adapter, error: BaseException, log: str) -> None:
    """Fail when a secret of the account shows in an error, what caused it, or the log."""
    shown = [repr(adapter), repr(adapter.account), log]
    one: BaseException | None = error
    while one is not None:
        shown += [str(one), repr(one), "".join(traceback.format_exception(one))]
        one = one.__cause__ or one.__context__
    for name, secret in adapter.account.secrets.items():
        assert not any(secret in text for text in shown), f"the secret {name!r} shows"


class LocalContract:
    """What every adapter promises, whatever it speaks to."""

    def content(self, adapter: Adapter, text: str = TEXT) -> Content:
        """Return a plain content this platform takes; override where yours needs more."""
        limits = adapter.capabilities
        return Content(text, images=pictures(1) if limits.image_required else ())

    def pictured(self, adapter: Adapter, count: int) -> Content:
        """Return a content with so many pictures, as far as this platform takes them."""
        limits = adapter.capabilities
        if count > limits.images:
            pytest.skip(f"{adapter.name} takes no pictures")
        if limits.image_required and not count:
            pytest.skip(f"{adapter.name} takes no post without a picture")
        return replace(self.content(adapter), images=pictures(count))

    def fullest(self, adapter: Adapter) -> Content:
        """Return a content with two pictures, or as many as there may be.

        One that is made in two steps, if any is: override where yours is another.
        """
        return self.pictured(adapter, min(2, adapter.capabilities.images))

    def post(
        self, adapter: Adapter, content: Content, key: PostKey = KEY, handle: str = ""
    ) -> Receipt:
        """Bring a post out as delivery does.

        Publish, release what was staged, wait out the platform's processing; with a handle,
        begin with what was staged before.
        """
        return Parcel(adapter, content, key, handle).send()

    def staged(self, adapter: Adapter, content: Content) -> str:
        """Return what is staged for a content: nothing, where posts are made in one step."""
        two_steps = Can.RELEASE in adapter.capabilities.can
        return Parcel(adapter, content).stage() if two_steps else ""

    def again(self, adapter: Adapter) -> Adapter:
        """Return the same adapter as after a restart: nothing remembered."""
        return type(adapter)(adapter.account)

    def need(self, adapter: Adapter, can: Can) -> None:
        """Skip what the adapter does not claim."""
        if can not in adapter.capabilities.can:
            pytest.skip(f"{adapter.name} does not claim {can.value}")

    def test_it_declares_what_it_overrides(self, adapter: Adapter) -> None:
        """A capability is declared if, and only if, its method is there.

        What one account lacks, for want of a secret say, is left out by that instance alone.
        """
        declared = type(adapter).capabilities.can
        for can, method in METHODS.items():
            own = getattr(type(adapter), method) is not getattr(Adapter, method)
            assert own == (can in declared), can
        assert adapter.capabilities.can & METHODS.keys() <= declared

    def test_what_it_cannot_do_says_so(self, adapter: Adapter) -> None:
        """A verb that is not claimed raises Unsupported, never an answer."""
        calls: dict[Can, Callable[[], object]] = {
            Can.DELETE: lambda: adapter.delete("1"),
            Can.FIND: lambda: adapter.find(self.content(adapter), KEY, AT),
            Can.FOLLOWERS: adapter.followers,
            Can.MEASURE: lambda: adapter.measure(["1"]),
            Can.RELEASE: lambda: adapter.release(self.content(adapter), KEY, "1"),
            Can.RENEW: adapter.renew,
            Can.RESUME: lambda: adapter.resume("1"),
        }
        for can, call in calls.items():
            if can not in adapter.capabilities.can:
                with pytest.raises(Unsupported):
                    call()

    def test_it_counts_to_the_limit_and_no_further(self, adapter: Adapter) -> None:
        """The last lawful character passes, the next one does not."""
        limit = adapter.capabilities.text_limit
        assert not adapter.check(self.content(adapter, "x" * limit))
        problems = adapter.check(self.content(adapter, "x" * (limit + 1)))
        assert {problem.code for problem in problems} == {"text-too-long"}

    def test_it_asks_for_alt_text(self, adapter: Adapter) -> None:
        """A picture without alt text is a problem before anything is sent."""
        if not adapter.capabilities.images:
            pytest.skip(f"{adapter.name} takes no pictures")
        bare = replace(pictures(1)[0], alt=" ")
        problems = adapter.check(Content("Hello", images=(bare,)))
        assert "no-alt-text" in {problem.code for problem in problems}

    def test_it_publishes(self, adapter: Adapter, platform: LocalPlatform) -> None:
        """One call, one post, the words as they were written, a receipt that leads there."""
        content = self.content(adapter)
        receipt = self.post(adapter, content)
        assert dict(platform.posts) == {receipt.remote_id: content.text}
        assert receipt.url.startswith(("https://", "http://127.0.0.1"))
        assert receipt.published_at.utcoffset() is not None
        assert abs(adapter.account.clock() - receipt.published_at) < timedelta(hours=1)

    @both_kinds
    def test_it_asks_permission_first(
        self, adapter: Adapter, platform: LocalPlatform, count: int
    ) -> None:
        """A hold placed meanwhile stops the call that would create the post, in either step."""
        asked = []

        def withhold() -> None:
            asked.append(dict(platform.posts))
            raise Withheld("On hold.")

        content = self.pictured(adapter, count)
        held = Parcel(type(adapter)(replace(adapter.account, permit=withhold)), content)
        with pytest.raises(Withheld):
            held.send()
        assert asked == [{}], "permission is asked once, before anything is there"
        assert not platform.posts
        self.post(adapter, content, handle=held.handle)
        assert len(platform.posts) == 1, "once the hold is lifted, the post goes out"

    def test_staging_shows_nothing(self, adapter: Adapter, platform: LocalPlatform) -> None:
        """What is staged is out of sight until it is released."""
        self.need(adapter, Can.RELEASE)
        parcel = Parcel(adapter, self.fullest(adapter))
        parcel.stage()
        for _ in range(STEPS):
            assert not platform.posts, "the public sees what is only staged"
            if not isinstance(parcel.step(), Staged):
                return
        pytest.fail("the post was never released")

    def test_what_is_staged_holds_no_secret(self, adapter: Adapter) -> None:
        """The handle is written down in the clear."""
        self.need(adapter, Can.RELEASE)
        handle = Parcel(adapter, self.fullest(adapter)).stage()
        assert_keeps_secrets(adapter, Exception(handle), "")

    def test_what_is_staged_outlives_a_restart(
        self, adapter: Adapter, platform: LocalPlatform
    ) -> None:
        """The handle is all it takes to release: words, pictures and alt texts."""
        self.need(adapter, Can.RELEASE)
        content = self.fullest(adapter)
        handle = Parcel(adapter, content).stage()
        receipt = self.post(self.again(adapter), content, handle=handle)
        assert dict(platform.posts) == {receipt.remote_id: content.text}
        assert list(platform.alts[receipt.remote_id]) == [image.alt for image in content.images]

    def test_releasing_twice_makes_one_post(
        self, adapter: Adapter, platform: LocalPlatform
    ) -> None:
        """Where a repeat is harmless, the same handle twice is the same post."""
        self.need(adapter, Can.RELEASE)
        if not adapter.capabilities.honours_key:
            pytest.skip(f"{adapter.name} cannot tell a repeat")
        content = self.fullest(adapter)
        handle = Parcel(adapter, content).stage()
        first = self.post(adapter, content, handle=handle)
        for one in (adapter, self.again(adapter)):
            assert self.post(one, content, handle=handle).remote_id == first.remote_id
        assert set(platform.posts) == {first.remote_id}

    def test_it_publishes_up_to_the_limit(self, adapter: Adapter, platform: LocalPlatform) -> None:
        """What the adapter lets pass, the platform takes."""
        text = "x" * adapter.capabilities.text_limit
        receipt = self.post(adapter, self.content(adapter, text))
        assert platform.posts[receipt.remote_id] == text

    def test_every_picture_carries_its_alt_text(
        self, adapter: Adapter, platform: LocalPlatform
    ) -> None:
        """Each picture arrives, in order, with the words for those who cannot see it."""
        if not adapter.capabilities.images:
            pytest.skip(f"{adapter.name} takes no pictures")
        content = self.pictured(adapter, min(2, adapter.capabilities.images))
        receipt = self.post(adapter, content)
        assert list(platform.alts[receipt.remote_id]) == [image.alt for image in content.images]

    def test_a_key_makes_repeats_harmless(self, adapter: Adapter, platform: LocalPlatform) -> None:
        """Where the platform honours our key, a repeat is the same post, even after a restart."""
        if not adapter.capabilities.honours_key:
            pytest.skip(f"{adapter.name} has no key")
        parcel = Parcel(adapter, self.content(adapter))
        first = parcel.send()
        for one in (adapter, self.again(adapter)):
            repeat = self.post(one, parcel.content, handle=parcel.handle)
            assert repeat.remote_id == first.remote_id
        assert len(platform.posts) == 1

    def test_two_keys_are_two_posts(self, adapter: Adapter, platform: LocalPlatform) -> None:
        """The same words may be wanted twice: only the key makes a repeat."""
        content = self.content(adapter)
        first, second = self.post(adapter, content), self.post(adapter, content, OTHER_KEY)
        assert set(platform.posts) == {first.remote_id, second.remote_id}
        assert len(platform.posts) == 2

    def test_it_finds_its_post_and_no_other(self, adapter: Adapter) -> None:
        """``find`` tells this post from another one, from an earlier twin and from none."""
        self.need(adapter, Can.FIND)
        content, since = self.content(adapter), adapter.account.clock()
        assert adapter.find(content, KEY, since) is None
        self.post(adapter, self.content(adapter, "Something else."), OTHER_KEY)
        assert adapter.find(content, KEY, since) is None
        parcel = Parcel(adapter, content)
        receipt = parcel.send()
        for one in (adapter, self.again(adapter)):
            assert one.find(content, KEY, since, parcel.handle) == receipt

    def test_it_does_not_adopt_an_earlier_twin(self, adapter: Adapter) -> None:
        """The same words, posted well before this delivery began, are another post."""
        self.need(adapter, Can.FIND)
        content = self.content(adapter)
        self.post(adapter, content, OTHER_KEY)
        begun = adapter.account.clock() + timedelta(minutes=10)
        assert adapter.find(content, KEY, begun) is None

    def test_a_part_names_the_part_before_it(
        self, adapter: Adapter, platform: LocalPlatform
    ) -> None:
        """In a thread each part is a reply to the one before."""
        self.need(adapter, Can.REPLY)
        if not isinstance(platform, ThreadPlatform):
            pytest.skip("the platform does not tell what a post replies to")
        first = self.post(adapter, self.content(adapter, "The first part."), OTHER_KEY)
        part = replace(self.content(adapter), reply_to=first.remote_id)
        second = self.post(adapter, part)
        assert dict(platform.parents) == {first.remote_id: None, second.remote_id: first.remote_id}

    def test_a_part_without_the_part_before_it_is_refused(
        self, adapter: Adapter, platform: LocalPlatform
    ) -> None:
        """When the part before was taken down, the next one does not stand alone."""
        self.need(adapter, Can.REPLY)
        self.need(adapter, Can.DELETE)
        first = self.post(adapter, self.content(adapter, "The first part."), OTHER_KEY)
        adapter.delete(first.remote_id)
        with pytest.raises(Refused) as caught:
            self.post(adapter, replace(self.content(adapter), reply_to=first.remote_id))
        assert not platform.posts
        assert not isinstance(caught.value, Disconnected), "the credential is not to blame"

    def test_it_deletes_twice(self, adapter: Adapter, platform: LocalPlatform) -> None:
        """Deleting what is gone already succeeds; what was not meant stays."""
        self.need(adapter, Can.DELETE)
        kept = self.post(adapter, self.content(adapter, "This one stays."), OTHER_KEY)
        receipt = self.post(adapter, self.content(adapter))
        adapter.delete(receipt.remote_id)
        adapter.delete(receipt.remote_id)
        assert set(platform.posts) == {kept.remote_id}

    def test_it_measures_only_what_is_there(self, adapter: Adapter) -> None:
        """A post that is gone is absent, not zero; nothing asked, nothing answered."""
        self.need(adapter, Can.MEASURE)
        receipt = self.post(adapter, self.content(adapter))
        asked = [receipt.remote_id]
        if Can.DELETE in adapter.capabilities.can:
            gone = self.post(adapter, self.content(adapter, "Soon gone."), OTHER_KEY)
            adapter.delete(gone.remote_id)
            asked.append(gone.remote_id)
        assert set(adapter.measure(asked)) == {receipt.remote_id}
        assert not adapter.measure([])

    def test_it_reports_the_metrics_it_declares(self, adapter: Adapter) -> None:
        """Declared metrics are numbers, all others are "not reported"."""
        self.need(adapter, Can.MEASURE)
        receipt = self.post(adapter, self.content(adapter))
        metrics = adapter.measure([receipt.remote_id])[receipt.remote_id]
        given = {name for name in Metrics.names() if getattr(metrics, name) is not None}
        assert given == set(adapter.capabilities.metrics)
        assert all(getattr(metrics, name) >= 0 for name in given)

    def test_it_counts_followers_and_names_none(
        self, adapter: Adapter, platform: LocalPlatform
    ) -> None:
        """How many follow the account is a number, asked for without changing anything."""
        self.need(adapter, Can.FOLLOWERS)
        for one in (adapter, self.again(adapter)):
            count = one.followers()
            assert type(count) is int
            assert count >= 0
        assert not platform.posts

    def test_it_knows_whom_it_speaks_as(self, adapter: Adapter, platform: LocalPlatform) -> None:
        """``identify`` names the account and changes nothing."""
        assert adapter.identify().strip()
        assert not platform.posts

    def test_it_shows_no_secret_of_its_own(self, adapter: Adapter) -> None:
        """Neither the adapter nor its account prints a secret."""
        assert_keeps_secrets(adapter, Exception(), "")
