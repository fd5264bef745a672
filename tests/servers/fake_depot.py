"""A platform that comes in every shape the port knows, and the adapter that speaks to it.

A channel's option ``shape`` says which it is:

``exact``    a repeat under the same key returns the first post
``staged``   the same, but a draft is made first and then shown
``slow``     it takes the post and is done only when asked again
``keyless``  every call makes a post; its posts can be read
``blind``    every call makes a post; nothing can be looked for

``POST /next/MISHAP`` lets a process that delivers break its own line, at the very next request.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import inf
from typing import Any, ClassVar

from campaign.adapter import (
    Account,
    Adapter,
    Can,
    Capabilities,
    Content,
    Gone,
    Outcome,
    PostKey,
    Processing,
    Receipt,
    Staged,
)
from campaign.adapters.http import Http, Response
from tests.servers.fake import Fake, Refusal, Request

SHAPES = ("exact", "staged", "slow", "keyless", "blind")


class FakeDepot(Fake):
    """Every channel's posts, in one ledger outside any database of ours."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "post": ("POST", "/posts"),
        "draft": ("POST", "/drafts"),
        "show": ("POST", r"/drafts/(\w+)/show"),
        "state": ("GET", r"/posts/(\w+)"),
        "search": ("GET", "/posts"),
        "next": ("POST", r"/next/([a-z-]+)"),
    }
    WRITE: ClassVar[str] = "post"

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.shown: dict[str, dict[str, str]] = {}
        self.drafts: dict[str, dict[str, str]] = {}
        self.next = ""

    @property
    def texts(self) -> list[str]:
        """Return the text of everything the public sees, twice what is there twice."""
        return [one["text"] for one in self.shown.values()]

    def _mishap(self, step: str) -> str | tuple[int, object]:
        with self.lock:
            if step == "next":
                return ""
            mishap, self.next = self.next, "cut before" if self.next == "down" else ""
        return "cut before" if mishap == "down" else mishap or super()._mishap(step)

    def do_next(self, request: Request, mishap: str) -> object:
        self.next = mishap.replace("-", " ").replace("nothing", "")
        return {}

    def do_post(self, request: Request) -> object:
        said = request.json()
        with self.lock:
            name = said["key"] or self.new_id()
            row = {"id": name, "text": said["text"], "at": said["at"]}
            self.shown.setdefault(name, row)
            return 202 if said["shape"] == "slow" else 201, self.shown[name]

    def do_draft(self, request: Request) -> object:
        said = request.json()
        self.drafts[said["key"]] = {"id": said["key"], "text": said["text"], "at": said["at"]}
        return 201, {"draft": said["key"]}

    def do_show(self, request: Request, name: str) -> object:
        if name not in self.drafts:
            raise Refusal(404, {"error": "no such draft"})
        with self.lock:
            return self.shown.setdefault(name, self.drafts[name])

    def do_state(self, request: Request, name: str) -> object:
        if name not in self.shown:
            raise Refusal(404, {"error": "no such post"})
        return self.shown[name]

    def do_search(self, request: Request) -> object:
        text, since = request.query["text"], request.query["since"]
        found = [one for one in self.shown.values() if one["text"] == text and one["at"] >= since]
        return found[:1]


_LOOKED_UP = frozenset({Can.FIND})
LIMITS = {
    "exact": Capabilities(title="Depot", text_limit=500, can=_LOOKED_UP, key_lasts=inf),
    "staged": Capabilities(
        title="Depot", text_limit=500, can=frozenset({Can.FIND, Can.RELEASE}), key_lasts=inf
    ),
    "slow": Capabilities(
        title="Depot", text_limit=500, can=frozenset({Can.FIND, Can.RESUME}), key_lasts=inf
    ),
    "keyless": Capabilities(title="Depot", text_limit=500, can=_LOOKED_UP),
    "blind": Capabilities(title="Depot", text_limit=500),
}


class Depot(Adapter):
    """One channel at the depot."""

    name: ClassVar[str] = "depot"
    capabilities: ClassVar[Capabilities] = LIMITS["exact"]

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self.shape = account.options["shape"]
        self.capabilities = LIMITS[self.shape]  # type: ignore[misc]  # each shape its own
        headers = {"Authorization": f"Bearer {Fake.TOKEN}"}
        self._http = Http(account.base_url, headers=headers, permit=account.permit, timeout=(2, 2))

    def publish(self, content: Content, key: PostKey) -> Outcome:
        said = {"text": content.text, "at": self.account.clock().isoformat(), "shape": self.shape}
        exact = self.capabilities.honours_key
        if self.shape == "staged":
            self._http.send("POST", "/drafts", creates=False, json=said | {"key": key.value})
            return Staged(key.value)
        answer = self._http.send("POST", "/posts", json=said | {"key": key.value if exact else ""})
        if answer.status == 202:
            return Processing(key.value, 1.0)
        return self._receipt(answer.json())

    def release(self, content: Content, key: PostKey, handle: str) -> Outcome:
        return self._receipt(self._http.send("POST", f"/drafts/{handle}/show", json={}).json())

    def resume(self, handle: str) -> Receipt | Processing:
        return self._receipt(self._http.send("GET", f"/posts/{handle}").json())

    def find(
        self, content: Content, key: PostKey, since: datetime, handle: str = ""
    ) -> Receipt | None:
        if not self.capabilities.honours_key:
            found = self._search(content.text, since).json()
            return self._receipt(found[0]) if found else None
        try:
            return self._receipt(self._http.send("GET", f"/posts/{key.value}").json())
        except Gone:
            return None

    def _search(self, text: str, since: datetime) -> Response:
        params = {"text": text, "since": since.isoformat()}
        return self._http.send("GET", "/posts", params=params)

    def _receipt(self, row: dict[str, str]) -> Receipt:
        at = datetime.fromisoformat(row["at"])
        return Receipt(row["id"], f"https://depot.example/{row['id']}", at)
