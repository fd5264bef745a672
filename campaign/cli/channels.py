"""``campaign channels``: list, test and use them; sign in and out."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.adapter import AdapterError, Disconnected, Unreachable
from campaign.cli import connect, keys, reading, show
from campaign.cli.helping import command_of, group_of
from campaign.cli.opening import now, open_store, open_store_if_there
from campaign.cli.options import HERE, By, Folder
from campaign.cli.show import count, say
from campaign.cli.trouble import Trouble
from campaign.library.nearest import suggestion

if TYPE_CHECKING:
    from campaign.adapter import Adapter
    from campaign.library.library import Library
    from campaign.library.organisation import Channel

_AT_ONCE = 8  # calls to different platforms

Which = Annotated[
    str,
    typer.Argument(metavar="CHANNEL", help="One channel. Default: all.", show_default=False),
]
One = Annotated[str, typer.Argument(metavar="CHANNEL", help="A channel, such as northshire-x.")]


group = group_of(
    "List and test channels, sign in to them, and use paused ones again.", "campaign channels test"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one test call."""

    channel: str
    good: bool
    sentence: str
    nobody: bool = False  # no line to its platform came about


@command_of(group, "list")
def list_(folder: Folder = HERE) -> None:
    """List the channels: where each speaks, with which sign-in, and which are paused.

    For example:
        campaign channels list
    """
    library, platforms = reading.read(folder)
    open_store(folder)
    from campaign.cli import sign_ins
    from campaign.store.models import ChannelState

    paused = dict(ChannelState.objects.filter(paused=True).values_list("id", "why_paused"))
    show.table(
        (
            (
                channel.id,
                platforms[channel.platform].title,
                channel.handle or "–",
                "sandbox" if channel.network == "sandbox" else "live",
                sign_ins.of(channel),
                f"paused: {paused[channel.id]}" if channel.id in paused else "in use",
            )
            for channel in library.channels.values()
        ),
        heads=("Channel", "Platform", "Handle", "Network", "Sign-in", "State"),
    )
    unread = reading.unread(library)
    if not library.channels and not unread:
        say("There are no channels yet: add some to the files in messages/organisations/.")
    _fail_for(unread)


def _fail_for(unread: list[str]) -> None:
    """End the command where a file could not be read, once all else is told."""
    if unread:
        raise Trouble("\n".join(f"{sentence}." for sentence in unread))


@command_of(group, "test")
def try_(channel: Which = "", folder: Folder = HERE) -> None:
    """Try whether each channel's credentials work, without posting anything.

    Makes one harmless call for each channel. Leaves with exit code 1 when one does not work.

    For example:
        campaign channels test
        campaign channels test northshire-bluesky
    """
    library, _ = reading.read(folder)
    open_store_if_there(folder)
    chosen = [_named(library, channel)] if channel else list(library.channels.values())
    verdicts = try_out(chosen, folder)
    for verdict in verdicts:
        mark = ("works", "green") if verdict.good else ("FAILS", "red")
        say(mark, f"  {verdict.channel}: {verdict.sentence}")
    bad = sum(not verdict.good for verdict in verdicts)
    say()
    unread = [] if channel else reading.unread(library)
    if verdicts or not unread:
        say(_summary(len(verdicts), bad))
    _fail_for(unread)
    if bad:
        raise typer.Exit(1)


def _summary(total: int, bad: int) -> str:
    if not bad:
        return f"{count(total, 'channel')} tested: all work." if total else "There are no channels."
    return f"{count(total, 'channel')} tested: {bad} cannot be used as things stand."


def _named(library: Library, name: str) -> Channel:
    if name not in library.channels:
        _fail_for(reading.unread(library))
        raise Trouble(f"There is no channel “{name}”. {suggestion(name, library.channels)}")
    return library.channels[name]


def try_out(channels: list[Channel], folder: Path) -> list[Verdict]:
    """Ask each channel's platform whom its credential speaks as; changes nothing."""
    made = [(channel, _made(channel, folder)) for channel in channels]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(lambda pair: _try(*pair), made))


def _made(channel: Channel, folder: Path) -> Adapter | AdapterError:
    """Make a channel's adapter, here where the database is open; or say why it cannot be."""
    from campaign.cli import sign_ins
    from campaign.registry import build

    try:
        sign_ins.require_fresh(channel)
        return build(channel, folder=folder / ".campaign", read=_no_pictures)
    except AdapterError as exc:
        return exc


def _try(channel: Channel, adapter: Adapter | AdapterError) -> Verdict:
    if isinstance(adapter, AdapterError):
        return Verdict(channel.id, False, _beside(channel.id, adapter))
    try:
        who = adapter.identify()
    except AdapterError as exc:
        nobody = isinstance(exc, Unreachable) and exc.nobody
        return Verdict(channel.id, False, _beside(channel.id, exc), nobody)
    if channel.network == "sandbox":
        return Verdict(channel.id, True, "on the built-in sandbox network, no account needed.")
    return Verdict(channel.id, True, f"speaks as {who}." if who else "its credential is accepted.")


def _beside(channel: str, error: AdapterError) -> str:
    """Say what an error says, to stand behind the channel's name: the name is not said twice."""
    sentence = str(error).removeprefix(f"The channel {channel} ")
    return sentence.replace(f" of the channel {channel} ", " ")


def _no_pictures(sha256: str) -> bytes:
    raise Trouble(f"The picture {sha256} is not needed to test a channel.")


@command_of(group, "use")
def use(channel: One, by: By = "", folder: Folder = HERE) -> None:
    """Use a paused channel again, once its trouble is mended.

    Nothing overdue goes out: what passed its time meanwhile is marked as missed.

    For example:
        campaign channels use northshire-bluesky --by "Kim Osei"
    """
    open_store(folder)
    from campaign.store import channels
    from campaign.store.models import ChannelState

    known = set(ChannelState.objects.values_list("id", flat=True))
    if channel not in known:
        raise Trouble(f"There is no channel “{channel}”. {suggestion(channel, known)}")
    if ChannelState.objects.filter(pk=channel, paused=True).exists():
        _require_signed_in(channel, folder)
    if not channels.unpause(channel, actor=by, now=now()):
        raise Trouble(f"The channel {channel} is not paused: there is nothing to do.")
    say((f"{channel} is in use again.", "bold"))


def _require_signed_in(name: str, folder: Path) -> None:
    """Raise where the next post would pause the channel again."""
    library, _ = reading.read(folder)
    channel = library.channels.get(name)
    if channel is None:
        return
    adapter = _made(channel, folder)
    try:
        if isinstance(adapter, AdapterError):
            raise adapter
        adapter.identify()
    except Disconnected as exc:
        raise Trouble(
            f"{exc} It would be paused again at the next post, so it stays paused."
        ) from exc
    except AdapterError:
        return  # no answer now, say, is no reason to keep it paused


command_of(group, "connect")(connect.connect)
command_of(group, "disconnect")(connect.disconnect)
command_of(group, "new-key")(keys.new_key)
command_of(group, "rotate-key")(keys.rotate_key)
