"""A server that signs people in: OAuth 2 as the platforms do it, and strict about it.

It knows every platform's addresses at once. It checks the redirect address, the proof of PKCE
(S256), that a code is used once and a refresh token is, too, and that the app is who it says.
``answer`` is what the person does at its page: "yes", "no", "another state", "no code".
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode

from tests.servers.fake import Fake, Refusal, Request

APP, APP_SECRET = "app-of-northshire", "app-s3cret-of-northshire"
HOUR, DAYS = 3600, 86_400


class FakeOAuth(Fake):
    """Signs one person in, as often as asked."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "register": ("POST", "/api/v1/apps"),
        "page": (
            "GET",
            "/oauth/authorize|/i/oauth2/authorize|/oauth/v2/authorization|/v25.0/dialog/oauth",
        ),
        "token": (
            "POST",
            "/oauth/token|/2/oauth2/token|/oauth/v2/accessToken|(?:/v25.0)?/oauth/access_token",
        ),
        "longer": ("GET", "/access_token"),
        "refresh_longer": ("GET", "/refresh_access_token"),
        "accounts": ("GET", "/v25.0/me/accounts"),
        "mastodon_me": ("GET", "/api/v1/accounts/verify_credentials"),
        "x_me": ("GET", "/2/users/me"),
    }
    OPEN: ClassVar[frozenset[str]] = frozenset({"register", "page", "token", "longer"})

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.pkce = True
        self.basic = False
        self.answer = "yes"
        self.name = "police"
        self.scopes: str | None = None  # what is granted; None: what was asked for
        self.lives: int | None = 2 * HOUR  # seconds of an access token
        self.refresh_lives: int | None = None
        self.gives_refresh = True
        self.rotates = True
        self.pages = [{"id": "111", "name": "Northshire Police", "access_token": "page-t0ken-111"}]
        self.apps = {APP: APP_SECRET}
        self.codes: dict[str, dict[str, str]] = {}
        self.good: set[str] = {self.TOKEN}  # access tokens
        self.refreshes: set[str] = set()  # refresh tokens that are good
        self.given: list[str] = [APP_SECRET]  # every secret that ever left this server
        self._number = itertools.count(1)

    def authorise(self, request: Request, step: str) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if step not in self.OPEN and token not in self.good:
            raise Refusal(401, {"error": "The access token is invalid"})

    def do_register(self, request: Request) -> object:
        form = request.form()
        if set(form) != {"client_name", "redirect_uris", "scopes"}:
            self.violation(request, [f"unknown fields: {sorted(form)}"])
        name, secret = f"made-app-{next(self._number)}", self._secret("made-app")
        self.apps[name] = secret
        return {"id": "1", "name": form["client_name"], "client_id": name, "client_secret": secret}

    def do_page(self, request: Request) -> object:
        query = request.query
        wanted = {"response_type", "client_id", "redirect_uri", "scope", "state"}
        wanted |= {"code_challenge", "code_challenge_method"} if self.pkce else set()
        if set(query) != wanted or query["client_id"] not in self.apps:
            self.violation(request, [f"asked with {sorted(query)}"])
        if self.pkce and query["code_challenge_method"] != "S256":
            self.violation(request, ["PKCE must be S256"])
        return 302, None, {"Location": f"{query['redirect_uri']}?{urlencode(self._back(query))}"}

    def _back(self, query: Mapping[str, str]) -> dict[str, str]:
        state = "another-state" if self.answer == "another state" else query["state"]
        if self.answer == "no":
            return {"error": "access_denied", "error_description": "No.", "state": state}
        if self.answer == "no code":
            return {"state": state}
        code = self._secret("code")
        self.codes[code] = dict(query)
        return {"code": code, "state": state}

    def do_token(self, request: Request) -> object:
        form = request.form()
        self._check_app(request, form)
        kind = form.get("grant_type")
        if kind == "authorization_code":
            return self._of_code(form)
        if kind == "refresh_token":
            return self._of_refresh(form)
        if kind == "fb_exchange_token" and form["fb_exchange_token"] in self.good:
            return self._tokens(60 * DAYS, refresh=False)
        raise self._no("unsupported_grant_type")

    def _check_app(self, request: Request, form: Mapping[str, str]) -> None:
        name, secret = form.get("client_id", ""), form.get("client_secret", "")
        if self.basic:
            given = request.headers.get("Authorization", "").removeprefix("Basic ")
            name, _, secret = base64.b64decode(given).decode().partition(":")
        if name not in self.apps or self.apps[name] != secret:
            raise Refusal(401, {"error": "invalid_client", "error_description": "Which app?"})

    def _of_code(self, form: Mapping[str, str]) -> object:
        asked = self.codes.pop(form.get("code", ""), None)  # good once
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            raise self._no("invalid_grant")
        if self.pkce:
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
                raise self._no("invalid_grant")
        given = {"scope": asked["scope"] if self.scopes is None else self.scopes}
        return self._tokens(self.lives, refresh=self.gives_refresh) | given

    def _of_refresh(self, form: Mapping[str, str]) -> object:
        token = form.get("refresh_token", "")
        if token not in self.refreshes:
            raise self._no("invalid_grant")
        if self.rotates:
            self.refreshes.discard(token)
        return self._tokens(self.lives, refresh=True)

    def do_longer(self, request: Request) -> object:
        query = request.query
        if query.get("access_token") not in self.good or query.get("client_secret") != APP_SECRET:
            raise self._no("invalid token")
        return self._tokens(60 * DAYS, refresh=False)

    def do_refresh_longer(self, request: Request) -> object:
        if request.query.get("grant_type") not in {"ig_refresh_token", "th_refresh_token"}:
            self.violation(request, ["no such grant"])
        return self._tokens(60 * DAYS, refresh=False)

    def do_accounts(self, request: Request) -> object:
        return {"data": self.pages}

    def do_mastodon_me(self, request: Request) -> object:
        return {"id": "7", "acct": self.name}

    def do_x_me(self, request: Request) -> object:
        return {"data": {"id": "7", "name": "Police", "username": self.name}}

    def _tokens(self, lives: int | None, *, refresh: bool) -> dict[str, Any]:
        access = self._secret("access")
        self.good.add(access)
        found: dict[str, Any] = {"access_token": access, "token_type": "Bearer"}
        if lives is not None:
            found["expires_in"] = lives
        if refresh:
            found["refresh_token"] = self._secret("refresh")
            self.refreshes.add(found["refresh_token"])
            if self.refresh_lives is not None:
                found["refresh_token_expires_in"] = self.refresh_lives
        return found

    def _secret(self, kind: str) -> str:
        with self.lock:
            self.given.append(f"{kind}-s3cret-{next(self._number)}-of-northshire")
            return self.given[-1]

    def _no(self, error: str) -> Refusal:
        return Refusal(400, {"error": error, "error_description": f"It is {error}."})


def asked_for(address: str) -> dict[str, str]:
    """Return what an authorise address asks for."""
    return {name: values[-1] for name, values in parse_qs(address.partition("?")[2]).items()}
