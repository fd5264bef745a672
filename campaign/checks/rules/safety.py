"""Safety: of bystanders, of colleagues, and of whoever reads a message on a bad day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.checks.case import Case, Passage
from campaign.checks.example import Example
from campaign.checks.prose import before, denied, english, hit, hits, listed, signposts
from campaign.checks.rule import Hit, rule
from campaign.checks.rules.signposts import INSIDE
from campaign.checks.words import look_at
from campaign.checks.words.sweep import sweep
from campaign.library.finding import Severity
from campaign.library.template import template

_MET = "Metropolitan Police, advice on helping officers, November 2018"
_FILMING = "Metropolitan Police, advice on photography and filming in public"
_ONLOOKERS = frozenset({"bystander", "night-out", "young-adult", "parents-schools"})
_CAVEAT = re.compile(
    r"\b(?:if|when|where|while|as long as|so long as|provided|unless)"
    r"(?: (?:it|it's|you|you're|this|that|doing|is|are|feel|feels|can|do|so|not|still|quite|really"
    r"|completely|there|think|sure|know|be|help|act)){0,6} (?:safe|safely)\b"
    r"|\bsafe to do so\b"
    r"|\b(?:your|own) safety (?:\w+ )?(?:is |comes )first\b"
    r"|\b(?:never|not|n't|without) (?:\w+ )?(?:put|putting) yourself (?:at risk|in danger|in harm)"
    r"|\bunless it (?:puts|would put) you (?:at risk|in danger|in harm)"
)
_FALSE_CAVEAT = re.compile(r"\b(?:even|whether)\b[^.!?\n]{0,25}\bsafe\b")
_POLICE = re.compile(
    r"\b(?:officers?|police|we|crews?|colleagues?|staff|specials?|pcsos?|teams?|firefighters"
    r"|paramedics|trained|constables?|responders)"
    r"(?: (?:may|can|will|would|might|must|have|had|has|to|who|often|sometimes|did|do|then))* $"
)
_TEXT_999 = re.compile(
    r"\btext(?:ing)?\b(?![- ]?phone)(?:(?!\bregist)[^.!?\n]){0,30}?"
    r"(?:\b999\b|\{\{\s*signpost\.emergency\s*\}\})"
)
_SEEN = re.compile(
    r"\b(?:footage|videos?|clips?|film(?:ed)?|recordings?|saw|seen|witness\w*|report\w*|crimes?"
    r"|evidence|information|incidents?|attack\w*|assault\w*|happened|suspect\w*)\b"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,}")
_ADDRESS = re.compile(r"https?://\S")
_NUMBER = re.compile(
    r"(?<![\w/.£#@-])(?:\+44\s?|0)\d(?:[ ()-]{0,2}\d){6,11}(?![\w/])"
    r"|(?<![\w/.,£#:@-])(?:999|101|105|111|112|116 ?\d{3}|119|18000|18001(?: \d{3,11})?)"
    r"(?![\w/%:]|[.,]\d| (?:people|offences|assaults|times))"
)
_UNSPACED = re.compile(r"\d{9,}")
_POLICE_NUMBERS = frozenset({"999", "101", "18000", "18001 101"})


@rule(
    "SAFE-01",
    Severity.ERROR,
    wants="No message says or hints that filming the police is wrong or against the law.",
    reason="Anyone may film in public, and footage helps: it is evidence, and keeps us honest.",
    source=_FILMING,
    fix="Ask people to keep well back, and say how footage can help.",
    bad="Put your phone away. It is against the law to film us.",
    good="It is not against the law to film us. Never film faces of people who are hurt.",
)
def filming(case: Case) -> Iterator[Hit]:
    """Report words of the list “filming”, unless the sentence denies them."""
    for passage, found in listed(case, "filming"):
        if not denied(passage, found, commas=False):
            yield hit(passage, found)


@rule(
    "SAFE-02",
    Severity.ERROR,
    wants="No message shows, links to or leads to a recording of an assault.",
    reason="Each showing hurts the person again, and may harm a trial.",
    source="House rule, after a chief's blog on bystanders in the campaign's papers",
    fix="Tell it in words.",
    question="Does the link lead somewhere that shows no recording of an assault?",
    bad="Watch the shocking footage of the attack here.",
    good="Your video can help a case. Send it to {{ organisation.footage_link }}",
)
def clips(case: Case) -> Iterator[Hit]:
    """Report words of the list “clips”; ask where footage and a typed link stand together."""
    for passage, found in listed(case, "clips"):
        if not denied(passage, found):
            yield hit(passage, found)
    for passage in case.passages if english(case) else ():
        link = _ADDRESS.search(passage.plain)
        if link and look_at(passage.plain).runs & {"clip", "footage", "video"}:
            yield Hit(passage.place(link.start()), "", asks=True)


@rule(
    "SAFE-03",
    Severity.ERROR,
    wants="Whatever bystanders are asked to do, they are asked “only if it is safe”.",
    reason="They have no kit and no training, and they do what we say.",
    source=f"{_MET}; a chief's blog on bystanders in the campaign's papers",
    fix="Add “only if it is safe”.",
    bad=Example(text="If someone is attacked, film it and stay as a witness."),
    good=Example(text="If someone is attacked, film it from well back, and only if it is safe."),
)
def caveat(case: Case) -> Iterator[Hit]:
    """Report each text that asks bystanders to act and has no caveat.

    A text for bystanders needs one in any case; others where they name both an action of
    the list “bystander-actions” and a scene of the list “bystander-scenes”, or are for people
    who are out when it happens.
    """
    message = case.message
    if not english(case) or message.audience in INSIDE or message.tone == "solemn":
        return
    for passage in case.passages:
        found = sweep(case.library, passage.plain)
        acts = [act for act in found.get("bystander-actions", ()) if not denied(passage, act)]
        asked = acts and (found.get("bystander-scenes") or _is_guidance(case))
        if (asked or message.audience == "bystander") and not has_caveat(passage.plain):
            place = passage.place(acts[0].start) if acts else passage.first
            what = f"“{' '.join(acts[0].text.split())}”" if acts else "a text for bystanders"
            yield Hit(place, f"Nothing says “only if it is safe” beside {what}.")


def _is_guidance(case: Case) -> bool:
    return case.message.audience in _ONLOOKERS and "bystander" in case.message.theme


def has_caveat(text: str) -> bool:
    """Tell whether a text says to act only if it is safe, in these or in like words."""
    small = look_at(text).small
    return _CAVEAT.search(_FALSE_CAVEAT.sub("", small)) is not None


@rule(
    "SAFE-04",
    Severity.ERROR,
    wants="Nobody is asked to hold, chase, confront, identify or name anybody.",
    reason="People without kit and training get hurt, and a wrong name ruins a life or a trial.",
    source=f"{_MET}; Counter Terrorism Policing, social media house rules",
    fix="Ask people to ring 999, to keep back, and to give what they know to the police.",
    bad="Chase him and hold him down until we come.",
    good="Please do not step in, and never chase anyone. Our officers may have to detain someone.",
)
def interventions(case: Case) -> Iterator[Hit]:
    """Report words of the list “interventions”, unless denied or said of the police."""
    for passage, found in listed(case, "interventions"):
        if not denied(passage, found) and not _POLICE.search(before(passage, found.start)):
            yield hit(passage, found)


@rule(
    "SAFE-05",
    Severity.ERROR,
    wants="Whoever is told to text 999 is told to register first.",
    reason="A text from a phone that is not registered is not answered.",
    source="emergencySMS, the text service of 999",
    fix="Add “register first: {{ signpost.emergency_sms }}”.",
    bad="Cannot speak? Text 999 for help.",
    good="Cannot speak? You can text 999, but register first: text “register” to 999.",
)
def text_999(case: Case) -> Iterator[Hit]:
    """Report texts that offer texting to 999 and nowhere speak of registering."""
    for passage in case.spoken if english(case) else ():
        if not look_at(passage.plain).runs & {"text", "texting"}:
            continue
        match = _TEXT_999.search(passage.text.lower())
        if match and "regist" not in passage.plain.lower() and not _registers(case, passage):
            yield Hit(passage.place(match.start()), "This offers a text to 999 to any phone.")


def _registers(case: Case, passage: Passage) -> bool:
    known = case.library.signposts
    return any("regist" in known[key].text.lower() for key in signposts(passage) if key in known)


@rule(
    "SAFE-06",
    Severity.ERROR,
    wants="Reports and footage are never asked for by reply, private message or e-mail.",
    reason="No inbox is read day and night, and a clip that came by message is no evidence.",
    source="Counter Terrorism Policing, social media house rules; practice of UK forces",
    fix="Send people to {{ organisation.footage_link }}, {{ signpost.emergency }} or"
    " {{ signpost.non_emergency }}.",
    bad="Saw it? DM us your footage.",
    good="What gets you through a long day? Tell us below. Please do not send us footage by DM.",
)
def private_routes(case: Case) -> Iterator[Hit]:
    """Report words of the lists “private-routes” and “private-doors”, and e-mail addresses.

    The latter two only in a text that speaks of what people saw or filmed.
    """
    for passage, found in listed(case, "private-routes"):
        if not denied(passage, found):
            yield hit(passage, found)
    for passage in case.spoken if english(case) else ():
        small = look_at(passage.plain).small
        doors = sweep(case.library, passage.plain).get("private-doors", ())
        if not doors and "@" not in small:
            continue
        if _SEEN.search(small):
            yield from (hit(passage, door) for door in doors if not denied(passage, door))
            for match in _EMAIL.finditer(small):
                yield Hit(passage.place(match.start()), "Footage and reports are not e-mailed.")


@rule(
    "SAFE-08",
    Severity.ERROR,
    wants="No message or picture tells how we work or where our people can be found.",
    reason="It helps somebody who means harm.",
    source="College of Policing, APP on communications",
    fix="Leave it out: nobody needs it to see the person.",
    question="Does the picture show no collar number, screen, kit setting or number plate?",
    bad="Look out for our unmarked cars. Call sign and collar number 4711 on every shift pattern.",
    good="The kettle in the station is older than most of us.",
)
def operations(case: Case) -> Iterator[Hit]:
    """Report words of the list “operations”; ask about pictures with people in them."""
    yield from hits(case, "operations")
    asset = case.asset
    if asset and asset.people in ("consented", "background", "children"):
        yield Hit(case.place("image"), "", asks=True)


@rule(
    "SAFE-09",
    Severity.WARNING,
    wants="A text that may touch a raw place says where help is.",
    reason="Somebody who reads it may be living with it, today.",
    source="Samaritans, media guidelines; house rule",
    fix="Add a signpost, such as {{ signpost.victim_support }}.",
    bad="After the assault he had nightmares for a year.",
    good=Example(
        text="After the assault he had nightmares. {{ signpost.victim_support }} is there for you.",
        files={
            "messages/signposts.yaml": "emergency: {text: 999, name: Emergency}\n"
            "victim_support: {text: Victim Support, name: Victim Support}\n"
        },
    ),
)
def help_named(case: Case) -> Iterator[Hit]:
    """Report texts with words of the list “impact”, or tagged so, that name no help."""
    tagged = {"impact", "suicide", "trauma"} & set(case.message.tags)
    for passage in case.passages if english(case) else ():
        found = sweep(case.library, passage.plain)
        raw = found.get("impact", ())
        if (raw or tagged) and not found.get("helplines") and not _names_help(case, passage):
            place = passage.place(raw[0].start) if raw else passage.first
            what = f"“{' '.join(raw[0].text.split())}”" if raw else f"the tag “{min(tagged)}”"
            yield Hit(place, f"This text has {what} in it, and names no place to turn to.")


def _names_help(case: Case, passage: Passage) -> bool:
    """Tell whether it names a signpost other than the police's own numbers."""
    named = (case.library.signposts.get(key) for key in signposts(passage))
    return any(one is not None and one.text not in _POLICE_NUMBERS for one in named)


