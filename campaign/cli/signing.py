"""The walk through a platform's sign-in: browser and back, or paste."""
# ruff: noqa: PLC0415 - what speaks HTTP is loaded when somebody signs in

from __future__ import annotations

import os
import sys
import webbrowser
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.cli import asking, landing
from campaign.cli.opening import now
from campaign.cli.show import count, flush, listed, say
from campaign.cli.trouble import Misused, Trouble
from campaign.secret import secret

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.adapters.oauth import App, Choice, Granted, Visit
    from campaign.adapters.sign_in import SignIn
    from campaign.library.organisation import Channel

_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How somebody wants to sign in."""

    paste: bool = False
    browser: bool = True
    port: int = 0
    redirect: str = ""
    patience: int = 300  # seconds


def sign_in(channel: Channel, title: str, way: Way) -> Granted:
    """Sign in to a channel's account; raise ``Trouble``, or an ``AdapterError``, with the reason.

    Nothing is kept here.
    """
    from campaign.adapters.oauth import Granted
    from campaign.registry import sign_in_of

    data = sign_in_of(channel.platform)
    if way.paste or not data.authorise:
        return Granted(secrets=_pasted(channel, data))
    granted = _granted(channel, title, data, way)
    if granted.choices:
        return Granted(secrets=_of_one(granted.choices, channel).secrets)
    return granted


def _pasted(channel: Channel, data: SignIn) -> dict[str, str]:
    if not data.paste:
        raise Trouble(f"{channel.id} needs no sign-in: its adapter asks for no secret.")
    if data.advice and asking.attended():
        say(data.advice)
    found = {}
    for name in data.paste:
        words = name.replace("_", " ")
        if name in data.shown:
            found[name] = asking.line(words, default=channel.handle.lstrip("@"))
        else:
            found[name] = asking.secret(words)
        if not found[name]:
            raise Trouble(f"The {words} is empty, so nothing was kept.")
    return found | _extra(channel, data)


def _extra(channel: Channel, data: SignIn) -> dict[str, str]:
    """Ask for what a renewal takes beside the token, where the channel's file prepares for it."""
    wanted = [name for name, option in data.extra.items() if channel.options.get(option)]
    given = {name: asking.secret(f"{name.replace('_', ' ')}, or nothing") for name in wanted}
    return {name: value for name, value in given.items() if value}


def _granted(channel: Channel, title: str, data: SignIn, way: Way) -> Granted:
    from campaign.adapters.oauth import redeem
    from campaign.adapters.sign_in import LOOPBACK

    if channel.platform == "instagram" and channel.options.get("login") == "facebook":
        raise Misused(
            f"{channel.id} signs in through its Facebook Page (“login: facebook”): paste that "
            f"Page's token: campaign channels connect {channel.id} --paste"
        )
    scopes = _scopes(channel, data)
    away = way.redirect or (data.redirect if data.redirect != LOOPBACK else "")
    if away:
        visit = _visit(channel, title, data, away, scopes)
        return redeem(visit, _come_back_by_hand(visit, way), now)
    if not data.redirect:
        raise Misused(
            f"{title} sends the browser to an https address of your own only: name one in the "
            "settings of its app, such as your website's, and here with --redirect. Or paste a "
            f"token: campaign channels connect {channel.id} --paste"
        )
    with landing.Landing(way.port or data.port) as server:
        visit = _visit(channel, title, data, server.address, scopes)
        return redeem(visit, _come_back(visit, server, way), now)


def _scopes(channel: Channel, data: SignIn) -> tuple[str, ...]:
    from campaign.adapters.sign_in import MEMBER

    if channel.platform == "linkedin" and ":person:" in channel.options.get("author", ""):
        return MEMBER
    return data.scopes


def _visit(
    channel: Channel, title: str, data: SignIn, redirect: str, scopes: tuple[str, ...]
) -> Visit:
    from campaign.adapters import oauth

    if data.register:
        app = oauth.register(data, base_url=channel.base_url, redirect=redirect, scopes=scopes)
    else:
        app = _app(channel, title, data)
    return oauth.Visit(data, title, app, redirect, channel.base_url, scopes)


def _app(channel: Channel, title: str, data: SignIn) -> App:
    """Return our app as the environment has it."""
    from campaign.adapters.oauth import App

    names = f"{data.app}_CLIENT_ID", f"{data.app}_CLIENT_SECRET"
    app = App(*(secret(name) for name in names))
    missing = [name for name, value in zip(names, (app.id, app.secret), strict=True) if not value]
    if not app.id or (missing and not data.pkce):
        raise Trouble(
            f"{title} must know your app: put its id into {names[0]} and its secret into "
            f"{names[1]} (missing: {listed(missing)}); docs/accounts.md says where to get them. "
            f"Or paste tokens you have: campaign channels connect {channel.id} --paste"
        )
    return app


def _come_back(visit: Visit, server: landing.Landing, way: Way) -> Mapping[str, str]:
    """Send the browser away, and wait until it is back."""
    server.state = visit.state
    _send_away(visit, way)
    many = way.patience >= 2 * _MINUTE
    span = count(way.patience // _MINUTE, "minute") if many else count(way.patience, "second")
    say(f"Waiting for the browser to come back, {span} at the most …")
    flush()
    query = server.wait(way.patience)
    if query is None:
        raise Trouble(
            f"The browser did not come back within {span}, so nothing was kept. Begin again; if "
            "it is on another computer, “campaign channels connect --help” tells of --redirect."
        )
    return query


def _come_back_by_hand(visit: Visit, way: Way) -> Mapping[str, str]:
    """Send the browser away, and have somebody paste the address it ends at."""
    _send_away(visit, way)
    say("When the browser is done, copy the whole address it shows, whatever the page says.")
    flush()
    answer = asking.secret("address")
    if not answer:
        raise Trouble("No address was pasted, so nothing was kept.")
    return landing.query_of(answer)


def _send_away(visit: Visit, way: Way) -> None:
    opened = way.browser and _open(visit.address)
    words = "Your browser opens. If it does not, go to" if opened else "Go to"
    say(f"{words} this address, and sign in to {visit.title} as the account of the channel:")
    say(f"  {visit.address}")
    flush()


def _open(address: str) -> bool:
    """Open the browser where there is a screen; a text browser would take the terminal over."""
    screen = sys.platform in {"darwin", "win32"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    try:
        return screen and webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False


def _of_one(choices: Sequence[Choice], channel: Channel) -> Choice:
    """Return the account the channel's file names: what is approved is approved for that one."""
    wanted = channel.options.get("page", "").strip()
    meant = next((one for one in choices if one.id == wanted), None)
    if meant is not None:
        return meant
    shown = listed([f"{one.title} ({one.id})" for one in choices])
    if wanted:
        raise Trouble(
            f"This sign-in is not good for the page {wanted} of {channel.id}, only for {shown}. "
            "Nothing was kept."
        )
    raise Trouble(
        f"This sign-in is good for {shown}. Write the number of the right page as “page:” under "
        f"the “options:” of {channel.id} in {channel.file}, and sign in again. Nothing was kept."
    )


def speaks_for(channel: Channel, who: str) -> bool:
    """Say whether a platform's name for an account is the channel's handle, if it has one."""
    handle = channel.handle.strip().lstrip("@").casefold()
    if not handle:
        return True
    host = channel.base_url.partition("://")[2].partition("/")[0].casefold()
    wanted = {handle, handle.removesuffix(f"@{host}") if host else handle}
    name = who.strip().lstrip("@").casefold()
    words = {word.strip("()@,") for word in name.split()}
    return bool(wanted & {*words, name, name.rpartition(" (")[0]})
