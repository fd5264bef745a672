"""A platform in memory that does as it is told: a real adapter on the real port."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf

from campaign.adapter import (
    Account,
    Adapter,
    Can,
    Capabilities,
    Content,
    Costs,
    Metrics,
    Outcome,
    PostKey,
    Processing,
    Receipt,
    Staged,
)
from campaign.delivery.count import Counter
from campaign.delivery.desk import Desks
from campaign.delivery.measure import Measurer
from campaign.delivery.publish import Publisher
from campaign.delivery.reconcile import Reconciler


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Platform:
    """What the platform holds, and what it will do next."""

    clock: Clock
    posts: list[tuple[str, str]] = field(default_factory=list)  # key, text
    before: list[Callable[[], object]] = field(default_factory=list)  # before it accepts
    after: list[Callable[[], object]] = field(default_factory=list)  # once it has accepted
    stages: list[Staged] = field(default_factory=list)  # instead of publishing, and of releasing
    staged: list[str] = field(default_factory=list)  # handles it was asked to release
    parents: list[str | None] = field(default_factory=list)  # what each post replied to
    resumes: list[object] = field(default_factory=list)
    finding: Exception | None = None
    finds: Receipt | None = None  # where it is not there: what it takes for it
    asked_since: datetime | None = None  # how far back it was asked to look
    metrics: dict[str, Metrics] = field(default_factory=dict)
    measured: list[list[str]] = field(default_factory=list)  # which posts it was asked for, by call
    measuring: list[Exception | None] = field(default_factory=list)  # what the next calls raise
    declared: tuple[str, ...] = ()  # metrics it says that it reports
    batch: int = 25
    followers: int | Exception = 512
    counted: list[str] = field(default_factory=list)  # channels whose followers it was asked for
    can: frozenset[Can] = frozenset({Can.FIND, Can.FOLLOWERS, Can.MEASURE, Can.RESUME})
    key_lasts: float = inf
    costs: Costs | None = None
    made: list[str] = field(default_factory=list)  # addresses adapters were made for

    def adapter(self, channel, permit) -> Adapter:
        self.made = [*self.made, channel.base_url]
        return Scripted(Account(channel=channel.id, read=lambda _: b"", permit=permit), self)


class Scripted(Adapter):
    """Speaks to the platform above."""

    name = "scripted"
    capabilities = Capabilities(title="Scripted", text_limit=500)

    def __init__(self, account: Account, platform: Platform) -> None:
        super().__init__(account)
        self.platform = platform
        self.capabilities = Capabilities(  # type: ignore[misc]  # each platform its own
            title="Scripted",
            text_limit=500,
            can=platform.can,
            key_lasts=platform.key_lasts,
            costs=platform.costs,
            metrics=platform.declared,
            batch=platform.batch,
        )

    def publish(self, content: Content, key: PostKey) -> Outcome:
        platform = self.platform
        if platform.before:
            platform.before.pop(0)()
        if platform.stages:
            return platform.stages.pop(0)
        return self._create(content, key)

    def release(self, content: Content, key: PostKey, handle: str) -> Outcome:
        self.platform.staged.append(handle)
        return self.publish(content, key)

    def _create(self, content: Content, key: PostKey) -> Outcome:
        platform = self.platform
        self.account.permit()
        known = platform.key_lasts and any(k == key.value for k, _ in platform.posts)
        if not known:
            platform.posts.append((key.value, content.text))
            platform.parents.append(content.reply_to)
        if platform.after:
            answer = platform.after.pop(0)()
            if isinstance(answer, Processing):
                return answer
        return self._receipt(key)

    def _receipt(self, key: PostKey) -> Receipt:
        return Receipt(key.value, f"https://social.example/{key.value}", self.platform.clock.now)

    def resume(self, handle: str) -> Receipt | Processing:
        answer = self.platform.resumes.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        if self.platform.finding:
            raise self.platform.finding
        self.platform.asked_since = since
        there = any(k == key.value for k, _ in self.platform.posts)
        return self._receipt(key) if there else self.platform.finds

    def measure(self, remote_ids):
        self.platform.measured.append(list(remote_ids))
        if self.platform.measuring and (trouble := self.platform.measuring.pop(0)):
            raise trouble
        return {i: self.platform.metrics[i] for i in remote_ids if i in self.platform.metrics}

    def followers(self) -> int:
        self.platform.counted.append(self.account.channel)
        if isinstance(self.platform.followers, Exception):
            raise self.platform.followers
        return self.platform.followers


class Line:
    """The whole delivery line over one scripted platform."""

    def __init__(self, now: datetime, **settings: object) -> None:
        self.clock = Clock(now)
        self.platform = Platform(self.clock, **settings)
        desks = Desks(self.platform.adapter, self.clock)
        self.publisher = Publisher(desks, worker="w1", clock=self.clock)
        self.reconciler = Reconciler(desks, worker="w1", clock=self.clock)
        self.measurer = Measurer(desks, clock=self.clock)
        self.counter = Counter(desks, clock=self.clock)

    @property
    def sent(self) -> list[str]:
        return [text for _, text in self.platform.posts]


def raising(error: Exception) -> Callable[[], object]:
    """Return a step that raises."""

    def step() -> object:
        raise error

    return step
