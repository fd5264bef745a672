"""A Mastodon small enough to read: a real server on loopback that can misbehave.

    with FakeMastodon() as server:
        server.next_write("answer lost")
        …                                   # a client talks to server.url with server.token

As a process of its own, for storms of kills; every accepted post is a line of the ledger:

    python -m tests.servers.fake_mastodon 31040 --lose 0.3 --ledger posts.jsonl
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import regex

from tests.servers import mastodon_contract as contract
from tests.servers import mastodon_page as page
from tests.servers.fake import Fake, Refusal, Request
from tests.servers.mastodon_page import Media, Status

TOKEN = Fake.TOKEN
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF")
ME = page.ACCOUNT_ID


class FakeMastodon(Fake):
    """One account on one server.

    ``odds`` are the chances of mishaps at a write; ``processing`` is how often an upload says
    "not ready yet"; ``honours_keys`` can be switched off, as on look-alikes; ``strict`` is
    whether a post with an unknown picture is refused (older servers drop the picture).
    """

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "instance": ("GET", "/api/v2/instance"),
        "me": ("GET", "/api/v1/accounts/verify_credentials"),
        "timeline": ("GET", f"/api/v1/accounts/{ME}/statuses"),
        "upload": ("POST", "/api/v2/media"),
        "picture": ("GET", r"/api/v1/media/(\w+)"),
        "post": ("POST", "/api/v1/statuses"),
        "statuses": ("GET", "/api/v1/statuses"),
        "status": ("GET", r"/api/v1/statuses/([^/]+)"),
        "delete": ("DELETE", r"/api/v1/statuses/([^/]+)"),
    }
    WRITE: ClassVar[str] = "post"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("instance", "upload", "post")

    def __init__(
        self,
        port: int = 0,
        *,
        ledger: Path | None = None,
        odds: Mapping[str, float] | None = None,
        processing: int = 0,
        honours_keys: bool = True,
        strict: bool = True,
    ) -> None:
        super().__init__(port, ledger=ledger)
        self.odds[self.WRITE] = dict(odds or {})
        self.honours_keys, self.strict, self.processing = honours_keys, strict, processing
        self.limits = page.Limits()
        self.statuses: dict[str, Status] = {}
        self.media: dict[str, Media] = {}
        self.keys: dict[str, str] = {}  # key -> the id of the status it made
        self.waits: dict[str, int] = {}
        reset = page.iso(self.now() + timedelta(minutes=5))
        self.extra = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "299"}
        self.extra["X-RateLimit-Reset"] = reset

    @property
    def posts(self) -> dict[str, str]:
        return {one.id: one.text for one in self.statuses.values()}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {one.id: [m.description for m in one.media] for one in self.statuses.values()}

    @property
    def parents(self) -> dict[str, str | None]:
        return {one.id: one.in_reply_to_id for one in self.statuses.values()}

    @property
    def uploads(self) -> int:
        return len(self.asked("upload"))

    def forget_keys(self) -> None:
        """Do what an hour does."""
        self.keys.clear()

    def clear_away(self) -> None:
        """Do what a day does: pictures that belong to no post go."""
        with self.lock:
            used = {m.id for one in self.statuses.values() for m in one.media}
            self.media = {name: one for name, one in self.media.items() if name in used}

    # -- the steps ----------------------------------------------------------------------------

    def authorise(self, request: Request, step: str) -> None:
        if faults := contract.query_faults(set(request.query)):
            self.violation(request, faults)
        if step != "instance":
            super().authorise(request, step)

    def words(self, code: int) -> object:
        known = {401: "The access token is invalid", 404: "Record not found"}
        return {"error": known.get(code, f"No, says the fake ({code})")}

    def do_instance(self, request: Request) -> object:
        return page.instance(self.url, self.limits)

    def do_me(self, request: Request) -> object:
        source = {"note": "", "fields": [], "privacy": "public", "sensitive": False}
        source |= {"follow_requests_count": 0, "indexable": True}
        role = {"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": False}
        return page.account(self.url) | {"source": source, "role": role}

    def do_timeline(self, request: Request) -> object:
        query = request.query
        newest = sorted(self.statuses.values(), key=lambda one: int(one.id), reverse=True)
        low, high = int(query.get("min_id", "0")), int(query.get("max_id", "0"))
        shown = [one for one in newest if low < int(one.id) < (high or int(one.id) + 1)]
        limit = min(int(query.get("limit", "20")), 40)
        return [page.status(one, self.url) for one in shown[:limit]]

    def do_statuses(self, request: Request) -> object:
        asked = request.lists.get("id[]", [])
        if len(asked) > 20:
            invalid("Too many statuses")
        found = [self.statuses[one] for one in asked if one in self.statuses]
        return [page.status(one, self.url) for one in found]

    def do_status(self, request: Request, status_id: str) -> object:
        if status_id not in self.statuses:
            raise Refusal(404, self.words(404))
        return page.status(self.statuses[status_id], self.url)

    def do_delete(self, request: Request, status_id: str) -> object:
        gone = self.statuses.pop(status_id, None)
        if gone is None:
            raise Refusal(404, self.words(404))
        return page.status(gone, self.url) | {"text": gone.text}

    def do_picture(self, request: Request, media_id: str) -> object:
        """Show a picture that belongs to no post yet; of another the server knows nothing here."""
        with self.lock:
            used = {m.id for one in self.statuses.values() for m in one.media}
            if media_id not in self.media or media_id in used:
                raise Refusal(404, self.words(404))
            self.waits[media_id] = max(0, self.waits[media_id] - 1)
            return self._shown(media_id, 206)

    def do_upload(self, request: Request) -> object:
        form = {name: data for name, data, _ in request.parts()}
        if faults := contract.media_faults(form):
            self.violation(request, faults)
        data, words = form["file"], form.get("description", b"").decode()
        if not data.startswith(PICTURES):
            invalid("File content type is invalid")
        if len(data) > self.limits.picture_bytes:
            invalid("File file size must be less than 16 MB")
        if len(words) > self.limits.alt_text:
            invalid(f"Description is too long (maximum is {self.limits.alt_text} characters)")
        with self.lock:
            one = Media(self.new_id(), words, data)
            self.media[one.id], self.waits[one.id] = one, self.processing
        return self._shown(one.id, 202)

    def _shown(self, media_id: str, busy: int) -> tuple[int, object]:
        one = page.media(self.media[media_id], self.url)
        return (busy, one | {"url": None}) if self.waits[media_id] else (200, one)

    def do_post(self, request: Request) -> object:
        body = request.json()
        if faults := contract.status_faults(body):
            self.violation(request, faults)
        status = self.accept(body, request.headers.get("Idempotency-Key", ""))
        return page.status(status, self.url)

    def accept(self, body: Mapping[str, Any], key: str) -> Status:
        """Create a status, or return the one this key created."""
        with self.lock:
            if self.honours_keys and key in self.keys:
                return self._first(key)
            self._check(body)
            status = Status(
                id=self.new_id(),
                key=key,
                text=body.get("status", ""),
                language=body.get("language", "en"),
                created_at=self.now(),
                media=self._attach(body.get("media_ids", [])),
                in_reply_to_id=body.get("in_reply_to_id"),
            )
            self.statuses[status.id] = status
            if key:
                self.keys[key] = status.id
        row = {"id": status.id, "key": status.key, "text": status.text}
        row |= {"at": page.iso(status.created_at), "alts": [m.description for m in status.media]}
        self.write_down(**row)
        return status

    def _first(self, key: str) -> Status:
        if self.keys[key] not in self.statuses:
            raise Refusal(404, self.words(404))
        return self.statuses[self.keys[key]]

    def _check(self, body: Mapping[str, Any]) -> None:
        limits, media, text = self.limits, body.get("media_ids", []), body.get("status", "")
        if body.get("in_reply_to_id", "") and body["in_reply_to_id"] not in self.statuses:
            said = "The post you are trying to reply to does not appear to exist."
            raise Refusal(404, {"error": said})
        if not text.strip() and not media:
            invalid("Text can't be blank")
        if length(text, limits.link) > limits.characters:
            invalid(f"Text character limit of {limits.characters} exceeded")
        if len(media) > limits.pictures:
            invalid(f"Cannot attach more than {limits.pictures} files")

    def _attach(self, ids: list[str]) -> tuple[Media, ...]:
        used = {m.id for one in self.statuses.values() for m in one.media}
        known = [one for one in ids if one in self.media and one not in used]
        if self.strict and known != ids:
            invalid("Media " + ", ".join(set(ids) - set(known)) + " not found or already attached")
        if any(self.waits[one] for one in known):
            invalid("Cannot attach files that have not finished processing.")
        return tuple(self.media[one] for one in known)


class FakeSlowMastodon(FakeMastodon):
    """A server that is still at work on a picture when it has taken it."""

    PUBLISHING: ClassVar[tuple[str, ...]] = ("instance", "upload", "picture", "post")

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **{"processing": 2, **how})


def invalid(what: str) -> NoReturn:
    raise Refusal(422, {"error": f"Validation failed: {what}"})


def length(text: str, link: int) -> int:
    """Count as the server does: a link is 23, ``@name@server`` its name, else graphemes."""
    text = re.sub(r"https?://\S+", "x" * link, text)
    text = re.sub(r"(@\w+)@[\w.-]+\w", r"\1", text)
    return len(regex.findall(r"\X", text))


def channel(url: str) -> dict[str, Any]:
    """Return what a channel needs to speak to this server."""
    return {"platform": "mastodon", "base_url": url, "secrets": {"token": TOKEN}, "options": {}}


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake Mastodon on 127.0.0.1.")
    parser.add_argument("port", type=int)
    parser.add_argument("--ledger", type=Path, help="file that gets a line per accepted post")
    parser.add_argument("--lose", type=float, default=0, help="chance: accepted, answer lost")
    parser.add_argument("--cut", type=float, default=0, help="chance: line cut before acting")
    parser.add_argument("--garble", type=float, default=0, help="chance: accepted, HTML answer")
    parser.add_argument("--fail", type=float, default=0, help="chance: 503, not accepted")
    parser.add_argument("--no-keys", action="store_true", help="ignore Idempotency-Key")
    asked = parser.parse_args()
    odds = {"answer lost": asked.lose, "cut before": asked.cut}
    odds |= {"garbled answer": asked.garble, "503": asked.fail}
    server = FakeMastodon(
        asked.port, ledger=asked.ledger, odds=odds, honours_keys=not asked.no_keys
    )
    print(f"ready {server.url} {server.token} pid {os.getpid()}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
