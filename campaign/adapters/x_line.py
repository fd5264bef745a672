"""tweepy's calls on our own line.

tweepy knows X's calls and signs them; how a request travels is our business: one fresh
connection, a deadline for the whole task, no redirect, a permit asked when the line is up, and
an exact word on whether anything was sent. So tweepy is given this in place of its requests
session. What X answers is an error of ours before tweepy sees it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from campaign.adapter import Account, Disconnected, Refused
from campaign.adapters.http import Http, Response
from campaign.adapters.x_errors import Meanings

if TYPE_CHECKING:
    from tweepy import Client

HOME: Final = "https://api.x.com"
TWEEPYS_HOME: Final = "https://api.twitter.com"  # written into tweepy; ours is what gets signed
CREATE: Final = ("POST", "/2/tweets")
OAUTH1: Final = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
CHATTY: Final = ("tweepy", "oauthlib", "requests_oauthlib")  # they log tokens when asked for all


class Answer:
    """An answer as tweepy takes it: what has not raised by now is a yes."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.status_code, self.headers = response.status, response.headers
        self.reason, self.content = "", b""  # tweepy puts them into its log

    def json(self) -> Any:
        """Return the body as JSON; raise what an unreadable yes means."""
        return self.response.json()

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *trouble: object) -> None:
        return None


class Line:
    """What one account says to X. ``begin`` a task, then ``ask`` as often as it needs."""

    def __init__(self, account: Account) -> None:
        self._secrets = {name: value.strip() for name, value in account.secrets.items()}
        self.signed = bool(self._secrets.get("access_token_secret"))
        self.http = Http(
            account.base_url or HOME,
            secrets=self._secrets.values(),
            meaning=Meanings(account, signed=self.signed),
            permit=account.permit,
            heard=account.heard,
        )
        self._client: Client | None = None
        self._until: float | None = None
        self._heard: Response | None = None

    def secret(self, name: str) -> str:
        """Return a secret, empty where the channel has none of this name."""
        return self._secrets.get(name, "")

    @property
    def can_renew(self) -> bool:
        """Tell whether the account has what a renewal takes."""
        return bool(self.secret("client_id") and self.secret("refresh_token"))

    def begin(self) -> float:
        """Start a task and return when it must be over; raise what is missing for it."""
        needed = OAUTH1 if self.signed else ("access_token",)
        if missing := [name for name in needed if not self.secret(name)]:
            raise Disconnected(
                f"This X channel has no {' and no '.join(missing)}: set the secret it names."
            )
        self._until = self.http.until()
        return self._until

    def ask(self, call: str, *values: object, **named: object) -> Response:
        """Make one of tweepy's calls and return the answer as it came."""
        if self._client is None:
            self._client = self._make_client()
        getattr(self._client, call)(*values, user_auth=self.signed, **named)
        if self._heard is None:
            raise Refused(f"tweepy made no request for {call}.")
        return self._heard

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],  # noqa: ARG002  (tweepy's; ours are the line's)
        auth: Any = None,
        params: Any = None,
        json: Any = None,
    ) -> Answer:
        """Send what tweepy would send; it takes this for the method of a requests session."""
        path = url.removeprefix(TWEEPYS_HOME)
        if path == url:  # nothing may leave for another host
            raise Refused("tweepy asked for an address that is not X's.")
        token = {} if self.signed else {"Authorization": f"Bearer {self.secret('access_token')}"}
        response = self.http.send(
            method,
            path,
            creates=(method, path) == CREATE,
            until=self._until,
            headers=token,
            auth=auth,
            params=params,
            json=json,
        )
        self._heard = response
        return Answer(response)

    def _make_client(self) -> Client:
        for name in CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)
        from tweepy import Client  # noqa: PLC0415  (a third of a second, only when we speak)

        keys = {name: self.secret(name) for name in OAUTH1} if self.signed else {}
        client = Client(**keys, return_type=dict, wait_on_rate_limit=False)
        client.session = self
        return client
