"""Voice: who may say what, and whose words and names are borrowed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.prose import denied, english, hit, listed
from campaign.checks.rule import Hit, rule
from campaign.checks.words import look_at
from campaign.library.finding import Severity
from campaign.library.organisation import Organisation
from campaign.library.values import joined

_ALLOWED: Mapping[str, frozenset[str]] = {
    "force": frozenset({"force", "officer"}),
    "governance": frozenset({"governance"}),
    "association": frozenset({"association", "officer"}),
    "partner": frozenset({"partner"}),
}
_POLICE = frozenset({"force", "officer"})
_QUOTE = re.compile(r"“([^“”]{2,2000})”|(?<!\w)\"([^\"\n]{2,2000})\"")
_SAYS = re.compile(
    r"\b(?:said|says|adds|added|explains|explained|recalls|remembers|told us|puts it|writes"
    r"|wrote)\b"
)
_LONG, _SHORT = 7, 5  # words; shorter ones are phrases, and between the two “she said” decides
_NEAR = 20  # characters from a quote to the end of “she said”
_NAMED = re.compile(r"[^,]+,[^,]+,.*?\b\d{1,2}/\d{1,2}/\d{4}\s*")


@rule(
    "VOICE-01",
    Severity.ERROR,
    wants="A message is said only by accounts to which its voice belongs.",
    reason="A force does not argue, and a campaigning body does not police.",
    source="House rule, after the three kinds of author in the campaign's papers",
    fix="Name the right organisation under “organisations:”, or change “voice:”.",
    bad=Example(settings="voice: force"),
    good=Example(settings="voice: force\norganisations: northshire-police"),
)
def right_account(case: Case) -> Iterator[Hit]:
    """Report organisations on whose accounts the message's voice has no place."""
    voice = case.message.voice
    speakers = case.organisations if voice else ()
    wrong = [o.name for o in speakers if voice not in _ALLOWED.get(o.kind, ())]
    if wrong:
        message = f"The voice “{voice}” does not belong on the accounts of {joined(wrong)}."
        yield Hit(case.place("voice"), message)


@rule(
    "VOICE-02",
    Severity.ERROR,
    wants="A force says nothing about sentences, courts and prosecutors, or the law it wants.",
    reason="Courts are independent; a force that forgets it has to apologise.",
    source="Greater Manchester Police, apology for a tweet about a sentence, 2011",
    fix="State the outcome and nothing else, or leave it to a body that may argue.",
    bad=Example(
        text="Only six months for this. Magistrates must do more.",
        settings="organisations: northshire-police",
    ),
    good=Example(
        text="He was sentenced to six months. Magistrates sit in Northshire every day.",
        settings="organisations: northshire-police",
    ),
)
def no_comment(case: Case) -> Iterator[Hit]:
    """Report words of the list “sentence-comment” where a force or an officer speaks."""
    if not case.voices & _POLICE:
        return
    for passage, found in listed(case, "sentence-comment"):
        if not denied(passage, found):
            yield hit(passage, found)


@rule(
    "VOICE-03",
    Severity.WARNING,
    wants="A quotation has a name, a role and the day of the person's yes.",
    reason="Words in somebody's mouth need that somebody's agreement.",
    source="College of Policing, APP on communications",
    fix="Add a line “quote_by: Name, role, 1/2/2027”: the day is that of the yes.",
    bad="“I have never been so glad to see a kettle,” she said.",
    good="Three small words can mean a lot. “Are you OK?”",
)
def quotation(case: Case) -> Iterator[Hit]:
    """Report quotations without “quote_by:”, and a “quote_by:” that lacks a part."""
    quoted = case.message.quote_by
    if quoted and not _NAMED.fullmatch(quoted):
        message = "“quote_by:” needs a name, a role and a day, with commas between them."
        yield Hit(case.place("quote_by"), message)
    if quoted:
        return
    for passage in case.passages:
        quotes = "“" in passage.plain or '"' in passage.plain
        for match in _QUOTE.finditer(passage.plain) if quotes else ():
            if _is_said(passage.plain, match):
                message = "Somebody is quoted here, and nothing says who agreed to it."
                yield Hit(passage.place(match.start()), message)
                break


def _is_said(text: str, quote: re.Match[str]) -> bool:
    """Tell a quotation from a phrase, or a question to be asked, in quotation marks."""
    words = len((quote[1] or quote[2]).split())
    head = text[max(0, quote.start() - _NEAR) : quote.start()].rpartition("\n")[2]
    tail = text[quote.end() :][:_NEAR].partition("\n")[0]
    if _SAYS.search(f"{head} {tail}".lower()):
        return words >= _SHORT
    return words >= _LONG and "?" not in quote[0]


@rule(
    "VOICE-04",
    Severity.WARNING,
    wants="A partner's name or logo is used with the partner's yes.",
    reason="It lends us its word.",
    source="House rule, after the partners named in the campaign's papers",
    fix="Add “partner: NAME”: it goes out once the partner's sign-off is recorded.",
    bad="Supported by Northshire Cadets.",
    good=Example(
        text="Supported by Northshire Cadets.",
        settings="partner: Northshire Cadets",
    ),
)
def partner_named(case: Case) -> Iterator[Hit]:
    """Report partners named in messages that do not say whose yes they need."""
    if case.message.partner:
        return
    named = {passage.first: hit(passage, found) for passage, found in listed(case, "partnership")}
    yield from named.values()
    for passage in case.spoken if english(case) else ():
        for other in _others(case):
            start = look_at(passage.plain).small.find(other.name.lower())
            if start >= 0 and passage.first not in named:
                yield Hit(passage.place(start), f"{other.name} is named here without its yes.")


def _others(case: Case) -> list[Organisation]:
    """Return the partners and associations that do not say the message themselves."""
    speakers = {organisation.id for organisation in case.organisations}
    return [
        organisation
        for organisation in case.library.organisations.values()
        if organisation.kind in ("partner", "association") and organisation.id not in speakers
    ]
