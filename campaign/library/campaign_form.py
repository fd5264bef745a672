"""campaign.yaml: the settings that hold for the whole campaign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field, PlainValidator

from campaign.library import values
from campaign.library.block import Block
from campaign.library.evaluation_form import InputForm, ObjectiveForm, check_evaluation
from campaign.library.finding import Severity
from campaign.library.form import (
    Cap,
    Clock,
    Clocks,
    Days,
    Domains,
    Emails,
    Form,
    Gap,
    Handles,
    Line,
    Minutes,
    Slug,
    Text,
    Tracking,
    UkDate,
    Weekdays,
    Words,
    fill_leniently,
)
from campaign.library.people import RANKS, Person
from campaign.library.platform_names import PlatformNames
from campaign.library.public_address import why_not_public
from campaign.library.readings_form import Ages, by_platform
from campaign.library.retention_form import RetentionForm
from campaign.library.settings import Campaign, PreElection, QuietWindow, SlotRule, Theme
from campaign.library.source import Source

_WHOLE = 100  # percent


def _zone(value: Any) -> str:
    name = values.text(value)
    try:
        return ZoneInfo(name).key
    except (OSError, ValueError, KeyError):
        fix = "Write a name such as Europe/London."
        raise values.wrong("zone", f"There is no time zone “{name[:40]}”.", fix) from None


Zone = Annotated[str, PlainValidator(_zone)]
Share = Annotated[int, PlainValidator(values.whole(0, _WHOLE))]
ThemeKind = Annotated[str, PlainValidator(values.choice("positive", "numbers", "law"))]
Effect = Annotated[str, PlainValidator(values.choice("stop", "planned", "warn"))]
PersonName = Annotated[str, PlainValidator(values.one_line)]
ActiveFrom = Annotated[str, PlainValidator(values.choice("arrest", "charge"))]
Age = Annotated[int, PlainValidator(values.whole(5, 25))]
Hashtag = Annotated[
    str,
    PlainValidator(
        values.shaped(
            r"#\w*[^\W\d_]\w*", "hashtag", 'Write one word after a #, in quotes: "#BehindTheBadge".'
        )
    ),
]
PublicAddress = Annotated[
    str,
    PlainValidator(
        values.shaped(
            r"https?://[A-Za-z0-9.\[\]:-]{1,260}/?",
            "public-address",
            "Write the server's address and nothing behind it: https://campaign.force.example.",
        )
    ),
]


def _hashtags(value: Any) -> tuple[str, ...]:
    shape = values.shaped(r"#?\w*[^\W\d_]\w*", "hashtag", 'Write one word after a #: "#Badge".')
    found = (shape(word) for word in values.words(value))
    return tuple(word if word.startswith("#") else f"#{word}" for word in found)


Hashtags = Annotated[tuple[str, ...], PlainValidator(_hashtags)]


def _roles(value: Any) -> tuple[str, ...]:
    role = values.choice(*RANKS)
    return tuple(role(word) for word in values.words(value))


Roles = Annotated[tuple[str, ...], PlainValidator(_roles)]


class ThemeForm(Form):
    """One theme of the campaign."""

    title: Line = Field(description="What the theme is called on screen.")
    share: Share = Field(0, description="Its part of the plan, in percent.")
    kind: ThemeKind = Field("", description="positive, numbers or law, for a balanced plan.")


class SlotForm(Form):
    """One line of posting times."""

    days: Weekdays = Field(description="Such as Monday to Friday.")
    times: Clocks = Field(description='Such as "08:00, 17:30".')

    def rule(self) -> SlotRule:
        """Return the rule the line stands for."""
        return SlotRule(self.days, self.times)


class QuietForm(Form):
    """A time in which nothing goes out."""

    day: UkDate = Field(description="Such as 11/11/2026.")
    start: Clock = Field(time(0, 0), alias="from", description="When it begins: 00:00 if left out.")
    end: Clock = Field(time(23, 59), alias="to", description="When it ends: 23:59 if left out.")
    reason: Text = Field(description="Why, for the people who will ask.")
    organisations: Words = Field((), description="Only these organisations.")

    def window(self) -> QuietWindow:
        """Return the window the lines stand for."""
        everyone = self.organisations == ("all",)
        return QuietWindow(
            reason=self.reason,
            day=self.day,
            start=self.start,
            end=self.end,
            organisations=() if everyone else self.organisations,
        )


class PreElectionForm(Form):
    """A time before an election."""

    election: Text = Field(description="Which one.")
    start: UkDate = Field(description="Its first day.")
    end: UkDate = Field(description="Its last day, as expected; it never ends by itself.")
    ended: UkDate | None = Field(None, description="Its last day, once a person has confirmed it.")
    area: Text = Field(
        "", description="Where it is held: organisations whose values name another area are free."
    )
    organisations: Words = Field((), description="Whom it binds; all in the area if left out.")
    governance: Effect = Field(
        "stop", description="For governance offices: stop, planned (before the notice) or warn."
    )
    force: Effect = Field("planned", description="The same for forces.")
    association: Effect = Field("planned", description="The same for associations.")
    partner: Effect = Field("planned", description="The same for partners.")
    announced: UkDate | None = Field(None, description="The day of the notice of election.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "name": "election",
        "from": "start",
        "until": "end",
        "to": "end",
    }

    def period(self) -> PreElection:
        """Return the period the lines stand for."""
        everyone = self.organisations == ("all",)
        return PreElection(
            election=self.election,
            start=self.start,
            end=self.end,
            area=self.area,
            organisations=() if everyone else self.organisations,
            ended=self.ended,
            governance=self.governance,
            force=self.force,
            association=self.association,
            partner=self.partner,
            announced=self.announced,
        )


class PersonForm(Form):
    """Somebody who has a say."""

    roles: Roles = Field((), description="senior, chief-officer or legal: what their yes is for.")
    also: Words = Field((), description="Other names they go by, such as K. Osei.")
    organisations: Words = Field((), description="For whom they say yes; all if left out.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "role": "roles",
        "alias": "also",
        "aliases": "also",
        "organisation": "organisations",
    }

    def person(self, name: str) -> Person:
        """Return the person the lines stand for."""
        everyone = self.organisations == ("all",)
        return Person(
            name=name,
            also=self.also,
            roles=self.roles,
            organisations=() if everyone else self.organisations,
        )


class CampaignForm(Form):
    """The settings of campaign.yaml."""

    name: Line = Field(description="What the campaign is called.")
    hashtag: Hashtag = Field("", description='Its hashtag, in quotes: "#BehindTheBadge".')
    start: UkDate | None = Field(None, description="Its first day.")
    end: UkDate | None = Field(None, description="Its last day.")
    zone: Zone = Field("Europe/London", description="The time zone of every time in the files.")
    objectives: list[ObjectiveForm] = Field(
        [], description="What it is meant to achieve: sentences, or groups with a target."
    )
    inputs: list[InputForm] = Field([], description="What is put into it, for the report.")
    themes: dict[Slug, ThemeForm] = Field({}, description="Its themes.")
    slots: list[SlotForm] = Field([], description="When channels may speak.")
    cap: Cap = Field(3, description="The most posts a day and channel.")
    rest: Days = Field(21, description="Days before a channel repeats a message.")
    grace: Minutes = Field(15, description="Minutes a post may be late.")
    gap: Gap = Field(5, description="Minutes between two posts of a channel; 0 for none.")
    author: Text = Field("", description="Author of messages that name none.")
    quiet: list[QuietForm] = Field([], description="Times in which nothing goes out.")
    pre_election: list[PreElectionForm] = Field([], description="Times before elections.")
    cases_active_from: ActiveFrom = Field(
        "arrest", description="The status from which on a case of cases.yaml is live."
    )
    cases_checked: Days = Field(14, description="Days until somebody asks again about a case.")
    politicians: Words = Field((), description="Names and parties to avoid in those times.")
    handles: Handles = Field((), description='Accounts any message may name: "@Name".')
    domains: Domains = Field((), description="Websites any message may link to.")
    hashtags: Hashtags = Field((), description="Further hashtags, as they are written.")
    reading_age: Age = Field(11, description="The age at which texts can be read.")
    public_address: PublicAddress = Field(
        "", description="Where platforms fetch pictures from: Instagram and Threads do."
    )
    retention: RetentionForm = Field(
        RetentionForm(), description="How long texts and pictures are kept as records."
    )
    people: dict[PersonName, PersonForm] = Field(
        {}, description="Who may approve what is more than routine, and other names they go by."
    )
    approval_days: Days = Field(90, description="Days after which an approval runs out.")
    tracking: Tracking = Field("", description="The mark of links to our own websites.")
    digests: Emails = Field(
        (), description="Who gets the weekly and monthly summary of everything by e-mail."
    )
    readings: dict[str, Ages] = Field(
        {}, description="By platform, the ages of a post at which its engagement is read."
    )

    synonyms: ClassVar[Mapping[str, str]] = {
        "title": "name",
        "from": "start",
        "until": "end",
        "to": "end",
        "times": "slots",
        "approvers": "people",
        "approval_expires": "approval_days",
    }


def read_campaign(source: Source, block: Block, name: str, platforms: PlatformNames) -> Campaign:
    """Build the campaign as far as its file can be understood; ``name`` stands in for its own."""
    form, _ = fill_leniently(CampaignForm, source, block, {"name": name})
    themes = tuple(Theme(id=key, **theme.model_dump()) for key, theme in form.themes.items())
    campaign = Campaign(
        name=form.name,
        hashtag=form.hashtag,
        start=form.start,
        end=form.end,
        zone=form.zone,
        objectives=tuple(one.meant() for one in form.objectives),
        inputs=tuple(one.meant() for one in form.inputs),
        themes=themes,
        slots=tuple(slot.rule() for slot in form.slots),
        cap=form.cap,
        rest=form.rest,
        grace=form.grace,
        gap=form.gap,
        author=form.author,
        quiet=tuple(quiet.window() for quiet in form.quiet),
        pre_election=tuple(period.period() for period in form.pre_election),
        cases_active_from=form.cases_active_from,
        cases_checked=form.cases_checked,
        politicians=form.politicians,
        handles=form.handles,
        domains=form.domains,
        hashtags=form.hashtags,
        reading_age=form.reading_age,
        public_address=form.public_address.rstrip("/"),
        retention=form.retention.rules(),
        people=tuple(person.person(name) for name, person in form.people.items()),
        approval_days=max(form.approval_days, 1),  # with none at all nothing could go out
        tracking=form.tracking,
        digests=form.digests,
        readings=by_platform(source, block, form.readings, platforms),
    )
    _check(source, block, campaign)
    check_evaluation(source, block, campaign.objectives, campaign.inputs)
    return campaign


def _check(source: Source, block: Block, campaign: Campaign) -> None:
    if campaign.start and campaign.end and campaign.end < campaign.start:
        message = "The campaign ends before it starts."
        source.report(block.place("end"), "dates-turned", message, "Change one of the two dates.")
    if campaign.public_address and (why := why_not_public(campaign.public_address)):
        fix = "Write an address that can be opened from the internet, or leave it out."
        place = block.place("public_address")
        source.report(place, "not-public", why, fix, Severity.WARNING)
    total = sum(theme.share for theme in campaign.themes)
    if campaign.themes and total not in (0, _WHOLE):
        message = f"The shares of the themes add up to {total}, not to {_WHOLE} percent."
        fix = "Change them, or leave all of them out."
        source.report(block.key_place("themes"), "shares", message, fix, Severity.WARNING)
    _check_people(source, block, campaign)
    for number, window in enumerate(campaign.quiet):
        if window.end <= window.start:
            message = "This quiet time ends before it starts."
            fix = "Change one of the two times; a quiet night is two entries, one each day."
            source.report(block.place("quiet", number, "to"), "times-turned", message, fix)
    for number, period in enumerate(campaign.pre_election):
        if period.end < period.start:
            place = block.place("pre_election", number, "end")
            message = "This period ends before it starts."
            source.report(place, "dates-turned", message, "Change one of the two dates.")


def _check_people(source: Source, block: Block, campaign: Campaign) -> None:
    """Report names that two people go by: nobody could tell which of them said yes."""
    known: dict[str, str] = {}
    for person in campaign.people:
        for key in person.keys:
            other = known.setdefault(key, person.name)
            if other != person.name:
                message = f"“{key}” is a name of both {other} and {person.name}."
                fix = "Write what tells the two apart."
                source.report(block.key_place("people", person.name), "two-people", message, fix)
