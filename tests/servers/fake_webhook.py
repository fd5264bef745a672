"""A web team's receiver: it checks signatures and times, and takes each message once.

As a process of its own; every accepted post is a line of the ledger:

    python -m tests.servers.fake_webhook 31040 --ledger posts.jsonl
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from tests.servers.fake import Fake, Refusal, Request

SECRET = "whsec_" + base64.b64encode(b"a secret of Northshire's web team").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"the secret they had before this").decode()
KINDS = {"post.published": "publish", "post.deleted": "delete", "ping": "ping"}
DATA: Mapping[str, type | tuple[type, ...]] = {
    "id": str,
    "channel": str,
    "organisation": str,
    "text": str,
    "language": str,
    "pictures": list,
    "link": (dict, type(None)),
}


class FakeWebhook(Fake):
    """One receiver at one address, and the news it shows."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {"publish": ("POST", "/hooks/campaign")}
    WRITE: ClassVar[str] = "publish"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("publish",)
    TOKEN: ClassVar[str] = SECRET

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.secret = SECRET
        self.taken: dict[str, dict[str, Any]] = {}  # webhook-id -> message
        self.gone: set[str] = set()
        self.addresses = True  # tells where a post can be seen

    @property
    def address(self) -> str:
        return f"{self.url}/hooks/campaign?for=news"

    @property
    def news(self) -> dict[str, dict[str, Any]]:
        told = [one["data"] for one in self.taken.values() if one["type"] == "post.published"]
        return {one["id"]: one for one in told if one["id"] not in self.gone}

    @property
    def posts(self) -> dict[str, str]:
        return {name: one["text"] for name, one in self.news.items()}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {name: [p["alt"] for p in one["pictures"]] for name, one in self.news.items()}

    def _step(self, request: Request) -> tuple[str, tuple[str, ...]]:
        step, _ = super()._step(request)
        kind = json.loads(request.body or b"{}").get("type") if step == "publish" else ""
        return KINDS.get(str(kind), step), ()

    def authorise(self, request: Request, step: str) -> None:
        headers = request.headers
        name, time = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "0")
        if abs(int(time) - self.now().timestamp()) > 300:
            raise Refusal(401, {"error": "too old or too new"})
        signed = f"{name}.{time}.".encode() + request.body
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        right = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if right not in headers.get("webhook-signature", "").split(" "):
            raise Refusal(401, {"error": "wrong signature"})
        if request.query != {"for": "news"}:
            self.violation(request, ["the address was not kept whole"])

    def do_publish(self, request: Request) -> Any:
        message, name = request.json(), request.headers["webhook-id"]
        if faults := _faults(message, name):
            self.violation(request, faults)
        with self.lock:
            if name not in self.taken:
                self.taken[name] = message
                self.write_down(id=name, text=message["data"]["text"])
        return {"url": f"{self.url}/news/{name}"} if self.addresses else {}

    def do_delete(self, request: Request) -> Any:
        self.gone.add(request.json()["data"]["id"])
        return 204, None

    def do_ping(self, request: Request) -> Any:
        return 204, None


def _faults(message: dict[str, Any], name: str) -> list[str]:
    data = message["data"]
    faults = [f"unknown: {one}" for one in data.keys() - DATA.keys()]
    faults += [f"missing: {one}" for one in DATA.keys() - data.keys()]
    if faults:
        return faults
    faults += [
        f"{one} is malformed" for one, kind in DATA.items() if not isinstance(data[one], kind)
    ]
    if message.keys() != {"type", "timestamp", "data"} or not message["timestamp"].endswith("Z"):
        faults.append("the envelope is malformed")
    if data["id"] != name:
        faults.append("the id in the message is not that of its header")
    for picture in data["pictures"]:
        faults += [] if ("url" in picture) != ("base64" in picture) else ["a picture has no bytes"]
        inside = base64.b64decode(picture.get("base64", ""))
        if inside and hashlib.sha256(inside).hexdigest() != picture["sha256"]:
            faults.append("a picture's bytes are not its own")
    return faults


def channel(url: str) -> dict[str, Any]:
    """Return what a channel needs to speak to this fake."""
    address = f"{url}/hooks/campaign?for=news"
    secrets, options = {"secret": SECRET}, {"organisation": "Northshire Police"}
    return {"platform": "webhook", "base_url": address, "secrets": secrets, "options": options}


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake receiver of webhooks on 127.0.0.1.")
    parser.add_argument("port", type=int)
    parser.add_argument("--ledger", type=Path, help="file that gets a line per accepted post")
    asked = parser.parse_args()
    server = FakeWebhook(asked.port, ledger=asked.ledger)
    print(f"ready {server.url} {server.token} pid {os.getpid()}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
