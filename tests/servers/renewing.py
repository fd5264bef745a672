"""A program of its own that renews sign-ins, and may die at the worst moment.

``python -m tests.servers.renewing FOLDER prepare URL`` signs a channel in,
``… FOLDER die`` is killed between the platform's answer and keeping it,
``… FOLDER renew HOURS`` renews as the worker does, some hours later.
Each prints what the database says afterwards.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

NOW = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)


def main(folder: Path, what: str, rest: list[str]) -> None:
    from campaign.store.database import connect

    connect(folder)
    if what == "prepare":
        prepare(rest[0])
    elif what == "die":
        renew(folder, NOW, deadly=True)
    else:
        renew(folder, NOW + timedelta(hours=float(rest[0])), deadly=False)
    print(json.dumps(state()))


def prepare(url: str) -> None:
    from campaign.store.credentials import SignedIn, keep
    from tests.servers.rows import channel

    row = channel("northshire-x", network="live", base_url=url)
    secrets = dict(pair.split("=", 1) for pair in os.environ["SECRETS"].split())
    signed_in = SignedIn(secrets=secrets, expires_at=NOW + timedelta(hours=1), renew_at=NOW)
    keep(row, signed_in, by="Kim Osei", now=NOW - timedelta(hours=1))


def renew(folder: Path, now: datetime, *, deadly: bool) -> None:
    from campaign import registry
    from campaign.delivery.renew import Renewer

    def build(speaker, permit):
        adapter = registry.build(speaker, folder=folder, read=lambda _: b"", clock=lambda: now)
        asked = adapter.renew

        def die():
            asked()
            os.kill(os.getpid(), signal.SIGKILL)

        if deadly:
            adapter.renew = die
        return adapter

    Renewer(build, worker="w1", clock=lambda: now).renew()


def state() -> dict[str, object]:
    from campaign.store.models import Alert, ChannelState, Credential

    row, channel = Credential.objects.get(), ChannelState.objects.get()
    return {
        "renewed": row.renewed_at is not None,
        "trouble": row.trouble,
        "paused": channel.paused,
        "told": list(Alert.objects.values_list("key", flat=True)),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
