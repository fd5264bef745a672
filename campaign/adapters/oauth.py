"""OAuth 2 with an authorisation code, as RFC 6749 and RFC 7636 (PKCE) have it, and as they do not.

``begin`` makes the address the browser is sent to; ``redeem`` turns what it comes back with into
tokens. Nothing here waits for anybody: who opens the browser and hears it come back is elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from campaign.adapter import AdapterError, Disconnected, Refused
from campaign.adapters.http import Http, Response, saying
from campaign.adapters.sign_in import Longer, SignIn

LONGEST_LIFE = timedelta(days=400)  # of a token; more is a slip
LONGEST_CODE = 4000  # characters
SAID = 200  # characters of the platform's own words


class SignInRefused(Refused):
    """There will be no token; the message says why, and that nothing was kept."""


@dataclass(frozen=True, slots=True)
class App:
    """Our program as the platform knows it; ``secret`` is empty where it has none."""

    id: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One account of several a sign-in is good for."""

    id: str
    title: str
    secrets: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a sign-in gave. With ``choices``, the secrets are those of the one that is chosen."""

    secrets: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None
    ends_at: datetime | None = None  # renewed or not, it is over then
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """One sign-in that was begun, and what must be known to end it."""

    sign_in: SignIn
    title: str
    app: App
    redirect: str
    base_url: str = ""
    scopes: tuple[str, ...] = ()
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    @property
    def address(self) -> str:
        """Return where the browser is sent."""
        query = {
            "response_type": "code",
            "client_id": self.app.id,
            "redirect_uri": self.redirect,
            "scope": self.sign_in.separator.join(self.scopes),
            "state": self.state,
        }
        if self.sign_in.pkce:
            digest = hashlib.sha256(self.verifier.encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            query |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        home, path = _place(self.sign_in.authorise, self.base_url)
        return f"{home}{path}?{urlencode(query)}"

    @property
    def hidden(self) -> tuple[str, ...]:
        """Return what no sentence may repeat."""
        return tuple(filter(None, (self.app.secret, self.state, self.verifier)))


def register(sign_in: SignIn, *, base_url: str, redirect: str, scopes: tuple[str, ...]) -> App:
    """Have the server make an app for us, as Mastodon does."""
    form = {"client_name": "Campaign", "redirect_uris": redirect, "scopes": " ".join(scopes)}
    home, path = _place(sign_in.register, base_url)
    answer = Http(home).send("POST", path, creates=False, data=form)
    said = _object(answer)
    return App(_word(answer, said, "client_id"), _word(answer, said, "client_secret"))


def redeem(visit: Visit, query: Mapping[str, str], clock: Callable[[], datetime]) -> Granted:
    """Turn what the browser came back with into tokens.

    Raise ``SignInRefused`` when the person said no, when it is not the sign-in that was begun,
    or when the platform does not take the code.
    """
    code = _code(visit, query)
    said = _first_token(visit, code)
    _check_scopes(visit, said)
    now = clock()
    refresh, token = said.get("refresh_token"), said["access_token"]
    hidden = (*visit.hidden, code, token)
    if visit.sign_in.longer:
        said = _longer_token(visit, visit.sign_in.longer, token, hidden)
    if visit.sign_in.accounts:
        return Granted(secrets={}, choices=_accounts(visit, said["access_token"]))
    renewable = isinstance(refresh, str) and bool(refresh)
    return Granted(
        secrets=_kept(visit, said, renewable=renewable),
        expires_at=_after(now, said.get("expires_in")),
        ends_at=_after(now, said.get("refresh_token_expires_in")) if renewable else None,
    )


def _code(visit: Visit, query: Mapping[str, str]) -> str:
    if not hmac.compare_digest(query.get("state", "").encode(), visit.state.encode()):
        raise SignInRefused(
            f"The browser came back with another sign-in than the one that was begun, so nothing "
            f"was kept. Begin again, and use the newest {visit.title} page."
        )
    if error := query.get("error"):
        raise SignInRefused(_declined(visit, error, query.get("error_description", "")))
    code = query.get("code", "")
    if not code or len(code) > LONGEST_CODE or not code.isprintable():
        raise SignInRefused(f"{visit.title} sent the browser back without a code. Begin again.")
    return code


def _declined(visit: Visit, error: str, words: str) -> str:
    if error == "access_denied" or error.startswith("user_cancelled"):
        return f"The sign-in was declined on {visit.title}, so nothing was kept."
    said = plain(words or error, visit.hidden)
    return f"{visit.title} did not let you sign in ({said}), so nothing was kept."


def _first_token(visit: Visit, code: str) -> dict[str, Any]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": visit.redirect}
    form["client_id"] = visit.app.id
    headers = {}
    if visit.sign_in.pkce:
        form["code_verifier"] = visit.verifier
    if visit.app.secret and visit.sign_in.proof == "basic":
        pair = f"{visit.app.id}:{visit.app.secret}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    elif visit.app.secret:
        form["client_secret"] = visit.app.secret
    return _token(visit, visit.sign_in.token, "POST", form, (*visit.hidden, code), headers)


def _longer_token(
    visit: Visit, longer: Longer, token: str, hidden: tuple[str, ...]
) -> dict[str, Any]:
    values = {"grant_type": longer.grant, longer.token: token, "client_secret": visit.app.secret}
    if longer.names_app:
        values["client_id"] = visit.app.id
    return _token(visit, longer.url, longer.method, values, hidden, {})


def _token(
    visit: Visit,
    url: str,
    method: str,
    values: Mapping[str, str],
    hidden: tuple[str, ...],
    headers: Mapping[str, str],
) -> dict[str, Any]:
    """Ask for a token; ``hidden`` is what no sentence may repeat."""
    home, path = _place(url, visit.base_url)
    line = Http(home, secrets=hidden, meaning=_meaning(visit.title, hidden))
    query, form = (values, None) if method == "GET" else (None, values)
    answer = line.send(method, path, creates=False, headers=headers, params=query, data=form)
    said = _object(answer)
    inner = said.get("data")  # Instagram may answer with a list of one
    if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], dict):
        said = inner[0]
    return {**said, "access_token": _word(answer, said, "access_token")}


def _meaning(title: str, hidden: tuple[str, ...]) -> Callable[[Response], AdapterError | None]:
    def meaning(answer: Response) -> AdapterError | None:
        if answer.status not in {400, 401, 403}:
            return None
        return SignInRefused(
            f"{title} did not take the sign-in ({_told(answer, hidden)}), so nothing was kept. "
            "See that the app's id, secret and redirect address are those it knows, and begin "
            "again."
        )

    return meaning


def _told(answer: Response, hidden: tuple[str, ...]) -> str:
    return plain(saying(answer), hidden) or f"it answered {answer.status}"


def plain(words: str, hidden: tuple[str, ...]) -> str:
    """Return a platform's words on one line, short, and without a secret."""
    for secret in hidden:
        words = words.replace(secret, "…")
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:SAID]


