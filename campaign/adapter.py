"""The port every platform adapter implements.

Errors are named by what they mean for the post, not by HTTP status:

AdapterError
├── Refused          nothing was created, and asking again unchanged is useless
│   ├── BadContent     the text, a link or a picture breaks a rule of the platform
│   ├── Gone           what we point at (our post, its parent) does not exist
│   ├── Disconnected   the credential is missing, expired or revoked
│   │   └── Ended        … in the platform's own words: only a person can connect it again
│   └── Barred         the account may not publish: out of credit, suspended, restricted
├── Deferred         nothing was created; the same request may succeed later
│   ├── Unreachable    … for no answer came, or one that owns up to trouble of its own
│   ├── Throttled      … not before ``retry_after`` seconds
│   ├── Unstaged       … but what was staged is gone: begin with ``publish`` again
│   └── Withheld       permission was taken back before anything was created
├── Duplicate        the platform says that it has this already: evidence of an earlier try
├── Uncertain        it may or may not exist: call ``find`` before anything else
└── Unsupported      the adapter never claimed this capability: a bug in the caller

A post is made in one step or in two. ``publish`` does the harmless part (uploads, containers,
drafts) and, where there is nothing to remember, the creating call at once; otherwise it returns
``Staged`` with a handle, which is written down before ``release`` makes the creating call. So
that a crash in between, or a lost answer, leaves the very thing in hand that settles the doubt.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timezone
from pathlib import Path
from typing import ClassVar, Protocol

from campaign.capabilities import Can, Capabilities, Costs, Problem, Strength, limit_problems
from campaign.content import Content, Image, Link, PostKey

__all__ = [
    "Account",
    "Adapter",
    "AdapterError",
    "BadContent",
    "Barred",
    "Budget",
    "Can",
    "Capabilities",
    "Content",
    "Costs",
    "Deferred",
    "Disconnected",
    "Duplicate",
    "Ended",
    "Gone",
    "Image",
    "Link",
    "Metrics",
    "Outcome",
    "PostKey",
    "Problem",
    "Processing",
    "Receipt",
    "Refused",
    "Renewed",
    "Spoken",
    "Staged",
    "Strength",
    "Throttled",
    "Uncertain",
    "Unreachable",
    "Unstaged",
    "Unsupported",
    "Withheld",
    "limit_problems",
]


class AdapterError(Exception):
    """Something went wrong at, or on the way to, a platform.

    The message is a sentence for the person at the screen and never holds a secret.
    """


class Refused(AdapterError):
    """Nothing was created, and asking again unchanged is useless."""


class BadContent(Refused):
    """The text, a link or a picture breaks a rule of the platform."""


class Gone(Refused):
    """What we point at does not exist, or no longer."""


class Disconnected(Refused):
    """The credential is missing, expired or revoked."""


class Ended(Disconnected):
    """The platform itself says that the credential is over: only a person can connect it again.

    From ``renew`` it pauses the channel at once. Any other error there is tried again later,
    and what the channel has is used as long as it is good.
    """


class Barred(Refused):
    """The platform lets this account publish nothing until a person has seen to it there."""


class Deferred(AdapterError):
    """Nothing was created; the same request may succeed later."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unreachable(Deferred):
    """No answer came, or one that says the platform is in trouble: many of them open a breaker.

    ``nobody`` says that no line to its server came about, so that it may be our own that is down.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, nobody: bool = False
    ) -> None:
        super().__init__(message, retry_after=retry_after)
        self.nobody = nobody


class Throttled(Deferred):
    """The platform asked us to slow down: this channel, or with ``app`` all that share our app."""

    def __init__(
        self, message: str, *, retry_after: float | None = None, app: bool = False
    ) -> None:
        super().__init__(message, retry_after=retry_after)
        self.app = app


class Unstaged(Deferred):
    """What was staged is no longer there, and certainly nothing was made public."""


class Withheld(Deferred):
    """Permission to go on was taken back before anything was created."""


class Duplicate(AdapterError):
    """The platform refused the post because it has one like it.

    After a try whose outcome is not known this is evidence that it is out; at a first try it
    means that an earlier post said the same. ``handle`` is what ``find`` may be given to
    settle it, such as the address of the post the platform named.
    """

    def __init__(self, message: str, *, handle: str = "") -> None:
        super().__init__(message)
        self.handle = handle


class Uncertain(AdapterError):
    """The post may or may not exist."""


class Unsupported(AdapterError):
    """The adapter does not declare this capability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Counters as the platform gave them, since publication; ``None`` is "not reported"."""

    impressions: int | None = None
    reach: int | None = None
    reactions: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    link_clicks: int | None = None

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the metric names in their order."""
        return tuple(f.name for f in fields(cls))


