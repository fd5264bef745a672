"""X small enough to read: it checks signatures, refuses duplicates and forgets old uploads.

As a process of its own; every accepted post is a line of the ledger:

    python -m tests.servers.fake_x 31040 --ledger posts.jsonl
"""

from __future__ import annotations

import argparse
import base64
import html
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

from campaign.text import urls
from campaign.text import x as counting
from tests.servers import x_contract as contract
from tests.servers import x_signature
from tests.servers.fake import Fake, Refusal, Request

ME, NAME = "2244994945", "NorthshirePolice"
SECRETS = {
    "consumer_key": "c0nsumer-key-of-northshire",
    "consumer_secret": "c0nsumer-s3cret-of-northshire",
    "access_token": f"{ME}-acc3ss-token-of-northshire",
    "access_token_secret": "acc3ss-s3cret-of-northshire",
}
CLIENT, CLIENT_SECRET = "cl1ent-id-of-northshire", "cl1ent-s3cret-of-northshire"
TOKENS = {"access_token": Fake.TOKEN, "refresh_token": "r3fresh-token-1", "client_id": CLIENT}
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")
EPOCH = 1_288_834_974_657
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
PROBLEMS = "https://api.twitter.com/2/problems/"
TITLES = {400: "Invalid Request", 401: "Unauthorized", 402: "CreditsDepleted", 403: "Forbidden"}
TITLES |= {404: "Not Found Error", 429: "Too Many Requests", 503: "Service Unavailable"}


def problem(code: int, detail: str = "", kind: str = "about:blank", **more: object) -> object:
    """Return the body of an error as X writes it."""
    title = TITLES.get(code, "Error")
    return {"title": title, "detail": detail or title, "type": kind, "status": code, **more}


def invalid(*words: str) -> Refusal:
    """Return the refusal of a request that is not in order."""
    errors = [{"message": one, "parameters": {}} for one in words]
    detail = "One or more parameters to your request was invalid."
    return Refusal(400, problem(400, detail, PROBLEMS + "invalid-request", errors=errors))


@dataclass
class Media:
    """One upload."""

    id: str
    until: datetime
    alt: str = ""

    @property
    def key(self) -> str:
        return f"3_{self.id}"


@dataclass
class Tweet:
    """One post."""

    id: str
    text: str
    at: datetime
    media: list[Media] = field(default_factory=list)
    parent: str = ""


