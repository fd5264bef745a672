"""The registers: facts, signposts, dates, consents and cases, each entry on its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, TypeVar

from pydantic import Field, PlainValidator

from campaign.library import values
from campaign.library.block import Block
from campaign.library.derived import RULES, CannotDerive, derive
from campaign.library.form import Form, Slug, SnakeCase, Text, Tone, UkDate, Words, YesNo, fill
from campaign.library.nearest import suggestion
from campaign.library.platform_names import PlatformNames
from campaign.library.register import AwarenessDate, Consent, Fact, LiveCase, Signpost
from campaign.library.source import Source

Address = Annotated[
    str,
    PlainValidator(
        values.shaped(r"https?://[^\s/]+\S*", "address", "An address starts with https://.")
    ),
]
Counts = Annotated[
    str,
    PlainValidator(
        values.choice("offences", "people", "incidents", "survey", "law", "money", "other")
    ),
]
Use = Annotated[str, PlainValidator(values.choice("publishable", "internal", "background"))]
Derivation = Annotated[str, PlainValidator(values.choice(*RULES))]
Status = Annotated[
    str, PlainValidator(values.choice("arrest", "charge", "trial", "awaiting-sentence", "closed"))
]
AnyEntry = TypeVar("AnyEntry", bound=Form)


class FactForm(Form):
    """A figure and everything one must know before printing it."""

    text: Text = Field("", description="The figure as printed, such as 41,221.")
    source: Text = Field(description="Publisher and title.")
    url: Address = Field(description="Where it can be read.")
    period: Text = Field(description="Such as year ending March 2025.")
    geography: Text = Field(description="Such as England and Wales.")
    measure: Text = Field(description="What was counted.")
    published: UkDate | None = Field(None, description="When it came out.")
    expires: UkDate | None = Field(None, description="From this day on it is not used.")
    not_before: UkDate | None = Field(None, description="Embargo: not used before this day.")
    caveat: Text = Field("", description="What must not be concluded from it.")
    counts: Counts = Field("", description="What it counts: offences, people, survey, law, …")
    series: Text = Field("", description="Figures of one series can be compared.")
    population: Text = Field("", description="Such as police officers, or officers and staff.")
    base: Text = Field("", description="Of a percentage: of how many, and of whom.")
    use: Use = Field("publishable", description="publishable, internal or background.")
    superseded_by: Text = Field("", description="The fact to use now.")
    retrieved: UkDate | None = Field(None, description="When the source was read.")
    rule: Derivation = Field("", description="Worked out: percent-change, share, sum, …")
    parts: Words = Field((), description="The facts it is worked out from.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "value": "text",
        "figure": "text",
        "link": "url",
        "embargo": "not_before",
    }


class SignpostForm(Form):
    """A number or address people are sent to."""

    text: Text = Field(description="As printed, such as 101.")
    name: Text = Field(description="Whose it is.")
    source: Text = Field("", description="Where it was verified.")
    internal: YesNo = Field(False, description="yes: for the workforce only.")

    synonyms: ClassVar[Mapping[str, str]] = {"number": "text", "phone": "text", "title": "name"}


class DateForm(Form):
    """A day on the calendar."""

    day: UkDate = Field(description="Such as 11/11/2026.")
    name: Text = Field(description="What the day is called.")
    tone: Tone = Field("normal", description="normal, solemn or sensitive.")
    status: Text = Field("to be confirmed", description="Whether the date is confirmed.")

    synonyms: ClassVar[Mapping[str, str]] = {"date": "day", "title": "name"}


class ConsentForm(Form):
    """Somebody's yes; a name never stands here."""

    scope: Text = Field(description="What it covers, such as portrait and story.")
    channels: Words = Field((), description="The platforms it covers; all if left out.")
    given: UkDate = Field(description="The day it was given.")
    expires: UkDate | None = Field(None, description="From this day on it does not hold.")
    withdrawn: UkDate | None = Field(None, description="The day it was taken back.")
    child: YesNo = Field(False, description="yes: it is about somebody under 18.")
    parent: YesNo = Field(False, description="yes: a parent or guardian gave it.")
    review: UkDate | None = Field(None, description="The day somebody asks again.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "platforms": "channels",
        "until": "expires",
        "date": "given",
        "covers": "scope",
    }


class CaseForm(Form):
    """Proceedings that messages must not prejudice."""

    keywords: Words = Field((), description="Words that would point at the case.")
    places: Words = Field((), description="Places that would.")
    status: Status = Field(description="arrest, charge, trial, awaiting-sentence or closed.")
    checked: UkDate | None = Field(None, description="When somebody last asked how it stands.")

    synonyms: ClassVar[Mapping[str, str]] = {"words": "keywords", "state": "status"}


class _Named(Form):
    name: SnakeCase


class _Slugged(Form):
    name: Slug


