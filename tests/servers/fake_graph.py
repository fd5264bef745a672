"""What the fakes of Meta's three networks have in common: envelope, tokens, pages of a list.

``FakeContainers`` is the half of them in which a post is a container first; it really fetches
the pictures it is told of, and refuses them as Meta does.
"""

from __future__ import annotations

import argparse
import io
import os
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from PIL import Image as Pillow

from tests.servers import meta_contract as contract
from tests.servers.fake import Fake, Refusal, Request

APP, APP_SECRET = "77001122", "4pp-s3cret-of-northshire"
FRESH = "fr3sh-token-of-northshire"
CODES = {401: 190, 403: 200, 404: 803, 422: 100, 429: 4, 500: 2, 503: 2}
DAY = timedelta(hours=24)


def trouble(
    code: int, subcode: int = 0, words: str = "No, says the fake", **more: object
) -> object:
    """Return an error as Meta writes it."""
    error: dict[str, object] = {"message": f"(#{code}) {words}", "type": "OAuthException"}
    error |= {"code": code, "fbtrace_id": "AfakeTraceOfMeta"} | more
    if subcode:
        error["error_subcode"] = subcode
    return {"error": error}


def refuse(code: int, subcode: int = 0, words: str = "No, says the fake") -> NoReturn:
    raise Refusal(400, trouble(code, subcode, words))


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


class FakeGraph(Fake):
    """One server of Meta's."""

    VERSION: ClassVar[str] = "v25.0"
    refreshes_by_header = True  # which Meta does not describe

    def words(self, code: int) -> object:
        return trouble(CODES.get(code, 100), is_transient=code >= 500)

    def authorise(self, request: Request, step: str) -> None:
        told = "access_token" in request.query or b"access_token" in request.body
        if told and step not in {"exchange", "refresh"}:
            self.violation(request, ["the token belongs into the header"])
        if step == "refresh" and not self.refreshes_by_header:
            if request.query.get("access_token") == self.token:
                return
            raise Refusal(400, trouble(190, 0, "An access token is required."))
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            raise Refusal(400, trouble(190, 0, "Invalid OAuth access token."))

    def held(self, request: Request, kind: str, *, query: bool = False) -> dict[str, str]:
        """Hold a request against the contract; return its form or query."""
        given = request.query if query else request.form()
        faults = contract.query_faults(kind, given) if query else contract.form_faults(kind, given)
        if faults:
            self.violation(request, faults)
        return given

    def page_of(self, request: Request, entries: list[tuple[datetime, object]]) -> object:
        """Return one page of a list, newest first."""
        since = int(request.query.get("since", "0"))
        entries = [one for one in entries if one[0].timestamp() >= since]
        entries.sort(key=lambda one: one[0], reverse=True)
        start, size = int(request.query.get("after") or 0), int(request.query.get("limit", "25"))
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + size)}}
        if start + size < len(entries):
            paging["next"] = f"{self.url}/next-page?with=a-token-we-never-follow"
        return {"data": [one for _, one in entries[start : start + size]], "paging": paging}

    def do_exchange(self, request: Request) -> object:
        form = self.held(request, "exchange")
        if (form["client_id"], form["client_secret"]) != (APP, APP_SECRET):
            refuse(1, 0, "Error validating client secret.")
        if form["fb_exchange_token"] != self.token:
            refuse(190, 0, "Invalid token.")
        self.token = FRESH
        return {"access_token": FRESH, "token_type": "bearer", "expires_in": 5_183_944}

    def do_refresh(self, request: Request) -> object:
        if request.query["grant_type"] != self.GRANT:
            self.violation(request, ["wrong grant"])
        self.token = FRESH
        return {"access_token": FRESH, "token_type": "bearer", "expires_in": 5_184_000}

    GRANT: ClassVar[str] = ""


@dataclass
class Container:
    """A post in preparation, or out."""

    id: str
    form: dict[str, str]
    at: datetime
    questions: int = 0
    media_id: str = ""
    published_at: datetime | None = None
    alts: list[str] = field(default_factory=list)