class Spoken(Protocol):
    """What of a channel belongs to a yes: whom it speaks as, and where."""

    @property
    def id(self) -> str: ...
    @property
    def platform(self) -> str: ...
    @property
    def network(self) -> str: ...
    @property
    def handle(self) -> str: ...
    @property
    def base_url(self) -> str: ...
    @property
    def options(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where the post lives now."""

    remote_id: str
    url: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Staged:
    """Everything is prepared out of sight; ``release`` makes it public after some seconds.

    ``handle`` is the adapter's own note: what was uploaded or drafted, and under which ids.
    """

    handle: str
    check_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Processing:
    """The platform has the post and is not done; ``resume`` asks again in some seconds.

    Without ``check_after`` only a person can tell when it is done.
    """

    handle: str
    check_after: float | None


Outcome = Receipt | Staged | Processing


@dataclass(frozen=True, slots=True)
class Renewed:
    """A new credential: all its secrets by the adapter's names, and how long it is good for."""

    secrets: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """What a platform said of its rate limit: so many requests more until a time."""

    remaining: int
    resets_at: datetime
    app: bool = False  # counted for all that share our app, not for this channel alone


def _not_shared(data: bytes, media_type: str) -> str:
    raise Refused(
        "This platform fetches pictures from a public address, and none is set:"
        " set “public_address” in messages/campaign.yaml."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What an adapter needs to speak for one channel.

    ``secrets`` maps the adapter's own names to values; ``read`` returns a picture's bytes
    by its SHA-256; ``folder`` is where local files of the program may live; ``clock`` tells
    the time (aware, UTC), which a rehearsal makes run faster.
    ``permit`` must be called right before every request that creates something the public
    can see; it raises ``Withheld`` when a hold was placed in the meantime.
    """

    channel: str
    handle: str = ""
    base_url: str = ""
    platform: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    read: Callable[[str], bytes] = field(repr=False)
    folder: Path = Path()
    options: Mapping[str, str] = field(default_factory=dict)
    permit: Callable[[], None] = lambda: None
    share: Callable[[bytes, str], str] = _not_shared
    heard: Callable[[Budget], None] = lambda _: None
    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc)


class Adapter(ABC):
    """One account on one platform. Never sleeps, never retries, never logs a secret.

    An adapter is used by one thread at a time.
    """

    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]
    secrets: ClassVar[tuple[str, ...]] = ()  # the names of the secrets it cannot work without
    other_secrets: ClassVar[tuple[tuple[str, ...], ...]] = ()  # sets that will do in their place

    def __init__(self, account: Account) -> None:
        self.account = account

    def check(self, content: Content) -> list[Problem]:
        """Say, offline, why this content would be refused."""
        return limit_problems(self.capabilities, content)

    @abstractmethod
    def publish(self, content: Content, key: PostKey) -> Outcome:
        """Create the post once, or stage it; raise an ``AdapterError`` that says what happened."""

    def release(self, content: Content, key: PostKey, handle: str) -> Outcome:
        """Make public, once, what ``publish`` staged; the same handle on every attempt."""
        raise Unsupported(f"{self.name} never stages a post")

    def resume(self, handle: str) -> Receipt | Processing:
        """Ask after a post the platform was still processing; this creates nothing."""
        raise Unsupported(f"{self.name} never answers Processing")

    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        """Return the post an earlier attempt may have created, ``None`` when there is none.

        ``since`` is when the first attempt began, ``handle`` what was staged or what a
        ``Duplicate`` named. Raise an ``AdapterError`` when it cannot be told now.
        """
        raise Unsupported(f"{self.name} cannot look for a post")

    def renew(self) -> Renewed:
        """Return a fresh credential in place of one that will soon be over.

        Raise ``Ended`` only when the platform itself says that this one is over.
        """
        raise Unsupported(f"{self.name} cannot renew its credential")

    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        """Read counters; a post that is gone is absent from the result."""
        raise Unsupported(f"{self.name} reports no metrics")

    def followers(self) -> int:
        """Return how many follow the account: the number alone, of nobody's names."""
        raise Unsupported(f"{self.name} does not tell how many follow an account")

    def delete(self, remote_id: str) -> None:
        """Remove the post; deleting what is gone already succeeds."""
        raise Unsupported(f"{self.name} cannot delete")

    def identify(self) -> str:
        """Return whom the credential speaks as, by a call that changes nothing."""
        return self.account.handle

    def remote_id(self, url: str) -> str:
        """Return the remote id of a post of this account that a person saw at an address.

        "" when the address does not hold it, or is of somebody else's post. May ask the
        platform, and then raise an ``AdapterError``; changes nothing.
        """
        return ""
