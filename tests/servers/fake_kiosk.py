"""The server of the guide's example: drafts nobody sees, shown on a screen when asked to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tests.servers.fake import Fake, Refusal, Request


class FakeKiosk(Fake):
    """Screens in public halls."""

    STEPS: ClassVar[Mapping[str, tuple[str, str]]] = {
        "draft": ("POST", "/drafts"),
        "show": ("POST", r"/drafts/(\w+)/show"),
        "look": ("GET", r"/drafts/(\w+)"),
        "delete": ("DELETE", r"/drafts/(\w+)"),
        "me": ("GET", "/me"),
    }
    WRITE: ClassVar[str] = "show"
    PUBLISHING: ClassVar[tuple[str, ...]] = ("draft", "show")

    def __init__(self, port: int = 0, **how: Any) -> None:
        super().__init__(port, **how)
        self.drafts: dict[str, dict[str, Any]] = {}
        self.shown: dict[str, str] = {}  # id of the draft -> when it was shown first

    @property
    def posts(self) -> dict[str, str]:
        return {one: self.drafts[one]["text"] for one in self.shown}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {one: [p["alt"] for p in self.drafts[one]["pictures"]] for one in self.shown}

    def do_draft(self, request: Request) -> object:
        draft = request.json()
        if draft.keys() != {"text", "hall", "pictures"}:
            self.violation(request, ["the draft is malformed"])
        if len(draft["text"]) > 400:
            raise Refusal(422, {"error": "That does not fit on the screen."})
        name = self.new_id()
        self.drafts[name] = draft
        return 201, {"draft": name}

    def do_show(self, request: Request, name: str) -> object:
        self._known(name)
        with self.lock:
            self.shown.setdefault(name, self.now().isoformat())
        return self._told(name)

    def do_look(self, request: Request, name: str) -> object:
        self._known(name)
        return self._told(name)

    def do_delete(self, request: Request, name: str) -> object:
        self._known(name)
        self.shown.pop(name, None)
        return 204, None

    def do_me(self, request: Request) -> object:
        return {"name": "The screens of Northshire"}

    def _known(self, name: str) -> None:
        if name not in self.drafts:
            raise Refusal(404, {"error": "There is no such draft."})

    def _told(self, name: str) -> dict[str, str | None]:
        return {"id": name, "url": f"{self.url}/screens/{name}", "shown": self.shown.get(name)}
