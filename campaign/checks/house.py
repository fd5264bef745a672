"""What a house writes its own way: its words, its names and its hashtags."""

from __future__ import annotations

import re
from functools import lru_cache

from campaign.checks.words import WordList, words
from campaign.library.library import Library

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


def house_words(library: Library) -> frozenset[str]:
    """Return the words that are right here: of its lists, and of the names it knows.

    Jargon is spelt right; another rule asks for it to be explained.
    """
    organisations = library.organisations.values()
    named = [text for o in organisations for text in (o.name, o.short_name, *o.values.values())]
    named += [signpost.name for signpost in library.signposts.values()]
    named += [day.name for day in library.dates]
    campaign = library.campaign
    return _together(
        (words("spelling", library), words("jargon", library)),
        (campaign.name, *campaign.politicians, *named),
        exact_hashtags(library),
    )


def exact_hashtags(library: Library) -> tuple[str, ...]:
    """Return the hashtags whose letters are settled, the campaign's own first."""
    campaign = library.campaign
    settled = (campaign.hashtag, *campaign.hashtags)
    return tuple(tag for tag in settled if tag) + _names(words("hashtags", library))


@lru_cache(maxsize=8)
def _together(
    lists: tuple[WordList, ...], named: tuple[str, ...], hashtags: tuple[str, ...]
) -> frozenset[str]:
    entries = [entry for listed in lists for entry in listed]
    texts = [*named, *(text for one in entries for text in (one.word, one.instead, *one.forms))]
    return frozenset({*hashtags, *(part for text in texts for part in _WORD.findall(text))})


@lru_cache(maxsize=8)
def _names(listed: WordList) -> tuple[str, ...]:
    return tuple(form for entry in listed for form in (entry.word, *entry.forms) if form)
