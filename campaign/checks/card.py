"""What one message tells the rules about all messages: little, so that it can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from campaign.library.finding import Waiver

if TYPE_CHECKING:
    from campaign.library.message import Message

_KEPT = ("confirm",)  # settings whose place rules about waivers ask for


class Wording(NamedTuple):
    """A text of a message: two with the same ``fingerprint`` say the same, word for word."""

    line: int  # of its first line, in its file
    fingerprint: str  # 24 hex digits; spaces and the case of letters do not count


class Card(NamedTuple):
    """What is known of a message without reading it again."""

    id: str
    file: str
    usable: bool  # reading found no error
    draft: bool  # never planned
    pictures: tuple[str, ...]  # a file name in assets/
    texts: tuple[Wording, ...]
    waivers: tuple[Waiver, ...] = ()
    confirmed: tuple[str, ...] = ()
    lines: Mapping[str, tuple[int, int]] = MappingProxyType({})  # of few settings: line, column


def card_of(message: Message, *, usable: bool) -> Card:
    """Return the card of a message."""
    return Card(
        message.id,
        message.file,
        usable,
        message.draft,
        message.pictures,
        tuple(Wording(section.line, fingerprint(section.text)) for section in message.sections),
        message.waivers,
        message.confirmed,
        {name: message.lines[name] for name in _KEPT if name in message.lines},
    )


def fingerprint(text: str) -> str:
    """Return what two texts share that say the same in the same words."""
    words = " ".join(text.split()).casefold()
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
