"""Facebook Pages.

A post is made in two steps: first unpublished, with its photos and their alt texts, then
``is_published`` is set, which may be repeated: the post's own number settles every doubt. That
this still works for drafts could not be tried on a live Page, so ``two_phase: no`` publishes in
one step; a doubt is then settled by reading the Page's posts, by the numbers of the photos or
word for word. An answer of 500, or of code 1 or 2, never means that nothing was published.

Sources: https://developers.facebook.com/docs/pages-api/posts and /docs/graph-api/reference/page
(v25.0); that ``is_published`` is a parameter of a post: the published parameter tables (2026-04).
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
    AdapterError,
    BadContent,
    Can,
    Capabilities,
    Content,
    Deferred,
    Disconnected,
    Gone,
    Image,
    Metrics,
    Outcome,
    PostKey,
    Receipt,
    Renewed,
    Staged,
    Strength,
    Uncertain,
    Unstaged,
)
from campaign.adapters import graph
from campaign.adapters.facebook_figures import figures_of
from campaign.adapters.graph import Graph, record
from campaign.adapters.graph_errors import SOON, Missing
from campaign.adapters.http import Response
from campaign.adapters.jpeg import JPEG_TYPE, Frame, prepared
from campaign.adapters.limits import LIMITS
from campaign.adapters.plaintext import folded
from campaign.adapters.post_address import on_facebook
from campaign.adapters.stage import Stage

HOST = "https://graph.facebook.com"
FRAME = Frame(title="Facebook", most=2048, most_bytes=4_000_000)
SHOWN = "is_published,permalink_url,created_time"
LISTED = "created_time,message,permalink_url,attachments{target,subattachments{target}}"
YES, NO = frozenset({"", "yes", "true", "on"}), frozenset({"no", "false", "off"})
DRAFT, PHOTOS = "post", "photos"  # kinds of what is staged


class Facebook(Adapter):
    """One Page, by a Page token."""

    name: ClassVar[str] = "facebook"
    capabilities: ClassVar[Capabilities] = LIMITS["facebook"]
    secrets: ClassVar[tuple[str, ...]] = ("token",)
    other_secrets: ClassVar[tuple[tuple[str, ...], ...]] = (("token", "app_secret"),)

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._graph = Graph(account, title="Facebook", host=HOST)
        self._two_steps = account.options.get("two_phase", "").strip().lower() not in NO
        if not self._two_steps:
            vars(self)["capabilities"] = replace(
                LIMITS["facebook"], strength=Strength.LOOKED_UP, key_lasts=0.0
            )
        if not all(graph.app_of(account)):
            limits = self.capabilities
            vars(self)["capabilities"] = replace(limits, can=limits.can - {Can.RENEW})

    @override
    def publish(self, content: Content, key: PostKey) -> Outcome:
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        page, until = self._page(), self._graph.until()
        answers = [self._photo(page, image, until) for image in content.images]
        photos = tuple(_number(answer) for answer in answers)
        if self._two_steps:
            answer = self._feed(page, content, photos, until, draft=True)
            return self._staged(DRAFT, (_number(answer),), content, answer)
        if answers:
            return self._staged(PHOTOS, photos, content, answers[0])
        return self._at_once(page, content, (), until)

    @override
    def release(self, content: Content, key: PostKey, handle: str) -> Outcome:
        stage, until = Stage.read(handle), self._graph.until()
        stage.demand(content)
        if stage.kind == PHOTOS:
            return self._at_once(self._page(), content, stage.ids, until)
        try:
            answer, post = self._read(stage.id, until)
        except Missing as exc:
            return self._look_for_lost(content, stage, until, exc)
        if post.get("is_published") is True:
            return _receipt(answer, post)
        shown = self._graph.post(f"/{stage.id}", until, creates=True, data={"is_published": "true"})
        if record(shown).get("success") is not True:
            raise shown.garbled()
        return self._confirmed(stage.id, until)

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        until = self._graph.until()
        stage = Stage.read(handle) if handle else None
        try:
            if stage and stage.kind == DRAFT:
                with suppress(Missing):
                    answer, post = self._read(stage.id, until)
                    return _receipt(answer, post) if post.get("is_published") is True else None
            found = self._listed(content, since, until, stage)
        except (BadContent, Gone) as exc:
            raise Uncertain(f"{exc} So it cannot be told whether the post is out.") from exc
        if found is None and stage and stage.kind == DRAFT:
            raise Uncertain("Facebook does not show the prepared post, published or not.")
        return found

    @override
    def measure(self, remote_ids: Sequence[str]) -> Mapping[str, Metrics]:
        found = {}
        for remote_id in filter(graph.is_id, remote_ids):
            with suppress(Gone):
                found[remote_id] = figures_of(self._graph, remote_id)
        if len(found) < len(remote_ids):
            self.identify()  # what the Page no longer lets us see is not gone
        return found

    @override
    def followers(self) -> int:
        answer = self._graph.get(f"/{self._page()}", fields="id,followers_count")
        return answer.count(record(answer).get("followers_count"))

    @override
    def delete(self, remote_id: str) -> None:
        if graph.is_id(remote_id):
            with suppress(Gone):
                self._graph.delete(f"/{remote_id}")

    @override
    def remote_id(self, url: str) -> str:
        return on_facebook(url, self._page())

    @override
    def identify(self) -> str:
        answer = self._graph.get(f"/{self._page()}", fields="id,name")
        page = record(answer)
        return f"{self._graph.plain(page.get('name'))} (Page {graph.id_of(answer, page)})"

    @override
    def renew(self) -> Renewed:
        """Exchange the token; a Page's own token needs none, for it does not run out."""
        return self._graph.exchanged(*graph.app_of(self.account))

    def _page(self) -> str:
        page = self.account.options.get("page", "").strip()
        if not page.isdecimal() or not page.isascii():
            raise Disconnected(
                "This Facebook channel does not say which Page it is: write the Page's number"
                " as “page:” under “options:” in its organisation's file."
            )
        if self.account.options.get("two_phase", "").strip().lower() not in YES | NO:
            raise Disconnected("The option “two_phase” is yes or no.")
        return page

    def _photo(self, page: str, image: Image, until: float) -> Response:
        """Upload a picture nobody sees, with its alt text."""
        data = prepared(self.account, image, FRAME)
        return self._graph.post(
            f"/{page}/photos",
            until,
            files={"source": ("picture.jpg", data, JPEG_TYPE)},
            data={"published": "false", "alt_text_custom": image.alt},
        )

    def _feed(
        self, page: str, content: Content, photos: Sequence[str], until: float, *, draft: bool
    ) -> Response:
        form = {"message": _message(content), "published": "false" if draft else "true"}
        if draft:
            form["unpublished_content_type"] = "DRAFT"
        if content.link and not photos:
            form["link"] = content.link.url
        for number, photo in enumerate(photos):
            form[f"attached_media[{number}]"] = f'{{"media_fbid":"{photo}"}}'
        return self._graph.post(f"/{page}/feed", until, creates=not draft, data=form)

    def _staged(
        self, kind: str, ids: tuple[str, ...], content: Content, answer: Response
    ) -> Staged:
        at, there = self.account.clock(), self._graph.time(answer)
        return Staged(Stage.of(kind, ids, at, there, content).handle)

    def _at_once(self, page: str, content: Content, photos: Sequence[str], until: float) -> Receipt:
        """Publish in one step."""
        answer = self._feed(page, content, photos, until, draft=False)
        return self._confirmed(_number(answer), until)

    def _confirmed(self, post_id: str, until: float) -> Receipt:
        """Read a post that was taken; when it cannot be read now, ``find`` will."""
        try:
            answer, post = self._read(post_id, until)
        except AdapterError as exc:
            raise graph.not_shown("Facebook", exc) from exc
        if post.get("is_published") is not True:
            raise Uncertain("Facebook took the post and does not show it as published.")
        return _receipt(answer, post)

    def _read(self, post_id: str, until: float) -> tuple[Response, dict[str, Any]]:
        answer = self._graph.get(f"/{post_id}", until, fields=f"id,{SHOWN}")
        post = record(answer)
        if type(post.get("is_published")) is not bool:
            raise answer.garbled()
        return answer, post

    def _look_for_lost(
        self, content: Content, stage: Stage, until: float, trouble: Missing
    ) -> Receipt:
        """Settle what became of a draft that cannot be read: out, not there yet, or gone."""
        if found := self._listed(content, stage.at, until, stage):
            return found
        if stage.young(self.account.clock()):
            raise Deferred(str(trouble), retry_after=SOON) from trouble
        raise Unstaged(f"{trouble} The post is prepared anew.") from trouble

    def _listed(
        self, content: Content, since: datetime, until: float, stage: Stage | None
    ) -> Receipt | None:
        """Look through the Page's posts for this one: by its photos, or by all its words."""
        photos = set(stage.ids) if stage and stage.kind == PHOTOS else set()
        path, since = f"/{self._page()}/published_posts", stage.there if stage else since
        for answer, post in self._graph.listed(path, until, since, LISTED, theirs=bool(stage)):
            if photos:
                ours = bool(photos & _attached(post))
            else:
                ours = folded(str(post.get("message") or "")) == folded(_message(content))
            if ours:
                return _receipt(answer, post)
        return None


def _number(answer: Response) -> str:
    return graph.id_of(answer, record(answer))


def _message(content: Content) -> str:
    """Return the text, with the address of a link that gets no card of its own."""
    return content.flat_text if content.images else content.text


def _receipt(answer: Response, post: Mapping[str, Any]) -> Receipt:
    return graph.receipt(answer, post, "permalink_url", "created_time")


def _attached(post: Mapping[str, Any]) -> set[str]:
    """Return the numbers of the photos a listed post carries."""
    found = set()
    queue: list[Any] = [post.get("attachments")]
    while queue:
        one = queue.pop()
        if not isinstance(one, dict):
            continue
        target = one.get("target")
        if isinstance(target, dict):
            found.add(str(target.get("id")))
        data = one.get("data")
        queue += data if isinstance(data, list) else []
        queue.append(one.get("subattachments"))
    return found
