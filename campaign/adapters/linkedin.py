"""LinkedIn: an organisation's page, or a member's own profile.

LinkedIn knows no key, so a doubt is settled by looking: through the page's own posts, word for
word or by the names of their pictures, and by its refusal of a second like it, which names the
first. A member's posts may be read by few programs: where they may not, the name in such a
refusal is all there is, and without one a person looks.

Source: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/ (2026-08).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from typing_extensions import override

from campaign.adapter import (
    Account,
    Adapter,
    BadContent,
    Can,
    Capabilities,
    Content,
    Deferred,
    Disconnected,
    Duplicate,
    Gone,
    Image,
    Metrics,
    PostKey,
    Problem,
    Receipt,
    Refused,
    Renewed,
    Staged,
    Strength,
    Unstaged,
    limit_problems,
)
from campaign.adapters.limits import LIMITS
from campaign.adapters.linkedin_api import RENEWAL, Client, quoted, text_in
from campaign.adapters.linkedin_errors import NoPermission
from campaign.adapters.linkedin_finder import Finder
from campaign.adapters.linkedin_post import (
    Handle,
    body,
    thumbnail_of,
    words,
)
from campaign.adapters.picture import picture_bytes
from campaign.adapters.post_address import on_linkedin

NOT_READY = 2.0  # seconds until a picture is asked after again
PIXELS = 36_152_320  # a picture must have fewer
COUNTERS: Mapping[str, str] = {
    "impressions": "impressionCount",
    "reach": "uniqueImpressionsCount",
    "reactions": "likeCount",
    "comments": "commentCount",
    "shares": "shareCount",
    "link_clicks": "clickCount",
}


class LinkedIn(Adapter):
    """One page or profile, by a token of somebody who may post for it."""

    name: ClassVar[str] = "linkedin"
    capabilities: ClassVar[Capabilities] = LIMITS["linkedin"]
    secrets: ClassVar[tuple[str, ...]] = ("token",)
    other_secrets: ClassVar[tuple[tuple[str, ...], ...]] = (RENEWAL,)

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._client = Client(account)
        self._finder = Finder(account, self._client)
        vars(self)["capabilities"] = self._of_this_account()

    @override
    def check(self, content: Content) -> list[Problem]:
        problems = limit_problems(self.capabilities, replace(content, text=words(content)))
        for image in filter(None, (*content.images, thumbnail_of(content))):
            if image.width * image.height >= PIXELS:
                size = f"{image.width} by {image.height}"
                sentence = f"The picture is too large: {size} pixels of {PIXELS:,} in all."
                problems.append(Problem("image-too-large", sentence))
        return problems

    @override
    def publish(self, content: Content, key: PostKey) -> Receipt | Staged:
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        until = self._client.until()
        thumbnail = thumbnail_of(content)
        if not content.images and not thumbnail:
            return self._create(content, Handle(), until)
        images = tuple(self._upload(image, until) for image in content.images)
        handle = Handle(images, self._upload(thumbnail, until) if thumbnail else "")
        return Staged(handle.write())

    @override
    def release(self, content: Content, key: PostKey, handle: str) -> Receipt | Staged:
        staged = Handle.read(handle)
        if not staged.suits(content):
            return self.publish(content, key)
        until = self._client.until()
        ready = [self._is_ready(urn, until) for urn in staged.pictures]
        if not all(ready):
            return Staged(handle, NOT_READY)
        return self._create(content, staged, until)

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        return self._finder.find(content, since, Handle.read(handle))

    @override
    def renew(self) -> Renewed:
        if Can.RENEW not in self.capabilities.can:
            return super().renew()
        return self._client.renew()

    @override
    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        if Can.MEASURE not in self.capabilities.can:
            return super().measure(remote_ids)
        found: dict[str, Metrics] = {}
        ugc = [one for one in remote_ids if one.startswith("urn:li:ugcPost:")]
        shares = [one for one in remote_ids if one and one not in ugc]
        for kind, query, asked in (("share", "shares", shares), ("ugcPost", "ugcPosts", ugc)):
            if asked:
                found |= self._statistics(kind, query, asked)
        for one in [one for one in (*shares, *ugc) if one not in found]:
            if self._is_there(one):
                found[one] = Metrics()
        return {one: found[one] for one in remote_ids if one in found}

    @override
    def followers(self) -> int:
        if Can.FOLLOWERS not in self.capabilities.can:
            return super().followers()
        path = f"/rest/networkSizes/{quoted(self._client.author)}"
        query = {"edgeType": "COMPANY_FOLLOWED_BY_MEMBER"}
        answer = self._client.send("GET", path, params=query)
        said = answer.json()
        return answer.count(said.get("firstDegreeSize") if isinstance(said, dict) else None)

    @override
    def delete(self, remote_id: str) -> None:
        if not remote_id:
            return
        path, method = f"/rest/posts/{quoted(remote_id)}", {"X-RestLi-Method": "DELETE"}
        try:
            self._client.send("DELETE", path, headers=method)
        except Gone:
            return

    @override
    def remote_id(self, url: str) -> str:
        return on_linkedin(url)

    @override
    def identify(self) -> str:
        author = self._client.author
        number = author.rpartition(":")[2]
        if self._client.member:
            return self._member(author, number)
        try:
            answer = self._client.send("GET", f"/rest/organizations/{quoted(number)}")
        except NoPermission:
            self._finder.page(0, self._client.until())  # the least it must be allowed to see
            return author
        return f"{text_in(answer, answer.json(), 'localizedName')} ({author})"

    def _of_this_account(self) -> Capabilities:
        """Return what can be had: members are not counted for, and few tokens can be renewed."""
        limits = type(self).capabilities
        if not all(self.account.secrets.get(name) for name in RENEWAL):
            limits = replace(limits, can=limits.can - {Can.RENEW})
        if self._client.member:
            can = limits.can - {Can.FOLLOWERS, Can.MEASURE}
            limits = replace(limits, can=can, metrics=(), strength=Strength.PERSON)
        return limits

    def _upload(self, image: Image, until: float) -> str:
        return self._client.upload(picture_bytes(self.account, image), until)

    def _is_ready(self, urn: str, until: float) -> bool:
        """Ask whether a picture may be posted; a member's may not be asked after."""
        try:
            answer = self._client.send("GET", f"/rest/images/{quoted(urn)}", until=until)
            status = text_in(answer, answer.json(), "status")
        except NoPermission:
            return True
        except Gone:
            status = "GONE"
        if status == "PROCESSING_FAILED":
            raise BadContent("LinkedIn cannot read a picture of this post. Save it anew as JPEG.")
        if status in {"GONE", "WAITING_UPLOAD"}:
            raise Unstaged("LinkedIn no longer has a picture of this post; it is sent anew.")
        return status == "AVAILABLE"

    def _create(self, content: Content, handle: Handle, until: float) -> Receipt:
        post = body(self._client.author, content, handle)
        try:
            answer = self._client.send("POST", "/rest/posts", creates=True, until=until, json=post)
        except Duplicate as exc:
            known = replace(handle, post=exc.handle)
            raise Duplicate(str(exc), handle=known.write() if known.post else "") from exc
        return self._finder.created(answer)

    def _statistics(self, kind: str, query: str, asked: Sequence[str]) -> dict[str, Metrics]:
        page, posts = quoted(self._client.author), ",".join(map(quoted, asked))
        path = (
            "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
            f"&organizationalEntity={page}&{query}=List({posts})"
        )
        try:
            answer = self._client.send("GET", path)
        except Disconnected:
            raise
        except Refused as exc:
            raise Deferred(f"LinkedIn cannot give the figures now. {exc}") from exc
        try:
            rows = answer.json()["elements"]
            return {row[kind]: _metrics(row["totalShareStatistics"]) for row in rows}
        except (AttributeError, KeyError, TypeError):
            raise answer.garbled() from None

    def _is_there(self, post: str) -> bool:
        """Ask for a post of which no figures came: it may have none, and is not called gone."""
        with suppress(Gone):
            return self._client.send("GET", f"/rest/posts/{quoted(post)}").ok
        return False

    def _member(self, author: str, number: str) -> str:
        try:
            answer = self._client.send("GET", "/v2/userinfo")
        except NoPermission:
            return author
        said = answer.json()
        if text_in(answer, said, "sub") != number:
            raise Disconnected(
                "This channel's token belongs to another member than its “author” names."
                " Connect the channel again as that member, or change its “author”."
            )
        return f"{text_in(answer, said, 'name')} ({author})"


def _metrics(given: Mapping[str, Any]) -> Metrics:
    """Return the counters LinkedIn gave; what it left out stays unknown, never nought."""
    figures = {name: given.get(theirs) for name, theirs in COUNTERS.items()}
    return Metrics(**{name: one for name, one in figures.items() if type(one) is int and one >= 0})
