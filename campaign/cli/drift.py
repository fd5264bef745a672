"""Whether the calendar still says what the files say."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from campaign.adapter import Capabilities
from campaign.cli import clock
from campaign.cli.show import count
from campaign.library.finding import Severity
from campaign.lifecycle import OPEN

if TYPE_CHECKING:
    from campaign.library.library import Library

APPLY = "campaign plan --apply"


def told(library: Library, platforms: Mapping[str, Capabilities]) -> str:
    """Say how many messages have changed since the calendar was made; "" when none has.

    Nothing can be said while a file has an error that all messages rest on.
    """
    if any(not error.file.endswith(".md") for error in library.errors):
        return ""
    number = len(changed(library, platforms))
    return f"{count(number, 'message')} changed since the calendar was made" if number else ""


def changed(library: Library, platforms: Mapping[str, Capabilities]) -> set[str]:
    """Return the messages whose open posts say something else than the files.

    Texts are compared, which is quick; rules are asked only when something differs, because
    a message with an error stays on the calendar as it was.
    """
    from campaign.store.models import Post

    rows = Post.objects.filter(state__in=OPEN, attempt=0, by_hand=False, slot_key__isnull=False)
    kept = rows.values_list("message", "channel_id", "digest").distinct()
    found = {
        name for name, channel, digest in kept if digest not in _digests(library, name, channel)
    }
    return found - _faulty(library, platforms) if found else found


def _digests(library: Library, name: str, channel_id: str) -> tuple[str, ...]:
    """Return the hashes of what a channel would say now: of all parts, in both versions."""
    from campaign.library.render import RenderError
    from campaign.store.frozen import freeze

    message, channel = library.messages.get(name), library.channels.get(channel_id)
    if message is None or channel is None or message.draft:
        return ()
    try:
        versions = message.variants(channel.platform) or ("",)
        return tuple(
            one.digest for each in versions for one in freeze(library, message, channel, each)
        )
    except RenderError:
        return ()


def _faulty(library: Library, platforms: Mapping[str, Capabilities]) -> set[str]:
    from campaign.checks.check import check
    from campaign.cli.naming import message_id

    found = [*library.findings, *check(library, platforms, clock.today())]
    return {message_id(one.file) for one in found if one.severity is Severity.ERROR}
