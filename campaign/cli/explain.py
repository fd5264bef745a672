"""``campaign explain``: what a code means, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli.options import HERE, Folder
from campaign.cli.show import heading, say, table
from campaign.cli.trouble import Misused
from campaign.library.nearest import nearest

if TYPE_CHECKING:
    from campaign.checks.codes import Code

_COLOUR = {"error": "red", "warning": "yellow", "advice": "green"}
Name = Annotated[
    str,
    typer.Argument(
        metavar="CODE",
        help="The code in square brackets at the end of a finding. Default: list all of them.",
        show_default=False,
    ),
]


def explain(code: Name = "", folder: Folder = HERE) -> None:
    """Say what a code means, why it matters, and what to do about it.

    For example:
        campaign explain
        campaign explain A11Y-E3
        campaign explain second-colon
    """
    del folder  # every command takes one; the rules are the same everywhere
    if code:
        _tell(find_code(code))
    else:
        _list()


def find_code(typed: str) -> Code:
    """Return a code by its name, whatever the case of its letters."""
    from campaign.checks.codes import codes  # noqa: PLC0415 - help must not wait for the rules

    known = codes()
    by_folded = {name.casefold(): code for name, code in known.items()}
    found = by_folded.get(typed.strip().strip("[]").casefold())
    if found is None:
        near = nearest(typed, known)
        hint = f"Did you mean “{near}”?" if near else "“campaign explain” lists all codes."
        raise Misused(f"There is no code “{typed[:60]}”. {hint}")
    return found


def _list() -> None:
    from campaign.checks.codes import families  # noqa: PLC0415 - help must not wait for the rules

    for title, found in families():
        heading(title)
        table((code.code, code.severity.value, code.wants) for code in found)
        say()
    say("“campaign explain CODE” says more about one of them.")


def _tell(code: Code) -> None:
    severity = code.severity.value
    say((code.code, "bold"), "  ", (severity, _COLOUR[severity]))
    say(code.wants)
    say()
    say(("Why: ", "bold"), _sentence(code.reason))
    say(("Source: ", "bold"), _sentence(code.source))
    if code.fix:
        say(("What to do: ", "bold"), code.fix)
    for title, lines in (("Not like this:", code.bad), ("Like this:", code.good)):
        if lines:
            say()
            heading(title)
            _say_lines(lines.split("\n"))
    say()
    for line in _exceptions(code):
        say(line)


def _sentence(text: str) -> str:
    text = f"{text[:1].upper()}{text[1:]}"
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _say_lines(lines: Iterable[str]) -> None:
    for line in lines:
        say(f"    {line}".rstrip())


def _exceptions(code: Code) -> Iterable[str]:
    """Give the lines about what an author may answer or let stand."""
    if code.question:
        yield f"It asks: {code.question}"
        yield "If the answer is yes, say so in the message's settings:"
        yield f"    confirm: {code.code}"
    if code.can_be_waived:
        yield "It can be waived in the message's settings; every waiver shows in the report:"
        yield "    waive:"
        yield f"      - {{code: {code.code}, reason: why it may stand, by: your name}}"
    else:
        yield "An error cannot be waived: it has to be put right."
