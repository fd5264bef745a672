"""Put one approved post on each of so many channels of a fake Mastodon, due at a time.

``python -m tests.cluster.fill FOLDER ADDRESS CHANNELS SECONDS [NAME]``: due in SECONDS from now,
on the channels NAME-0, NAME-1, …; every post has a text of its own. With PICTURE=1 in the
environment each has a picture, too.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path


def main(folder: Path, address: str, channels: int, seconds: float, name: str) -> None:
    from campaign.store.database import connect

    connect(folder)
    from campaign.adapter import Content, Image
    from campaign.store import pictures
    from campaign.store.models import Approval, Post
    from campaign.store.writing import writing
    from tests.servers.campaign_folder import picture
    from tests.servers.rows import approval_of, post_of, speaker_row

    due = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=seconds)
    images = ()
    if os.environ.get("PICTURE"):
        sha256 = pictures.keep(picture())
        images = (Image(sha256, "image/png", "A phone that is calling 999."),)
    with writing():
        posts = [
            post_of(
                Content(f"Call 999 first, says {name}-{number}.", images=images),
                speaker_row(
                    f"{name}-{number}",
                    platform="mastodon",
                    network="live",
                    base_url=address,
                    service=f"mastodon@{name}-{number}",
                    secrets={"token": "CLUSTER_TOKEN"},
                ),
                due=due,
                message=f"bystander-guidance/{name}-{number}",
                simulated=False,
                by_hand=True,
            )
            for number in range(channels)
        ]
        Post.objects.bulk_create(posts)
        Approval.objects.bulk_create(map(approval_of, posts))


if __name__ == "__main__":
    where, address, channels, seconds, *name = sys.argv[1:]
    main(Path(where), address, int(channels), float(seconds), (name or ["channel"])[0])
