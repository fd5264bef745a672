"""Links that lead where they should, accounts that are known, and words that grow old."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.links import LinkUse, host_of, typed_links
from campaign.checks.rule import Hit, rule
from campaign.checks.words import words
from campaign.library.finding import Severity
from campaign.library.place import Place

_MENTION = re.compile(r"(?<![\w.@/+-])[@＠](?=\w*[^\W\d_])(?P<name>\w[\w-]*(?:[.@]\w[\w-]*)*)")
_INSECURE = re.compile(r"http://", re.IGNORECASE)
_PERSONAL = re.compile(
    r"e-?mail|(?:first|last|sur)?name|phone|mobile|user|uid|subscriber|contact|postcode"
    r"|fbclid|gclid|msclkid|mc_eid",
    re.IGNORECASE,
)
_LOOKS_PERSONAL = re.compile(r"@|%40|^\+?\d{10,}$")
_HARMLESS = re.compile(r"utm_(?:source|medium|campaign|content|term|id)", re.IGNORECASE)
_PAST = re.compile(r"[\s,]+(?:of\s+)?(?:19|20)\d\d\b")


@rule(
    "TECH-02",
    Severity.WARNING,
    wants="Links start with https:// and lead to websites the house has approved; with --links"
    " they are asked whether they are there.",
    reason="What people read elsewhere is not ours to answer for, and can be changed on the way.",
    source="National Cyber Security Centre, using TLS to protect data; house rule",
    fix="Add the website under “domains:” in campaign.yaml or the organisation's file.",
    bad="All about it: https://www.someone-else.example/page",
    good="All about it: https://www.northshire-police.example/page",
)
def approved_link(case: Case) -> Iterator[Hit]:
    """Report typed links without https, and those to websites that nobody approved."""
    for place, link in _typed(case):
        if _INSECURE.match(link.address):
            message = f"“{link.address[:80]}” is not https."
            yield Hit(place, message, "Write https:// if the site answers there.")
        elif link.host and not _is_approved(link.host, _approved(case)):
            yield Hit(place, f"“{link.host}” is not among the approved websites.")


@rule(
    "TECH-04",
    Severity.WARNING,
    wants="Links carry nothing personal; those to our own websites are marked by the program.",
    reason="What stands in a link is stored by every server on the way.",
    source="UK GDPR; house rule: aggregates only",
    fix="Delete that part of the link.",
    bad="More: https://www.northshire-police.example/?utm_source=x&email=jo@mail.example",
    good="More: https://www.northshire-police.example/?utm_source=x&utm_campaign=badge",
)
def tracking(case: Case) -> Iterator[Hit]:
    """Report personal data in links."""
    for place, link in _typed(case):
        for name, value in parse_qsl(link.parts.query):
            if not _HARMLESS.fullmatch(name) and _PERSONAL.fullmatch(name):
                yield Hit(place, f"The link carries “{name}”, which can point to a person.")
            elif _LOOKS_PERSONAL.search(value):
                yield Hit(place, f"The link carries an address or a number in “{name}”.")


@rule(
    "TECH-05",
    Severity.ERROR,
    wants="Accounts that a message names are our own or approved.",
    reason="A mistyped name leads to a stranger, and naming an account speaks for it.",
    source="House rule, after accounts that were taken over",
    fix="Add it under “handles:” in campaign.yaml or the organisation's file, or delete it.",
    bad="Thank you, @NorthshrePolice",
    good="Thank you, @NorthshirePolice. Write to hello@northshire-police.example",
)
def known_account(case: Case) -> Iterator[Hit]:
    """Report accounts that nobody approved."""
    for passage in case.spoken:
        if "@" not in passage.plain and "＠" not in passage.plain:
            continue
        known = _handles(case)
        for match in _MENTION.finditer(passage.plain):
            name = f"@{match['name']}".casefold()
            if name not in known and name.rpartition("@")[0] not in known:
                message = f"“{match[0][:60]}” is not among the approved accounts."
                yield Hit(passage.place(match.start()), message)


@rule(
    "TECH-06",
    Severity.WARNING,
    wants="A text with “today” or “in September” has a last day.",
    reason="Rotated months later, it says something that is not true any more.",
    source="House rule: a notice of a meeting outlived the meeting",
    fix="Add a line “until: …”, or say it without the day.",
    bad="The meeting is in September.",
    good=Example(text="The meeting is in September.", settings="until: 30/9/2027"),
)
def time_bound(case: Case) -> Iterator[Hit]:
    """Report words about time in messages that could go out at any time."""
    message = case.message
    if message.not_after or (message.when and (message.when.moments or message.when.until)):
        return
    for passage in case.passages:
        for word in words("time-bound", case.library).find(passage.plain):
            if not _PAST.match(passage.plain, word.end):
                sentence = f"“{word.text}” will not be true for long."
                yield Hit(passage.place(word.start), sentence)


def _typed(case: Case) -> Iterator[tuple[Place, LinkUse]]:
    """Give the links typed into the texts and the settings, and where they stand."""
    for passage in case.passages:
        for link in typed_links(passage):
            yield passage.place(link.offset), link
    if case.message.link and "{{" not in case.message.link:
        yield case.place("link"), LinkUse(0, case.message.link)


def _approved(case: Case) -> frozenset[str]:
    """Return the hosts the message may link to."""
    speakers = case.organisations
    links = (link for o in speakers for link in (o.website, o.footage_link) if link)
    named = (domain for o in speakers for domain in o.domains)
    signposts = (s.text for s in case.library.signposts.values() if "." in s.text)
    hosts = {host_of(link) for link in (*links, *signposts)}
    return frozenset({*hosts, *named, *case.library.campaign.domains} - {""})


def _is_approved(host: str, approved: frozenset[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in approved)


def _handles(case: Case) -> frozenset[str]:
    """Return the accounts the message may name, with their sign and in small letters."""
    library = case.library
    own = (channel.handle for channel in library.channels.values() if channel.handle)
    approved = (handle for o in case.organisations for handle in o.handles)
    named = (*own, *library.campaign.handles, *approved)
    return frozenset(f"@{handle.lstrip('@')}".casefold() for handle in named)
