"""The bytes of a picture, the very ones that were approved."""

from __future__ import annotations

import hashlib

from campaign.adapter import Account, BadContent, Deferred, Image


def picture_bytes(account: Account, image: Image) -> bytes:
    """Return a picture's bytes; raise what it means for the post when they are not there."""
    try:
        data = account.read(image.sha256)
    except (OSError, LookupError) as exc:
        raise Deferred(
            "A picture of this post cannot be read from the storage."
            " Check that the storage is there and may be read."
        ) from exc
    if hashlib.sha256(data).hexdigest() != image.sha256:
        raise BadContent("A picture of this post is not the one that was approved.")
    return data
