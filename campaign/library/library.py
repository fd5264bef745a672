"""The library: everything in messages/ and assets/, read and validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campaign.library.asset import Asset
from campaign.library.finding import Finding, Severity
from campaign.library.message import Message
from campaign.library.organisation import Channel, Organisation
from campaign.library.register import (
    AwarenessDate,
    Consent,
    Fact,
    HouseWords,
    LiveCase,
    Signpost,
)
from campaign.library.settings import Campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What the folder holds.

    Faulty files are absent here and present in ``findings``; messages with a fault are kept
    in ``faulty`` as far as they can be read: they are checked, and never planned.
    """

    folder: Path
    campaign: Campaign
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    signposts: Mapping[str, Signpost] = field(default_factory=dict)
    dates: tuple[AwarenessDate, ...] = ()
    messages: Mapping[str, Message] = field(default_factory=dict)
    faulty: Mapping[str, Message] = field(default_factory=dict)  # as far as they can be read
    assets: Mapping[str, Asset] = field(default_factory=dict)
    consents: Mapping[str, Consent] = field(default_factory=dict)
    cases: Mapping[str, LiveCase] = field(default_factory=dict)
    words: Mapping[str, HouseWords] = field(default_factory=dict)  # by the name of the list
    findings: tuple[Finding, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)  # file -> text, for showing lines
    _values: dict[str, Mapping[str, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    _channels: dict[str, Channel] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    memory: dict[tuple[str, str], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )  # what was worked out from it, by what it is and of what

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Return every channel of every organisation by its id."""
        if not self._channels:  # asked for at every post of a plan
            every = (c for o in self.organisations.values() for c in o.channels)
            self._channels.update((c.id, c) for c in every)
        return self._channels

    @property
    def drafts(self) -> frozenset[str]:
        """Return the files of the messages that are drafts, those with a fault as well."""
        messages = (*self.messages.values(), *self.faulty.values())
        return frozenset(message.file for message in messages if message.draft)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that block."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    def channels_for(self, message: Message) -> list[Channel]:
        """Return the channels a message speaks on: its organisations', its platforms'.

        An organisation that must speak both languages says it together with its pair, or not
        at all: a pair that is missing, faulty or still a draft leaves its channels out.
        """
        return [
            channel
            for organisation in self._addressed(message)
            if not organisation.welsh_required or self._has_pair(message, organisation)
            for channel in _of(organisation, message)
        ]

    def meant_for(self, message: Message) -> list[Channel]:
        """Return the channels whose texts are checked.

        They are those the message speaks on, and those it would speak on if its pair were
        ready: there is a file of it, or the message names the organisation.
        """
        paired = self.has_other(message)
        return [
            channel
            for organisation in self._addressed(message)
            if paired or not organisation.welsh_required or organisation.id in message.organisations
            for channel in _of(organisation, message)
        ]

    def bilingual(self, message: Message) -> list[Organisation]:
        """Return who is meant to say a message and may do so in both languages only."""
        return [
            organisation
            for organisation in self.organisations.values()
            if organisation.welsh_required
            and (not message.organisations or organisation.id in message.organisations)
            and _of(organisation, message)
        ]

    def has_other(self, message: Message) -> bool:
        """Tell whether there is a file of the same message in the other language."""
        return message.pair_id in self.messages or message.pair_id in self.faulty

    def _addressed(self, message: Message) -> Iterator[Organisation]:
        for organisation in self.organisations.values():
            if not message.organisations or organisation.id in message.organisations:
                yield organisation

    def _has_pair(self, message: Message, organisation: Organisation) -> bool:
        other = self.messages.get(message.pair_id)
        return (
            other is not None
            and other.language != message.language
            and (message.draft or not other.draft)
            and (not other.organisations or organisation.id in other.organisations)
            and bool(_of(organisation, other))
        )

    def partners(self, message: Message, channel: Channel) -> list[Channel]:
        """Return where the other language of a message goes out together with a channel's.

        Only for whoever must speak both: the channels of that platform in the other language.
        """
        organisation = self.organisations[channel.organisation]
        other = self.messages.get(message.pair_id)
        if not organisation.welsh_required or other is None or other.language == message.language:
            return []
        if other.section_for(channel.platform) is None:
            return []
        return [one for one in _of(organisation, other) if one.platform == channel.platform]

    def values_for(self, channel: Channel) -> Mapping[str, str]:
        """Return what every "group.name" prints on a channel, worked out once."""
        values = self._values.get(channel.id)
        if values is None:
            values = self._values[channel.id] = self._work_out(channel)
        return values

    def _work_out(self, channel: Channel) -> dict[str, str]:
        organisation = self.organisations[channel.organisation].names()
        return {
            **{f"organisation.{name}": value for name, value in organisation.items()},
            **{f"fact.{key}": fact.text for key, fact in self.facts.items()},
            **{f"signpost.{key}": signpost.text for key, signpost in self.signposts.items()},
            "campaign.name": self.campaign.name,
            "campaign.hashtag": self.campaign.hashtag,
            "channel.handle": channel.handle,
        }


def _of(organisation: Organisation, message: Message) -> list[Channel]:
    """Return an organisation's channels of a message's platforms and language."""
    return [
        channel
        for channel in organisation.channels
        if channel.platform in message.platforms and channel.language == message.language
    ]
