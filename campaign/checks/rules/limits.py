"""Each platform's limits on a text, on every platform the message goes to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case, Said
from campaign.checks.example import Example
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.text import instagram, tags, threads, x

# What X may count differently: parts of emoji that are made of several.
_JOINT = re.compile("[\u200d\u20e3\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e007f]")


@rule(
    "PLAIN-06",
    Severity.ERROR,
    wants="A text fits every platform it goes to, for every organisation that says it.",
    reason="The platform refuses the post, or cuts it.",
    source="The platform's own documentation: see the source of its limits",
    fix="Shorten it, or write a shorter one under a heading for the platform.",
    bad=Example(text="A quiet word of thanks. " * 13, platforms="x"),
    good=Example(text="A quiet word of thanks. " * 11, platforms="x"),
)
def fits(case: Case) -> Iterator[Hit]:
    """Report the longest text of each platform, and what a platform limits besides."""
    for said in _worst(case):
        yield _too_long(case, said)
    for said in case.said:
        if said.channel.platform == "x":
            yield from _by_old_emoji(case, said)
        elif said.channel.platform == "threads":
            yield from _on_threads(case, said)
        elif said.channel.platform == "instagram":
            yield from _on_instagram(case, said)


def _too_long(case: Case, said: Said) -> Hit:
    limits, text = said.limits, said.limits.text_of(said.content)
    size, most, unit = limits.text_length(text), limits.text_limit, "characters"
    if size <= most:
        size, most, unit = len(text.encode("utf-8", "surrogatepass")), limits.text_bytes, "bytes"
    message = (
        f"The text for {limits.title} is {size:,} of {most:,} {unit} (as {case.speaker(said)})."
    )
    fix = f"Shorten it, or write a shorter one under a heading: ## {limits.title}"
    return Hit(case.start(said.section), message, fix)


def _by_old_emoji(case: Case, said: Said) -> Iterator[Hit]:
    text, most = said.content.text, said.limits.text_limit
    if _JOINT.search(text) and said.limits.text_length(text) <= most < x.cautious_length(text):
        message = (
            f"X may count this text as {x.cautious_length(text)} of {most}, because of new emoji."
        )
        fix = "Take one of the emoji out to be sure."
        yield Hit(case.start(said.section), message, fix, severity=Severity.WARNING)


def _on_threads(case: Case, said: Said) -> Iterator[Hit]:
    text = said.content.text
    if text.count(".") > threads.LINKS and (found := len(threads.links(text))) > threads.LINKS:
        message = f"The text for Threads has {found} links; it takes {threads.LINKS}."
        yield Hit(case.start(said.section), message, "Keep one link.")
    if text.count("#") > 1 and len(tags.hashtags(text)) > 1:
        message = "Threads makes a topic of the first hashtag only; the others stay plain text."
        fix = "Write a text with one hashtag under a heading: ## Threads"
        yield Hit(case.start(said.section), message, fix, severity=Severity.ADVICE)


def _on_instagram(case: Case, said: Said) -> Iterator[Hit]:
    text = said.content.text
    most = instagram.HASHTAGS
    if text.count("#") > most and (found := len(instagram.hashtags(text))) > most:
        message = f"The text for Instagram has {found} hashtags; it takes {most}."
        yield Hit(case.start(said.section), message, "Keep the two that matter.")


def _worst(case: Case) -> list[Said]:
    """Return, for each platform that minds the length, the channel with the longest text."""
    worst: dict[str, tuple[int, Said]] = {}
    for said in case.said:
        if not any(problem.code == "text-too-long" for problem in said.problems):
            continue
        length = said.limits.text_length(said.limits.text_of(said.content))
        if said.channel.platform not in worst or length > worst[said.channel.platform][0]:
            worst[said.channel.platform] = length, said
    return [said for _, said in worst.values()]
