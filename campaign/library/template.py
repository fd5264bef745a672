"""A text with placeholders, made ready once and filled in many times.

Nearly every text has nothing but ``{{ group.name }}`` in it: those are joined from their
pieces without waking Jinja2 at all. The others go through its sandbox (see ``sandbox.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from campaign.library.tags import Word, tags, words

_PLAIN = re.compile(r"\s*([A-Za-z]\w*\.[A-Za-z]\w*)\s*")


class EmptyValue(Exception):
    """A placeholder that stands alone has nothing to print."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Template:
    """A text made ready: ``pieces`` are text, name, text, name, …, text.

    ``pieces`` is ``None`` where conditions or filters need Jinja2.
    """

    text: str
    names: tuple[Word, ...]  # every "group.name" it uses, in order, with its offset
    pieces: tuple[str, ...] | None

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with ``values`` ("group.name" → text) in place of the names."""
        if self.pieces is None:
            from campaign.library.sandbox import render  # noqa: PLC0415 - most texts need none

            return render(self.text, values)
        filled = list(self.pieces)
        filled[1::2] = found = [values[name] for name in filled[1::2]]
        if "" in found:
            raise EmptyValue(next(name for name in self.pieces[1::2] if not values[name]))
        return "".join(filled)


@lru_cache(maxsize=65_536)
def template(text: str) -> Template:
    """Return the template of a text; the same text is made ready once."""
    if "{" not in text:
        return Template(text, (), (text,))
    found = tags(text)
    names = tuple(word for tag in found for word in words(tag) if not word.filter)
    pieces, end = [], 0
    for tag in found:
        plain = _PLAIN.fullmatch(tag.inside) if tag.kind == "value" else None
        if plain is None:
            return Template(text, names, None)
        pieces += [text[end : tag.start], plain[1]]
        end = tag.end
    return Template(text, names, (*pieces, text[end:]))
