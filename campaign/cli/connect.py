"""``campaign channels connect`` and ``disconnect``."""
# ruff: noqa: PLC0415 - what needs Django, or speaks HTTP, is loaded when the command runs

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.adapter import AdapterError
from campaign.cli import asking, reading, sign_ins, signing
from campaign.cli.opening import now, open_store
from campaign.cli.options import HERE, By, Folder
from campaign.cli.show import listed, say
from campaign.cli.signing import Way
from campaign.cli.trouble import Misused, Trouble
from campaign.library.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.adapter import Adapter, Capabilities
    from campaign.adapters.oauth import Granted
    from campaign.library.library import Library
    from campaign.library.organisation import Channel
    from campaign.store.credentials import SignedIn

Which = Annotated[
    str,
    typer.Argument(metavar="CHANNEL", help="A channel, or the platform of one, such as linkedin."),
]
One = Annotated[str, typer.Argument(metavar="CHANNEL", help="A channel, such as northshire-x.")]
Paste = Annotated[
    bool, typer.Option("--paste", help="Ask for the tokens themselves, instead of the browser.")
]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help="Open no browser: only show the address to go to.")
]
Port = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER",
        min=1,
        max=65535,
        show_default=False,
        help="The port on which the browser comes back. Default: 8723, or for Mastodon any.",
    ),
]
Redirect = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        show_default=False,
        help="An address of yours that the platform's app names as its redirect: the browser "
        "ends there, and you paste what it shows in its address bar.",
    ),
]
Patience = Annotated[
    int,
    typer.Option(
        metavar="SECONDS", min=1, max=3600, help="How long to wait for the browser to come back."
    ),
]
Yes = Annotated[
    bool,
    typer.Option("--yes", help="Keep it even if it speaks as another than the channel's handle."),
]


def connect(  # noqa: PLR0913, PLR0917 - each is an option of the command
    channel: Which,
    paste: Paste = False,
    no_browser: NoBrowser = False,
    port: Port = None,
    redirect: Redirect = "",
    patience: Patience = 300,
    yes: Yes = False,
    by: By = "",
    folder: Folder = HERE,
) -> None:
    """Sign in to a channel's account, and keep the sign-in, sealed.

    Opens the platform's page in the browser, or, with --paste, asks for tokens you already
    have, one by one; where nobody is at the terminal, one a line. Then it makes a call that
    changes nothing, shows whom the channel speaks as, and keeps it in place of what was there.

    For example:
        campaign channels connect northshire-linkedin --by "Kim Osei"
        campaign channels connect bluesky --paste --by "Kim Osei"
    """
    library, platforms = reading.read(folder)
    chosen = _chosen(library, platforms, channel)
    _require_live(chosen)
    if not sign_ins.is_asked(chosen):  # told before a key is asked for
        raise Trouble(f"{chosen.id} needs no sign-in: its adapter asks for no secret.")
    open_store(folder)
    from campaign.store import sealing

    sealing.seal("a try")  # better told now than when somebody has signed in
    way = Way(
        paste=paste,
        browser=not no_browser,
        port=port or 0,
        redirect=redirect,
        patience=patience,
    )
    granted = signing.sign_in(chosen, platforms[chosen.platform].title, way)
    _keep(chosen, granted, folder, by=by, sure=yes, pasted=paste)


def _chosen(library: Library, platforms: Mapping[str, Capabilities], name: str) -> Channel:
    """Return the channel of a name, or the one channel of a platform; ask when it has several."""
    if name in library.channels:
        return library.channels[name]
    wanted = name.strip().casefold()
    found = [
        one
        for one in library.channels.values()
        if wanted in {one.platform, platforms[one.platform].title.casefold()}
    ]
    found = [one for one in found if one.network != "sandbox"] or found
    if len(found) == 1:
        return found[0]
    if not found:
        known = {*library.channels, *(one.platform for one in library.channels.values())}
        raise Trouble(f"There is no channel or platform “{name}”. {suggestion(name, known)}")
    ids = sorted(one.id for one in found)
    if not asking.attended():
        raise Misused(f"{name} has several channels: name one of {listed(ids)}.")
    say(f"{name} has several channels:")
    return library.channels[ids[asking.choose("Which", ids)]]


