"""words.yaml: what the house changes in the lists of words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator

from campaign.library import values
from campaign.library.block import Block
from campaign.library.form import Form, Line, Sentences, Text, Words, YesNo, fill
from campaign.library.register import HouseWord, HouseWords
from campaign.library.source import Source


def _pattern(value: Any) -> str:
    typed = values.text(value)
    try:
        re.compile(typed)
    except (re.error, RecursionError, OverflowError) as error:
        fix = "Ask whoever writes regular expressions in your team, or use “word:”."
        raise values.wrong("pattern", f"This pattern cannot be used: {error}.", fix) from None
    return typed


Pattern = Annotated[str, PlainValidator(_pattern)]


class WordForm(Form):
    """A word, and why it is in the list."""

    word: Line = Field("", description="A word or phrase; see above for what it matches.")
    pattern: Pattern = Field("", description="A regular expression, instead of a word.")
    forms: Words = Field((), description="Other forms of the word, such as its plural.")
    reason: Text = Field(description="Why.")
    source: Text = Field(description="Where the reason comes from.")
    instead: Text = Field("", description="What to write.")
    unless: Sentences = Field((), description="Phrases in which it is no fault.")
    needs: Words = Field((), description="A pattern is tried only where one of these stands.")
    exact: YesNo = Field(False, description="yes: capitals matter.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "why": "reason",
        "use": "instead",
        "not in": "unless",
        "except": "unless",
    }


class WordsForm(Form):
    """The changes to one list."""

    add: list[WordForm] = Field([], description="Words to add.")
    remove: list[WordForm] = Field([], description="Words to take out.")


def read_words(source: Source, block: Block) -> dict[str, HouseWords]:
    """Return the changes by the name of their list; entries with a fault become findings."""
    if not isinstance(block.data, dict):
        message = "Here should be the names of lists, each with “add:” or “remove:” below it."
        source.report(block.place(), "not-a-group", message)
        return {}
    changes = {}
    for name in block.data:
        form = fill(WordsForm, source, block, name)
        if form:
            changes[name] = HouseWords(
                add=_words(source, block, form.add, name, "add"),
                remove=_words(source, block, form.remove, name, "remove"),
                line=block.key_place(name).line,
            )
    return changes


def _words(
    source: Source, block: Block, forms: list[WordForm], name: str, change: str
) -> tuple[HouseWord, ...]:
    found = []
    for number, form in enumerate(forms):
        place = block.place(name, change, number)
        if bool(form.word) == bool(form.pattern):
            message = "An entry has either a “word:” or a “pattern:”."
            source.report(place, "word-or-pattern", message, "Write one of the two.")
            continue
        found.append(HouseWord(line=place.line, **form.model_dump()))
    return tuple(found)
