"""What the contract posts: words, pictures, keys and an account."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from PIL import Image as Picture

from campaign.adapter import Account, Image, PostKey

AT = datetime.now(timezone.utc).replace(microsecond=0)
KEY = PostKey("0123456789abcdef0123456789abcdef", AT)
OTHER_KEY = PostKey("fedcba9876543210fedcba9876543210", AT - timedelta(minutes=5))
TEXT = (
    "Diolch – “thank you” 👮🏽‍♀️ & <all> who shared.\n\n"
    "Tŷ'r heddlu: https://northshire-police.example/footage?a=1&b=2 #BehindTheBadge"
)


@cache
def _pictures() -> dict[str, bytes]:
    found = {}
    for colour in ("navy", "gold"):
        file = io.BytesIO()
        Picture.new("RGB", (320, 240), colour).save(file, "JPEG")
        found[hashlib.sha256(file.getvalue()).hexdigest()] = file.getvalue()
    return found


def read_picture(sha256: str) -> bytes:
    """Return the bytes of one of the contract's own pictures."""
    return _pictures()[sha256]


def pictures(count: int) -> tuple[Image, ...]:
    """Return up to two small JPEG pictures, each with an alt text of its own."""
    alts = ("A navy field & nothing else.", "A “gold” field. Cae aur.")
    return tuple(
        Image(sha256, "image/jpeg", alt, 320, 240, len(data))
        for (sha256, data), alt in list(zip(_pictures().items(), alts, strict=True))[:count]
    )


def account(
    *,
    base_url: str = "",
    secrets: Mapping[str, str] | None = None,
    platform: str = "",
    handle: str = "",
    folder: Path = Path(),
    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> Account:
    """Return an account that can read the contract's pictures."""
    return Account(
        channel="northshire-test",
        handle=handle,
        base_url=base_url,
        platform=platform,
        secrets=secrets or {},
        read=read_picture,
        folder=folder,
        clock=clock,
    )
