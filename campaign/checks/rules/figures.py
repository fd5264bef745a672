"""Figures: from the register, worded as what they count, and compared only with their like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case, Whole
from campaign.checks.example import Example
from campaign.checks.facts_used import CHANGES, counts, uses
from campaign.checks.numbers import figures, figures_in_words
from campaign.checks.prose import english
from campaign.checks.rule import Hit, library_rule, rule
from campaign.checks.series import compared_wrongly
from campaign.checks.words import look_at
from campaign.library.derived import CannotDerive, agrees, derive, number
from campaign.library.finding import Severity
from campaign.library.place import Place

_OSR = "Office for Statistics Regulation, Code of Practice for Statistics"
_HOME = "Home Office, Statistics on the number of police officers assaulted, notes on the figures"
_EVENTS = frozenset({"offences", "incidents"})
_COUNTED = _EVENTS | {"people"}
_WHO = (
    r"(?:police\s+|of\s+|our\s+|the\s+|more\s+|brave\s+|of\s+our\s+)*"
    r"(?:officers|constables|people|colleagues|staff|pcsos|specials|members of staff|women|men)\b"
)
_HARMED = (
    r"(?:assaulted|attacked|injured|hurt|punched|kicked|spat (?:at|on)|bitten|victims|abused"
    r"|harmed)"
)
_PEOPLE_AFTER = re.compile(rf"\s*{_WHO}(?!\s+(?:assaults|years|hours|days|shifts))")
_PEOPLE_WERE = re.compile(
    rf"\b(?:officers|constables|people|colleagues|staff|pcsos)\s+(?:were|have been|had been|are|got"
    rf"|being|who were)\s+(?:\w+ly\s+)?{_HARMED}"
)
_COUNT_WERE = re.compile(
    rf"\b\d[\d,]{{0,12}}\s+{_WHO}\s+(?:were|have been|had been|are|got)\s+{_HARMED}"
)
_PERCENT = re.compile(r"\d\s?%|\bper\s?cent\b")
_RAW_PERCENT = re.compile(r"\b\d[\d.,]{0,12}\s?(?:%|per\s?cent\b)|\b[a-z-]{1,20} per\s?cent\b")
_BASE = re.compile(
    r"\bof (?:those|the|all|our|people|officers|staff|respondents|everyone|them|us|police|every|\d)"
    r"|\bwho (?:answered|responded|replied|took part|were asked)\b|\basked\b|\bsurveyed\b"
    r"|\brespondents\b|\bin every\b"
)
_PERIOD = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:last|past|this|previous|that) (?:year|month|week|quarter)\b"
    r"|\b(?:twelve|12) months\b|\byear ending\b|\bin the (?:year|month)\b"
)
_COMPARES = re.compile(
    r"\b(?:than|compared|compare|rose|risen|rise|rises|fell|fallen|fall|falls|increas\w+|decreas\w+"
    r"|dropped|drop|doubled|tripled|up from|down from|more|fewer|higher|lower|grew|grown|went up"
    r"|went down|up to|worse|better)\b"
)
_FEDERATION = re.compile(r"\bfederation\b", re.IGNORECASE)

_TWO = """\
assaults_2022:
  text: "{text}"
  source: Home Office, Police officers assaulted
  url: https://www.gov.example/assaults
  period: year ending March 2022
  geography: England and Wales
  measure: recorded offences
  counts: {counts}
  series: release of July 2022
assaults_2021:
  text: "37,968"
  source: {source}
  url: https://www.gov.example/assaults
  period: year ending March 2021
  geography: England and Wales
  measure: recorded offences
  counts: offences
  series: {series}
