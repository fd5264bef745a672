"""Mastodon, and what speaks its API.

The server keeps our key for an hour: a repeat with it answers with the first post. Some
look-alikes ignore the key, and some builds answer 500 to a repeat (mastodon#40399), so a
doubt is best settled by ``find``: the account's own posts, compared word for word.

Source: https://docs.joinmastodon.org/methods/statuses/ and /methods/media/ (2026-08).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar
from urllib.parse import quote

from typing_extensions import override

from campaign.adapter import (
    Account,
    Adapter,
    BadContent,
    Capabilities,
    Content,
    Deferred,
    Disconnected,
    Gone,
    Image,
    Metrics,
    PostKey,
    Problem,
    Receipt,
    Uncertain,
    limit_problems,
)
from campaign.adapters.address import web_address
from campaign.adapters.http import Http, Response
from campaign.adapters.limits import LIMITS
from campaign.adapters.picture import picture_bytes
from campaign.adapters.plaintext import folded, plain_text

PAGE = 40  # statuses a page, the most the server gives
PAGES = 10  # further back than this nobody looks
MARGIN = timedelta(seconds=60)  # by which clocks may differ
NOT_READY = 2.0  # seconds until a picture is asked after again


class Mastodon(Adapter):
    """One account on one server; ``base_url`` is the server's address."""

    name: ClassVar[str] = "mastodon"
    capabilities: ClassVar[Capabilities] = LIMITS["mastodon"]
    secrets: ClassVar[tuple[str, ...]] = ("token",)

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._token = account.secrets.get("token", "").strip()
        headers = {"Authorization": f"Bearer {self._token}"}
        self._http = Http(
            account.base_url,
            headers=headers,
            secrets=account.secrets.values(),
            permit=account.permit,
        )
        self._uploads_for = ""  # the key of the post whose pictures these are
        self._uploads: dict[str, str] = {}  # SHA-256 -> media id

    @override
    def check(self, content: Content) -> list[Problem]:
        return limit_problems(self.capabilities, _with_link(content))

    @override
    def publish(self, content: Content, key: PostKey) -> Receipt:
        until = self._http.until()
        body: dict[str, Any] = {
            "status": _with_link(content).text,
            "language": content.language.split("-")[0].lower(),
            "visibility": "public",
        }
        if content.images:
            body["media_ids"] = self._attach(content.images, key, until)
        if content.reply_to:
            body["in_reply_to_id"] = content.reply_to
        headers = {"Idempotency-Key": key.value}
        answer = self._send("POST", "/api/v1/statuses", until=until, json=body, headers=headers)
        return _receipt(answer, answer.json())

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        try:
            for answer, status in self._own_since(since):
                if self._is(status, content, key):
                    return _receipt(answer, status)
        except (BadContent, Gone) as exc:
            raise Uncertain(f"{exc} So it cannot be told whether the post is out.") from exc
        return None

    @override
    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        found = {}
        for remote_id in filter(None, remote_ids):
            try:
                answer = self._send("GET", _address(remote_id))
            except Gone:
                continue
            found[remote_id] = _metrics(answer)
        return found

    @override
    def delete(self, remote_id: str) -> None:
        if not remote_id:
            return
        try:
            self._send("DELETE", _address(remote_id), creates=False)
        except Gone:
            return

    @override
    def identify(self) -> str:
        return f"@{self._me()['acct']}"

    def _send(self, method: str, path: str, **request: Any) -> Response:
        if not self._token:
            raise Disconnected("This Mastodon channel has no token. Set the secret it names.")
        return self._http.send(method, path, **request)

    def _attach(self, images: Sequence[Image], key: PostKey, until: float) -> list[str]:
        """Upload the pictures, harmless until a post names them, and return their ids.

        What an earlier try for this post has uploaded is not uploaded again.
        """
        if self._uploads_for != key.value:
            self._uploads_for, self._uploads = key.value, {}
        answers = [self._known(image, until) or self._upload(image, until) for image in images]
        for answer in answers:
            if answer.status != 200:  # noqa: PLR2004  (202 or 206: still at work on it)
                wait = f"{answer.host} is still preparing a picture of this post."
                raise Deferred(wait, retry_after=NOT_READY)
        return [self._uploads[image.sha256] for image in images]

    def _known(self, image: Image, until: float) -> Response | None:
        """Ask after an upload; ``None`` when there was none or the server has cleared it away."""
        if not (media_id := self._uploads.get(image.sha256)):
            return None
        try:
            return self._send("GET", f"/api/v1/media/{quote(media_id)}", until=until)
        except Gone:
            return None

    def _upload(self, image: Image, until: float) -> Response:
        name = f"picture.{image.media_type.rpartition('/')[2]}"
        file = (name, picture_bytes(self.account, image), image.media_type)
        answer = self._send(
            "POST",
            "/api/v2/media",
            creates=False,
            until=until,
            files={"file": file},
            data={"description": image.alt},
        )
        self._uploads[image.sha256] = _text(answer, answer.json(), "id")
        return answer

    def _me(self, until: float | None = None) -> dict[str, str]:
        answer = self._send("GET", "/api/v1/accounts/verify_credentials", until=until)
        account = answer.json()
        return {name: _text(answer, account, name) for name in ("id", "acct")}

    def _own_since(self, since: datetime) -> Iterator[tuple[Response, Any]]:
        """Go back through the account's own posts, newest first, to ``since`` and a margin."""
        until = self._http.until()
        path = f"/api/v1/accounts/{quote(self._me(until)['id'])}/statuses"
        query = {"limit": str(PAGE), "exclude_reblogs": "true"}
        for _ in range(PAGES):
            answer = self._send("GET", path, until=until, params=query)
            statuses = answer.json()
            if not isinstance(statuses, list):
                raise answer.garbled()
            oldest = since - MARGIN + self._skew(answer)
            for status in statuses:
                if _time(answer, status) >= oldest:
                    yield answer, status
            if not statuses or _time(answer, statuses[-1]) < oldest:
                return
            query["max_id"] = _text(answer, statuses[-1], "id")
        raise Uncertain("The account has posted too much since to tell whether this post is out.")

    def _skew(self, answer: Response) -> timedelta:
        """Return by how much the server's clock is ahead of ours."""
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        except ValueError:
            return timedelta()
        return theirs - self.account.clock() if theirs.tzinfo else timedelta()

    def _is(self, status: Any, content: Content, key: PostKey) -> bool:
        """Tell whether a status is this content: by its pictures' ids, or by all its words."""
        media = [one for one in status.get("media_attachments") or [] if isinstance(one, dict)]
        if content.images and self._uploads_for == key.value:
            ours = [self._uploads.get(image.sha256) for image in content.images]
            if ours == [one.get("id") for one in media]:
                return True
        alts = [folded(one.get("description") or "") for one in media]
        return (
            folded(plain_text(str(status.get("content")))) == folded(_with_link(content).text)
            and alts == [folded(image.alt) for image in content.images]
            and status.get("in_reply_to_id") == content.reply_to
        )


