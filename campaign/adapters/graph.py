"""Meta's Graph API, through which Facebook, Instagram and Threads answer: one line, one shape.

The token goes in the ``Authorization`` header, never in an address. Ids are numbers, or two of
them joined by an underscore; anything else from a reply is not believed.
Source: developers.facebook.com/docs/graph-api/overview (v25.0).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from campaign.adapter import (
    Account,
    AdapterError,
    BadContent,
    Disconnected,
    Receipt,
    Renewed,
    Uncertain,
    Unsupported,
)
from campaign.adapters.address import web_address
from campaign.adapters.graph_errors import meaning, plain
from campaign.adapters.http import Http, Response
from campaign.adapters.limits import GRAPH_VERSION
from campaign.adapters.verdict import NotNow, not_now

MARGIN = timedelta(seconds=60)  # by which clocks may differ
SLACK = timedelta(hours=1)  # asked for beyond the time looked for: what is too old is left out
PAGE = 25  # posts a page
PAGES = 8  # further back than this nobody looks
LONGEST_LIFE = 400 * 86_400  # seconds of a credential; more is a slip

_ID = re.compile(r"\d{1,40}(_\d{1,40})?")
_VERSION = re.compile(r"v\d{1,3}\.\d")
_TOKEN = re.compile(r"[\x21-\x7e]+")


class Graph:
    """How one account speaks with one of Meta's servers; ``title`` is the network's name."""

    def __init__(
        self, account: Account, *, title: str, host: str, version: str = GRAPH_VERSION
    ) -> None:
        self.title = title
        self._account = account
        self._version = account.options.get("version", "").strip() or version
        self._token = account.secrets.get("token", "").strip()
        self._host = account.base_url or host
        self._http = self._line(self._meaning)

    def _line(self, meaning: Callable[[Response], AdapterError | None]) -> Http:
        account = self._account
        return Http(
            self._host,
            headers={"Authorization": f"Bearer {self._token}"},
            secrets=account.secrets.values(),
            meaning=meaning,
            permit=account.permit,
            heard=account.heard,
        )

    def until(self) -> float:
        """Return when a task begun now must be over."""
        return self._http.until()

    def get(self, path: str, until: float | None = None, **query: str) -> Response:
        """Read something; ``path`` is below the version and begins with a slash."""
        return self._send("GET", self._versioned(path), until=until, params=query)

    def post(
        self, path: str, until: float | None = None, *, creates: bool = False, **request: Any
    ) -> Response:
        """Send a form; ``creates`` says whether people may see what comes of it."""
        return self._send("POST", self._versioned(path), until=until, creates=creates, **request)

    def delete(self, path: str) -> None:
        """Remove something."""
        self._send("DELETE", self._versioned(path), creates=False)

    def refreshed(self, grant: str) -> Renewed:
        """Return a fresh token in place of one that is a day old or more, and not over.

        Meta describes this call with the token in the address only. So it is put there, but not
        before the server has refused it in the header.
        """
        line = self._line(self._verdict)
        path, query = "/refresh_access_token", {"grant_type": grant}
        try:
            answer = self._send("GET", path, line, params=query)
        except (BadContent, Disconnected, NotNow):
            answer = self._send("GET", path, line, params={**query, "access_token": self._token})
        return self._renewed(answer)

    def exchanged(self, app: str, app_secret: str) -> Renewed:
        """Return a token with a long life in place of this one; for Facebook's credentials."""
        if not app or not app_secret:
            raise Unsupported(
                f"This {self.title} channel's credential can be renewed only with the app's number"
                " (option “app”) and its secret (“app_secret”). Add both, or connect it again."
            )
        form = {"grant_type": "fb_exchange_token", "fb_exchange_token": self._token}
        form |= {"client_id": app, "client_secret": app_secret}
        path, line = self._versioned("/oauth/access_token"), self._line(self._verdict)
        return self._renewed(self._send("POST", path, line, creates=False, data=form))

    def insights(self, thing: str, names: Sequence[str]) -> dict[str, Any]:
        """Return the insights of a thing by name; those it has not are absent.

        One that it has not, or that Meta has renamed, spoils the call for all others; so they
        are asked for one by one then, and what works is kept.
        """
        path = f"/{thing}/insights"
        try:
            return figures(self.get(path, metric=",".join(names)))
        except BadContent:
            if len(names) == 1:
                return {}
        found: dict[str, Any] = {}
        for name in names:
            found |= self.insights(thing, [name])
        return found

    def listed(
        self, path: str, until: float, since: datetime, fields: str, *, theirs: bool = False
    ) -> Iterator[tuple[Response, Mapping[str, Any]]]:
        """Go through a list of posts from the newest to ``since`` and a margin.

        ``since`` is by our clock, or with ``theirs`` by the platform's. Each post has the
        ``fields`` asked for, of which the first is its time, and comes with the answer it was
        read from.
        """
        query = {"fields": f"id,{fields}", "limit": str(PAGE)}
        query["since"] = str(int((since - SLACK).timestamp()))
        stamp = fields.partition(",")[0]
        for _ in range(PAGES):
            answer = self.get(path, until, **query)
            skew = timedelta() if theirs else self.time(answer) - self._account.clock()
            oldest = since - MARGIN + skew
            entries = rows(answer)
            for entry in entries:
                if moment(answer, entry, stamp) >= oldest:
                    yield answer, entry
            after = _cursor(answer)
            if not after or (entries and moment(answer, entries[-1], stamp) < oldest):
                return
            query["after"] = after
        raise Uncertain(f"{self.title} shows too many posts since to tell whether this one is out.")

    def _send(self, method: str, path: str, line: Http | None = None, **request: Any) -> Response:
        if not self._token:
            raise Disconnected(f"This {self.title} channel has no token. Connect the channel.")
        return (line or self._http).send(method, path, **request)

    def _versioned(self, path: str) -> str:
        if not _VERSION.fullmatch(self._version):
            raise Disconnected(f"The option “version” must look like {GRAPH_VERSION}.")
        return f"/{self._version}{path}"

    def _meaning(self, answer: Response) -> AdapterError | None:
        return meaning(answer, self.title, self._account.secrets.values())

    def _verdict(self, answer: Response) -> AdapterError | None:
        """Say what a no to renewing means: what is not in Meta's words is no verdict."""
        return self._meaning(answer) or not_now(answer, self.title)

    def time(self, answer: Response) -> datetime:
        """Return when the platform answered, by its own clock where it says so."""
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        except ValueError:
            return self._account.clock()
        return theirs if theirs.tzinfo else self._account.clock()

    def _renewed(self, answer: Response) -> Renewed:
        said = record(answer)
        token, lasts = said.get("access_token"), said.get("expires_in")
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise answer.garbled()
        known = type(lasts) is int and 0 < lasts <= LONGEST_LIFE
        ends = self._account.clock() + timedelta(seconds=lasts) if known and lasts else None
        return Renewed({**self._account.secrets, "token": token}, ends)

    def plain(self, words: object) -> str:
        """Return words of the platform's as they may be shown."""
        return plain(words, self._account.secrets.values()) if isinstance(words, str) else ""


