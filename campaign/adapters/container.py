"""What Instagram and Threads share: a post is a container first, which is then published.

A container is invisible, is prepared for some seconds and is good for a day; it can be published
once, and tells whether it was. So its number is the token that makes a repeat exact: whatever
became of an attempt, the container is asked before anything else is done. Several pictures are a
container each, of which, once they are ready, one for the post is made.
Sources: https://developers.facebook.com/docs/instagram-platform/content-publishing and
/docs/threads/posts, /docs/threads/troubleshooting (2026).
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from typing_extensions import override

from campaign.adapter import (
    Adapter,
    AdapterError,
    BadContent,
    Content,
    Deferred,
    Gone,
    Image,
    Outcome,
    PostKey,
    Receipt,
    Staged,
    Throttled,
    Uncertain,
    Unstaged,
)
from campaign.adapters import graph
from campaign.adapters.graph import Graph, record
from campaign.adapters.graph_errors import AN_HOUR, BY_SUBCODE, SOON, Missing, NoContainer, is_doubt
from campaign.adapters.http import Response
from campaign.adapters.jpeg import JPEG_TYPE, Frame, prepared
from campaign.adapters.plaintext import folded
from campaign.adapters.stage import Stage

POST, ITEMS = "post", "items"  # kinds of what is staged: the post, or its pictures so far
UNKNOWN = "UNKNOWN"  # where a container stands that the platform does not know
AGAIN = 60.0  # seconds; both platforms ask not to be asked about a container more often
_STATUSES = frozenset({"ERROR", "EXPIRED", "FINISHED", "IN_PROGRESS", "PUBLISHED"})
_NUMBER = re.compile(r"\b(\d{7})\b")  # Instagram writes the code of a fault into a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What the two call the same things, and how long they want before the first question."""

    create: str
    publish: str
    status: str
    reason: str
    words: str
    wait: float
    frame: Frame
    plain: Mapping[str, str] = field(default_factory=dict)  # what a post without a picture says