def read_facts(source: Source, block: Block) -> dict[str, Fact]:
    """Return the facts whose entries are right; the others become findings."""
    facts = {}
    for key, form in _entries(FactForm, source, block):
        _check_dates(source, block, key, form)
        line = block.key_place(key).line
        facts[key] = Fact(id=key, file=source.file, line=line, **form.model_dump())
    return {key: done for key in facts if (done := _worked_out(source, block, facts, key))}


def _worked_out(source: Source, block: Block, facts: Mapping[str, Fact], key: str) -> Fact | None:
    """Fill in the figure of a fact that is worked out from others."""
    fact = facts[key]
    if fact.superseded_by and fact.superseded_by not in facts:
        message = f"There is no fact “{fact.superseded_by[:60]}”."
        place = block.place(key, "superseded_by")
        source.report(place, "unknown-fact", message, suggestion(fact.superseded_by, facts))
    if not fact.rule:
        if not fact.text:
            fix = "Add a line “text: …”: the figure as printed."
            source.report(
                block.place(key), "missing-setting", "The setting “text” is missing.", fix
            )
        return fact if fact.text else None
    if missing := [part for part in fact.parts if part not in facts]:
        message = f"There is no fact “{missing[0][:60]}”."
        place = block.entry_place(missing[0], key, "parts")
        source.report(place, "unknown-fact", message, suggestion(missing[0], facts))
        return None
    return _derived(source, block, fact, [facts[part] for part in fact.parts])


def _derived(source: Source, block: Block, fact: Fact, parts: list[Fact]) -> Fact | None:
    try:
        text = derive(fact.rule, [part.text for part in parts])
    except CannotDerive as cannot:
        fix = "Name facts under “parts:” whose text is a number."
        source.report(block.place(fact.id, "rule"), "derived", str(cannot), fix)
        return None
    ends = [one.expires for one in (fact, *parts) if one.expires]
    embargoes = [one.not_before for one in (fact, *parts) if one.not_before]
    return replace(
        fact,
        text=fact.text or text,  # FACT-11 compares the two
        expires=min(ends, default=None),
        not_before=max(embargoes, default=None),
    )


def read_signposts(source: Source, block: Block) -> dict[str, Signpost]:
    """Return the signposts whose entries are right; the others become findings."""
    entries = _entries(SignpostForm, source, block)
    return {key: Signpost(id=key, **form.model_dump()) for key, form in entries}


def read_consents(source: Source, block: Block, platforms: PlatformNames) -> dict[str, Consent]:
    """Return the consents whose entries are right; the others become findings."""
    consents = {}
    for key, form in _entries(ConsentForm, source, block, _Slugged):
        entry = form.model_dump() | {"channels": _platforms(source, block, key, form, platforms)}
        line = block.key_place(key).line
        consents[key] = Consent(id=key, file=source.file, line=line, **entry)
    return consents


def _platforms(
    source: Source, block: Block, key: str, form: ConsentForm, platforms: PlatformNames
) -> tuple[str, ...]:
    if form.channels == ("all",):
        return ()
    found = {word: platforms.find(word) for word in form.channels}
    for word in (word for word, platform in found.items() if platform is None):
        message = f"There is no platform called “{word[:60]}”."
        place = block.entry_place(word, key, "channels")
        source.report(place, "unknown-platform", message, suggestion(word, platforms.ids))
    return tuple(platform for platform in found.values() if platform)


def read_cases(source: Source, block: Block) -> dict[str, LiveCase]:
    """Return the live cases whose entries are right; the others become findings."""
    return {
        key: LiveCase(id=key, file=source.file, line=block.key_place(key).line, **form.model_dump())
        for key, form in _entries(CaseForm, source, block, _Slugged)
    }


def read_dates(source: Source, block: Block) -> tuple[AwarenessDate, ...]:
    """Return the dates whose entries are right, in the order of the calendar."""
    if not isinstance(block.data, list):
        message = "Here should be a list: each date begins with a hyphen."
        source.report(block.place(), "not-a-list", message, "Write “- day: 11/11/2026”.")
        return ()
    forms = [fill(DateForm, source, block, number) for number in range(len(block.data))]
    dates = [AwarenessDate(**form.model_dump()) for form in forms if form]
    return tuple(sorted(dates, key=lambda date: (date.day, date.name)))


def _entries(
    form: type[AnyEntry], source: Source, block: Block, named_as: type[Form] = _Named
) -> Iterator[tuple[str, AnyEntry]]:
    if not isinstance(block.data, dict):
        message = "Here should be entries: a name and a colon, and its settings indented below."
        source.report(block.place(), "not-a-group", message)
        return
    for key in block.data:
        named = Block({"name": key}, {("name",): block.key_place(key)})
        right = fill(named_as, source, named) is not None
        entry = fill(form, source, block, key)
        if right and entry:
            yield key, entry


def _check_dates(source: Source, block: Block, key: str, fact: FactForm) -> None:
    if fact.expires and fact.not_before and fact.expires <= fact.not_before:
        message = "This fact expires before its embargo ends, so it could never be used."
        fix = "Change one of the two dates."
        source.report(block.place(key, "expires"), "dates-turned", message, fix)
