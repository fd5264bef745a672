"""The settings of a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator

from campaign.library import values
from campaign.library.form import Days, Form, Language, Line, Minutes, Text, UkDate, Words, YesNo
from campaign.library.when import When


def _link(value: Any) -> str:
    typed = values.text(value)
    if not typed.startswith(("https://", "http://", "{{")):
        fix = f"Did you mean “https://{typed[:60]}”?" if "." in typed else "Write all of it."
        raise values.wrong("link", "A link starts with https://.", fix)
    if " " in re.sub(r"\{\{.*?\}\}", "", typed):
        raise values.wrong("link", "A link has no spaces in it.", "Write one address only.")
    return typed


TheTime = Annotated[When, PlainValidator(values.when)]
Address = Annotated[str, PlainValidator(_link)]
Anything = Annotated[Any, PlainValidator(lambda value: value)]


class MessageForm(Form):
    """What may stand in the settings block of a message."""

    title: Line = Field(description="What staff call it; also the heading of its link card.")
    theme: Text = Field(description="One of the themes of campaign.yaml.")
    platforms: Words = Field(description="Where it goes, such as x, facebook; or all.")
    audience: Text = Field("public", description="Whom it is for.")
    author: Text = Field("", description="Who wrote it.")
    organisations: Words = Field((), description="Who says it; everyone if left out.")
    when: TheTime | None = Field(None, description="When; the plan picks slots if left out.")
    first_day: UkDate | None = Field(None, alias="from", description="The first day it may go out.")
    last_day: UkDate | None = Field(None, alias="until", description="The last day it may go out.")
    grace: Minutes | None = Field(None, description="Minutes it may be late.")
    rest: Days | None = Field(None, description="Days before a channel says it again.")
    language: Language | None = Field(None, description="Its language, if not English.")
    image: Text = Field("", description="A picture in assets/.")
    alt: Text = Field("", description="The picture in words, for those who cannot see it.")
    link: Address = Field("", description="A web address, shown as a card.")
    draft: YesNo = Field(False, description="yes: it is checked but never planned.")
    notes: Anything = Field(None, description="Notes for colleagues.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "start": "from",
        "not before": "from",
        "end": "until",
        "not after": "until",
        "to": "until",
        "date": "when",
        "schedule": "when",
        "time": "when",
        "picture": "image",
        "photo": "image",
        "alt text": "alt",
        "alt_text": "alt",
        "channels": "platforms",
        "channel": "platforms",
        "organisation": "organisations",
        "organization": "organisations",
        "organizations": "organisations",
        "force": "organisations",
        "forces": "organisations",
        "status": "draft",
        "url": "link",
        "note": "notes",
        "name": "title",
        "lang": "language",
    }
