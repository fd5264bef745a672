"""Law: fair trials, the law as it is, and no politics before an election."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case, Passage
from campaign.checks.example import Example
from campaign.checks.mentions import places
from campaign.checks.prose import before, denied, english, hit, listed
from campaign.checks.rule import Hit, rule
from campaign.checks.words import look_at
from campaign.checks.words.sweep import sweep
from campaign.library.finding import Severity
from campaign.library.message import OUTCOME
from campaign.library.register import LiveCase
from campaign.library.settings import PreElection
from campaign.library.template import template
from campaign.library.timewords import uk_date

_CONTEMPT = "Contempt of Court Act 1981, sections 1 to 3"
_ACT = "Assaults on Emergency Workers (Offences) Act 2018, section 1 as revised in 2022"
_PUBLICITY = "Code of Recommended Practice on Local Authority Publicity; LGA, pre-election guidance"
_HISTORY = re.compile(
    r"\b(?:was|were|used to be|rose from|raised from|went (?:up )?from|increased from|until|before"
    r"|back then|at first|originally|in 2018)\b"
)
_UP_TO = re.compile(r"\b(?:up to|at most|as much as|no more than|maximum)\b[^.!?\n]{0,20}$")
_LENGTH = re.compile(r"\b(?:months?|years?|life)\b")
_TOPICS = ("hate-crime", "stop-search", "terrorism", "use-of-force")
_SAME = {"use-of-force": frozenset({"use-of-force", "taser"})}
_CASES = "c-1:\n  keywords: Station Road attack\n  status: {status}\n"
_CAMPAIGN = """\
name: Behind the Badge
themes:
  behind-the-badge: {{title: The person behind the badge}}
politicians: [Alex Example]
pre_election:
  - {{start: {start}, end: 6/5/2027, election: Local elections}}
