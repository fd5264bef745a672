"""The port every platform adapter implements.

Errors are named by what they mean for the post, not by HTTP status:

AdapterError
├── Refused          nothing was created, and asking again unchanged is useless
│   ├── BadContent     the text, a link or a picture breaks a rule of the platform
│   ├── Gone           what we point at (our post, its parent) does not exist
│   └── Disconnected   the credential is missing, expired or revoked
├── Deferred         nothing was created; the same request may succeed later
│   ├── Throttled      … not before ``retry_after`` seconds
│   └── Withheld       permission was taken back before anything was created
├── Uncertain        it may or may not exist: call ``find`` before anything else
└── Unsupported      the adapter never claimed this capability: a bug in the caller
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, Protocol


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


class Deferred(AdapterError):
    """Nothing was created; the same request may succeed later."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Throttled(Deferred):
    """The platform asked us to slow down."""


class Withheld(Deferred):
    """Permission to go on was taken back before anything was created."""


class Uncertain(AdapterError):
    """The post may or may not exist."""


class Unsupported(AdapterError):
    """The adapter does not declare this capability."""


class Can(Enum):
    """What an adapter may add to publishing."""

    DELETE = "delete"
    FIND = "find"
    MEASURE = "measure"
    REPLY = "reply"
    RESUME = "resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """A platform's limits as data: checks, the docs and the pages all read them.

    ``text_limit`` is in the platform's own unit, which ``text_length`` counts in.
    ``image_bytes`` is the largest file in bytes; ``image_types`` are media types.
    """

    title: str
    text_limit: int
    text_length: Callable[[str], int] = len
    text_bytes: int = 0  # a second limit, in UTF-8 bytes; 0 means none
    images: int = 0
    image_required: bool = False
    image_bytes: int = 0
    image_types: tuple[str, ...] = ("image/jpeg", "image/png")
    alt_text_limit: int = 0
    can: frozenset[Can] = frozenset()
    honours_key: bool = False  # a repeated PostKey returns the first post
    metrics: tuple[str, ...] = ()  # names of Metrics fields the platform reports
    source: str = ""  # where the limits were read
    checked: str = ""  # ISO date on which they were read


@dataclass(frozen=True, slots=True)
class Image:
    """One picture: its content address and the words for those who cannot see it."""

    sha256: str
    media_type: str
    alt: str
    width: int = 0  # pixels
    height: int = 0  # pixels
    size: int = 0  # bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A link card: where it leads and how it introduces itself."""

    url: str
    title: str = ""
    description: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """One message rendered for one channel: the only thing an adapter is given to say."""

    text: str
    language: str = "en-GB"
    images: tuple[Image, ...] = ()
    link: Link | None = None
    reply_to: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the content as plain values, the inverse of ``from_json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Content:
        """Build the content from what ``as_json`` gave."""
        link = data.get("link")
        card = link and Link(**{**link, "image": link["image"] and Image(**link["image"])})
        images = tuple(Image(**image) for image in data["images"])
        return cls(**{**data, "images": images, "link": card})

    def digest(self, *context: str) -> str:
        """Return the SHA-256 (hex) of the content and of the ``context`` it is meant for."""
        canonical = json.dumps([*context, self.as_json()], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


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


@dataclass(frozen=True, slots=True)
class PostKey:
    """What makes a repeat recognisable: the same on every attempt to deliver one post.

    ``value`` is 32 hex digits; ``at`` is an aware time fixed before the first attempt,
    for platforms whose records carry a creation time or a time-based identifier.
    """

    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where the post lives now."""

    remote_id: str
    url: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Processing:
    """The platform has the post and is not done; ``resume`` asks again in some seconds."""

    handle: str
    check_after: float


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason the platform would refuse, or mangle, this content."""

    code: str
    message: str


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
    permit: Callable[[], None] = lambda: None
    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc)


class Adapter(ABC):
    """One account on one platform. Never sleeps, never retries, never logs a secret.

    An adapter is used by one thread at a time.
    """

    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]
    secrets: ClassVar[tuple[str, ...]] = ()  # the names of the secrets it cannot work without

    def __init__(self, account: Account) -> None:
        self.account = account

    def check(self, content: Content) -> list[Problem]:
        """Say, offline, why this content would be refused."""
        return limit_problems(self.capabilities, content)

    @abstractmethod
    def publish(self, content: Content, key: PostKey) -> Receipt | Processing:
        """Create the post once; raise an ``AdapterError`` that says what happened."""

    def resume(self, handle: str) -> Receipt | Processing:
        """Ask after a post the platform was still processing."""
        raise Unsupported(f"{self.name} never answers Processing")

    def find(self, content: Content, key: PostKey, since: datetime) -> Receipt | None:
        """Return the post an earlier attempt may have created, ``None`` when there is none.

        Raise an ``AdapterError`` when it cannot be told now.
        """
        raise Unsupported(f"{self.name} cannot look for a post")

    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        """Read counters; a post that is gone is absent from the result."""
        raise Unsupported(f"{self.name} reports no metrics")

    def delete(self, remote_id: str) -> None:
        """Remove the post; deleting what is gone already succeeds."""
        raise Unsupported(f"{self.name} cannot delete")

    def identify(self) -> str:
        """Return whom the credential speaks as, by a call that changes nothing."""
        return self.account.handle


def limit_problems(limits: Capabilities, content: Content) -> list[Problem]:
    """Hold the content against a platform's limits; nothing is ever cut to fit."""
    problems = []
    if (length := limits.text_length(content.text)) > limits.text_limit:
        problems.append(
            Problem("text-too-long", f"The text is too long: {length} of {limits.text_limit}.")
        )
    if (
        limits.text_bytes
        and (size := len(content.text.encode("utf-8", "surrogatepass"))) > limits.text_bytes
    ):
        problems.append(
            Problem("text-too-long", f"The text is too long: {size} of {limits.text_bytes} bytes.")
        )
    if len(content.images) > limits.images:
        problems.append(
            Problem(
                "too-many-images", f"Too many pictures: {len(content.images)} of {limits.images}."
            )
        )
    if limits.image_required and not content.images:
        problems.append(
            Problem("image-required", f"{limits.title} takes no post without a picture.")
        )
    for image in content.images:
        problems += _image_problems(limits, image)
    if content.reply_to is not None and Can.REPLY not in limits.can:
        problems.append(Problem("no-threads", f"{limits.title} has no threads."))
    return problems


def _image_problems(limits: Capabilities, image: Image) -> list[Problem]:
    problems = []
    if not image.alt.strip():
        problems.append(Problem("no-alt-text", "A picture has no alt text."))
    if limits.alt_text_limit and len(image.alt) > limits.alt_text_limit:
        size = f"{len(image.alt)} of {limits.alt_text_limit}"
        problems.append(
            Problem("alt-text-too-long", f"The alt text is too long: {size} characters.")
        )
    if limits.image_bytes and image.size > limits.image_bytes:
        size = f"{image.size:,} of {limits.image_bytes:,}"
        problems.append(Problem("image-too-large", f"The picture is too large: {size} bytes."))
    if limits.images and image.media_type not in limits.image_types:
        kinds = " or ".join(kind.removeprefix("image/").upper() for kind in limits.image_types)
        problems.append(Problem("image-type", f"{limits.title} takes {kinds} pictures only."))
    return problems
