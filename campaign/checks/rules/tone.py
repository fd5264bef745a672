"""Tone: people first, whoever they are, and nobody mocked, blamed or frightened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case, Passage
from campaign.checks.example import Example
from campaign.checks.prose import denied, english, hit, hits, listed
from campaign.checks.rule import Hit, rule
from campaign.checks.words import look_at
from campaign.library.finding import Severity
from campaign.library.template import template

_PSED = "Equality Act 2010, section 149 (public sector equality duty)"
_JOKING = re.compile(r"[😉😅😬😹🙈]|!{2}")
_INJURY = re.compile(
    r"\b(?:(?:bruis|wound|injur|bandag|swollen)\w*|scars?|scarred|stitches|black eye)\b"
)
_OFFICERS = re.compile(r"\bofficers\b")
_TEAM = re.compile(
    r"\b(?:staff|pcsos?|specials?|volunteers?|colleagues?|call handlers?|teams?|cadets?"
    r"|everyone who works|front desk|community support)\b"
)
_OTHER_OFFICERS = re.compile(
    r"(?:detention|prison|custody|probation|support|traffic|press|special|safety|retired"
    r"|assaults? (?:on|against)(?: police| the police)?|offences? against(?: police)?"
    r"|ask(?: one of)? (?:the|our)|tell (?:the|our)|give (?:the|our)) $"
)


@rule(
    "TONE-01",
    Severity.ERROR,
    wants="Nobody is made less than a person, and police are not called by slang.",
    reason="A campaign that asks people to see the person must do so itself.",
    source="House rule, after a commissioner's blog of 2020 in the campaign's papers",
    fix="Say what happened, in plain words.",
    bad="These lowlifes hurt one of our team.",
    good="A person who was drunk hurt one of our team. Copper wire was stolen in Battle.",
)
def dehumanising(case: Case) -> Iterator[Hit]:
    """Report words of the list “dehumanising”."""
    return hits(case, "dehumanising")


@rule(
    "TONE-02",
    Severity.ERROR,
    wants="Nobody is gloated over or joked about.",
    reason="UK forces have had to apologise for jokes about sentences, rape and people in custody.",
    source="Apologies of Greater Manchester, Merseyside and West Yorkshire Police",
    fix="Take the joke out.",
    question="Is nobody laughed at here: no one arrested or hurt, nobody's health or home?",
    bad="Not so tough now! #LuggageWalkOfShame",
    good="Our kettle retired after nine years of loyal service.",
)
def gloating(case: Case) -> Iterator[Hit]:
    """Report words of the list “gloating”, and ask about what looks like a joke."""
    yield from hits(case, "gloating")
    for passage in case.spoken:
        if match := _JOKING.search(passage.plain):
            yield Hit(passage.place(match.start()), "", asks=True)


@rule(
    "TONE-03",
    Severity.ERROR,
    wants="Injuries are not described, and not shown.",
    reason="Detail hurts the person and the family again, and shocks people who did not choose it.",
    source="House rule, after a chief's blog on bystanders in the campaign's papers",
    fix="Plain words are enough: hurt, punched, kicked, spat at.",
    question="Does the picture show an injury so that nobody is shocked, and with a yes to it?",
    bad="There was blood on the pavement, and a broken jaw.",
    good="She was punched and spat at. Thank you to everyone who gives blood.",
)
def graphic(case: Case) -> Iterator[Hit]:
    """Report words of the list “graphic”, and ask about pictures of injuries."""
    yield from hits(case, "graphic")
    if case.message.image and _INJURY.search(case.message.alt.lower()):
        yield Hit(case.place("alt"), "", asks=True)


@rule(
    "TONE-04",
    Severity.ERROR,
    wants="Nobody is blamed for being hurt, and being hurt is never called part of the job.",
    reason="It excuses whoever did it, and keeps people from asking for help.",
    source="Nottinghamshire Police, apology for a post that blamed victims",
    fix="Say what helps, and leave out what the person should have done.",
    bad="She should not have walked home alone.",
    good="Being shouted at is not part of the job. Nobody is asking for it.",
)
def victim_blaming(case: Case) -> Iterator[Hit]:
    """Report words of the list “victim-blaming”, unless the sentence denies them."""
    for passage, found in listed(case, "victim-blaming"):
        if not denied(passage, found):
            yield hit(passage, found)


@rule(
    "TONE-05",
    Severity.WARNING,
    wants="Policing is not told in words of war.",
    reason="War has enemies; we have neighbours.",
    source="House rule",
    fix="Say what happened or what was done.",
    bad="Our teams battle on the front line every weekend.",
    good="Our team in Battle, East Sussex, met at the war memorial.",
)
def war_words(case: Case) -> Iterator[Hit]:
    """Report words of the list “war-words”."""
    return hits(case, "war-words")


@rule(
    "TONE-06",
    Severity.WARNING,
    wants="Staff, PCSOs, Specials and volunteers are named where the whole team is meant.",
    reason="They are assaulted too, and they read our posts.",
    source="House rule, after a commissioner's blog of 2020 in the campaign's papers",
    fix="Write “officers, staff and volunteers”, or “our team”. If only officers are meant, waive"
    " this and say so.",
    bad="Our officers deserve to go home safe.",
    good="Our officers, staff and volunteers deserve to go home safe.",
)
def officers_alone(case: Case) -> Iterator[Hit]:
    """Report the first “officers” of a text that names nobody else of the team.

    Figures that count officers only are exempt: there the measure decides.
    """
    for passage in case.passages if english(case) else ():
        small = look_at(passage.plain).small
        if "officers" not in small or _TEAM.search(small) or _has_fact(passage):
            continue
        for match in _OFFICERS.finditer(small):
            if not _OTHER_OFFICERS.search(small[: match.start()]):
                message = "“Officers” leaves out staff, PCSOs, Specials and volunteers."
                yield Hit(passage.place(match.start()), message)
                break


def _has_fact(passage: Passage) -> bool:
    return any(word.text.startswith("fact.") for word in template(passage.text).names)


@rule(
    "TONE-07",
    Severity.WARNING,
    wants="The person comes first: “a person who assaulted”, “a person in custody”.",
    reason="Nobody is one thing only, and before a conviction nobody is an offender.",
    source=_PSED,
    fix="Name the person first, then what they did or what they live with.",
    bad="The addict was calm by morning.",
    good="Good mental health starts with sleep. The person in custody was calm by morning.",
)
def person_first(case: Case) -> Iterator[Hit]:
    """Report words of the list “person-first”."""
    return hits(case, "person-first")


@rule(
    "TONE-08",
    Severity.WARNING,
    wants="The public as a whole is not blamed.",
    reason="Most people are kind; blaming everybody loses those we ask for help.",
    source="House rule, after a chief's blog on bystanders in the campaign's papers",
    fix="Speak of one act, or of the many who help.",
    bad="Nobody helps any more. What is wrong with people?",
    good="Most people help. Nobody should carry it alone.",
)
def public_blame(case: Case) -> Iterator[Hit]:
    """Report words of the list “public-blame”, unless the sentence denies them."""
    for passage, found in listed(case, "public-blame"):
        if not denied(passage, found):
            yield hit(passage, found)


@rule(
    "TONE-09",
    Severity.WARNING,
    wants="Bad behaviour is not made to look common.",
    reason="People do what they believe others do: a bad norm told is a bad norm taught.",
    source="Cialdini and others, Managing social norms for persuasive impact, 2006",
    fix="Say what most people do right.",
    question="Does this say what one person did, rather than what people do these days?",
    bad="More and more people film and laugh.",
    good="More and more people ring us when they see something.",
)
def bad_norms(case: Case) -> Iterator[Hit]:
    """Report words of the list “bad-norms”; ask where laughing and filming stand together."""
    told = False
    for passage, found in listed(case, "bad-norms"):
        if not denied(passage, found):
            told = True
            yield hit(passage, found)
    for passage in case.passages if english(case) and not told else ():
        runs = look_at(passage.plain).runs
        if runs & {"film", "filmed", "filming"} and runs & {"laugh", "laughed", "cheered"}:
            yield Hit(passage.first, "", asks=True)


@rule(
    "TONE-10",
    Severity.ADVICE,
    wants="A hero is not the only way to see somebody.",
    reason="Heroes need no help; people do.",
    source="House rule, after a chief's blog on bystanders in the campaign's papers",
    fix="Say what the person did.",
    bad="Our heroes were out again last night.",
    good="You do not need to be a hero to ring us.",
)
def heroes(case: Case) -> Iterator[Hit]:
    """Report words of the list “heroes”, unless the sentence denies them."""
    for passage, found in listed(case, "heroes"):
        if not denied(passage, found):
            yield hit(passage, found)


@rule(
    "TONE-11",
    Severity.ADVICE,
    wants="Words hold for everybody who does the job.",
    reason="A word for men alone leaves out half of the team.",
    source=_PSED,
    fix="Use the word for the job: police officer, firefighter, chair.",
    bad=Example(text="A policeman brought the dog home."),
    good=Example(text="A police officer brought the dog home. We remember WPC Yvonne Example."),
)
def gendered(case: Case) -> Iterator[Hit]:
    """Report words of the list “gendered”."""
    return hits(case, "gendered")
