"""What must not be left in a text: gaps, Markdown, and letters that only look right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case, Passage
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity

_MARKDOWN = re.compile(r"(?<!\*)\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?!\*)|\]\(|`|__(?=\w[^_]*__)")
_GAP = re.compile(
    r"\[(?:insert|add|your|name|date|time|place|link|force|tbc|xx)\b[^\]\n]{0,60}\](?!\()"
    r"|<{1,2}(?:insert|add|your|name|date|time|place|link|force)\b[^>\n]{0,60}>{1,2}"
    r"|\b(?:lorem ipsum|TBC|TBA|XXX+|N\.N\.)\b|%[sd]\b|\$\{\w+\}|_{4,}|\?{3,}",
    re.IGNORECASE,
)
_MARKS = ("**", "](", "`", "__", "[", "<", "%", "$", "???", "TB", "tb", "orem", "XX", "xx", "N.N.")
_TAG_OR_LINK = re.compile(r"[#＃][^\s#＃]+|(?:https?://|www\.)\S+", re.IGNORECASE)
_CUT_SHORT = re.compile(
    r"(?P<glued>(?<=[(\[“\"‘])#(?=\w*[^\W\d_])\w+)"
    r"|(?<![\w&/#.?=-])(?P<hyphened>#(?=\w*[^\W\d_])\w+-\w[\w-]*)"
)
_ODD = re.compile(
    "(?P<quote>[’‘“”])|(?P<alike>[\u0370-\u03ff\u0400-\u052f\uff00-\uffef])"
    "|(?P<unseen>[\u00ad\u200b\u200c\u2060\ufeff])"
)


@rule(
    "TECH-01",
    Severity.ERROR,
    wants="A text is complete and plain: no gap to fill in, no **bold**, no [link](…), no `code`.",
    reason="Platforms print what stands there as it is.",
    source="House rule: messages are plain text",
    fix="Fill in what is missing, or delete it.",
    bad="Join us on [insert date] to say **thank you**.",
    good="Join us to say thank you [and bring a friend]. 2 ** 3 is eight.",
)
def left_over(case: Case) -> Iterator[Hit]:
    """Report the first Markdown mark of each line, and every gap."""
    for passage in case.spoken:
        if any(mark in passage.plain for mark in _MARKS):
            yield from _markdown(passage)
            yield from _gaps(passage)


def _markdown(passage: Passage) -> Iterator[Hit]:
    lines = set()
    for match in _MARKDOWN.finditer(passage.plain):
        here = passage.place(match.start())
        if here.line not in lines:
            lines.add(here.line)
            message = f"“{match[0]}” is Markdown and would be published as it is."
            yield Hit(here, message, "Delete the marks and keep the words.")


def _gaps(passage: Passage) -> Iterator[Hit]:
    for match in _GAP.finditer(passage.plain):
        yield Hit(passage.place(match.start()), f"“{match[0][:60]}” is a gap to fill in.")


@rule(
    "TECH-07",
    Severity.WARNING,
    wants="Hashtags stand after a space; they and links hold letters of our own alphabet only.",
    reason="The hashtag ends there, and the link leads nowhere, though nobody can see why.",
    source="House rule, after what pasting from Word does",
    fix="Delete it and type it again on the keyboard.",
    bad="Thank you all. #Don’tLookAway",
    good="Thank you all. Don’t look away. #DontLookAway",
)
def look_alike(case: Case) -> Iterator[Hit]:
    """Report what was pasted into hashtags and links."""
    for passage in case.passages:
        if "#" in passage.plain:
            yield from _cut_short(passage)
        if passage.plain.isascii():
            continue
        for match in _TAG_OR_LINK.finditer(passage.plain):
            if odd := _ODD.search(match[0].rstrip("’”")):
                kind = "hashtag" if match[0][0] in "#＃" else "link"
                place = passage.place(match.start() + odd.start())
                yield Hit(place, f"This {kind} has {_described(odd)} in it.")


def _cut_short(passage: Passage) -> Iterator[Hit]:
    """Report hashtags that some platforms do not link, or only in part."""
    for match in _CUT_SHORT.finditer(passage.plain):
        shown = match["glued"] or match["hyphened"]
        if match["glued"]:
            message = f"Some platforms make no hashtag of “{shown[:60]}”: no space is before it."
            fix = "Put a space before it, or take the bracket away."
        else:
            message = f"The hashtag ends at its hyphen on most platforms (“{shown[:60]}”)."
            fix = f"Write it without: {shown.replace('-', '')[:60]}."
        yield Hit(passage.place(match.start()), message, fix)


def _described(odd: re.Match[str]) -> str:
    if odd["quote"]:
        return f"a curly quotation mark ({odd[0]})"
    if odd["alike"]:
        return f"a letter of another alphabet (“{odd[0]}”, U+{ord(odd[0]):04X})"
    return f"an invisible character (U+{ord(odd[0]):04X})"
