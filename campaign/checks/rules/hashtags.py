"""Hashtags: few, and written so that they can be read out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity

_HASHTAG = re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w+")
_MOST = 2
_SOURCE = "Government Communication Service, accessible social media"


@rule(
    "hashtag-casing",
    Severity.ERROR,
    wants="The campaign's hashtag is written exactly as in campaign.yaml.",
    reason="Capitals tell screen readers, and everyone else, where its words begin.",
    source=_SOURCE,
)
def hashtag_casing(case: Case) -> Iterator[Hit]:
    """Report the campaign's hashtag in other letters."""
    right = case.library.campaign.hashtag
    for passage in case.passages:
        for match in _HASHTAG.finditer(passage.plain):
            if match[0] != right and match[0].casefold() == right.casefold():
                message = f"The campaign's hashtag is {right}, not {match[0]}."
                yield Hit(passage.place(match.start()), message, "Write {{ campaign.hashtag }}.")


@rule(
    "hashtags-many",
    Severity.WARNING,
    wants=f"A text has at most {_MOST} hashtags.",
    reason="Each is read out in full, and more than two bury the message.",
    source=_SOURCE,
)
def hashtags_many(case: Case) -> Iterator[Hit]:
    """Report each text with more hashtags once."""
    told = set()
    for said in case.said:
        count = len(_HASHTAG.findall(said.content.text))
        if count > _MOST and said.section.line not in told:
            told.add(said.section.line)
            message = f"The text for {said.limits.title} has {count} hashtags."
            yield Hit(case.start(said.section), message, f"Keep the {_MOST} that matter.")