def _require_live(channel: Channel) -> None:
    if channel.network == "sandbox":
        raise Trouble(
            f"{channel.id} is on the sandbox network, which needs no account: to sign in to the "
            f"real one, take “network: sandbox” out of {channel.file}."
        )


def _keep(
    channel: Channel, granted: Granted, folder: Path, *, by: str, sure: bool, pasted: bool
) -> None:
    from campaign import registry
    from campaign.store import credentials
    from campaign.store.models import ChannelState

    adapter = registry.trial(channel, granted.secrets, folder=folder / ".campaign")
    try:
        who = adapter.identify()
    except AdapterError as exc:
        raise Trouble(f"{exc} Nothing was kept.") from exc
    say((f"Signed in as {who or 'an account that gives no name'}.", "bold"))
    if not signing.speaks_for(channel, who) and not sure:
        _ask_whether_it_is_right(channel, who)
    signed_in = _terms(adapter, granted, who, pasted=pasted)
    credentials.keep(channel, signed_in, by=by, now=now())
    say(f"{channel.id} is connected, {_until(signed_in)}.")
    if channel.secrets:
        say("The variables its file names under “secrets:” are not read any more.")
    if ChannelState.objects.filter(pk=channel.id, paused=True).exists():
        say(f"It is still paused. To use it again: campaign channels use {channel.id}")


def _ask_whether_it_is_right(channel: Channel, who: str) -> None:
    sentence = f"The file says that {channel.id} speaks as {channel.handle}, not as {who}."
    if not asking.attended():
        raise Trouble(f"{sentence} Nothing was kept; if it is right, add --yes.")
    say(sentence)
    if not asking.yes("Keep it all the same?"):
        say("Nothing was kept.")
        raise typer.Exit(1)


def _terms(adapter: Adapter, granted: Granted, who: str, *, pasted: bool) -> SignedIn:
    """Say how long a sign-in is good for, and when it is first renewed.

    Nobody knows how old a pasted token is: it is renewed as soon as it may be.
    """
    from datetime import timedelta

    from campaign.adapter import Can
    from campaign.store.credentials import SignedIn
    from campaign.store.renewals import ahead_of

    time, limits = now(), adapter.capabilities
    expires_at, renew_at = granted.expires_at, None
    renewable = Can.RENEW in limits.can
    if not pasted:
        renew_at = ahead_of(expires_at, time) if renewable and expires_at else None
    elif renewable and granted.secrets.get("refresh_token"):
        renew_at = time
    elif limits.token_days:
        expires_at = time + timedelta(days=limits.token_days)
        renew_at = time + timedelta(hours=25) if renewable else None  # some want a day between
    return SignedIn(
        secrets=granted.secrets,
        speaks_as=who,
        expires_at=expires_at,
        ends_at=granted.ends_at,
        renew_at=renew_at,
    )


def _until(signed_in: SignedIn) -> str:
    from campaign.store.credentials import end_of
    from campaign.store.endings import day

    if end := end_of(signed_in):
        return f"until {day(end)}: before then a person must sign in again"
    if signed_in.renew_at:
        return "and renewed by itself while “campaign run” is running"
    return "until it is withdrawn"


def disconnect(channel: One, by: By = "", folder: Folder = HERE) -> None:
    """Forget the sign-in that is kept for a channel.

    What the platform itself remembers of it is taken back there, in the account's settings.

    For example:
        campaign channels disconnect northshire-linkedin --by "Kim Osei"
    """
    open_store(folder)
    from campaign.store import credentials
    from campaign.store.models import Credential

    if not credentials.forget(channel, by=by, now=now()):
        known = list(Credential.objects.values_list("pk", flat=True))
        hint = suggestion(channel, known) if known else "None is kept for any channel."
        raise Trouble(f"No sign-in is kept for “{channel}”. {hint}")
    say((f"The sign-in of {channel} is forgotten.", "bold"))
    say("The platform still knows it: take the app's access back there, too.")
