"""organisations/*.yaml: who speaks, and through which channels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator

from campaign.library import values
from campaign.library.block import Block
from campaign.library.campaign_form import SlotForm
from campaign.library.form import (
    Cap,
    Dollars,
    Domains,
    Emails,
    Form,
    Gap,
    Handles,
    Language,
    Line,
    Slug,
    SnakeCase,
    Text,
    YesNo,
    fill,
)
from campaign.library.nearest import suggestion
from campaign.library.organisation import Channel, Organisation
from campaign.library.platform_names import PlatformNames
from campaign.library.source import Source

_SHORTEST, _LONGEST = 3, 80  # characters of a variable's name
_VARIABLE = re.compile(rf"[A-Z][A-Z0-9_]{{{_SHORTEST - 1},{_LONGEST - 1}}}")
_LOCAL = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:/.*)?")


def _variable(value: Any) -> str:
    name = values.text(value)
    if not _VARIABLE.fullmatch(name):
        # What stands here may be the secret itself: it is never repeated.
        message = (
            f"Here belongs the name of an environment variable, {_lacking(name)}; never the secret."
        )
        fix = (
            "Write a name such as NORTHSHIRE_MASTODON_TOKEN, and change the secret if it was here."
        )
        raise values.wrong("secret", message, fix)
    return name


def _lacking(name: str) -> str:
    """Say what keeps a text from being such a name, and nothing of the text itself."""
    if not re.fullmatch(r"[A-Z0-9_]+", name):
        return "in capitals"
    if not "A" <= name[0] <= "Z":
        return "which begins with a letter"
    return f"of {_SHORTEST} to {_LONGEST} characters"


def _server(value: Any) -> str:
    address = values.text(value).rstrip("/")
    known = re.fullmatch(r"https://[^\s/]+(?:/\S*)?", address) or _LOCAL.fullmatch(address)
    if not known and not address.startswith("sandbox:"):  # settings of the built-in network
        fix = "A server's address starts with https://."
        raise values.wrong("address", f"“{address[:60]}” cannot be used here.", fix)
    return address


Variable = Annotated[str, PlainValidator(_variable)]
Server = Annotated[str, PlainValidator(_server)]
Kind = Annotated[
    str, PlainValidator(values.choice("force", "governance", "association", "partner"))
]
Network = Annotated[str, PlainValidator(values.choice("sandbox", "live"))]


class ChannelForm(Form):
    """One account."""

    platform: Text = Field(description="Such as x, facebook or mastodon.")
    handle: Text = Field("", description='Such as "@NorthshirePolice", in quotes.')
    network: Network = Field("live", description="sandbox to try things out, or live.")
    base_url: Server = Field("", description="The server's address, where a platform has many.")
    secrets: dict[str, Variable] = Field({}, description="Names of environment variables.")
    options: dict[SnakeCase, Text] = Field({}, description="The platform's own settings.")
    slots: list[SlotForm] = Field([], description="When it may speak, if not as the campaign says.")
    cap: Cap | None = Field(None, description="The most posts a day.")
    gap: Gap | None = Field(None, description="Minutes between two posts, if not the campaign's.")
    monthly_cap: Dollars | None = Field(
        None, description="The most US dollars a month, on a platform that charges."
    )
    language: Language = Field("en-GB", description="The language it speaks.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "url": "base_url",
        "server": "base_url",
        "account": "handle",
        "times": "slots",
        "budget": "monthly_cap",
    }


class OrganisationForm(Form):
    """The settings of one organisation."""

    name: Line = Field(description="Its full name.")
    short_name: Text = Field("", description="How it is called for short.")
    kind: Kind = Field(description="force, governance, association or partner.")
    website: Text = Field("", description="Its website.")
    footage_link: Text = Field("", description="Where people send videos.")
    contact: Text = Field("", description="Whom to ask.")
    values: dict[SnakeCase, Text] = Field({}, description="Further names for messages.")
    channels: dict[Slug, ChannelForm] = Field({}, description="Its accounts.")
    welsh_required: YesNo = Field(False, description="yes: messages need a Welsh pair.")
    handles: Handles = Field((), description='Accounts its messages may name: "@Name".')
    domains: Domains = Field((), description="Websites its messages may link to.")
    digests: Emails = Field((), description="Who gets its weekly and monthly summary by e-mail.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "title": "name",
        "type": "kind",
        "accounts": "channels",
        "url": "website",
    }


def read_organisation(
    source: Source, block: Block, name: str, platforms: PlatformNames
) -> Organisation | None:
    """Build an organisation; ``None``, with findings, when its file has a fault."""
    form = fill(OrganisationForm, source, block)
    if form is None:
        return None
    channels = [
        _channel(source, block, name, channel, account, platforms)
        for channel, account in form.channels.items()
    ]
    if source.faulty:
        return None
    return Organisation(
        id=name,
        name=form.name,
        kind=form.kind,
        short_name=form.short_name,
        website=form.website,
        footage_link=form.footage_link,
        contact=form.contact,
        values=form.values,
        channels=tuple(channels),
        welsh_required=form.welsh_required,
        handles=form.handles,
        domains=form.domains,
        digests=form.digests,
        file=source.file,
    )


def _channel(
    source: Source,
    block: Block,
    organisation: str,
    name: str,
    form: ChannelForm,
    platforms: PlatformNames,
) -> Channel:
    platform = platforms.find(form.platform)
    if platform is None:
        message = f"There is no platform called “{form.platform[:60]}”."
        place = block.place("channels", name, "platform")
        fix = platforms.by_hand(form.platform) or suggestion(form.platform, platforms.ids)
        source.report(place, "unknown-platform", message, fix)
    else:
        _require_known_options(source, block, name, platform, form, platforms)
    place = block.key_place("channels", name)
    return Channel(
        id=name,
        organisation=organisation,
        platform=platform or "",
        handle=form.handle,
        network=form.network,
        base_url=form.base_url,
        secrets=form.secrets,
        options=form.options,
        slots=tuple(slot.rule() for slot in form.slots),
        cap=form.cap,
        gap=form.gap,
        monthly_cap=form.monthly_cap,
        language=form.language,
        file=source.file,
        line=place.line,
        column=place.column,
    )


def _require_known_options(
    source: Source,
    block: Block,
    channel: str,
    platform: str,
    form: ChannelForm,
    platforms: PlatformNames,
) -> None:
    known = platforms.options(platform)
    for option in form.options:
        if option not in known:
            message = f"{platforms.title(platform)} has no option “{option[:60]}”."
            fix = suggestion(option, known, otherwise="" if known else "Take it out: it has none.")
            place = block.key_place("channels", channel, "options", option)
            source.report(place, "unknown-option", message, fix)
