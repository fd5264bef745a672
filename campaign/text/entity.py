"""What a platform makes more of than plain text."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["link", "tag", "mention", "cashtag"]


class Entity(NamedTuple):
    """A part of a text: ``text[start:end]``, in code points.

    ``value`` is the link as written, the tag or name without its sign, a list as name/list.
    """

    start: int
    end: int
    kind: Kind
    value: str
