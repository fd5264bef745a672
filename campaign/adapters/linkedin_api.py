"""The line to LinkedIn: its headers, whom we speak as, uploads and the renewing of a token.

Source: https://learn.microsoft.com/en-us/linkedin/marketing/versioning, /community-management/
shares/images-api and /shared/authentication/programmatic-refresh-tokens (2026-08).
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from campaign.adapter import Account, Disconnected, Renewed
from campaign.adapters.address import check_address, is_loopback
from campaign.adapters.http import Http, Response
from campaign.adapters.linkedin_errors import meaning
from campaign.adapters.verdict import of_oauth

HOME = "https://api.linkedin.com"
SIGN_IN = "https://www.linkedin.com"
UPLOADS = "linkedin.com"  # pictures are sent to a server below this name
VERSION = "202608"
OVER = (
    "LinkedIn gives this channel no new token: its refresh token is over or was taken back."
    " Connect the channel again."
)
RENEWAL = ("token", "refresh_token", "client_id", "client_secret")

_AUTHOR = re.compile(r"urn:li:(organization|person):[\w-]{1,64}", re.ASCII)
_IMAGE = re.compile(r"urn:li:image:[\w.-]{1,200}", re.ASCII)
_WORD = re.compile(r"[\x21-\x7e]+")


class Client:
    """One account's line; every request carries the version of the interface it was made for."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._token = account.secrets.get("token", "").strip()
        self._version = account.options.get("api_version", "").strip() or VERSION
        self._author = account.options.get("author", "").strip()
        self._http = self._line(account.base_url or HOME)

    @property
    def member(self) -> bool:
        """Tell whether the channel is a person's: LinkedIn lets few programs read those."""
        return ":person:" in self._author

    @property
    def author(self) -> str:
        """Return whom we speak as; raise ``Disconnected`` when the channel does not say."""
        if _AUTHOR.fullmatch(self._author):
            return self._author
        raise Disconnected(
            "This LinkedIn channel does not say whom it speaks as: under its “options:” write"
            " “author: urn:li:organization:” and the number of the page."
        )

    def until(self) -> float:
        """Return when a task begun now must be over."""
        return self._http.until()

    def send(self, method: str, path: str, *, creates: bool = False, **request: Any) -> Response:
        """Send one request as this account; ``request`` as in ``Http.send``."""
        if not self._token:
            raise Disconnected("This LinkedIn channel has no token. Connect the channel.")
        if not re.fullmatch(r"20\d{4}", self._version):
            raise Disconnected("This LinkedIn channel's api_version is a month, such as 202608.")
        return self._http.send(method, path, creates=creates, **request)

    def upload(self, data: bytes, until: float) -> str:
        """Upload a picture, which nobody sees until a post names it; return its name (urn)."""
        query, body = {"action": "initializeUpload"}, {"owner": self.author}
        answer = self.send(
            "POST",
            "/rest/images",
            until=until,
            params=query,
            json={"initializeUploadRequest": body},
        )
        place, image = _place(answer)
        server, path = self._upload_server(place)
        server.send("PUT", path, creates=False, until=until, data=data)
        return image

    def renew(self) -> Renewed:
        """Ask for a new token with the refresh token."""
        secrets = {name: self._account.secrets.get(name, "").strip() for name in RENEWAL}
        form = {name: secrets[name] for name in RENEWAL[1:]}
        line = Http(
            self._account.base_url or SIGN_IN,
            secrets=secrets.values(),
            meaning=of_oauth("LinkedIn", OVER),
        )
        answer = line.send(
            "POST",
            "/oauth/v2/accessToken",
            creates=False,
            data={"grant_type": "refresh_token", **form},
        )
        return self._renewed(answer, secrets)

    def _renewed(self, answer: Response, secrets: dict[str, str]) -> Renewed:
        said = answer.json()
        try:
            lasts = timedelta(seconds=float(said["expires_in"]))
            fresh = {
                "token": matching(_WORD, said["access_token"]),
                "refresh_token": matching(
                    _WORD, said.get("refresh_token", secrets["refresh_token"])
                ),
            }
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            raise answer.garbled() from None
        return Renewed({**secrets, **fresh}, self._account.clock() + lasts)

    def _line(self, url: str, **headers: str) -> Http:
        plain = {
            "Authorization": f"Bearer {self._token}",
            "LinkedIn-Version": self._version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        return Http(
            url,
            headers=plain | headers,
            secrets=self._account.secrets.values(),
            meaning=meaning,
            permit=self._account.permit,
            heard=self._account.heard,
        )

    def _upload_server(self, place: str) -> tuple[Http, str]:
        """Return the line to the server an answer names, if it is one of LinkedIn's, and the path.

        Only where we speak to a server on this very machine may the answer name such a one.
        """
        home = urlsplit(self._http.base_url).hostname or ""
        allowed = home if is_loopback(home) else UPLOADS
        check_address(place, allow=(allowed,))
        parts = urlsplit(place)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        line = self._line(
            f"{parts.scheme}://{parts.netloc}", **{"Content-Type": "application/octet-stream"}
        )
        return line, path


def _place(answer: Response) -> tuple[str, str]:
    """Return where to send a picture, and what it is called then."""
    try:
        value = answer.json()["value"]
        return matching(_WORD, value["uploadUrl"]), matching(_IMAGE, value["image"])
    except (KeyError, TypeError, ValueError):
        raise answer.garbled() from None


def matching(pattern: re.Pattern[str], value: object) -> str:
    """Return the text if it is one, whole in the pattern; else raise ``ValueError``."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("not what was asked for")
    return value


def quoted(name: str) -> str:
    """Return a name as it stands in an address."""
    return quote(name, safe="")


def text_in(answer: Response, thing: Any, name: str) -> str:
    """Return a text an answer must have."""
    value = thing.get(name) if isinstance(thing, dict) else None
    if not isinstance(value, str) or not value:
        raise answer.garbled()
    return value
