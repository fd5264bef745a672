"""The setting “readings”: at which ages posts are read, by platform."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import PlainValidator

from campaign.library import values
from campaign.library.block import Block
from campaign.library.nearest import suggestion
from campaign.library.platform_names import PlatformNames
from campaign.library.readings import ALL, DAY, HOUR
from campaign.library.source import Source

MOST = 20  # readings of one post
_LONGEST = 365 * DAY
_UNITS = {"hour": HOUR, "day": DAY, "week": 7 * DAY}
_AGE = re.compile(r"(\d{1,4}) ?(hour|day|week)s?")
_EXAMPLE = "1 hour, 1 day, 7 days, 28 days"


def ages(value: Any) -> tuple[int, ...]:
    """Return ages in seconds, in their order and each once; “never” are none."""
    said = values.words(value)
    if [word.casefold() for word in said] == ["never"]:
        return ()
    found = sorted({_age(word) for word in said})
    if len(found) > MOST:
        message = f"These are {len(found)} readings of every post."
        raise values.wrong("reading-age", message, f"Name at most {MOST}.")
    return tuple(found)


def _age(word: str) -> int:
    match = _AGE.fullmatch(" ".join(word.casefold().split()))
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    if not 0 < seconds <= _LONGEST:
        message = f"“{word[:40]}” is not an age of a post."
        fix = f"Write ages of up to a year: {_EXAMPLE}; or “never”."
        raise values.wrong("reading-age", message, fix)
    return seconds


Ages = Annotated[tuple[int, ...], PlainValidator(ages)]


def by_platform(
    source: Source, block: Block, given: Mapping[str, tuple[int, ...]], platforms: PlatformNames
) -> dict[str, tuple[int, ...]]:
    """Return the ages by the platforms' ids; report a platform nobody knows."""
    found: dict[str, tuple[int, ...]] = {}
    for word, its in given.items():
        platform = ALL if word.casefold() == ALL else platforms.find(word)
        if platform is None:
            message = f"There is no platform “{word[:40]}”."
            fix = suggestion(word, [ALL, *platforms.ids])
            source.report(block.key_place("readings", word), "unknown-platform", message, fix)
        else:
            found[platform] = its
    return found