def app_of(account: Account) -> tuple[str, str]:
    """Return the app's number and secret, which a renewal through Facebook takes; "" for none."""
    app, secret = account.options.get("app", ""), account.secrets.get("app_secret", "")
    return app.strip(), secret.strip()


def record(answer: Response) -> dict[str, Any]:
    """Return the object an answer is."""
    said = answer.json()
    if not isinstance(said, dict):
        raise answer.garbled()
    return said


def rows(answer: Response) -> list[dict[str, Any]]:
    """Return the entries of a list."""
    entries = record(answer).get("data")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise answer.garbled()
    return entries


def id_of(answer: Response, thing: Mapping[str, Any], name: str = "id") -> str:
    """Return an id if it is one."""
    value = thing.get(name)
    if not isinstance(value, str) or not is_id(value):
        raise answer.garbled()
    return value


def is_id(value: str) -> bool:
    """Tell whether this can be the id of a thing."""
    return _ID.fullmatch(value) is not None


def moment(answer: Response, thing: Mapping[str, Any], name: str) -> datetime:
    """Return a time such as ``2026-11-22T08:00:00+0000``."""
    try:
        found = datetime.fromisoformat(str(thing.get(name)))
    except ValueError:
        raise answer.garbled() from None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def receipt(answer: Response, thing: Mapping[str, Any], address: str, stamp: str) -> Receipt:
    """Return where a post lives, from the names of its address and of its time."""
    try:
        url = web_address(thing.get(address))
    except ValueError:
        raise answer.garbled() from None
    return Receipt(id_of(answer, thing), url, moment(answer, thing, stamp))


def figures(answer: Response) -> dict[str, Any]:
    """Return the counters of an insights answer by name; what is not given is absent."""
    found = {}
    for entry in rows(answer):
        values = entry.get("values") or [entry.get("total_value")]
        if isinstance(values, list) and values and isinstance(values[0], dict):
            found[str(entry.get("name"))] = values[0].get("value")
    return found


def count(value: Any) -> int | None:
    """Return a counter if it is one."""
    return value if type(value) is int and value >= 0 else None


def not_shown(title: str, trouble: AdapterError) -> AdapterError:
    """Return the error for a post that was taken and then could not be read."""
    return Uncertain(f"{title} took the post and did not show it. {trouble}")


def _cursor(answer: Response) -> str:
    """Return where the next page begins; empty when there is none."""
    paging = record(answer).get("paging")
    if not isinstance(paging, dict) or not paging.get("next"):
        return ""
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return after if isinstance(after, str) else ""