class FakeContainers(FakeGraph):
    """What Instagram and Threads do alike; ``NAMES`` are the words they differ in."""

    USER: ClassVar[str] = "17841400000000001"
    WORDS: ClassVar[str] = ""  # what a post's text is called
    STATUS: ClassVar[str] = ""
    REASON: ClassVar[str] = ""
    RATIO: ClassVar[tuple[float, float]] = (0.0, 0.0)
    MOST: ClassVar[int] = 0  # pictures
    LIMIT: ClassVar[int] = 0  # characters

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.containers: dict[str, Container] = {}
        self.deleted: set[str] = set()
        self.unlisted: set[str] = set()  # posts a replica does not show yet
        self.processing = 0  # questions after a container that are answered "not yet"
        self.failing = ""  # why containers turn out to be of no use
        self.lost: set[str] = set()  # containers it has forgotten
        self.used = 0  # posts of the day besides ours
        self.quota = 100
        self.publications: list[str] = []  # containers it was told to publish

    @property
    def out(self) -> list[Container]:
        return [
            c for c in self.containers.values() if c.media_id and c.media_id not in self.deleted
        ]

    @property
    def posts(self) -> dict[str, str]:
        return {one.media_id: one.form[self.WORDS] for one in self.out}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {one.media_id: one.alts for one in self.out}

    def _step(self, request: Request) -> tuple[str, tuple[str, ...]]:
        """Name a question by what it is about: all things have the same addresses."""
        step, groups = super()._step(request)
        if step != "node":
            return step, groups
        if groups[0] in {"me", self.USER}:
            return "account", groups
        return ("status" if groups[0] in self.containers else "media"), groups

    def do_node(self, request: Request, thing: str) -> object:
        raise AssertionError("every node has a name of its own")

    def do_account(self, request: Request, user: str) -> object:
        self.held(request, "account", query=True)
        if "followers_count" in request.query["fields"]:
            return {"id": "990011", "followers_count": 512}
        return {"id": "990011", "user_id": self.USER, "username": "northshirepolice"}

    # -- containers ---------------------------------------------------------------------------

    def make(self, form: dict[str, str]) -> object:
        if len(form.get(self.WORDS, "").encode("utf-16-le")) // 2 > self.LIMIT:
            refuse(100, 2207010, "Caption too long")
        if "image_url" in form:
            self._fetch(form["image_url"])  # without the lock: it may lie on this very server
        with self.lock:
            made = Container(self.new_id(), form, self.now())
            if "children" in form:
                made.alts = [alt for one in self._children(form) for alt in one.alts]
            elif "image_url" in form:
                made.alts = [form["alt_text"]]
            self.containers[made.id] = made
            return {"id": made.id}

    def _children(self, form: Mapping[str, str]) -> list[Container]:
        ids = form["children"].split(",")
        if not 2 <= len(ids) <= self.MOST:
            refuse(100, 2207028, "Invalid carousel")
        found = [self.containers[one] for one in ids]
        if any(self.state(one) != "FINISHED" for one in found):
            refuse(9007, 2207027, "Media is not ready")
        if any("is_carousel_item" not in one.form for one in found):
            refuse(100, 0, "Not an item of a carousel")
        return found

    def _fetch(self, url: str) -> None:
        """Fetch a picture as Meta does, and look at it."""
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                kind, data = answer.headers["Content-Type"], answer.read()
        except OSError:
            refuse(9004, 2207052, "Media download has failed. The media URI doesn't answer.")
        if kind != "image/jpeg":
            refuse(36001, 2207005, "Only photo or video can be accepted as media type.")
        picture = Pillow.open(io.BytesIO(data))
        if picture.format != "JPEG" or picture.getexif() or len(data) > 8_000_000:
            self.violations.append("a picture is no plain JPEG below 8 MB")
        if not 320 <= picture.width <= 1440:
            self.violations.append(f"a picture is {picture.width} pixels wide")
        low, high = self.RATIO
        if not low <= picture.width / picture.height <= high:
            refuse(36003, 2207009, "The submitted image has an invalid aspect ratio.")

    def state(self, one: Container) -> str:
        if one.media_id:
            return "PUBLISHED"
        if self.now() - one.at > DAY:
            return "EXPIRED"
        if self.failing:
            return "ERROR"
        return "IN_PROGRESS" if one.questions < self.processing else "FINISHED"

    def do_status(self, request: Request, container: str) -> object:
        self.held(request, self.CONTAINER, query=True)
        if container in self.lost:
            refuse(100, 33, "Unsupported get request. Object does not exist.")
        one = self.containers[container]
        said = {"id": container, self.STATUS: self.state(one)}
        one.questions += 1
        if self.failing:
            said[self.REASON] = self.failing
        return said

    CONTAINER: ClassVar[str] = ""

    def publish(self, request: Request, gone: Callable[[], NoReturn]) -> object:
        container = self.held(request, "publish")["creation_id"]
        with self.lock:
            self.publications.append(container)
            one = self.containers.get(container)
            if one is None or container in self.lost or self.state(one) in {"EXPIRED", "PUBLISHED"}:
                gone()
            if self.state(one) != "FINISHED":
                refuse(9007, 2207027, "The media is not ready for publishing.")
            if self.used + len(self.out) >= self.quota:
                refuse(9, 2207042, "You reached maximum number of posts.")
            one.media_id, one.published_at = self.new_id(), self.now()
            self.write_down(id=one.media_id, text=one.form[self.WORDS], alts=one.alts)
            return {"id": one.media_id}

    # -- what is out --------------------------------------------------------------------------

    def found(self, media_id: str) -> Container:
        one = next((one for one in self.out if one.media_id == media_id), None)
        return one or refuse(100, 33, "Unsupported get request. Object does not exist.")

    def shown(self, one: Container) -> dict[str, object]:
        at = stamp(one.published_at or one.at)
        link = f"https://www.meta.example/p/{one.media_id}/"
        said = {"id": one.media_id, self.WORDS: one.form[self.WORDS]}
        return {**said, "timestamp": at, "permalink": link}

    def listed(self, request: Request, keep: Callable[[Container], bool]) -> object:
        entries = [
            ((one.published_at or one.at).replace(microsecond=0), self.shown(one))
            for one in self.out
            if keep(one) and one.media_id not in self.unlisted
        ]
        return self.page_of(request, entries)

    def do_delete(self, request: Request, media_id: str) -> object:
        self.found(media_id)
        self.deleted.add(media_id)
        return {"success": True, "deleted_id": media_id}

    def insights(self, request: Request, media_id: str, known: Mapping[str, int]) -> object:
        self.held(request, "insights", query=True)
        self.found(media_id)
        names = request.query["metric"].split(",")
        if any(name not in known for name in names):
            refuse(100, 0, "metric must be one of the following values")
        return {"data": [{"name": n, "values": [{"value": known[n]}]} for n in names]}


def serve(kind: type[Fake], words: str) -> None:
    """Run a fake as a process of its own."""
    parser = argparse.ArgumentParser(description=words)
    parser.add_argument("port", type=int)
    parser.add_argument("--ledger", type=Path, help="file that gets a line per published post")
    asked = parser.parse_args()
    server = kind(asked.port, ledger=asked.ledger)
    print(f"ready {server.url} {server.token} pid {os.getpid()}", flush=True)
    server.serve_forever()
