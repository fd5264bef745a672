"""facts.yaml, signposts.yaml and dates.yaml: registers, each entry on its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, TypeVar

from pydantic import Field, PlainValidator

from campaign.library import values
from campaign.library.block import Block
from campaign.library.form import Form, SnakeCase, Text, UkDate, YesNo, fill
from campaign.library.register import AwarenessDate, Fact, Signpost
from campaign.library.source import Source

Tone = Annotated[str, PlainValidator(values.choice("normal", "solemn", "sensitive"))]
Address = Annotated[
    str,
    PlainValidator(
        values.shaped(r"https?://[^\s/]+\S*", "address", "An address starts with https://.")
    ),
]
AnyEntry = TypeVar("AnyEntry", bound=Form)


class FactForm(Form):
    """A figure and everything one must know before printing it."""

    text: Text = Field(description="The figure as printed, such as 41,221.")
    source: Text = Field(description="Publisher and title.")
    url: Address = Field(description="Where it can be read.")
    period: Text = Field(description="Such as year ending March 2025.")
    geography: Text = Field(description="Such as England and Wales.")
    measure: Text = Field(description="What was counted.")
    published: UkDate | None = Field(None, description="When it came out.")
    expires: UkDate | None = Field(None, description="From this day on it is not used.")
    not_before: UkDate | None = Field(None, description="Embargo: not used before this day.")
    caveat: Text = Field("", description="What must not be concluded from it.")

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


class _Named(Form):
    name: SnakeCase


def read_facts(source: Source, block: Block) -> dict[str, Fact]:
    """Return the facts whose entries are right; the others become findings."""
    facts = {}
    for key, form in _entries(FactForm, source, block):
        _check_dates(source, block, key, form)
        line = block.key_place(key).line
        facts[key] = Fact(id=key, file=source.file, line=line, **form.model_dump())
    return facts


def read_signposts(source: Source, block: Block) -> dict[str, Signpost]:
    """Return the signposts whose entries are right; the others become findings."""
    entries = _entries(SignpostForm, source, block)
    return {key: Signpost(id=key, **form.model_dump()) for key, form in entries}


def read_dates(source: Source, block: Block) -> tuple[AwarenessDate, ...]:
    """Return the dates whose entries are right, in the order of the calendar."""
    if not isinstance(block.data, list):
        message = "Here should be a list: each date begins with a hyphen."
        source.report(block.place(), "not-a-list", message, "Write “- day: 11/11/2026”.")
        return ()
    forms = [fill(DateForm, source, block, number) for number in range(len(block.data))]
    dates = [AwarenessDate(**form.model_dump()) for form in forms if form]
    return tuple(sorted(dates, key=lambda date: (date.day, date.name)))


def _entries(form: type[AnyEntry], source: Source, block: Block) -> Iterator[tuple[str, AnyEntry]]:
    if not isinstance(block.data, dict):
        message = "Here should be entries: a name and a colon, and its settings indented below."
        source.report(block.place(), "not-a-group", message)
        return
    for key in block.data:
        named = Block({"name": key}, {("name",): block.key_place(key)})
        right = fill(_Named, source, named) is not None
        entry = fill(form, source, block, key)
        if right and entry:
            yield key, entry


def _check_dates(source: Source, block: Block, key: str, fact: FactForm) -> None:
    if fact.expires and fact.not_before and fact.expires <= fact.not_before:
        message = "This fact expires before its embargo ends, so it could never be used."
        fix = "Change one of the two dates."
        source.report(block.place(key, "expires"), "dates-turned", message, fix)