"""


@rule(
    "LAW-01",
    Severity.ERROR,
    wants="Nothing is said that could prejudice a live case, or points at one.",
    reason="It is contempt of court, and can cost the person who was hurt a conviction.",
    source=_CONTEMPT,
    fix="Wait until the case is over. A message about its end has “tags: outcome”.",
    question="Has the legal team said that this place has nothing to do with the live case?",
    bad=Example(
        text="Thank you to everyone who helped after the Station Road attack.",
        files={"messages/cases.yaml": _CASES.format(status="charge")},
    ),
    good=Example(
        text="Thank you to everyone who helped after the Station Road attack.",
        files={"messages/cases.yaml": _CASES.format(status="closed")},
    ),
)
def live_case(case: Case) -> Iterator[Hit]:
    """Report keywords of live cases, and words of the list “live-case”; ask about places."""
    for live in case.library.cases.values():
        if live.live(case.library.campaign.cases_active_from):
            yield from _about(case, live)
    if OUTCOME not in case.message.tags:
        for passage, found in listed(case, "live-case"):
            if not denied(passage, found):
                yield hit(passage, found)


def _about(case: Case, live: LiveCase) -> Iterator[Hit]:
    checked = f", last looked at on {uk_date(live.checked)}" if live.checked else ""
    for passage in case.spoken:
        small = look_at(passage.plain).small
        for word in live.keywords:
            for start in places(word, small):
                message = f"“{word[:60]}” points at the live case {live.id}{checked}."
                yield Hit(passage.place(start), message)
        if sweep(case.library, passage.plain).get("bystander-scenes"):
            for word in live.places:
                for start in places(word, small):
                    message = f"“{word[:60]}” is a place of the live case {live.id}{checked}."
                    yield Hit(passage.place(start), message, asks=True)


@rule(
    "LAW-02",
    Severity.ERROR,
    wants="The law is told as it is now, not as it was.",
    reason="Since 2022 the most is two years; the old limit deters less, and is wrong.",
    source=_ACT,
    fix="Write: up to {{ fact.assault_maximum }}.",
    bad="You can face up to 12 months in prison.",
    good="Until 2022 the most was 12 months in prison. She joined us six months ago.",
)
def superseded_law(case: Case) -> Iterator[Hit]:
    """Report words of the list “superseded-law”, unless the sentence speaks of the past."""
    for passage, found in listed(case, "superseded-law"):
        if not (denied(passage, found) or _HISTORY.search(before(passage, found.start))):
            yield hit(passage, found)


@rule(
    "LAW-03",
    Severity.WARNING,
    wants="A sentence is told as a limit: “up to”.",
    reason="Each case is for a court to decide; a promise that fails costs trust.",
    source=_ACT,
    fix="Write “up to” in front, and “can” for “will”.",
    bad="Spit at a nurse and you will get two years in prison.",
    good="It can mean prison for up to two years.",
)
def certain_sentences(case: Case) -> Iterator[Hit]:
    """Report words of the list “certain-sentences”, and limits without “up to”."""
    for passage, found in listed(case, "certain-sentences"):
        if not denied(passage, found):
            yield hit(passage, found)
    for passage in case.passages if english(case) else ():
        for word in template(passage.text).names:
            fact = case.library.facts.get(word.text.removeprefix("fact."))
            if fact and fact.counts == "law" and _LENGTH.search(fact.text):
                head = passage.text[: word.offset].lower().rstrip("{ ") + " "
                if not _UP_TO.search(head):
                    message = f"“up to” is missing before {{{{ {word.text} }}}}."
                    yield Hit(passage.place(word.offset), message)


@rule(
    "LAW-04",
    Severity.WARNING,
    wants="Only the legal team says that filming or sharing is an offence.",
    reason="It depends on the case, and a wrong claim frightens witnesses away.",
    source=_CONTEMPT,
    fix="Say what sharing can do: hurt a person again, harm a fair trial.",
    bad="It is an offence to share videos of an attack.",
    good="Sharing a video can hurt the person in it again. It is an offence to assault anyone.",
)
def sharing_law(case: Case) -> Iterator[Hit]:
    """Report words of the list “sharing-law”, unless the sentence denies them."""
    for passage, found in listed(case, "sharing-law"):
        if not denied(passage, found):
            yield hit(passage, found)


@rule(
    "LAW-05",
    Severity.ERROR,
    wants="In a pre-election period nothing names politicians, parties, pledges or budgets.",
    reason="Public money and public bodies stay out of elections, and are seen to.",
    source=_PUBLICITY,
    fix="Take it out, or let the message wait: “from:” the day after the period.",
    bad=Example(
        text="Councillor Alex Example came to thank our volunteers.",
        files={"messages/campaign.yaml": _CAMPAIGN.format(start="1/11/2026")},
    ),
    good=Example(
        text="Councillor Alex Example came to thank our volunteers.",
        files={"messages/campaign.yaml": _CAMPAIGN.format(start="22/3/2027")},
    ),
)
def politics(case: Case) -> Iterator[Hit]:
    """Report politics in messages that may go out while a period of campaign.yaml lasts."""
    period = next((one for one in case.library.campaign.pre_election if _in(case, one)), None)
    if period is None:
        return
    when = f"in the pre-election period until {uk_date(period.end)}"
    if case.message.voice == "governance":
        yield Hit(case.place("voice"), f"A governance office does not campaign {when}.")
    for passage, found in listed(case, "politics"):
        yield Hit(passage.place(found.start), f"“{found.text[:60]}” is politics, {when}.")
    for passage in case.spoken:
        small = look_at(passage.plain).small
        for name in case.library.campaign.politicians:
            for start in places(name, small):
                yield Hit(passage.place(start), f"“{name[:60]}” is not named {when}.")


def _in(case: Case, period: PreElection) -> bool:
    """Tell whether a period binds whoever says the message, and it may go out within it.

    A message with a ``when:`` goes out then; another on any day from its first one on, so
    that it matters whether this lies in the period.
    """
    speakers = {organisation.id for organisation in case.organisations}
    if period.organisations and not speakers & set(period.organisations):
        return False
    if case.message.when is None:
        return period.start <= case.first_day <= period.end
    first, last = max(case.first_day, period.start), period.end
    if case.message.not_after:
        last = min(last, case.message.not_after)
    return first <= last and any(True for _ in case.message.when.occurrences(first, last))


@rule(
    "LAW-06",
    Severity.WARNING,
    wants="A message on hate crime, terrorism, stop and search or force says so in its tags.",
    reason="Such messages need a second approval, and a look at what they do to communities.",
    source="College of Policing, APP on communications; Equality Act 2010, section 149",
    fix="Add the tag, so that the message goes to two approvers.",
    bad=Example(text="Racist abuse is a hate crime."),
    good=Example(text="Racist abuse is a hate crime.", settings="tags: hate-crime"),
)
def topics(case: Case) -> Iterator[Hit]:
    """Report words of the lists “topic-…” in messages that lack the tag."""
    for topic in _TOPICS:
        if not _SAME.get(topic, frozenset({topic})) & set(case.message.tags):
            for passage, found in listed(case, f"topic-{topic}"):
                yield _untagged(passage, found.start, found.text, topic, case.message.tags)
                break


def _untagged(passage: Passage, start: int, text: str, topic: str, tags: tuple[str, ...]) -> Hit:
    message = f"“{' '.join(text.split())}” calls for the tag “{topic}”."
    return Hit(passage.place(start), message, f"Add a line “tags: {', '.join([*tags, topic])}”.")
