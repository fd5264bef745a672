"""Which of its two versions a slot of a message under test gets: A or B."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db.models import Count

from campaign.library.library import Library
from campaign.library.message import WELSH
from campaign.lifecycle import State
from campaign.planning.post import Planned
from campaign.planning.versions import choice
from campaign.store.models import Post


class Dealer:
    """Deals the two versions of messages to slots, channel by channel, both equally often.

    What a slot got stands in its post and is not dealt again: a new plan swaps nothing.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._dealt: dict[tuple[str, str], Counter[str]] = {}

    def version(self, slot: Planned) -> str:
        """Return the version for a new slot; "" where the message is not under test there."""
        if not self._tested(slot):
            return ""
        dealt = self._counts(slot)
        version = choice(dealt, *self._pair_of(slot))
        dealt[version] += 1
        return version

    def kept(self, slot: Planned, had: str) -> str:
        """Return the version of a slot that has a post: what it had, or one if it had none."""
        return had if had and self._tested(slot) else self.version(slot)

    def _tested(self, slot: Planned) -> bool:
        channel = self.library.channels[slot.channel]
        return bool(self.library.messages[slot.message].variants(channel.platform))

    def _counts(self, slot: Planned) -> Counter[str]:
        key = slot.message, slot.channel
        if key not in self._dealt:
            posts = Post.objects.filter(message=slot.message, channel=slot.channel, part=1)
            posts = posts.exclude(variant="").exclude(state=State.CANCELLED)
            found: Mapping[str, int] = dict(posts.values_list("variant").annotate(Count("pk")))
            self._dealt[key] = Counter(found)
        return self._dealt[key]

    def _pair_of(self, slot: Planned) -> tuple[str, ...]:
        """Return what a slot shares with that of the other language: both get the same version."""
        platform = self.library.channels[slot.channel].platform
        stem = slot.message.removesuffix(WELSH)
        return stem, slot.organisation, platform, slot.local.isoformat(timespec="minutes")
