"""X, by its API v2.

X knows no key of ours, so a doubt is settled by looking: at a media key, which belongs to one
upload and is written down before the post is made, or else at all the words. A 403 for
"duplicate content" is evidence of an earlier try. X charges for what is asked of it (see
``limits.py``), so nothing is asked that is known already.

Source: https://docs.x.com/x-api (OpenAPI 2.159 and 2.167, 2026-08).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar, Final

from typing_extensions import override

from campaign.adapter import (
    Account,
    Adapter,
    BadContent,
    Can,
    Capabilities,
    Content,
    Gone,
    Metrics,
    PostKey,
    Receipt,
    Refused,
    Renewed,
    Staged,
    Uncertain,
    Unstaged,
)
from campaign.adapters import x_find, x_measure, x_renew
from campaign.adapters.http import Response
from campaign.adapters.limits import LIMITS
from campaign.adapters.post_address import on_x
from campaign.adapters.x_errors import MEDIA_GONE, MediaGone, skew
from campaign.adapters.x_line import OAUTH1, Line
from campaign.adapters.x_media import Uploads, upload

PAGE: Final = 100  # posts a page, the most X gives
PAGES: Final = 5  # further back than this nobody looks: every post that is read costs
MARGIN: Final = timedelta(seconds=60)  # by which a moment may be off
SLACK: Final = timedelta(hours=1)  # by which X's clock and ours may differ when we look
REPLIES: Final = {"limited": "following", "off": "mentionedUsers"}  # it has no “nobody”
KNOWN: Final = timedelta(days=30)  # a number that tells another time is none of X's
_ID = re.compile(r"[0-9]{1,19}")


class X(Adapter):
    """One account, by the four keys of OAuth 1.0a or by the tokens of OAuth 2."""

    name: ClassVar[str] = "x"
    capabilities: ClassVar[Capabilities] = LIMITS["x"]
    secrets: ClassVar[tuple[str, ...]] = OAUTH1
    other_secrets: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("access_token", "refresh_token", "client_id", "client_secret"),
        ("access_token", "refresh_token", "client_id"),
    )

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._line = Line(account)
        self._id = ""  # of the account
        if self._line.signed or not self._line.can_renew:
            limits = type(self).capabilities
            vars(self)["capabilities"] = replace(limits, can=limits.can - {Can.RENEW})

    @override
    def publish(self, content: Content, key: PostKey) -> Receipt | Staged:
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        self._line.begin()
        if not content.images:
            return self._create(content, Uploads.read(""))
        uploads, wait = upload(self._line, self.account, content.images)
        return Staged(uploads.handle, wait)

    @override
    def release(self, content: Content, key: PostKey, handle: str) -> Receipt:
        uploads, now = Uploads.read(handle), self.account.clock()
        if uploads.over(now):
            raise Unstaged(MEDIA_GONE)
        self._line.begin()
        try:
            return self._create(content, uploads)
        except MediaGone as exc:
            if uploads.young(now):
                raise
            raise Unstaged(MEDIA_GONE) from exc

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        keys = Uploads.read(handle).keys
        handle_of_account = self.account.handle.lstrip("@")
        try:
            for post, alts in self._own_since(since):
                if x_find.is_ours(post, content, keys=keys, alts=alts, handle=handle_of_account):
                    return self._receipt(str(post["id"]))
        except (BadContent, Gone) as exc:
            raise Uncertain(f"{exc} So it cannot be told whether the post is out.") from exc
        return None

    @override
    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        known = [one for one in remote_ids if _ID.fullmatch(one)]
        if not known:
            return {}
        self._line.begin()
        return x_measure.measure(self._line, known, self.account.clock())

    @override
    def followers(self) -> int:
        self._line.begin()
        answer = self._line.ask("get_me", user_fields=["public_metrics"])
        figures = _object(answer, "data").get("public_metrics")
        count = figures.get("followers_count") if isinstance(figures, dict) else None
        return answer.count(count)

    @override
    def delete(self, remote_id: str) -> None:
        if not _ID.fullmatch(remote_id):
            raise Refused("That is not the number of a post on X.")
        self._line.begin()
        try:
            answer = self._line.ask("delete_tweet", remote_id)
        except Gone:
            return
        if _object(answer, "data").get("deleted") is not True:
            raise answer.garbled()

    @override
    def identify(self) -> str:
        self._line.begin()
        return f"@{_text(*self._me(), 'username')}"

    @override
    def remote_id(self, url: str) -> str:
        return on_x(url, self.account.handle)

    @override
    def renew(self) -> Renewed:
        return x_renew.renew(self._line, self.account)

    def _create(self, content: Content, uploads: Uploads) -> Receipt:
        answer = self._line.ask(
            "create_tweet",
            text=content.flat_text,
            media_ids=list(uploads.ids) or None,
            in_reply_to_tweet_id=content.reply_to,
            reply_settings=None if content.reply_to else REPLIES.get(content.comments),
        )
        made = _text(answer, _object(answer, "data"), "id")
        if not _ID.fullmatch(made):
            raise answer.garbled()
        return self._receipt(made)

    def _receipt(self, post: str) -> Receipt:
        who = self.account.handle.lstrip("@")
        who = who if re.fullmatch(r"\w{1,50}", who, re.ASCII) else "i"  # X finds it by its number
        return Receipt(post, f"https://x.com/{who}/status/{post}", self._time_of(post))

    def _time_of(self, post: str) -> datetime:
        """Return when a post was made, which its number tells; now, where it cannot be so."""
        now = self.account.clock()
        made = x_measure.made(post)
        return made if abs(made - now) < KNOWN else now

    def _me(self) -> tuple[Response, Any]:
        answer = self._line.ask("get_me")
        return answer, _object(answer, "data")

    def _own_id(self) -> str:
        """Return the account's number: the keys of OAuth 1.0a tell it, else X is asked once."""
        if not self._id and self._line.signed:
            start = self._line.secret("access_token").partition("-")[0]
            self._id = start if _ID.fullmatch(start) else ""
        self._id = self._id or _text(*self._me(), "id")
        return self._id

    def _own_since(self, since: datetime) -> Iterator[tuple[Mapping[str, Any], dict[str, str]]]:
        """Go through the account's own posts since a moment, with the alt texts X showed along."""
        self._line.begin()
        query: dict[str, Any] = {
            "start_time": since - SLACK,
            "max_results": PAGE,
            "exclude": ["retweets"],
            "tweet_fields": x_find.FIELDS,
            "expansions": ["attachments.media_keys"],
            "media_fields": ["alt_text", "media_key"],
        }
        for _ in range(PAGES):
            answer = self._line.ask("get_users_tweets", self._own_id(), **query)
            posts, oldest = _posts(answer), since - MARGIN + self._ahead(answer)
            alts = x_find.alt_texts(answer.json().get("includes"))
            for post in posts:
                if _time(answer, post) >= oldest:
                    yield post, alts
            token = _object(answer, "meta").get("next_token")
            if not token:
                return
            query["pagination_token"] = token
        raise Uncertain("The account has posted too much since to tell whether this post is out.")

    def _ahead(self, answer: Response) -> timedelta:
        """Return by how much X's clock is ahead; raise when so far that posts are overlooked."""
        ahead = skew(answer, self.account.clock())
        if abs(ahead) > SLACK - MARGIN:
            raise Uncertain(
                "This machine's clock is off by an hour or more, so it cannot be told whether"
                " the post is out: set the clock."
            )
        return ahead


def _posts(answer: Response) -> list[Mapping[str, Any]]:
    """Return the posts of a page; an answer that does not count them is never a no."""
    count = _object(answer, "meta").get("result_count")
    posts = answer.json().get("data", [])
    if not isinstance(posts, list) or count != len(posts):
        raise answer.garbled()
    for post in posts:
        if not _ID.fullmatch(_text(answer, post, "id")):
            raise answer.garbled()
    return posts


def _object(answer: Response, name: str) -> Mapping[str, Any]:
    said = answer.json()
    value = said.get(name) if isinstance(said, dict) else None
    if not isinstance(value, dict):
        raise answer.garbled()
    return value


def _text(answer: Response, thing: Any, name: str) -> str:
    value = thing.get(name) if isinstance(thing, dict) else None
    if not isinstance(value, str) or not value:
        raise answer.garbled()
    return value


def _time(answer: Response, post: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(answer, post, "created_at"))
    except ValueError:
        raise answer.garbled() from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
