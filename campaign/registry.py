"""Finds adapters and builds one for a channel.

A third-party package adds a platform with an entry point in the group ``campaign.adapters``;
nothing in this program changes for it.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol

from campaign.adapter import (
    Account,
    Adapter,
    AdapterError,
    Budget,
    Capabilities,
    Deferred,
    Disconnected,
    Refused,
    Spoken,
    Withheld,
)
from campaign.adapters.limits import LIMITS
from campaign.adapters.sign_in import SIGN_INS, SignIn
from campaign.library.nearest import suggestion
from campaign.secret import SecretUnreadable, secret

logger = logging.getLogger(__name__)

GROUP = "campaign.adapters"

OWN = {
    "sandbox": "campaign.adapters.sandbox:Sandbox",
    "handoff": "campaign.adapters.handoff:Handoff",
    "mastodon": "campaign.adapters.mastodon:Mastodon",
    "bluesky": "campaign.adapters.bluesky:Bluesky",
    "x": "campaign.adapters.x:X",
    "linkedin": "campaign.adapters.linkedin:LinkedIn",
    "webhook": "campaign.adapters.webhook:Webhook",
    "feed": "campaign.adapters.feeds:Feed",
    "facebook": "campaign.adapters.facebook:Facebook",
    "instagram": "campaign.adapters.instagram:Instagram",
    "threads": "campaign.adapters.threads:Threads",
}
"""Our own adapters: they are found even where the program was not installed as a package."""


NOT_FOR_CHANNELS = frozenset(
    {"DATABASE_URL", "CAMPAIGN_SECRET_KEY", "CAMPAIGN_CREDENTIAL_KEY", "CAMPAIGN_ALERTS"}
)
"""Variables that hold the program's own secrets: no channel may send them anywhere."""


class UnknownAdapter(Disconnected):
    """No adapter speaks to this platform; the message says what to do."""


class UnknownOption(Disconnected):
    """The channel has a setting its platform does not know; the message says what to do."""


class ChannelSettings(Spoken, Protocol):
    """What a channel must say of itself, whether it comes from a file or from a row."""

    @property
    def secrets(self) -> Mapping[str, str]: ...


@cache
def _foreign() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in OWN}


def platforms() -> dict[str, Capabilities]:
    """Return every platform's limits by its id: ours, then those of installed packages."""
    whole = [name for name in _foreign() if name not in broken()]
    return dict(LIMITS) | {name: adapter_class(name).capabilities for name in whole}


@cache
def broken() -> dict[str, str]:
    """Return the platforms whose package cannot be used, each with a sentence that says so."""
    found = {}
    for name in _foreign():
        try:
            _ = adapter_class(name).capabilities.title
        except UnknownAdapter as exc:
            found[name] = str(exc)
        except AttributeError:
            found[name] = _unusable(name, "it holds no adapter")
    return found


def _unusable(name: str, why: str) -> str:
    package = package_of(name) or "a package"
    return (
        f"The platform {name} is left out, for its package {package} cannot be used ({why}): "
        "install it again in a version that suits this one of Campaign, or take it away."
    )


def package_of(name: str) -> str:
    """Return the installed package that brings a platform; empty when it is one of ours."""
    distribution = _foreign()[name].dist if name in _foreign() else None
    return distribution.name if distribution else ""


def adapter_class(name: str) -> type[Adapter]:
    """Return the class that speaks to a platform; raise ``UnknownAdapter`` when none does."""
    if name in OWN:
        module, _, attribute = OWN[name].partition(":")
        found: type[Adapter] = getattr(importlib.import_module(module), attribute)
        return found
    if name in _foreign():
        try:
            loaded: type[Adapter] = _foreign()[name].load()
        except Exception as exc:  # whatever somebody else's package does when it is imported
            logger.debug("The platform %s cannot be loaded", name, exc_info=True)
            raise UnknownAdapter(_unusable(name, type(exc).__name__)) from exc
        return loaded
    title = LIMITS[name].title if name in LIMITS else name
    raise UnknownAdapter(
        f"This version of Campaign cannot publish on {title} by itself yet: write "
        "“network: sandbox” for the channel, or install a package that brings the platform."
    )


def warm() -> None:
    """Load what speaks HTTP before the first post is due: it takes longer than a post may."""
    importlib.import_module("campaign.adapters.wire")


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _not_kept(_: Budget) -> None:
    """Keep nothing of a rate limit: a single call needs no memory."""


def build(  # noqa: PLR0913 - what an adapter needs, each with a default where it can
    channel: ChannelSettings,
    *,
    folder: Path,
    read: Callable[[str], bytes],
    permit: Callable[[], None] = lambda: None,
    clock: Callable[[], datetime] = _now,
    heard: Callable[[Budget], None] = _not_kept,
    share: Callable[[bytes, str], str] | None = None,
    pages: str = "",
) -> Adapter:
    """Return the adapter that speaks for a channel.

    ``read`` returns a picture's bytes by its SHA-256, ``folder`` is where local files live,
    ``permit`` is asked right before every request that creates something, ``share`` gives a
    picture a public address, ``pages`` is where the sandbox's posts can be seen. Its secrets
    are the credential that is kept for the channel, or else those of the environment; the
    sandbox needs none. Raise ``Disconnected`` when one is not set, ``UnknownAdapter`` when
    nothing speaks to the platform, ``UnknownOption`` for a setting it does not know, and
    ``Deferred`` when the kept credential cannot be opened with the key this program was
    started with.
    """
    kind = _kind(channel)
    account = Account(
        channel=channel.id,
        handle=channel.handle,
        base_url=_address(channel, pages),
        platform=channel.platform,
        secrets=_secrets(channel, kind),
        read=read,
        folder=folder,
        options=channel.options,
        permit=permit,
        heard=heard,
        clock=clock,
    )
    return kind(account if share is None else replace(account, share=share))


