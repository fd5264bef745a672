"""Figures worked out from others by code, so that nobody rounds in their head."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_WORD = re.compile(r"[a-z]+")
_FALL = re.compile(r"\b(?:falls?|fell|fallen|drop\w*|down|fewer|less|lower|decreas\w+)\b|[-−]\s?\d")
_MINUTES_A_YEAR = 365 * 24 * 60
_DAYS_A_YEAR = 365
_HOUR, _DAY = 60, 24 * 60  # minutes
_PAIR = 2


class CannotDerive(Exception):
    """The figure cannot be worked out; the message says why in one sentence."""


def number(text: str) -> Decimal | None:
    """Return the one number a figure prints, such as 41221 of “41,221”; ``None`` otherwise."""
    found = _NUMBER.findall(text)
    return Decimal(found[0].replace(",", "")) if len(found) == 1 else None


def derive(rule: str, parts: Sequence[str]) -> str:
    """Return the figure that a rule makes of printed figures, rounded half up to a whole.

    ``percent-change`` is (second - first) / first; ``share`` is first / second; ``a-day`` and
    ``one-every`` take a year of 365 days.
    """
    numbers = [number(part) for part in parts]
    if None in numbers:
        bad = parts[numbers.index(None)]
        raise CannotDerive(f"“{bad[:40]}” is not one number.")
    found = [one for one in numbers if one is not None]
    wanted = _PARTS.get(rule, 1)
    if len(found) < wanted or (len(found) > wanted and rule != "sum"):
        raise CannotDerive(f"“{rule}” takes {wanted} other facts, not {len(found)}.")
    try:
        return RULES[rule](found)
    except ArithmeticError:
        raise CannotDerive("One of the figures it is worked out from is 0.") from None


def agrees(stated: str, worked_out: str) -> bool:
    """Tell whether a text states a figure that was worked out: “up 22 per cent” and “22%”.

    The number and its unit are the same, and a fall is called one.
    """
    value = number(stated)
    if value is None or value != number(worked_out):
        return False
    units = {word.rstrip("s") for word in _WORD.findall(worked_out)}
    falls = _FALL.search(stated.lower()) is not None
    return falls is worked_out.startswith("-") and all(unit in stated.lower() for unit in units)


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _plain(value: Decimal) -> str:
    return f"{_whole(value):,}"


def _one_every(value: Decimal) -> str:
    minutes = Decimal(_MINUTES_A_YEAR) / value
    for size, unit in ((_DAY, "day"), (_HOUR, "hour"), (1, "minute")):
        if minutes >= _PAIR * size or size == 1:
            amount = _whole(minutes / size)
            return f"{amount} {unit}{'' if amount == 1 else 's'}"
    raise AssertionError  # the last unit always fits


_PARTS = {"percent-change": 2, "difference": 2, "share": 2, "sum": 2}
RULES: Mapping[str, Callable[[list[Decimal]], str]] = MappingProxyType(
    {
        "percent-change": lambda n: f"{_whole((n[1] - n[0]) * 100 / n[0])}%",
        "difference": lambda n: _plain(n[1] - n[0]),
        "share": lambda n: f"{_whole(n[0] * 100 / n[1])}%",
        "sum": lambda n: _plain(sum(n, Decimal(0))),
        "a-day": lambda n: _plain(n[0] / _DAYS_A_YEAR),
        "one-every": lambda n: _one_every(n[0]),
    }
)
