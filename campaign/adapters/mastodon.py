"""Mastodon, and what speaks its API.

The server keeps our key for an hour: a repeat with it answers with the first post. Some
look-alikes ignore the key, and some builds answer 500 to a repeat (mastodon#40399), so a
doubt is best settled by ``find``: the account's own posts, known by the ids of their pictures
or compared word for word.

A picture is uploaded first and belongs to nothing until a post names it; the server works on
it for a while. Its id is what is staged. A picture that is no longer there was cleared away
after a day, or it is in the post already: we look before we begin again, because older servers
post without a picture they do not find.

Source: https://docs.joinmastodon.org/methods/statuses/ and /methods/media/ (2026-08); the
server's PostStatusService and MediaController.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
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
    Disconnected,
    Gone,
    Image,
    Metrics,
    Outcome,
    PostKey,
    Receipt,
    Staged,
    Uncertain,
    Unstaged,
)
from campaign.adapters import mastodon_status as read
from campaign.adapters.http import Http, Response
from campaign.adapters.limits import LIMITS
from campaign.adapters.mastodon_errors import meaning, parent_gone
from campaign.adapters.mastodon_instance import Instance
from campaign.adapters.mastodon_status import Stage, read_stage
from campaign.adapters.picture import picture_bytes
from campaign.adapters.post_address import on_mastodon

PAGE = 40  # statuses a page, the most the server gives
PAGES = 10  # further back than this nobody looks
MARGIN = timedelta(seconds=60)  # by which clocks may differ
READY = 200  # of a picture; 202 and 206 say that the server is still at work on it
NOT_READY = 2.0  # seconds until a picture is asked after again
MANY = 2  # posts that are worth a call for all of them
BRIEF = 5.0  # seconds that asking for a server's limits may take


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
            meaning=meaning,
            permit=account.permit,
            heard=account.heard,
        )
        self._instance = Instance(self._configuration, account.clock)

    @override
    def publish(self, content: Content, key: PostKey) -> Outcome:
        for fault in self._instance.limits().faults(content):
            raise BadContent(fault)
        until = self._http.until()
        if not content.images:
            return self._create(content, key, (), until)
        answers = [self._upload(image, until) for image in content.images]
        ids = tuple(read.text(answer, answer.json(), "id") for answer in answers)
        ready = all(answer.status == READY for answer in answers)
        stage = Stage(ids, int(self.account.clock().timestamp()), ready)
        return Staged(stage.handle, 0.0 if ready else NOT_READY)

    @override
    def release(self, content: Content, key: PostKey, handle: str) -> Outcome:
        until = self._http.until()
        stage = read_stage(handle)
        if not stage.media:
            raise Uncertain("What was prepared for this post on Mastodon cannot be read.")
        if not stage.sure(self.account.clock()) and (other := self._instead(stage, until)):
            return other
        try:
            return self._create(content, key, stage.media, until)
        except BadContent:  # which may say that a picture is not ready, or no longer there
            if other := self._instead(stage, until):
                return other
            raise

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        media = read_stage(handle).media
        return self._look(since, lambda status: read.same(status, content, media))

    @override
    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        ids = [one for one in remote_ids if one]
        found = self._together(ids)
        for remote_id in [one for one in ids if one not in found]:
            with suppress(Gone):  # asked for alone, before it is called gone
                answer = self._send("GET", _address(remote_id))
                found[remote_id] = read.metrics(answer, answer.json())
        return {one: found[one] for one in ids if one in found}

    @override
    def followers(self) -> int:
        answer = self._send("GET", "/api/v1/accounts/verify_credentials")
        account = answer.json()
        return answer.count(account.get("followers_count") if isinstance(account, dict) else None)

    @override
    def delete(self, remote_id: str) -> None:
        if not remote_id:
            return
        try:
            self._send("DELETE", _address(remote_id), creates=False)
        except Gone:
            return

    @override
    def remote_id(self, url: str) -> str:
        return on_mastodon(url, self.account.base_url, self.account.handle)

    @override
    def identify(self) -> str:
        return f"@{self._me()['acct']}"

    def _send(self, method: str, path: str, **request: Any) -> Response:
        if not self._token:
            raise Disconnected("This Mastodon channel has no token. Set the secret it names.")
        return self._http.send(method, path, **request)

    def _together(self, ids: Sequence[str]) -> dict[str, Metrics]:
        """Read many posts at once, as servers can since 4.3; none where this one cannot."""
        if len(ids) < MANY:
            return {}
        try:
            answer = self._send("GET", "/api/v1/statuses", params={"id[]": list(ids)})
        except (BadContent, Gone):
            return {}
        said = answer.json()
        statuses = said if isinstance(said, list) else []
        return {read.text(answer, one, "id"): read.metrics(answer, one) for one in statuses}

    def _create(
        self, content: Content, key: PostKey, media: Sequence[str], until: float
    ) -> Receipt:
        body: dict[str, Any] = {
            "status": content.flat_text,
            "language": content.language.split("-")[0].lower(),
            "visibility": "public",
        }
        if media:
            body["media_ids"] = list(media)
        if content.reply_to:
            body["in_reply_to_id"] = content.reply_to
        headers = {"Idempotency-Key": key.value}
        try:
            answer = self._send("POST", "/api/v1/statuses", until=until, json=body, headers=headers)
        except Gone as exc:
            raise parent_gone(exc) if content.reply_to else exc from None
        return read.receipt(answer, answer.json())

    def _upload(self, image: Image, until: float) -> Response:
        """Upload a picture, which nobody sees until a post names it."""
        name = f"picture.{image.media_type.rpartition('/')[2]}"
        file = (name, picture_bytes(self.account, image), image.media_type)
        return self._send(
            "POST",
            "/api/v2/media",
            creates=False,
            until=until,
            files={"file": file},
            data={"description": image.alt},
        )

    def _instead(self, stage: Stage, until: float) -> Outcome | None:
        """Return what to answer instead of creating; ``None`` when all pictures are ready."""
        try:
            ready = all(self._is_ready(media, until) for media in stage.media)
        except Gone:
            return self._used_or_lost(stage)
        return None if ready else Staged(replace(stage, ready=False).handle, NOT_READY)

    def _is_ready(self, media: str, until: float) -> bool:
        answer = self._send("GET", f"/api/v1/media/{quote(media, safe='')}", until=until)
        if read.text(answer, answer.json(), "id") != media:
            raise answer.garbled()
        return answer.status == READY

    def _used_or_lost(self, stage: Stage) -> Receipt:
        """Return the post that has the pictures; raise ``Unstaged`` when there is none."""
        uploaded = datetime.fromtimestamp(stage.at, timezone.utc)
        if found := self._look(uploaded, lambda status: read.has_media(status, stage.media)):
            return found
        raise Unstaged(f"{self._http.host} has cleared away a picture of this post.")

    def _configuration(self) -> tuple[str, Any]:
        until = time.monotonic() + BRIEF
        return self._http.host, self._send("GET", "/api/v2/instance", until=until).json()

    def _me(self, until: float | None = None) -> dict[str, str]:
        answer = self._send("GET", "/api/v1/accounts/verify_credentials", until=until)
        account = answer.json()
        return {name: read.text(answer, account, name) for name in ("id", "acct")}

    def _look(self, since: datetime, ours: Callable[[Any], bool]) -> Receipt | None:
        """Return the account's post since then that is ours; only a whole list is a no."""
        try:
            for answer, status in self._own_since(since):
                if ours(status):
                    return read.receipt(answer, status)
        except (BadContent, Gone) as exc:
            raise Uncertain(f"{exc} So it cannot be told whether the post is out.") from exc
        return None

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
                if read.time(answer, status) >= oldest:
                    yield answer, status
            if not statuses or read.time(answer, statuses[-1]) < oldest:
                return
            query["max_id"] = read.text(answer, statuses[-1], "id")
        raise Uncertain("The account has posted too much since to tell whether this post is out.")

    def _skew(self, answer: Response) -> timedelta:
        """Return by how much the server's clock is ahead of ours."""
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        except ValueError:
            return timedelta()
        return theirs - self.account.clock() if theirs.tzinfo else timedelta()


def _address(remote_id: str) -> str:
    return f"/api/v1/statuses/{quote(remote_id, safe='')}"
