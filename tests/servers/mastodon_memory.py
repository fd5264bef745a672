"""What the fake Mastodon remembers: statuses, keys and pictures, and which mishaps are due."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.servers import mastodon_page as page
from tests.servers.mastodon_page import Media, Status


class Refusal(Exception):
    """An answer that is not a yes."""

    def __init__(self, code: int, error: str, **headers: str) -> None:
        super().__init__(error)
        self.code, self.error, self.headers = code, error, headers


class Memory:
    """Safe for any number of threads.

    ``odds`` are the probabilities of mishaps at a write; ``processing`` is how often an
    upload says "not ready yet"; ``honours_keys`` can be switched off, as on look-alikes.
    """

    def __init__(
        self,
        *,
        ledger: Path | None = None,
        odds: Mapping[str, float] | None = None,
        processing: int = 0,
        honours_keys: bool = True,
    ) -> None:
        self.honours_keys = honours_keys
        self.processing = processing
        self.odds = dict(odds or {})
        self.lag = 0.0  # seconds by which the server's clock is ahead
        self.writes = 0
        self.uploads = 0
        self.heard: list[dict[str, object]] = []
        self.violations: list[str] = []
        self.statuses: dict[str, Status] = {}
        self.media: dict[str, Media] = {}
        self._keys: dict[str, Status] = {}
        self._waits: dict[str, int] = {}
        self._mishaps: list[str] = []
        self._ledger = ledger
        self._last = 0
        self._lock = threading.RLock()

    @property
    def posts(self) -> dict[str, str]:
        return {one.id: one.text for one in self.statuses.values()}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {one.id: [m.description for m in one.media] for one in self.statuses.values()}

    def now(self) -> datetime:
        return datetime.now(timezone.utc) + timedelta(seconds=self.lag)

    def next_write(self, mishap: str) -> None:
        """Misbehave once: a status code, "cut before", "answer lost", "garbled answer", "slow"."""
        self._mishaps.append(mishap)

    def mishap(self) -> str:
        """Return what befalls this write, if anything."""
        with self._lock:
            self.writes += 1
            if self._mishaps:
                return self._mishaps.pop(0)
        lot = random.random()
        for name, chance in self.odds.items():
            if lot < chance:
                return name
            lot -= chance
        return ""

    def accept(self, body: dict[str, object], key: str) -> Status:
        """Create a status, or return the one this key created."""
        with self._lock:
            if self.honours_keys and key in self._keys:
                return self._keys[key]
            attached = self._attach(body)
            status = Status(
                id=self._id(),
                key=key,
                text=str(body.get("status", "")),
                language=str(body.get("language", "en")),
                created_at=self.now(),
                media=attached,
                in_reply_to_id=body.get("in_reply_to_id"),
            )
            self.statuses[status.id] = status
            if key:
                self._keys[key] = status
            self._write_down(status)
            return status

    def upload(self, data: bytes, description: str) -> tuple[Media, bool]:
        """Keep a picture; tell whether it is ready."""
        with self._lock:
            self.uploads += 1
            one = Media(self._id(), description, data)
            self.media[one.id] = one
            self._waits[one.id] = self.processing
            return one, self.processing == 0

    def ready(self, media_id: str) -> bool:
        """Tell whether a picture is ready; each question brings it closer."""
        with self._lock:
            self._waits[media_id] = max(0, self._waits[media_id] - 1)
            return self._waits[media_id] == 0

    def _attach(self, body: dict[str, object]) -> tuple[Media, ...]:
        ids = body.get("media_ids") or []
        used = {m.id for one in self.statuses.values() for m in one.media}
        if any(one not in self.media or one in used for one in ids):
            raise Refusal(422, "Validation failed: Media attachments are invalid")
        if any(self._waits[one] for one in ids):
            raise Refusal(422, "Cannot attach files that have not finished processing.")
        return tuple(self.media[one] for one in ids)

    def _id(self) -> str:
        """Return a snowflake as Mastodon makes them: growing with time, never twice."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1_000_000 << 16)
            return str(self._last)

    def _write_down(self, status: Status) -> None:
        if self._ledger is None:
            return
        row = {"id": status.id, "key": status.key, "text": status.text}
        row |= {"at": page.iso(status.created_at), "alts": [m.description for m in status.media]}
        with self._ledger.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
