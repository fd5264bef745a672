"""``campaign count``."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, BinaryIO

import typer

from campaign.adapter import Capabilities
from campaign.cli.options import HERE, Folder
from campaign.cli.show import say
from campaign.cli.trouble import Misused, Trouble
from campaign.library.nearest import suggestion

Platform = Annotated[
    str,
    typer.Option(
        "--platform", metavar="NAME", help="Whose way of counting: x, bluesky, mastodon …"
    ),
]
Lines = Annotated[
    bool,
    typer.Option("--jsonl", help="Read one JSON string a line, and print one count a line."),
]

Text = Annotated[
    str | None,
    typer.Argument(
        metavar="TEXT", help="The text, in quotes. Default: standard input.", show_default=False
    ),
]

_CHUNK = 1 << 16  # bytes asked of standard input at a time


def count(
    platform: Platform, text: Text = None, jsonl: Lines = False, folder: Folder = HERE
) -> None:
    """Count a text as a platform counts it.

    Prints how long the platform thinks it is, and how long it may be. The line break at the
    very end does not count.

    For example:
        campaign count --platform x "Call 999 first."
        echo "Call 999 first." | campaign count --platform x
        campaign count --platform bluesky < text.txt
        campaign count --platform x --jsonl < texts.jsonl
    """
    del folder  # every command takes one; counting needs none
    from campaign.registry import platforms  # noqa: PLC0415 - help must not wait for it

    known = platforms()
    limits = known.get(platform.strip().lower())
    if limits is None:
        raise Misused(f"There is no platform “{platform}”. {suggestion(platform, known)}")
    if jsonl and text is not None:
        raise Misused("With --jsonl the texts come by standard input: leave TEXT out.")
    if jsonl:
        _count_lines(limits.text_length)
    else:
        _count_text(limits, _given() if text is None else text)


def _given() -> str:
    """Return the text on standard input."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise Trouble(f"The text is not UTF-8 (byte {exc.start + 1}): save it as UTF-8.") from exc


def _count_text(limits: Capabilities, text: str) -> None:
    text = text.replace("\r\n", "\n").removesuffix("\n")
    length = limits.text_length(text)
    over = length - limits.text_limit
    more = f" ({over} too many for {limits.title})" if over > 0 else ""
    say(f"{length} of {limits.text_limit}{more}")
    size = len(text.encode())
    if limits.text_bytes and size > limits.text_bytes:
        say(f"{size} of {limits.text_bytes} bytes ({size - limits.text_bytes} too many)")


def _count_lines(length: Callable[[str], int]) -> None:
    """Answer what has come in at once, so that a program at the other end may wait for it."""
    numbers = itertools.count(1)
    for lines in _batches(sys.stdin.buffer):
        answers = []
        try:
            for line, number in zip(lines, numbers, strict=False):
                answers.append(f"{length(_text(line, number))}\n")
        finally:
            sys.stdout.write("".join(answers))
            sys.stdout.flush()


def _batches(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Yield the lines that are there, whenever some are."""
    rest = b""
    while chunk := stream.read1(_CHUNK):  # type: ignore[attr-defined] # standard input is buffered
        *lines, rest = (rest + chunk).split(b"\n")
        yield lines
    if rest:
        yield [rest]


def _text(line: bytes, number: int) -> str:
    try:
        text = json.loads(line)
        str.encode(text)  # refuses what is no text, and half a surrogate pair
    except (ValueError, TypeError, RecursionError) as exc:
        raise Trouble(
            f"Line {number} is not a JSON string: put the text in double quotes, one a line."
        ) from exc
    return str(text)