class ContainerAdapter(Adapter):
    """One account on a platform of containers."""

    dialect: ClassVar[Dialect]
    _graph: Graph

    @abstractmethod
    def _user(self, until: float) -> str:
        """Return the account's number, or what stands for it in addresses."""

    @abstractmethod
    def _words(self, content: Content) -> dict[str, str]:
        """Return what a post says, apart from its pictures."""

    @abstractmethod
    def _picture(self, image: Image, url: str) -> dict[str, str]:
        """Return what makes a container of one picture."""

    @abstractmethod
    def _left(self, content: Content, until: float) -> tuple[object, object]:
        """Return how many posts were made in a day, and how many may be, as the platform says."""

    @abstractmethod
    def _list(self, content: Content, user: str) -> tuple[str, str]:
        """Return where the account's posts of this kind are listed, and which fields to ask for."""

    def _is(self, entry: Mapping[str, Any], content: Content) -> bool:
        """Tell whether a listed post says what this content says."""
        said = entry.get(self.dialect.words)
        return folded(str(said or "")) == folded(self._words(content)[self.dialect.words])

    @override
    def publish(self, content: Content, key: PostKey) -> Outcome:
        if problems := self.check(content):
            raise BadContent(problems[0].message)
        until = self._graph.until()
        user = self._user(until)
        self._heed_the_daily_limit(content, until)
        items = [self._item(image) for image in content.images]
        if len(items) > 1:
            part = {"is_carousel_item": "true"}
            made = [self._create(user, {**item, **part}, until) for item in items]
            return self._staged(content, ITEMS, *made)
        form = {**self.dialect.plain, **self._words(content), **(items[0] if items else {})}
        return self._staged(content, POST, self._create(user, form, until))

    @override
    def release(self, content: Content, key: PostKey, handle: str) -> Outcome:
        stage, until = Stage.read(handle), self._graph.until()
        stage.demand(content)
        if stage.kind == ITEMS:
            return self._gather(content, stage, until)
        status, told = self._status(stage.id, until)
        if status == "PUBLISHED":
            return self._shown(content, stage, until)
        if status == "IN_PROGRESS":
            return Staged(handle, AGAIN)
        if status == "ERROR" and self._young(stage):
            raise BadContent(told)
        if status != "FINISHED":
            return self._look_for_lost(content, stage, until, status, told)
        try:
            return self._public(stage.id, until)
        except NoContainer as exc:
            return self._look_for_lost(content, stage, until, UNKNOWN, str(exc))

    @override
    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        until = self._graph.until()
        stage = Stage.read(handle) if handle else None
        if stage and stage.kind == ITEMS:
            return None  # pictures that were never gathered into a post
        try:
            return (
                self._settled(content, stage, until)
                if stage
                else self._listed(content, since, until)
            )
        except (BadContent, Gone) as exc:
            raise Uncertain(f"{exc} So it cannot be told whether the post is out.") from exc

    def _settled(self, content: Content, stage: Stage, until: float) -> Receipt | None:
        """Ask the container what became of the post; what it cannot tell, the list may."""
        status, told = self._status(stage.id, until)
        if status == "PUBLISHED":
            return self._shown(content, stage, until)
        if status in {"FINISHED", "IN_PROGRESS"}:
            return None
        found = self._listed(content, stage.there, until, theirs=True)
        if found is None and status == UNKNOWN:
            raise Uncertain(f"{told} So it cannot be told whether the post is out.")
        return found

    def _heed_the_daily_limit(self, content: Content, until: float) -> None:
        with suppress(BadContent, Gone):  # where it cannot be read, the platform will say so itself
            used, most = self._left(content, until)
            if type(used) is int and type(most) is int and 0 < most <= used:
                raise Throttled(
                    f"{self._graph.title} takes {most} posts of this account in 24 hours, and has"
                    f" had {used}. The next goes out when there is room again.",
                    retry_after=AN_HOUR,
                )

    def _item(self, image: Image) -> dict[str, str]:
        data = prepared(self.account, image, self.dialect.frame)
        return self._picture(image, self.account.share(data, JPEG_TYPE))

    def _create(self, user: str, form: Mapping[str, str], until: float) -> Response:
        """Make a container, which nobody sees."""
        return self._graph.post(f"/{user}/{self.dialect.create}", until, data=form)

    def _staged(self, content: Content, kind: str, *answers: Response) -> Staged:
        ids = tuple(graph.id_of(answer, record(answer)) for answer in answers)
        at, there = self.account.clock(), self._graph.time(answers[0])
        stage = Stage.of(kind, ids, at, there, content)
        return Staged(stage.handle, self.dialect.wait)

    def _gather(self, content: Content, stage: Stage, until: float) -> Staged:
        """Make one container of those of the pictures, once all are ready."""
        for child in stage.ids:
            status, told = self._status(child, until)
            if status == "IN_PROGRESS" or (status == UNKNOWN and self._young(stage)):
                return Staged(stage.handle, AGAIN)
            if status == "ERROR" and self._young(stage):
                raise BadContent(told)
            if status != "FINISHED":
                raise Unstaged(f"{told} The post is prepared anew.")
        form = {**self._words(content), "media_type": "CAROUSEL", "children": ",".join(stage.ids)}
        return self._staged(content, POST, self._create(self._user(until), form, until))

    def _public(self, container: str, until: float) -> Receipt:
        """Publish a container, and say where the post lives."""
        path = f"/{self._user(until)}/{self.dialect.publish}"
        answer = self._graph.post(path, until, creates=True, data={"creation_id": container})
        post_id = graph.id_of(answer, record(answer))
        try:
            answer = self._graph.get(f"/{post_id}", until, fields="id,permalink,timestamp")
            return graph.receipt(answer, record(answer), "permalink", "timestamp")
        except AdapterError as exc:
            raise graph.not_shown(self._graph.title, exc) from exc

    def _shown(self, content: Content, stage: Stage, until: float) -> Receipt:
        """Return where a container lives that was published."""
        if found := self._listed(content, stage.there, until, theirs=True):
            return found
        raise Uncertain(
            f"{self._graph.title} has published the post and does not list it yet; its address"
            " is looked for again."
        )

    def _look_for_lost(
        self, content: Content, stage: Stage, until: float, status: str, told: str
    ) -> Receipt:
        """Settle what became of a container that is of no use any more."""
        if found := self._listed(content, stage.there, until, theirs=True):
            return found
        if status == UNKNOWN and self._young(stage):
            raise Deferred(told, retry_after=SOON)
        raise Unstaged(f"{told} The post is prepared anew.")

    def _status(self, container: str, until: float) -> tuple[str, str]:
        """Return where a container stands, and in words what is wrong with it, if anything."""
        dialect, title = self.dialect, self._graph.title
        fields = f"id,{dialect.status},{dialect.reason}"
        try:
            answer = self._graph.get(f"/{container}", until, fields=fields)
        except (Missing, NoContainer) as exc:
            return UNKNOWN, str(exc)
        said = record(answer)
        status = said.get(dialect.status)
        if status not in _STATUSES:
            raise answer.garbled()
        if status == "EXPIRED":
            return status, f"{title} has thrown away what was prepared for this post."
        return str(status), self._why(said.get(dialect.reason)) if status == "ERROR" else ""

    def _why(self, reason: object) -> str:
        """Say why a container could not be prepared, in our words where the code is known."""
        title, words = self._graph.title, self._graph.plain(reason)
        number = _NUMBER.search(words)
        row = BY_SUBCODE.get(int(number[1])) if number else None
        if row and not is_doubt(row):
            return f"{row.sentence.format(title=title)} {title} said: “{words}”."
        said = f" It said: “{words}”." if words and words != "UNKNOWN" else ""
        return f"{title} could not prepare this post: check its picture and its text.{said}"

    def _listed(
        self, content: Content, since: datetime, until: float, *, theirs: bool = False
    ) -> Receipt | None:
        """Look through the account's posts for one with these words; ``since`` as in ``Graph``."""
        path, fields = self._list(content, self._user(until))
        fields = f"timestamp,{fields}"
        for answer, entry in self._graph.listed(path, until, since, fields, theirs=theirs):
            if self._is(entry, content):
                return graph.receipt(answer, entry, "permalink", "timestamp")
        return None

    def _young(self, stage: Stage) -> bool:
        return stage.young(self.account.clock())