"""


def _facts(
    text: str = "41,221",
    *,
    counts: str = "offences",
    source: str = "Home Office, Police officers assaulted",
    series: str = "release of July 2022",
) -> dict[str, str]:
    return {
        "messages/facts.yaml": _TWO.format(text=text, counts=counts, source=source, series=series)
    }


@rule(
    "FACT-01",
    Severity.ERROR,
    wants="Every figure in a text comes from facts.yaml.",
    reason="Only there does it have a source, a period and a day on which it expires.",
    source=f"{_OSR}; Standards for the Public Use of Statistics",
    fix="Put it into messages/facts.yaml with its source, and write {{ fact.NAME }}.",
    bad="Last year 538 of our team were hurt.",
    good="1. Ring {{ signpost.emergency }}\nOn 9 September 2027 at 09:00 we stop. “I was 34,” he"
    " says.",
)
def raw_figures(case: Case) -> Iterator[Hit]:
    """Report figures typed in digits; warn of figures in words."""
    for passage in case.passages:
        for figure in figures(passage.plain):
            message = f"The figure “{figure.text}” does not come from the register of facts."
            yield Hit(passage.place(figure.start), message)
        for figure in figures_in_words(passage.plain) if english(case) else ():
            words = " ".join(figure.text.split())
            message = f"“{words}” is a figure in words, and does not come from the register."
            yield Hit(passage.place(figure.start), message, severity=Severity.WARNING)


@rule(
    "FACT-03",
    Severity.ERROR,
    wants="A count of offences is worded as offences, not as people.",
    reason="One person can be assaulted more than once: the figures do not count people.",
    source=_HOME,
    fix="Write “{{ fact.… }} assaults on officers were recorded”.",
    bad=Example(text="{{ fact.assaults_2022 }} officers were assaulted in a year.", files=_facts()),
    good=Example(
        text="{{ fact.assaults_2022 }} assaults on officers were recorded. It counts offences, not"
        " people.",
        files=_facts(),
    ),
)
def offences_as_people(case: Case) -> Iterator[Hit]:
    """Report counts of offences before a word for people, or beside “officers were assaulted”."""
    for passage in case.passages if english(case) else ():
        small = look_at(passage.plain).small
        events = [use for use in uses(case, passage) if counts(use.fact) in _EVENTS]
        for use in events:
            if _PEOPLE_AFTER.match(small, passage.text.find("}}", use.offset) + 2):
                message = f"“{use.fact.id}” counts {counts(use.fact)}, not people."
                yield Hit(use.place, message)
        pattern = _PEOPLE_WERE if events else _COUNT_WERE
        known = events or look_at(passage.plain).digits
        if known and (match := pattern.search(small)):
            words = " ".join(match[0].split())
            yield Hit(passage.place(match.start()), f"“{words}”: the figure counts offences.")


@rule(
    "FACT-05",
    Severity.WARNING,
    wants="A percentage says of whom, and when.",
    reason="“97 per cent” of a few who were asked is not 97 per cent of everybody.",
    source=_OSR,
    fix="Add “of those who answered” and the year.",
    bad=Example(text="{{ fact.assaults_2022 }} feel safe.", files=_facts("88%", counts="survey")),
    good=Example(
        text="In a survey in 2019, {{ fact.assaults_2022 }} of those who answered felt safe.",
        files=_facts("88%", counts="survey"),
    ),
)
def percentages(case: Case) -> Iterator[Hit]:
    """Report percentages in texts that name no base, or no period."""
    for passage in case.passages if english(case) else ():
        used = uses(case, passage)
        small = look_at(passage.plain).small
        shares = [use for use in used if _PERCENT.search(use.fact.text.lower())]
        looks = "%" in small or look_at(passage.plain).runs & {"cent", "percent"}
        raw = _RAW_PERCENT.search(small) if looks else None
        if not shares and not raw:
            continue
        said = " ".join([small, *(use.fact.text.lower() for use in used)])
        place = shares[0].place if shares else passage.place(raw.start() if raw else 0)
        changes = bool(shares) and all(use.fact.rule == "percent-change" for use in shares)
        if not changes and not _BASE.search(said):
            yield Hit(place, "This percentage does not say of whom.")
        elif not _PERIOD.search(said):
            yield Hit(place, "This percentage does not say of which time.")


@rule(
    "FACT-06",
    Severity.ERROR,
    wants="Only figures of one series, place and population are compared.",
    reason="The way of counting changes, on 1 April 2017 and with each release: other figures"
    " differ even where nothing has happened.",
    source=f"{_HOME}; Full Fact, police assault figures, 2019",
    fix="Compare within one series, or give one figure alone.",
    bad=Example(
        text="{{ fact.assaults_2022 }} offences, more than the {{ fact.assaults_2021 }} before.",
        files=_facts(series="release of July 2021"),
    ),
    good=Example(
        text="{{ fact.assaults_2022 }} offences, more than the {{ fact.assaults_2021 }} before.",
        files=_facts(),
    ),
)
def comparisons(case: Case) -> Iterator[Hit]:
    """Report texts that compare unlike figures, and figures worked out from unlike ones."""
    for passage in case.passages:
        used = uses(case, passage)
        for use in used:
            parts = [case.library.facts[p] for p in use.fact.parts if p in case.library.facts]
            if use.fact.rule in CHANGES and (why := compared_wrongly(parts)):
                yield Hit(use.place, f"“{use.fact.id}” compares figures {why}.")
        likes = [use for use in used if counts(use.fact) in _COUNTED and number(use.fact.text)]
        if len(likes) > 1 and _COMPARES.search(look_at(passage.plain).small):
            why = compared_wrongly([use.fact for use in likes])
            if why:
                yield Hit(likes[-1].place, f"This text compares figures {why}.")


@rule(
    "FACT-10",
    Severity.WARNING,
    wants="A staff association's estimate does not stand beside recorded crime.",
    reason="A survey estimate and a count of recorded offences measure different things.",
    source=_HOME,
    fix="Use one of the two, and say what it counts.",
    bad=Example(
        text="{{ fact.assaults_2022 }} offences; the survey says {{ fact.assaults_2021 }}.",
        files=_facts(source="Police Federation of England and Wales, survey of members"),
    ),
    good=Example(
        text="{{ fact.assaults_2022 }} offences; the year before it was {{ fact.assaults_2021 }}.",
        files=_facts(),
    ),
)
def mixed_sources(case: Case) -> Iterator[Hit]:
    """Report texts with a figure of a Federation and a count of offences from elsewhere."""
    for passage in case.passages:
        used = [use for use in uses(case, passage) if number(use.fact.text) is not None]
        estimates = [use for use in used if _FEDERATION.search(use.fact.source)]
        recorded = [use for use in used if use not in estimates and counts(use.fact) in _EVENTS]
        if estimates and recorded:
            message = (
                f"“{estimates[0].fact.id}” is a Federation's figure, “{recorded[0].fact.id}” counts"
                " recorded offences."
            )
            yield Hit(estimates[0].place, message)


@library_rule(
    "FACT-11",
    Severity.ERROR,
    wants="A figure worked out from others says what the arithmetic gives.",
    reason="“Nearly 20%” for 22% is how a mistake begins its journey.",
    source=_OSR,
    fix="Delete the line “text: …”: the figure is worked out.",
    bad=Example(
        files=_facts()
        | {
            "messages/facts.yaml": _facts()["messages/facts.yaml"]
            + """\
change:
  text: nearly 20 per cent
  rule: percent-change
  parts: [assaults_2021, assaults_2022]
  source: Home Office
  url: https://www.gov.example/assaults
  period: year ending March 2022
  geography: England and Wales
  measure: change in recorded offences
"""
        }
    ),
    good=Example(
        files=_facts()
        | {
            "messages/facts.yaml": _facts()["messages/facts.yaml"]
            + """\
change:
  text: 9 per cent
  rule: percent-change
  parts: [assaults_2021, assaults_2022]
  source: Home Office
  url: https://www.gov.example/assaults
  period: year ending March 2022
  geography: England and Wales
  measure: change in recorded offences
"""
        }
    ),
)
def worked_out(whole: Whole) -> Iterator[Hit]:
    """Report facts whose text is not what their parts give."""
    facts = whole.library.facts
    for fact in facts.values():
        if not fact.rule or not all(part in facts for part in fact.parts):
            continue
        try:
            text = derive(fact.rule, [facts[part].text for part in fact.parts])
        except CannotDerive:
            continue  # told while the register was read
        if not agrees(fact.text, text):
            message = f"The figures give {text}, and the text of “{fact.id}” says {fact.text[:40]}."
            yield Hit(Place(fact.line, 1), message, file=fact.file)
