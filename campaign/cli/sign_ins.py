"""How channels' sign-ins stand, in words: for the list, the plan, status and the doctor."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.library.library import Library
    from campaign.library.organisation import Channel
    from campaign.store.models import Credential

SOON = timedelta(days=14)


def of(channel: Channel) -> str:
    """Say with what a channel signs in: as whom, until when, and what is wrong."""
    from campaign.store.models import Credential

    if channel.network == "sandbox" or not is_asked(channel):
        return "not needed"
    row = Credential.objects.filter(pk=channel.id).first()
    if row is None:
        return "from variables" if channel.secrets else "not signed in"
    who = f"as {row.speaks_as}" if row.speaks_as else "signed in"
    trouble = f"; not renewed: {row.trouble}" if row.trouble else ""
    return f"{who}{_term(row)}{trouble}"


def is_asked(channel: Channel) -> bool:
    """Tell whether a platform asks for a sign-in at all."""
    from campaign import registry
    from campaign.adapter import AdapterError

    try:
        data = registry.sign_in_of(channel.platform)
    except AdapterError:  # nothing speaks to it yet, which is told where it is tried
        return True
    return bool(data.authorise or data.paste)


def require_fresh(channel: Channel) -> None:
    """Raise ``Deferred`` for a sign-in that has run out and will be renewed: it is no fault."""
    from django.apps import apps

    if channel.network == "sandbox" or not apps.models_ready:
        return
    from campaign.cli.opening import now
    from campaign.store import credentials

    credentials.version(channel.id, now())


def _term(row: Credential) -> str:
    from campaign.store.credentials import end_of
    from campaign.store.endings import day

    if end := end_of(row):
        return f", until {day(end)}"
    return ", renewed by itself" if row.renew_at else ""


class Ends:
    """When the sign-ins of a campaign's live channels end, for marking what falls after."""

    def __init__(self, library: Library) -> None:
        from campaign.store.endings import ends

        live = {one.id for one in library.channels.values() if one.network != "sandbox"}
        self._ends = {channel: end for channel, end in ends().items() if channel in live}

    def mark(self, channel: str, at: datetime) -> str:
        """Say that a time is after a channel's sign-in; "" when it is not."""
        from campaign.store.endings import day

        end = self._ends.get(channel)
        if end is None or at < end:
            return ""
        return f"after the sign-in of {channel} ends on {day(end)}"

    def open_after(self) -> set[str]:
        """Return the keys of the posts on the calendar that are due after their sign-in ends."""
        from campaign.lifecycle import OPEN
        from campaign.store.models import Post

        found: set[str] = set()
        for channel, end in self._ends.items():
            rows = Post.objects.filter(channel=channel, due_at__gte=end, state__in=OPEN)
            found |= {str(key) for key in rows.values_list("slot_key", flat=True)}
        return found


def troubles(time: datetime) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with kept sign-ins, or soon over, each with the command that helps."""
    from campaign.store.credentials import end_of
    from campaign.store.endings import day, live

    for row in live():
        end, again = end_of(row), f"campaign channels connect {row.pk} --by NAME"
        if row.trouble:
            yield f"The sign-in of {row.pk} was not renewed: {row.trouble}", again
        elif end is not None and end - time <= SOON:
            word = "ended" if end <= time else "ends"
            yield f"The sign-in of {row.pk} {word} on {day(end)}", again


def missing(channels: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield the live channels with open posts that have no sign-in, each with what helps.

    Of ``channels`` only, where they are given. A paused one is told of as paused.
    """
    from campaign import registry
    from campaign.adapter import Deferred, Disconnected
    from campaign.lifecycle import OPEN
    from campaign.store.models import ChannelState, Post

    busy = Post.objects.filter(state__in=OPEN, handed=False).values("channel")
    rows = ChannelState.objects.exclude(network="sandbox").filter(paused=False, pk__in=busy)
    for row in rows.filter(pk__in=channels) if channels is not None else rows:
        try:
            registry.require_secrets(row)
        except Deferred:
            continue  # it has one; why it cannot be opened is told where it is used
        except (registry.UnknownAdapter, registry.UnknownOption) as exc:
            yield f"Nothing can go out on {row.pk}. {exc}".rstrip("."), "campaign check"
        except Disconnected as exc:
            again = f"campaign channels connect {row.pk} --by NAME"
            yield f"Nothing can go out on {row.pk}. {exc}".rstrip("."), again
