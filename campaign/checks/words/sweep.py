"""Many lists of words looked for in one go.

Most texts hold nearly none of the words on our lists. So one index over all the lists tells,
from the words of a text, which few entries may match at all, and only these are tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from campaign.checks.words import (
    UNCHANGED,
    Entry,
    Found,
    Index,
    changed,
    in_order,
    look_at,
    names,
)
from campaign.library.library import Library
from campaign.library.register import HouseWords

_NOTHING: Mapping[str, tuple[Found, ...]] = MappingProxyType({})


def sweep(library: Library, text: str) -> Mapping[str, tuple[Found, ...]]:
    """Return what each list, with the house's changes, finds in a text, by the list's name.

    Lists that find nothing are left out. Asked again for the same text, it is remembered.
    """
    return _swept(_number(library.words), text)


def _number(house: Mapping[str, HouseWords]) -> int:
    """Return a small number for the house's changes, which are long to compare."""
    for number, known in enumerate(_HOUSES):
        if known is house:
            return number
    key = tuple((name, house[name]) for name in sorted(house))
    if len(_HOUSES) >= _MOST:
        _HOUSES.clear()
        _swept.cache_clear()
    _HOUSES.append(house)
    _CHANGES[len(_HOUSES) - 1] = key
    return len(_HOUSES) - 1


_HOUSES: list[Mapping[str, HouseWords]] = []
_CHANGES: dict[int, tuple[tuple[str, HouseWords], ...]] = {}
_MOST = 16  # houses kept in mind at once: a program has one, tests have many


@lru_cache(maxsize=256)
def _swept(house: int, text: str) -> Mapping[str, tuple[Found, ...]]:
    entries, index = _together(_CHANGES[house])
    looked_at = look_at(text)
    by_list: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
    for number in sorted(index.likely(looked_at)):
        name, entry = entries[number]
        by_list[name].append((number, entry))
    found = {name: tuple(in_order(looked_at, some)) for name, some in by_list.items()}
    return {name: some for name, some in found.items() if some} or _NOTHING


@lru_cache(maxsize=8)
def _together(
    changes: tuple[tuple[str, HouseWords], ...],
) -> tuple[list[tuple[str, Entry]], Index]:
    """Return the entries of all lists, each with its list's name, and the index over them."""
    changed_lists = dict(changes)
    entries = [
        (name, entry)
        for name in names()
        for entry in changed(name, changed_lists.get(name, UNCHANGED))
    ]
    return entries, Index((number, entry) for number, (_, entry) in enumerate(entries))
