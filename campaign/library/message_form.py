"""The settings of a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator

from campaign.library import values
from campaign.library.form import (
    Codes,
    Days,
    Form,
    Language,
    Line,
    Minutes,
    Text,
    Tone,
    UkDate,
    Words,
    YesNo,
)
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
Voice = Annotated[
    str,
    PlainValidator(values.choice("force", "governance", "association", "partner", "officer")),
]
Code = Annotated[str, PlainValidator(lambda value: values.codes(value)[0])]
Tier = Annotated[int, PlainValidator(values.whole(1, 3))]
Comments = Annotated[str, PlainValidator(values.choice("on", "limited", "off"))]
Review = Annotated[tuple[date, str], PlainValidator(values.day_by)]
Anything = Annotated[Any, PlainValidator(lambda value: value)]


class WaiverForm(Form):
    """A warning that may stand."""

    code: Code = Field(description="The code in square brackets, such as A11Y-E4.")
    reason: Text = Field(description="Why it may stand.")
    by: Text = Field(description="Who decided.")

    synonyms: ClassVar[Mapping[str, str]] = {"rule": "code", "why": "reason", "who": "by"}


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
    card_title: Line = Field("", description="The card's heading; the title if left out.")
    card_text: Line = Field("", description="What the card says below its heading.")
    card_image: Text = Field("", description="The card's picture, in assets/.")
    numbered: YesNo = Field(True, description="no: the parts of a thread bear no numbers.")
    draft: YesNo = Field(False, description="yes: it is checked but never planned.")
    voice: Voice = Field("", description="Who is heard; the organisation's kind if left out.")
    tone: Tone = Field("normal", description="normal, solemn or sensitive.")
    tags: Words = Field((), description="What it touches, such as impact, use-of-force.")
    waive: list[WaiverForm] = Field([], description="Warnings to let stand, and why.")
    confirm: Codes = Field((), description="Codes of the questions answered with yes.")
    consent: Words = Field((), description="Entries of consents.yaml it rests on.")
    quote_by: Text = Field("", description="Whose words: name, role, day they agreed.")
    partner: Text = Field("", description="Whose name or logo it carries.")
    translator: Text = Field("", description="Who translated it.")
    reviewed: Review | None = Field(None, description="3/2/2027 by whoever passed it.")
    tier: Tier | None = Field(None, description="2 or 3: more say than its content asks for.")
    comments: Comments = Field("", description="on, limited or off; limited about a case.")
    case: Text = Field("", description="The case it is about, by its entry in cases.yaml.")
    court_outcome: Text = Field("", description="What the court decided in that case.")
    court_source: Text = Field("", description="Where that can be read or was confirmed.")
    court_date: UkDate | None = Field(None, description="The day of the court's decision.")
    legal_approval: Review | None = Field(None, description="3/2/2027 by whoever is legal.")
    spent_review: UkDate | None = Field(
        None, description="From this day on it is looked at again: a conviction may be spent."
    )
    equality_check: Review | None = Field(None, description="3/2/2027 by whoever made it.")
    community_impact: Text = Field("", description="What it may do to whom, in a sentence.")
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
        "waivers": "waive",
        "waiver": "waive",
        "confirmed": "confirm",
        "consents": "consent",
        "quote": "quote_by",
        "tag": "tags",
        "risk": "tier",
        "replies": "comments",
        "outcome": "court_outcome",
        "equality": "equality_check",
        "impact": "community_impact",
        "translated by": "translator",
        "translated_by": "translator",
    }
