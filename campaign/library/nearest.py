"""Finds what somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that looks most like the word, whatever the case of its letters."""
    by_folded = {choice.casefold(): choice for choice in choices}
    close = get_close_matches(word[:100].casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def suggestion(word: str, choices: Iterable[str], *, otherwise: str = "") -> str:
    """Ask “Did you mean …?”, or list the choices when nothing comes near."""
    known = sorted(choices)
    if near := nearest(word, known):
        return f"Did you mean “{near}”?"
    return otherwise or f"You can use: {', '.join(known)}."
