"""A page of ours as plain text: headings, lists, and tables with a row a line."""

from __future__ import annotations

from html.parser import HTMLParser

_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_LINES = {*_HEADINGS, "p", "li", "caption", "figcaption", "summary", "title", "strong", "dt", "dd"}
_SKIPPED = {"style", "script", "nav"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._open: list[str] = []
        self._line = ""
        self._cells: list[str] = []
        self._in_drawing = False

    def handle_starttag(self, tag, attrs):
        if tag in {"meta", "br", "link", "path", "rect", "line", "circle"}:
            return
        self._open.append(tag)
        if tag == "svg":
            self._in_drawing = True
        elif tag == "tr":
            self._cells = []
        elif (tag in _LINES | {"td", "th"} and not self._in_drawing) or tag == "title":
            self._line = ""
        elif tag == "small":
            self._line += " ("

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass
        if tag == "svg":
            self._in_drawing = False
        elif tag == "small":
            self._line += ")"
        elif tag in {"td", "th"}:
            self._cells.append(_tidy(self._line))
        elif tag == "tr":
            self.lines.append(" | ".join(self._cells))
        elif tag in _LINES and (not self._in_drawing or tag == "title"):
            self._end(tag)

    def _end(self, tag: str) -> None:
        words = _tidy(self._line)
        self._line = ""
        if not words or _SKIPPED & {*self._open}:
            return
        if tag in _HEADINGS:
            self.lines += ["", f"{_HEADINGS[tag]} {words}", ""]
        elif tag == "caption":
            self.lines += ["", f"[{words}]"]
        elif self._in_drawing:
            self.lines += [f"(chart) {words}"]
        else:
            self.lines.append(f"- {words}" if tag == "li" else words)

    def handle_data(self, data):
        if not (_SKIPPED & {*self._open}) and not (self._in_drawing and self._open[-1] != "title"):
            self._line += data


def _tidy(words: str) -> str:
    return " ".join(words.split())


def text_of(page: str) -> str:
    """Return what a page says, in its order; of a drawing, the words that stand for it."""
    parser = _Text()
    parser.feed(page)
    return "\n".join(parser.lines).strip() + "\n"