def trial(channel: ChannelSettings, secrets: Mapping[str, str], *, folder: Path) -> Adapter:
    """Return the adapter that would speak for a channel with secrets that are not kept yet."""
    account = Account(
        channel=channel.id,
        handle=channel.handle,
        base_url=channel.base_url,
        platform=channel.platform,
        secrets=secrets,
        read=_nothing,
        folder=folder,
        options=channel.options,
        permit=_nothing_is_sent,
    )
    return _kind(channel)(account)


def remote_id(channel: ChannelSettings, url: str, *, folder: Path) -> str:
    """Return the remote id of a channel's post that a person saw at an address, "" if unknown.

    Whatever goes wrong only means that it is not known: nothing may keep a person from saying
    where a post is. May ask the platform, so ask once all else is written down.
    """
    if not url or channel.network == "sandbox":
        return ""
    try:
        return build(channel, folder=folder, read=_nothing).remote_id(url)
    except AdapterError as exc:
        logger.info("The number of %s is not known: %s", url, exc)
    except Exception:
        logger.exception("The number of %s could not be read", url)
    return ""


def _nothing(sha256: str) -> bytes:
    raise Refused(f"The picture {sha256} is not needed to try a credential.")


def _nothing_is_sent() -> None:
    raise Withheld("A credential is being tried; nothing is sent.")


def _kind(channel: ChannelSettings) -> type[Adapter]:
    """Return the class that speaks for a channel, once its options are known to be its own.

    A post that was handed on is a person's to make, whatever the channel's platform.
    """
    if getattr(channel, "handed", False):
        return adapter_class("handoff")
    if trouble := option_trouble(channel):
        raise UnknownOption(trouble)
    return adapter_class("sandbox" if channel.network == "sandbox" else channel.platform)


def option_trouble(channel: ChannelSettings) -> str:
    """Say which of a channel's options its platform does not know; "" when it knows them all.

    On the sandbox network they are those of the platform it stands in for.
    """
    limits = platforms().get(channel.platform)
    known = limits.options if limits else channel.options
    unknown = next((name for name in channel.options if name not in known), None)
    if limits is None or unknown is None:
        return ""
    otherwise = "" if known else "It has none."
    return (
        f"The channel {channel.id} has an option “{unknown}”, which {limits.title} does not know. "
        f"{suggestion(unknown, known, otherwise=otherwise)}"
    )


def _address(channel: ChannelSettings, pages: str) -> str:
    if channel.network != "sandbox" or channel.base_url.startswith("sandbox:"):
        return channel.base_url
    return f"sandbox:?pages={pages}" if pages else ""


def secret_sets(kind: type[Adapter]) -> tuple[tuple[str, ...], ...]:
    """Return the sets of secrets an adapter can work with; any one of them will do."""
    return (kind.secrets, *kind.other_secrets)


def _secrets(channel: ChannelSettings, kind: type[Adapter]) -> dict[str, str]:
    if channel.network == "sandbox" or not any(secret_sets(kind)):
        return {}
    kept = _kept(channel)
    return _from_environment(channel, kind) if kept is None else kept


def require_secrets(channel: ChannelSettings) -> None:
    """Raise what ``build`` would raise for want of a sign-in, and ask no platform."""
    _secrets(channel, _kind(channel))


def _kept(channel: ChannelSettings) -> dict[str, str] | None:
    """Return the secrets that are kept for a channel, sealed in the database if one is open."""
    from django.apps import apps  # noqa: PLC0415 - a check needs no database

    if not apps.models_ready:
        return None
    from campaign.store import credentials  # noqa: PLC0415

    try:
        return credentials.secrets_of(channel)
    except (credentials.CredentialError, SecretUnreadable) as exc:
        raise Deferred(str(exc)) from exc


def _from_environment(channel: ChannelSettings, kind: type[Adapter]) -> dict[str, str]:
    sets = secret_sets(kind)
    chosen = next((one for one in sets if set(one) <= channel.secrets.keys()), None)
    if chosen is None:
        raise Disconnected(_unnamed(channel, sets))
    values = {name: _variable(channel, name) for name in chosen}
    others = {name for one in sets for name in one if name in channel.secrets} - values.keys()
    return values | {name: _variable(channel, name) for name in sorted(others)}


def _unnamed(channel: ChannelSettings, sets: Sequence[tuple[str, ...]]) -> str:
    """Say what the set that is nearest to being whole still lacks."""
    nearest = max(sets, key=lambda one: len(channel.secrets.keys() & one))
    name = next(name for name in nearest if name not in channel.secrets)
    return (
        f"The channel {channel.id} has not signed in: campaign channels connect {channel.id}. "
        f"Or say which variable holds its {name}: add “{name}: NAME_OF_THE_VARIABLE” under "
        "“secrets:” in its organisation's file."
    )


def _variable(channel: ChannelSettings, name: str) -> str:
    variable = channel.secrets[name]
    if variable in NOT_FOR_CHANNELS:
        raise Disconnected(f"{variable} is not for channels: name another variable.")
    try:
        value = secret(variable)
    except SecretUnreadable as exc:
        raise Disconnected(str(exc)) from exc
    if not value:
        raise Disconnected(
            f"The {name} of the channel {channel.id} is not set: put it into the "
            f"environment variable {variable}, or its file's path into {variable}_FILE."
        )
    return value


def sign_in_of(platform: str) -> SignIn:
    """Return how one signs in to a platform; what its adapter brings itself goes first."""
    kind = adapter_class(platform)
    own = getattr(kind, "sign_in", None)
    if isinstance(own, SignIn):
        return own
    return SIGN_INS.get(platform) or SignIn(paste=kind.secrets)