def _with_link(content: Content) -> Content:
    """Return the content with its link card's address in the text: the server makes the card."""
    if content.link is None or content.link.url in content.text:
        return content
    return Content(
        f"{content.text.rstrip()}\n\n{content.link.url}",
        content.language,
        content.images,
        None,
        content.reply_to,
    )


def _address(remote_id: str) -> str:
    return f"/api/v1/statuses/{quote(remote_id, safe='')}"


def _receipt(answer: Response, status: Any) -> Receipt:
    try:
        url = web_address(status["url"] or status["uri"])
    except (KeyError, TypeError, ValueError):
        raise answer.garbled() from None
    return Receipt(_text(answer, status, "id"), url, _time(answer, status))


def _text(answer: Response, thing: Any, name: str) -> str:
    value = thing.get(name) if isinstance(thing, dict) else None
    if not isinstance(value, str) or not value:
        raise answer.garbled()
    return value


def _time(answer: Response, status: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(answer, status, "created_at"))
    except ValueError:
        raise answer.garbled() from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _metrics(answer: Response) -> Metrics:
    status = answer.json()
    _text(answer, status, "id")
    reblogs, quotes = _count(status, "reblogs_count"), _count(status, "quotes_count")
    return Metrics(
        reactions=_count(status, "favourites_count"),
        comments=_count(status, "replies_count"),
        shares=None if reblogs is None else reblogs + (quotes or 0),
    )


def _count(status: Mapping[str, Any], name: str) -> int | None:
    value = status.get(name)
    return value if type(value) is int and value >= 0 else None