class FakeX(Fake):
    """One account on X, and all it has posted."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "upload": ("POST", "/2/media/upload"),
        "describe": ("POST", "/2/media/metadata"),
        "create": ("POST", "/2/tweets"),
        "look": ("GET", "/2/tweets"),
        "delete": ("DELETE", "/2/tweets/([0-9]+)"),
        "me": ("GET", "/2/users/me"),
        "timeline": ("GET", "/2/users/([0-9]+)/tweets"),
        "renew": ("POST", "/2/oauth2/token"),
    }
    WRITE: ClassVar[str] = "create"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("upload", "describe", "create")

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.tweets: dict[str, Tweet] = {}
        self.repliers: dict[str, str] = {}  # who may answer, by post
        self.media: dict[str, Media] = {}
        self.lasts = timedelta(days=1)  # an upload
        self.refresh = TOKENS["refresh_token"]
        self.confidential = False  # the app has a secret of its own
        self.renamed = False  # answers with the names of August 2026
        self.allows_repeats = False  # does not mind the same text twice
        self.hidden: set[str] = set()  # posts the timeline does not show yet
        self.page = 100  # posts a page at the most
        self.processing: dict[str, object] | None = None  # what an upload says of its progress

    @property
    def posts(self) -> dict[str, str]:
        return {one.id: one.text for one in self.tweets.values()}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {one.id: [media.alt for media in one.media] for one in self.tweets.values()}

    @property
    def parents(self) -> dict[str, str | None]:
        return {one.id: one.parent or None for one in self.tweets.values()}

    def new_id(self) -> str:
        with self.lock:
            moment = int(self.now().timestamp() * 1000)
            self._last = max(self._last + 1, (moment - EPOCH) << 22)
            return str(self._last)

    def words(self, code: int) -> object:
        return problem(code)

    def authorise(self, request: Request, step: str) -> None:
        header = request.headers.get("Authorization", "")
        if step == "renew" or header == f"Bearer {self.token}":
            return
        query = f"?{urlencode(request.query)}" if request.query else ""
        address = f"{self.url}{request.path}{query}"
        fault = "no signature"
        if header.startswith("OAuth "):
            moment = self.now().timestamp()
            fault = x_signature.fault(request.method, address, header, SECRETS, moment)
        if fault:
            raise Refusal(401, problem(401))

    # -- posts --------------------------------------------------------------------------------

    def do_create(self, request: Request) -> Any:
        body = request.json()
        if faults := contract.body_faults("create", body):
            self.violation(request, faults)
        text, parent = body.get("text", ""), body.get("reply", {}).get("in_reply_to_tweet_id", "")
        media = self._attached(body.get("media", {}).get("media_ids", []))
        if not text.strip() and not media:
            raise invalid("Your Tweet is empty.")
        if counting.length(text) > counting.LIMIT:
            raise invalid("Your Tweet text is too long.")
        with self.lock:
            if parent and parent not in self.tweets:
                gone = "You attempted to reply to a Tweet that is deleted or not visible to you."
                raise Refusal(403, problem(403, gone))
            same = any(one.text == text for one in self.tweets.values())
            if same and not self.allows_repeats:
                raise Refusal(403, problem(403, DUPLICATE))
            made = Tweet(self.new_id(), text, self.now(), media, parent)
            self.repliers[made.id] = body.get("reply_settings", "everyone")
            self.tweets[made.id] = made
        self.write_down(id=made.id, text=text)
        return 201, {"data": {"id": made.id, "text": self._shown(made)}}

    def _attached(self, ids: list[str]) -> list[Media]:
        found = [self.media.get(one) for one in ids]
        known = [one for one in found if one and one.until > self.now()]
        if len(known) < len(ids):
            raise invalid("Your media IDs are invalid.")
        return known

    def do_delete(self, request: Request, id: str) -> Any:
        if self.tweets.pop(id, None) is None:
            raise Refusal(404, problem(404, kind=PROBLEMS + "resource-not-found"))
        return {"data": {"deleted": True}}

    def do_timeline(self, request: Request, account: str) -> Any:
        self._check_query(request, "timeline")
        if account != ME:
            raise Refusal(404, problem(404, kind=PROBLEMS + "resource-not-found"))
        start = datetime.fromisoformat(request.query["start_time"])
        newest = sorted(self.tweets.values(), key=lambda one: int(one.id), reverse=True)
        shown = [one for one in newest if one.at >= start and one.id not in self.hidden]
        size = min(int(request.query.get("max_results", "10")), self.page)
        at = int(request.query.get("pagination_token", "0")[-8:])
        page = shown[at : at + size]
        meta: dict[str, object] = {"result_count": len(page)}
        if at + size < len(shown):
            meta["next_token"] = f"next-token-{at + size:08}"
        answer: dict[str, object] = {"meta": meta}
        if page:
            answer["data"] = [self.tweet(one) for one in page]
        if media := [one for tweet in page for one in tweet.media]:
            photos = [{"media_key": m.key, "type": "photo", "alt_text": m.alt} for m in media]
            answer["includes"] = {"media": photos}
        return answer

    def _check_query(self, request: Request, step: str) -> None:
        if faults := contract.query_faults(step, request.query):
            self.violation(request, faults)

    def tweet(self, one: Tweet) -> dict[str, object]:
        """Return a post as the timeline shows it."""
        shown: dict[str, object] = {
            "id": one.id,
            "text": self._shown(one),
            "created_at": f"{one.at.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%S}.000Z",
        }
        if found := self._entities(one):
            shown["entities"] = {"urls": found}
        if one.media:
            shown["attachments"] = {"media_keys": [media.key for media in one.media]}
        if one.parent:
            name = "referenced_posts" if self.renamed else "referenced_tweets"
            shown[name] = [{"type": "replied_to", "id": one.parent}]
        return shown

    def _shown(self, one: Tweet) -> str:
        """Return the text with its links cut to t.co, the pictures' link behind it, escaped."""
        text, at = "", 0
        for number, link in enumerate(urls.links(one.text)):
            text += one.text[at : link.start] + f"https://t.co/{one.id[-6:]}{number}"
            at = link.end
        text += one.text[at:]
        if one.media:
            text += f" https://t.co/{one.id[-6:]}m"
        return html.escape(text, quote=False)

    def _entities(self, one: Tweet) -> list[dict[str, object]]:
        shown, found = self._shown(one), []
        full = [one.text[link.start : link.end] for link in urls.links(one.text)]
        for number, address in enumerate(full):
            short = f"https://t.co/{one.id[-6:]}{number}"
            whole = address if re.match("https?://", address) else f"http://{address}/"
            found.append(self._entity(shown, short, expanded_url=whole))
        for media in one.media:
            address = f"https://x.com/{NAME}/status/{one.id}/photo/1"
            short = f"https://t.co/{one.id[-6:]}m"
            entity = self._entity(shown, short, expanded_url=address, media_key=media.key)
            found.append(entity)
        return found

    def _entity(self, shown: str, short: str, **more: str) -> dict[str, object]:
        start = shown.index(short)
        return {"start": start, "end": start + len(short), "url": short, **more}

    # -- figures ------------------------------------------------------------------------------

    def do_look(self, request: Request) -> Any:
        self._check_query(request, "look")
        fields = request.query.get("tweet.fields", "").split(",")
        data, errors = [], []
        for one in request.query["ids"].split(","):
            tweet = self.tweets.get(one)
            if tweet is None:
                errors.append(self._missing(one))
            elif "non_public_metrics" in fields and self._old(tweet):
                errors.append(self._not_for_us(one))
            else:
                data.append(self._figures(tweet, fields))
        return {name: value for name, value in (("data", data), ("errors", errors)) if value}

    def _old(self, tweet: Tweet) -> bool:
        return self.now() - tweet.at > timedelta(days=30)

    def _missing(self, id: str) -> object:
        names = {"value": id, "resource_id": id, "parameter": "ids", "resource_type": "tweet"}
        detail = f"Could not find tweet with ids: [{id}]."
        return problem(404, detail, PROBLEMS + "resource-not-found", **names)

    def _not_for_us(self, id: str) -> object:
        names = {"resource_id": id, "field": "non_public_metrics.impression_count"}
        names |= {"section": "data", "resource_type": "tweet"}
        return problem(403, "Not authorized", PROBLEMS + "not-authorized-for-field", **names)

    def _figures(self, tweet: Tweet, fields: list[str]) -> dict[str, object]:
        shares = "repost_count" if self.renamed else "retweet_count"
        public = {"like_count": 3, "reply_count": 1, shares: 4, "quote_count": 2}
        public |= {"bookmark_count": 5, "impression_count": 900}
        figures: dict[str, object] = {"id": tweet.id, "text": tweet.text, "public_metrics": public}
        if "non_public_metrics" in fields:
            figures["non_public_metrics"] = {"url_link_clicks": 7, "impression_count": 901}
        return figures

    # -- media --------------------------------------------------------------------------------

    def do_upload(self, request: Request) -> Any:
        body = request.json()
        if faults := contract.body_faults("upload", body):
            self.violation(request, faults)
        data = base64.b64decode(body["media"], validate=True)
        if not data.startswith(PICTURES):
            raise invalid("media type unrecognized.")
        if len(data) > 5 * 1024 * 1024:
            raise invalid("File size exceeds 5242880 bytes.")
        media = Media(self.new_id(), self.now() + self.lasts)
        self.media[media.id] = media
        said = {"id": media.id, "media_key": media.key, "size": len(data)}
        said |= {"expires_after_secs": int(self.lasts.total_seconds())}
        return {"data": said | ({"processing_info": self.processing} if self.processing else {})}

    def do_describe(self, request: Request) -> Any:
        body = request.json()
        if faults := contract.body_faults("describe", body):
            self.violation(request, faults)
        if body["id"] not in self.media:
            raise invalid("Your media IDs are invalid.")
        self.media[body["id"]].alt = body["metadata"]["alt_text"]["text"]
        return {"data": {"id": body["id"], "associated_metadata": body["metadata"]}}

    # -- the account --------------------------------------------------------------------------

    def do_me(self, request: Request) -> Any:
        self._check_query(request, "me")
        account: dict[str, object] = {"id": ME, "name": "Northshire Police", "username": NAME}
        if request.query.get("user.fields") == "public_metrics":
            account["public_metrics"] = {"followers_count": 512, "following_count": 7}
        return {"data": account}

    def do_renew(self, request: Request) -> Any:
        form = request.form()
        pair = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        if self.confidential and request.headers.get("Authorization") != f"Basic {pair}":
            no = {"error": "unauthorized_client", "error_description": "Missing valid header"}
            raise Refusal(401, no)
        if form.get("grant_type") != "refresh_token" or form.get("client_id") != CLIENT:
            raise Refusal(400, {"error": "invalid_request", "error_description": "No client."})
        if form.get("refresh_token") != self.refresh:
            over = "Value passed for the token was invalid."
            raise Refusal(400, {"error": "invalid_request", "error_description": over})
        self.token, self.refresh = f"acc3ss-{self.new_id()}", f"r3fresh-{self.new_id()}"
        said = {"token_type": "bearer", "expires_in": 7200, "access_token": self.token}
        return said | {"refresh_token": self.refresh, "scope": "tweet.write offline.access"}


def channel(url: str) -> dict[str, Any]:
    """Return what a channel needs to speak to this fake."""
    return {"platform": "x", "base_url": url, "secrets": dict(SECRETS), "options": {}}


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake X on 127.0.0.1.")
    parser.add_argument("port", type=int)
    parser.add_argument("--ledger", type=Path, help="file that gets a line per accepted post")
    asked = parser.parse_args()
    server = FakeX(asked.port, ledger=asked.ledger)
    print(f"ready {server.url} {server.token} pid {os.getpid()}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
