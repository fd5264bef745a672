"""Pictures on X: uploaded ahead with their alt texts, and remembered until the post names them.

An upload is seen by nobody and forgotten by X after a day. Its id is what the post names; its
media key is what X shows on the post, and so the proof that the post is ours.
Source: https://docs.x.com/x-api/media/quickstart/media-upload-chunked (2026-08).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from campaign.adapter import Account, BadContent, Image
from campaign.adapters.http import Response
from campaign.adapters.picture import picture_bytes
from campaign.adapters.x_errors import NO_PICTURE
from campaign.adapters.x_line import Line

DAY: Final = 86_400  # seconds an upload lasts where X does not say
EARLY: Final = timedelta(minutes=10)  # before its end an upload is not relied on any more
YOUNG: Final = timedelta(minutes=10)  # an upload that is gone so soon was never good


@dataclass(frozen=True, slots=True)
class Uploads:
    """The pictures of one post as X has them; its JSON is the handle that delivery keeps."""

    ids: tuple[str, ...]
    keys: tuple[str, ...]
    made: int  # Unix time
    until: int  # Unix time

    @classmethod
    def read(cls, handle: str) -> Uploads:
        """Read a handle of ours; none, where nothing was uploaded."""
        if not handle:
            return cls((), (), 0, 0)
        noted = json.loads(handle)
        return cls(tuple(noted["ids"]), tuple(noted["keys"]), noted["made"], noted["until"])

    @property
    def handle(self) -> str:
        """Return these uploads as a handle."""
        noted = {"ids": self.ids, "keys": self.keys, "made": self.made, "until": self.until}
        return json.dumps(noted, separators=(",", ":"))

    def over(self, now: datetime) -> bool:
        """Tell whether X has forgotten them, or is about to."""
        early = min(EARLY.total_seconds(), (self.until - self.made) / 10)
        return now.timestamp() >= self.until - early

    def young(self, now: datetime) -> bool:
        """Tell whether they were made just now."""
        return now.timestamp() < self.made + YOUNG.total_seconds()


def upload(line: Line, account: Account, images: Iterable[Image]) -> tuple[Uploads, float]:
    """Upload pictures with their alt texts; return them and the seconds until X is ready."""
    now = account.clock()
    ids, keys, lasts, wait = [], [], DAY, 0.0
    for image in images:
        answer = _send(line, account, image)
        data = _data(answer)
        media = _id(answer, data)
        _describe(line, media, image.alt)
        ids.append(media)
        keys.append(str(data.get("media_key") or f"3_{media}"))  # 3: a picture
        lasts = min(lasts, _seconds(data.get("expires_after_secs"), DAY))
        wait = max(wait, _processing(data))
    made = int(now.timestamp())
    return Uploads(tuple(ids), tuple(keys), made, made + lasts), wait


def _send(line: Line, account: Account, image: Image) -> Response:
    body = {
        "media": base64.b64encode(picture_bytes(account, image)).decode("ascii"),
        "media_category": "tweet_image",
        "media_type": image.media_type,
    }
    return line.ask("request", "POST", "/2/media/upload", json=body)


def _describe(line: Line, media: str, alt: str) -> None:
    body = {"id": media, "metadata": {"alt_text": {"text": alt}}}
    _data(line.ask("request", "POST", "/2/media/metadata", json=body))


def _processing(data: Any) -> float:
    """Return the seconds X wants to work on a picture; raise when it could not use it."""
    info = data.get("processing_info")
    state = info.get("state") if isinstance(info, dict) else "succeeded"
    if state == "failed":
        raise BadContent(NO_PICTURE)
    return 0.0 if state == "succeeded" else float(_seconds(info.get("check_after_secs"), 5))


def _data(answer: Response) -> Any:
    said = answer.json()
    data = said.get("data") if isinstance(said, dict) else None
    if not isinstance(data, dict):
        raise answer.garbled()
    return data


def _id(answer: Response, data: Any) -> str:
    media = data.get("id")
    if not isinstance(media, str) or not media.isascii() or not media.isdigit():
        raise answer.garbled()
    return media


def _seconds(value: object, default: int) -> int:
    return value if type(value) is int and 0 < value <= DAY else default
