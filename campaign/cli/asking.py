"""Questions to whoever sits at the terminal; without one, answers come line by line."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence

from campaign.cli import show
from campaign.cli.show import say
from campaign.cli.trouble import Trouble

_LONGEST = 10_000  # characters of an answer


def attended() -> bool:
    """Say whether somebody is there to be asked."""
    return show.terminal() and sys.stdin.isatty()


def line(question: str, *, default: str = "") -> str:
    """Ask for one line that may be seen."""
    hint = f" [{default}]" if default else ""
    if attended():
        sys.stdout.write(f"{show.safe(question)}{hint}: ")
        sys.stdout.flush()
    return _clean(sys.stdin.readline(), question) or default


def secret(question: str) -> str:
    """Ask for one line that is not shown while it is typed; "" when it is empty."""
    if attended():
        return _clean(getpass.getpass(f"{question} (not shown): "), question)
    return _clean(sys.stdin.readline(), question)


def _clean(text: str, question: str) -> str:
    """Return an answer without what surrounds it; it may be a secret, and is never repeated."""
    answer = text.strip()
    if len(answer) > _LONGEST or not answer.isprintable():
        raise Trouble(f"The {question} holds what no such thing holds: copy it again.")
    return answer


def yes(question: str) -> bool:
    """Ask a question whose answer is no unless somebody says yes."""
    sys.stdout.write(f"{show.safe(question)} [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def choose(question: str, choices: Sequence[str]) -> int:
    """Show numbered choices and return the place of the one that is chosen."""
    for number, choice in enumerate(choices, start=1):
        say(f"  {number}  {choice}")
    answer = line(f"{question} (1 to {len(choices)})")
    if not answer.isascii() or not answer.isdigit() or not 1 <= int(answer) <= len(choices):
        raise Trouble("That is none of the numbers shown, so nothing was done.")
    return int(answer) - 1
