"""The words of a post that a platform shows as HTML, to compare them with ours."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

from typing_extensions import override

_MENTION = re.compile(r"(@\w+)@[\w-]+(?:\.[\w-]+)+")


class _Words(HTMLParser):
    """Collects the text; a link that is shown cut short counts as what it leads to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._href = ""
        self._link_from: int | None = None

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"br", "p", "div", "li"}:
            self._parts.append("\n")
        elif tag == "a":
            self._href = dict(attrs).get("href") or ""
            self._link_from = len(self._parts)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._parts.append("\n")
        elif tag == "a" and self._link_from is not None:
            shown = "".join(self._parts[self._link_from :])
            if shown.endswith("…") and self._href:
                self._parts[self._link_from :] = [self._href]
            self._link_from = None

    @override
    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    def text(self) -> str:
        return "".join(self._parts).strip()


def plain_text(html: str) -> str:
    """Return the text of a piece of HTML; paragraphs and breaks become new lines."""
    words = _Words()
    words.feed(html)
    words.close()
    return words.text()


def folded(text: str) -> str:
    """Return the text in a form in which two writings of the same words are equal.

    Unicode NFC, each run of white space one blank, ``@name@server`` as ``@name``: servers
    differ in these three.
    """
    return _MENTION.sub(r"\1", " ".join(unicodedata.normalize("NFC", text).split()))
