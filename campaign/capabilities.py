"""What a platform takes, reports and costs, as data; and a content held against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from campaign.content import Content, Image


class Can(Enum):
    """What an adapter may add to publishing."""

    DELETE = "delete"
    FIND = "find"
    FOLLOWERS = "followers"
    MEASURE = "measure"
    RELEASE = "release"
    RENEW = "renew"
    REPLY = "reply"
    RESUME = "resume"


class Strength(Enum):
    """How a doubt about a post is settled on a platform; the values are words for people."""

    EXACT = "exact: a repeat cannot make a second post"
    LOOKED_UP = "looked up: its own posts are read and compared; at most one repeat"
    PERSON = "a person: only someone who looks can tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What a platform charges, in US dollars a call; ``source`` and ``checked`` as in limits."""

    post: Decimal = Decimal(0)
    post_with_link: Decimal = Decimal(0)
    picture: Decimal = Decimal(0)  # each alt text sent with an upload
    reading: Decimal = Decimal(0)  # each post measured or looked up
    deletion: Decimal = Decimal(0)
    count: Decimal = Decimal(0)  # each time an account's followers are counted
    source: str = ""
    checked: str = ""


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
    strength: Strength = Strength.PERSON
    key_lasts: float = 0.0  # seconds a repeat (same key, same handle) returns the first post
    card: bool = False  # takes a link card of our own making: title, description, picture
    card_bytes: int = 0  # the largest picture of a card, in bytes; 0: as for any other picture
    shared_pictures: bool = False  # fetches pictures from a public address
    comments: bool = False  # takes from us whether readers may comment: limited, off
    videos: bool = False
    refuses_repeats: bool = False  # takes no text twice on one account, however long between
    token_days: int = 0  # days a credential lives; 0: until it is revoked
    costs: Costs | None = None  # None: free of charge
    metrics: tuple[str, ...] = ()  # names of Metrics fields the platform reports
    batch: int = 1  # posts that ``measure`` reads in one call
    options: Mapping[str, str] = field(default_factory=dict)  # a channel's: name -> what it is for
    source: str = ""  # where the limits were read
    checked: str = ""  # ISO date on which they were read

    def text_of(self, content: Content) -> str:
        """Return the text as the platform gets it: with the link in it, or in a card beside it."""
        return content.text if self.card else content.flat_text

    @property
    def honours_key(self) -> bool:
        """Tell whether a repeat returns the first post."""
        return self.key_lasts > 0


def of_channel(limits: Capabilities, options: Mapping[str, str]) -> Capabilities:
    """Return the limits where a channel's option “text_limit” says that there is less room."""
    text = options.get("text_limit", "").replace(",", "")
    if not (text.isascii() and text.isdigit()) or int(text) >= limits.text_limit:
        return limits
    return replace(limits, text_limit=int(text))


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason the platform would refuse, or mangle, this content."""

    code: str
    message: str


def limit_problems(limits: Capabilities, content: Content) -> list[Problem]:
    """Hold the content against a platform's limits; nothing is ever cut to fit."""
    problems = []
    text = limits.text_of(content)
    if (length := limits.text_length(text)) > limits.text_limit:
        problems.append(
            Problem("text-too-long", f"The text is too long: {length} of {limits.text_limit}.")
        )
    if (
        limits.text_bytes
        and (size := len(text.encode("utf-8", "surrogatepass"))) > limits.text_bytes
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
    if content.link and content.link.image and limits.card:
        problems += _card_problems(limits, content.link.image)
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
    problems += _too_large("The picture", limits.image_bytes, image)
    if limits.images and image.media_type not in limits.image_types:
        kinds = " or ".join(kind.removeprefix("image/").upper() for kind in limits.image_types)
        problems.append(Problem("image-type", f"{limits.title} takes {kinds} pictures only."))
    return problems


def _card_problems(limits: Capabilities, image: Image) -> list[Problem]:
    most = limits.card_bytes or limits.image_bytes
    return _too_large("The link card's picture", most, image)


def _too_large(what: str, most: int, image: Image) -> list[Problem]:
    if not most or image.size <= most:
        return []
    size = f"{image.size:,} of {most:,} bytes"
    return [Problem("image-too-large", f"{what} is too large: {size}.")]
