"""Welsh: no less favourably than English, and not without a translator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.house import exact_hashtags
from campaign.checks.language import welsh
from campaign.checks.language.tokens import Token
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.library import Library
from campaign.library.message import Message, Section
from campaign.library.organisation import Organisation
from campaign.library.place import Place
from campaign.library.register import Fact, Signpost
from campaign.library.render import RenderError, render
from campaign.library.tags import outside
from campaign.library.template import template
from campaign.library.tracking import plain
from campaign.library.values import joined

_SOURCE = "Welsh Language (Wales) Measure 2011 and the standards each force in Wales is set"
_WELSH_PAGE = re.compile(r"\.cymru\b|//cy\.|^cy\.|/(?:cy|cymraeg)\b|[?&]lang=cy\b")
_CYMRU = """name: Heddlu Cwm
kind: force
website: https://www.heddlu-cwm.example
welsh_required: {required}
channels:
  cwm-x: {{platform: x, handle: "@Cwm", network: sandbox}}
  cwm-x-cy: {{platform: x, handle: "@Cwm", network: sandbox, language: cy}}
"""
_ORGANISATION = "messages/organisations/cwm.yaml"
_REVIEWED = "language: cy\ntranslator: A Cyfieithydd\nreviewed: 3/2/2026 by B Cyfieithydd"
_ENGLISH = "messages/behind-the-badge/example.md"
_HEAD = "---\ntitle: Thanks\ntheme: behind-the-badge\nplatforms: x\n---\n"


def _pair(text: str, english: str, times: str = "") -> Example:
    """Return a Welsh message, at its own times if any, and beside it its English pair."""
    return Example(
        text=text,
        settings="\n".join(filter(None, [_REVIEWED, times])),
        platforms="x",
        name="example.cy",
        files={_ORGANISATION: _CYMRU.format(required="yes"), _ENGLISH: f"{_HEAD}{english}\n"},
    )


def is_welsh(message: Message) -> bool:
    """Tell whether a message says that it is in Welsh."""
    return message.language.split("-")[0] == "cy"


def other_of(library: Library, message: Message) -> Message | None:
    """Return the message of which this is the other language."""
    return library.messages.get(message.pair_id) or library.faulty.get(message.pair_id)


@rule(
    "CY-L1",
    Severity.ERROR,
    wants="A Welsh text has been reviewed by a translator; where an organisation must speak both"
    " languages, neither goes out without the other. What is for everybody, the others say.",
    reason="Welsh is treated no less favourably than English; what nobody has read misleads.",
    source=_SOURCE,
    fix="Have it reviewed, then write “reviewed: the day by NAME” in the settings.",
    bad=Example(
        platforms="x",
        settings="organisations: cwm",
        files={_ORGANISATION: _CYMRU.format(required="yes")},
    ),
    good=Example(
        platforms="x",
        settings="organisations: cwm",
        files={_ORGANISATION: _CYMRU.format(required="no")},
    ),
)
def welsh_pair(case: Case) -> Iterator[Hit]:
    """Report Welsh that nobody reviewed, and texts that would go out in one language only."""
    # A draft goes nowhere by itself: it is told, and refused once it is one no more.
    severity = Severity.ADVICE if case.message.draft else None
    if is_welsh(case.message) and not _is_reviewed(case.message):
        message = "No translator has reviewed this Welsh text."
        yield Hit(_reviewed(case), message, severity=severity)
    if bound := case.library.bilingual(case.message):
        yield from _half(case, bound, severity)


def _half(case: Case, bound: Sequence[Organisation], severity: Severity | None) -> Iterator[Hit]:
    """Report, for those who must speak both languages, that the other half is not ready.

    Where the message names them it is refused. Where it is for everybody, the others say it:
    these are left out of the plan, and that is told.
    """
    library, message = case.library, case.message
    other = other_of(library, message)
    named = bool(message.organisations)
    lacking = [one for one in bound if other is None or not _is_said(case, other, one)]
    if lacking:
        yield _missing(case, lacking) if named else _left_out(case, lacking, "")
    elif other and (why := _not_ready(case, other)):
        if named:
            yield Hit(case.place("title"), f"{why}: both go out, or neither.", severity=severity)
        else:
            yield _left_out(case, bound, why)


def _not_ready(case: Case, other: Message) -> str:
    """Say why the other half would not go out with this one; "" if nothing is known."""
    language = "Welsh" if is_welsh(other) else "English"
    if is_welsh(other) and not _is_reviewed(other):
        return f"Its {language} text ({other.file}) has not been reviewed"
    if other.id in case.library.faulty:
        return f"Its {language} text ({other.file}) has an error"
    if other.draft and not case.message.draft:
        return f"Its {language} text ({other.file}) is a draft"
    return ""


def _left_out(case: Case, bound: Sequence[Organisation], why: str) -> Hit:
    file = f"messages/{case.message.pair_id}.md"
    told = why or f"There is no {_wanted(case)} text for this"
    message = f"{told}: it goes out without {_names(bound)}, who must speak both languages."
    fix = f"{'Put right' if why else 'Write'} {file}, or name under “organisations:” who says this."
    return Hit(case.place("title"), message, fix, severity=Severity.ADVICE)


def _is_reviewed(message: Message) -> bool:
    return bool(message.reviewed and message.reviewed_by)


def _reviewed(case: Case) -> Place:
    setting = "reviewed" if "reviewed" in case.message.lines else "language"
    return case.place(setting)


def _is_said(case: Case, other: Message, bound: Organisation) -> bool:
    """Tell whether the pair is in the other language and has a channel of somebody who must."""
    return is_welsh(other) != is_welsh(case.message) and bound in case.library.bilingual(other)


def _names(organisations: Iterable[Organisation]) -> str:
    return joined([organisation.name for organisation in organisations])


def _wanted(case: Case) -> str:
    return "English" if is_welsh(case.message) else "Welsh"


def _missing(case: Case, bound: Sequence[Organisation]) -> Hit:
    names, wanted, file = _names(bound), _wanted(case), f"messages/{case.message.pair_id}.md"
    message = f"{names} must say this in both languages, and there is no {wanted} text for it."
    fix = f"Write {file} for the same organisation, or name under “organisations:” who says this."
    return Hit(case.place("organisations"), message, fix)


@rule(
    "CY-L2",
    Severity.WARNING,
    wants="A Welsh text is Welsh: its words, dates, hashtags and the pages it links to.",
    reason="Half a translation treats Welsh less favourably.",
    source=_SOURCE,
    fix="Have it translated.",
    bad=_pair("Diolch. Gwelwn ni chi ddydd Monday. #BehindTheBadge", "Thanks. See you on Monday."),
    good=_pair("Diolch. Gwelwn ni chi ddydd Llun. #BehindTheBadge", "Thanks. See you on Monday."),
)
def not_translated(case: Case) -> Iterator[Hit]:
    """Report what is still English in a Welsh text, and texts in the other language."""
    for passage in case.passages:
        voted = welsh.language(passage.plain)
        if voted == "cy" and not is_welsh(case.message):
            fix = "Write “language: cy” in the settings, or have it translated."
            yield Hit(passage.first, "This text looks Welsh, and its language is English.", fix)
        if not is_welsh(case.message):
            continue
        if voted == "en" or _is_copied(case, passage.section):
            yield Hit(passage.first, "This Welsh text looks English.")
        for word in welsh.english_dates(passage.plain):
            yield Hit(passage.place(word.start), f"“{word.word}” is English.")
        for tag in _english_tags(case, passage.plain):
            message = f"The hashtag #{tag.text} is the English one."
            yield Hit(passage.place(tag.start), message, "Use the Welsh one, or none.")
    if is_welsh(case.message):
        yield from _english_links(case)


def _is_copied(case: Case, section: Section | None) -> bool:
    other = other_of(case.library, case.message)
    texts = [outside(one.text) for one in other.sections] if other and section else []
    return any(welsh.is_same(outside(section.text), text) for text in texts if section)


def _english_tags(case: Case, text: str) -> Iterator[Token]:
    """Give the hashtags that the English text has too; those with settled letters are names."""
    other = other_of(case.library, case.message)
    sections = other.sections if other else ()
    english = {tag.text.casefold() for one in sections for tag in welsh.hashtags(one.text)}
    names = {tag.lstrip("#").casefold() for tag in exact_hashtags(case.library)}
    return (t for t in welsh.hashtags(text) if t.text.casefold() in english - names)


def _english_links(case: Case) -> Iterator[Hit]:
    """Report, once for each text, links that lead where those of the English text lead."""
    english = _links_of_pair(case)
    told = set()
    for said in case.said:
        for link in map(plain, welsh.links(said.content.text)):
            key = said.section.line, link
            if link in english and key not in told and not _WELSH_PAGE.search(link):
                told.add(key)
                message = f"{link} is also the page of the English text."
                yield Hit(case.start(said.section), message, "Link to the Welsh page.")


def _links_of_pair(case: Case) -> set[str]:
    other = other_of(case.library, case.message)
    found: set[str] = set()
    for channel in case.library.meant_for(other) if other else ():
        try:
            text = render(case.library, other, channel).content.text if other else ""
        except RenderError:
            continue  # reported where that message is checked
        found.update(map(plain, welsh.links(text)))
    return found


@rule(
    "CY-L3",
    Severity.WARNING,
    wants="A text and its pair give the same numbers, telephone numbers and facts.",
    reason="One of the two is wrong, and half of the readers are told so.",
    source=_SOURCE,
    fix="Give both the same.",
    bad=_pair("Ffoniwch 101 os gwelwch chi rywbeth.", "Ring 999 if you see something."),
    good=_pair("Ffoniwch 999 os gwelwch chi rywbeth.", "Ring 999 if you see something."),
)
def numbers_differ(case: Case) -> Iterator[Hit]:
    """Report, at the Welsh text, numbers that only one of the two has."""
    other = other_of(case.library, case.message) if is_welsh(case.message) else None
    told = set()
    for platform in case.message.platforms if other else ():
        ours = case.message.section_for(platform)
        theirs = other.section_for(platform) if other else None
        if ours is None or theirs is None or ours.line in told:
            continue
        here, there = _numbers(case.library, ours), _numbers(case.library, theirs)
        if here != there:
            told.add(ours.line)
            yield Hit(case.start(ours), _difference(here, there))


def _numbers(library: Library, section: Section) -> set[str]:
    """Return the numbers of a text and of the facts and signposts it prints."""
    values = [outside(section.text)]
    for word in template(section.text).names:
        group, _, name = word.text.partition(".")
        register: Mapping[str, Fact | Signpost] = {}
        if group in {"fact", "signpost"}:
            register = library.facts if group == "fact" else library.signposts
        values += [register[name].text] if name in register else []
    return {number for value in values for number in welsh.numbers(value)}


def _difference(here: set[str], there: set[str]) -> str:
    parts = [
        f"only the {name} text has {', '.join(sorted(numbers))}"
        for name, numbers in (("Welsh", here - there), ("English", there - here))
        if numbers
    ]
    return f"The numbers differ: {'; '.join(parts)}."


@rule(
    "CY-L4",
    Severity.ERROR,
    wants="Where an organisation must speak both languages, a text and its pair have the same"
    " “when”, “from” and “until”.",
    reason="Both go out at the same time, the Welsh first; with two times neither could.",
    source=_SOURCE,
    fix="Give both files the same times, or neither.",
    bad=_pair("Diolch am ein cefnogi ni.", "Thanks for standing by us.", "when: daily at 08:00"),
    good=_pair("Diolch am ein cefnogi ni.", "Thanks for standing by us."),
)
def other_times(case: Case) -> Iterator[Hit]:
    """Report, at the Welsh text, times that are not those of the English one."""
    other = other_of(case.library, case.message) if is_welsh(case.message) else None
    if other is None or not case.library.bilingual(case.message):
        return
    if _times(case.message) != _times(other):
        place = next((name for name in _TIMES if name in case.message.lines), "title")
        message = f"Its times are not those of the English text ({other.file})."
        severity = Severity.ADVICE if case.message.draft else None
        yield Hit(case.place(place), message, severity=severity)


_TIMES = ("when", "from", "until")


def _times(message: Message) -> tuple[object, ...]:
    return message.when, message.not_before, message.not_after
