"""How a post on LinkedIn is found again after a doubt.

The page's own posts are read, word for word or by the names of their pictures; a refusal as a
duplicate names a post to look at first. For a day or two it also names posts that were
deleted: a name is believed only when the post is there, is ours and is not from before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from campaign.adapter import (
    Account,
    BadContent,
    Content,
    Gone,
    Receipt,
    Uncertain,
    Unsupported,
)
from campaign.adapters.http import Response
from campaign.adapters.linkedin_api import Client, quoted, text_in
from campaign.adapters.linkedin_errors import NoPermission
from campaign.adapters.linkedin_post import ADDRESS, Handle, is_post, is_same, made_at, moment

PAGE = 50  # posts a page
PAGES = 5  # further back than this nobody looks
MARGIN = timedelta(seconds=60)  # by which clocks may differ
NEAR = timedelta(hours=1)  # a number's own time further from the server's is not believed
LOOK_YOURSELF = (
    "LinkedIn does not let this channel read a member's posts: look there whether it is out,"
    " then decide."
)


class Finder:
    """Reads the posts of one account."""

    def __init__(self, account: Account, client: Client) -> None:
        self._account, self._client = account, client

    def find(self, content: Content, since: datetime, known: Handle) -> Receipt | None:
        """Return the post that is this content, if it is there and not from before ``since``."""
        try:
            return self._look(content, since, known)
        except NoPermission as exc:
            if not self._client.member:
                raise
            if known.post:
                return _by_its_number(known.post, since)
            raise Unsupported(LOOK_YOURSELF) from exc
        except (BadContent, Gone) as exc:
            raise Uncertain(f"{exc} So it cannot be told whether the post is out.") from exc

    def created(self, answer: Response) -> Receipt:
        """Return the receipt for a post just made: its name stands in a header."""
        urn = answer.headers.get("x-restli-id", "")
        if not is_post(urn):
            raise answer.garbled()
        made, now = made_at(urn), self._server_time(answer)
        return _receipt(urn, made if abs(made - now) < NEAR else now)

    def _look(self, content: Content, since: datetime, known: Handle) -> Receipt | None:
        """Look at the post a refusal named; else, or when it is not there, through all."""
        until = self._client.until()
        if known.post:
            try:
                answer = self._client.send("GET", f"/rest/posts/{quoted(known.post)}", until=until)
            except Gone:
                pass  # it names posts for a day or two that were deleted
            else:
                return self._adopted(answer, answer.json(), since)
        for answer, post in self._own_since(since, until):
            if is_same(post, content, known):
                return _receipt(text_in(answer, post, "id"), _time(answer, post, "createdAt"))
        if known.post:
            raise Uncertain("LinkedIn refused this post as one it has, and does not show that one.")
        return None

    def _adopted(self, answer: Response, post: Any, since: datetime) -> Receipt | None:
        """Return the post that was named, unless it is another's, or one from before."""
        made = _time(answer, post, "createdAt")
        ours = text_in(answer, post, "author") == self._client.author
        if not ours or made < self._oldest(since, answer):
            return None
        return _receipt(text_in(answer, post, "id"), made)

    def _own_since(self, since: datetime, until: float) -> Iterator[tuple[Response, Any]]:
        """Go back through the page's own posts, last changed first, to ``since`` and a margin."""
        for number in range(PAGES):
            answer, posts = self.page(number, until)
            oldest = self._oldest(since, answer)
            for post in posts:
                if _time(answer, post, "createdAt") >= oldest:
                    yield answer, post
            if len(posts) < PAGE or _time(answer, posts[-1], "lastModifiedAt") < oldest:
                return
        raise Uncertain("The page has posted too much since to tell whether this post is out.")

    def page(self, number: int, until: float) -> tuple[Response, list[Any]]:
        """Return one page of the account's posts, last changed first."""
        query = f"author={quoted(self._client.author)}&q=author&count={PAGE}"
        path = f"/rest/posts?{query}&start={number * PAGE}&sortBy=LAST_MODIFIED"
        answer = self._client.send("GET", path, until=until, headers={"X-RestLi-Method": "FINDER"})
        said = answer.json()
        if not isinstance(said, dict) or not isinstance(said.get("elements"), list):
            raise answer.garbled()
        return answer, said["elements"]

    def _oldest(self, since: datetime, answer: Response) -> datetime:
        """Return, on the server's clock, the time before which nothing can be this post."""
        return since - MARGIN + (self._server_time(answer) - self._account.clock())

    def _server_time(self, answer: Response) -> datetime:
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        except ValueError:
            return self._account.clock()
        return theirs if theirs.tzinfo else theirs.replace(tzinfo=timezone.utc)


def _by_its_number(urn: str, since: datetime) -> Receipt | None:
    """Return the post a refusal named, if its own number says that it is not from before."""
    made = made_at(urn)
    return _receipt(urn, made) if made >= since - MARGIN else None


def _receipt(urn: str, at: datetime) -> Receipt:
    return Receipt(urn, f"{ADDRESS}/{urn}", at)


def _time(answer: Response, post: Any, name: str) -> datetime:
    try:
        return moment(post[name])
    except (KeyError, TypeError, ValueError):
        raise answer.garbled() from None