@rule(
    "SAFE-10",
    Severity.WARNING,
    wants="Phone numbers come from signposts.yaml, with spaces as people read them out.",
    reason="A mistyped number sends somebody in need to a stranger.",
    source="House rule; GOV.UK style guide, telephone numbers",
    fix="Add it to messages/signposts.yaml with its source, and write {{ signpost.NAME }}.",
    bad="Ring Crimestoppers on 0800 555 111.",
    good="Ring us on {{ signpost.non_emergency }}.",
)
def phone_numbers(case: Case) -> Iterator[Hit]:
    """Report numbers typed by hand, and signposts whose digits run together."""
    for passage in case.passages:
        for match in _NUMBER.finditer(passage.plain) if look_at(passage.plain).digits else ():
            yield _typed(case, passage, match)
        for word in template(passage.text).names:
            one = case.library.signposts.get(word.text.removeprefix("signpost."))
            if one and _UNSPACED.search(one.text):
                message = f"The digits of “{one.name[:60]}” run together."
                yield Hit(passage.place(word.offset), message, "Put spaces into signposts.yaml.")


def _typed(case: Case, passage: Passage, match: re.Match[str]) -> Hit:
    place, typed = passage.place(match.start()), _digits(match[0])
    for known in case.library.signposts.values():
        if _digits(known.text) == typed:
            message = f"The number {match[0]} is typed by hand."
            return Hit(place, message, f"Write {{{{ signpost.{known.id} }}}}.")
    return Hit(place, f"The number {match[0]} is not in messages/signposts.yaml.")


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
