"""A Bluesky data server small enough to read, for mishaps at every step of a post.

It keeps one account and holds every request against the published lexicons, where they lie at
hand, and a table of its own. The real server is tested, too: see ``tests.servers.bluesky``.

    with FakeBluesky() as server:
        server.befall("uploadBlob", "answer lost")

    python -m tests.servers.fake_bluesky 31041 --ledger posts.jsonl
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from tests.servers.fake import Fake, Refusal, Request
from tests.servers.lexicon import LEXICONS, Lexicons

HANDLE, PASSWORD, DID = "northshire.test", "abcd-efgh-ijkl-mnop", "did:plc:northshirenorthshire2222"
POSTS = "app.bsky.feed.post"
SERVER, REPO = "com.atproto.server", "com.atproto.repo"
FIELDS: Mapping[str, set[str]] = {
    "createSession": {"identifier", "password"},
    "putRecord": {"repo", "collection", "rkey", "record", "swapRecord"},
    "deleteRecord": {"repo", "collection", "rkey"},
    "getRecord": {"repo", "collection", "rkey"},
    "resolveHandle": {"handle"},
    "getPosts": {"uris"},
    "getProfile": {"actor"},
}
OPEN = {"createSession", "refreshSession", "getRecord", "resolveHandle"}  # without an access token
WORDS = {
    400: "InvalidRequest",
    401: "AuthMissing",
    403: "Forbidden",
    404: "XRPCNotSupported",
    429: "RateLimitExceeded",
    500: "InternalServerError",
    503: "NotEnoughResources",
}
BLOB_BYTES = 52_428_800


@cache
def lexicons() -> Lexicons | None:
    return Lexicons() if LEXICONS.is_dir() else None


class FakeBluesky(Fake):
    """One account: its sessions, its pictures and its records."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "createSession": ("POST", f"/xrpc/{SERVER}.createSession"),
        "refreshSession": ("POST", f"/xrpc/{SERVER}.refreshSession"),
        "resolveHandle": ("GET", "/xrpc/com.atproto.identity.resolveHandle"),
        "uploadBlob": ("POST", f"/xrpc/{REPO}.uploadBlob"),
        "putRecord": ("POST", f"/xrpc/{REPO}.putRecord"),
        "getRecord": ("GET", f"/xrpc/{REPO}.getRecord"),
        "deleteRecord": ("POST", f"/xrpc/{REPO}.deleteRecord"),
        "getPosts": ("GET", "/xrpc/app.bsky.feed.getPosts"),
        "getProfile": ("GET", "/xrpc/app.bsky.actor.getProfile"),
    }
    WRITE: ClassVar[str] = "putRecord"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("createSession", "uploadBlob", "putRecord")

    def __init__(self, port: int = 0, *, ledger: Path | None = None) -> None:
        super().__init__(port, ledger=ledger)
        self.records: dict[str, dict[str, Any]] = {}  # key -> record
        self.blobs: dict[str, int] = {}  # name -> bytes
        self.access, self.refresh = "", ""
        self.sessions = 0

    @property
    def posts(self) -> dict[str, str]:
        return {address(key): one["text"] for key, one in self.records.items()}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {address(key): [one["alt"] for one in shown(r)] for key, r in self.records.items()}

    @property
    def parents(self) -> dict[str, str | None]:
        replies = {address(key): one.get("reply") for key, one in self.records.items()}
        return {uri: reply and reply["parent"]["uri"] for uri, reply in replies.items()}

    def expire(self) -> None:
        """Let the two hours of the session pass."""
        self.access = f"over-{self.access}"

    def collect(self) -> None:
        """Do what minutes do: pictures that no record names go."""
        self.blobs.clear()

    def words(self, code: int) -> object:
        return {"error": WORDS.get(code, "InvalidRequest"), "message": f"Says the fake ({code})"}

    def authorise(self, request: Request, step: str) -> None:
        if step == "uploadBlob":
            faults = (
                [] if request.headers.get("Content-Type", "").startswith("image/") else ["type"]
            )
        else:
            faults = self._faults(request, step)
        if faults:
            self.violation(request, faults)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if step == "refreshSession" and token != self.refresh:
            no(400, "ExpiredToken", "Token has been revoked")
        if step not in OPEN and token != self.access:
            kind = "ExpiredToken" if f"over-{token}" == self.access else "InvalidToken"
            no(400 if token else 401, kind if token else "AuthMissing", "Token has expired")

    def _faults(self, request: Request, step: str) -> list[str]:
        said: Any = request.query if request.method == "GET" else request.body and request.json()
        if step == "getPosts":
            said = {"uris": request.lists.get("uris", [])}
        unknown = [f"unknown: {name}" for name in set(said or {}) - FIELDS.get(step, set())]
        schemas = lexicons()
        if unknown or schemas is None:
            return unknown
        return schemas.request_problems(request.path.removeprefix("/xrpc/"), said or None)

    def do_createSession(self, request: Request) -> object:
        said = request.json()
        if (said["identifier"], said["password"]) != (HANDLE, PASSWORD):
            no(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session()

    def do_refreshSession(self, request: Request) -> object:
        return self._session()

    def _session(self) -> object:
        with self.lock:
            self.sessions += 1
            self.access, self.refresh = f"access-{self.sessions}", f"refresh-{self.sessions}"
            tokens = {"accessJwt": self.access, "refreshJwt": self.refresh}
        return {"did": DID, "handle": HANDLE, "active": True, **tokens}

    def do_resolveHandle(self, request: Request) -> object:
        if request.query["handle"] != HANDLE:
            no(400, "InvalidRequest", "Unable to resolve handle")
        return {"did": DID}

    def do_uploadBlob(self, request: Request) -> object:
        if len(request.body) > BLOB_BYTES:
            no(413, "PayloadTooLarge", "request entity too large")
        name = cid(request.body, 0x55)
        self.blobs[name] = len(request.body)
        kind = request.headers["Content-Type"]
        ref = {"$link": name}
        return {"blob": {"$type": "blob", "ref": ref, "mimeType": kind, "size": len(request.body)}}

    def do_putRecord(self, request: Request) -> object:
        said = request.json()
        if said["repo"] != DID:
            no(400, "InvalidRequest", "Could not find repo")
        key, record = said["rkey"], said["record"]
        with self.lock:
            there = self.records.get(key)
            if there is None:
                self._create(key, record)
            elif there != record and "swapRecord" in said:
                no(400, "InvalidSwap", "Record was at another version")
        return {"uri": address(key), "cid": version(self.records[key])}

    def _create(self, key: str, record: dict[str, Any]) -> None:
        for blob in blobs(record):
            if blob["ref"]["$link"] not in self.blobs:
                no(400, "BlobNotFound", f"Could not find blob: {blob['ref']['$link']}")
        self.records[key] = record
        alts = [one["alt"] for one in shown(record)]
        self.write_down(id=address(key), text=record["text"], alts=alts)

    def do_getRecord(self, request: Request) -> object:
        query = request.query
        if query["repo"] != DID:
            no(400, "InvalidRequest", "Could not find repo")
        if query["rkey"] not in self.records:
            no(400, "RecordNotFound", "Could not locate record")
        record = self.records[query["rkey"]]
        return {"uri": address(query["rkey"]), "cid": version(record), "value": record}

    def do_deleteRecord(self, request: Request) -> object:
        self.records.pop(request.json()["rkey"], None)
        return {}

    def do_getPosts(self, request: Request) -> object:
        found = [uri for uri in request.lists.get("uris", []) if uri in self.posts]
        counts = {"likeCount": 7, "repostCount": 3, "quoteCount": 2}
        counts |= {"replyCount": 1, "bookmarkCount": 4}
        return {"posts": [{"uri": uri, **counts} for uri in found]}

    def do_getProfile(self, request: Request) -> object:
        if request.query["actor"] != DID:
            no(400, "InvalidRequest", "Profile not found")
        return {"did": DID, "handle": HANDLE, "followersCount": 512, "followsCount": 7}


def no(status: int, error: str, message: str) -> NoReturn:
    raise Refusal(status, {"error": error, "message": message})


def address(key: str) -> str:
    return f"at://{DID}/{POSTS}/{key}"


def version(record: dict[str, Any]) -> str:
    """Return a name that changes with the record; the real one hashes another writing of it."""
    return cid(json.dumps(record, sort_keys=True).encode(), 0x71)


def cid(data: bytes, codec: int) -> str:
    """Return the name of some bytes: CID version 1, SHA-256, base 32."""
    raw = bytes([1, codec, 0x12, 0x20]) + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(raw).decode().rstrip("=").lower()


def shown(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the pictures a record shows."""
    pictures: list[dict[str, Any]] = record.get("embed", {}).get("images", [])
    return pictures


def blobs(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every uploaded picture a record names."""
    card = record.get("embed", {}).get("external", {})
    return [one["image"] for one in shown(record)] + ([card["thumb"]] if "thumb" in card else [])


def channel(url: str) -> dict[str, Any]:
    """Return what a channel needs to speak to this server."""
    secrets = {"identifier": HANDLE, "password": PASSWORD}
    return {"platform": "bluesky", "base_url": url, "secrets": secrets, "options": {}}


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake Bluesky on 127.0.0.1.")
    parser.add_argument("port", type=int)
    parser.add_argument("--ledger", type=Path, help="file that gets a line per accepted post")
    asked = parser.parse_args()
    server = FakeBluesky(asked.port, ledger=asked.ledger)
    print(f"ready {server.url} {PASSWORD} pid {os.getpid()}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