def _check_scopes(visit: Visit, said: Mapping[str, Any]) -> None:
    """Refuse a sign-in that allows less than was asked for, where the platform says so."""
    given = said.get("scope")
    if not isinstance(given, str) or not given:
        return
    missing = [one for one in visit.scopes if one not in given.replace(",", " ").split()]
    if missing:
        raise SignInRefused(
            f"{visit.title} gave fewer rights than are needed: {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing, so nothing was kept. Give the app "
            "these rights there, and begin again."
        )


def _accounts(visit: Visit, token: str) -> tuple[Choice, ...]:
    home, path = _place(visit.sign_in.accounts, visit.base_url)
    line = Http(home, headers={"Authorization": f"Bearer {token}"}, secrets=(token,))
    answer = line.send("GET", path, params={"fields": "id,name,access_token", "limit": "100"})
    rows = _object(answer).get("data")
    if not isinstance(rows, list):
        raise answer.garbled()
    found = tuple(_choice(visit, answer, row) for row in rows)
    if not found:
        raise SignInRefused(
            f"You may publish on no page of {visit.title} with this sign-in, so nothing was kept. "
            "Have somebody give you that right, and tick the page when you sign in."
        )
    return found


def _choice(visit: Visit, answer: Response, row: Any) -> Choice:
    said = row if isinstance(row, dict) else {}
    secrets = {name: _word(answer, said, theirs) for name, theirs in visit.sign_in.keeps.items()}
    title = plain(str(said.get("name") or ""), visit.hidden)
    return Choice(_word(answer, said, "id"), title, secrets)


def _kept(visit: Visit, said: Mapping[str, Any], *, renewable: bool) -> dict[str, str]:
    own = {"client_id": visit.app.id, "client_secret": visit.app.secret}
    whole = {**said, **own}
    names = dict(visit.sign_in.keeps)
    if renewable:
        names |= {name: name for name in visit.sign_in.renewing}
    found = {name: whole.get(theirs) for name, theirs in names.items()}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _after(now: datetime, seconds: object) -> datetime | None:
    if type(seconds) is not int or not 0 < seconds <= LONGEST_LIFE.total_seconds():
        return None
    return now + timedelta(seconds=seconds)


def _object(answer: Response) -> dict[str, Any]:
    said = answer.json()
    if not isinstance(said, dict):
        raise answer.garbled()
    return said


def _word(answer: Response, said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not value:
        raise answer.garbled()
    return value


def _place(url: str, base_url: str) -> tuple[str, str]:
    """Return server and path; a channel's own server stands in for all of the platform's."""
    parts = urlsplit(url)
    home = base_url.rstrip("/") or f"{parts.scheme}://{parts.netloc}"
    if not parts.scheme and not base_url:
        raise Disconnected("The channel names no server: write its “base_url:”, and begin again.")
    return home, parts.path
