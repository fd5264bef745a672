"""Every adapter that speaks to a server, every step of publishing, every mishap.

Each post ends once, or with a person: a post with a picture, one of words alone, and the second
part of a thread, wherever the platform has them. (The sandbox, feeds and hand-offs write files;
their kills are in the tests of their adapters.)

``python -m tests.chaos.matrix [PLATFORM …]`` prints the table; its last line adds it up.
``--storm N`` instead sends N posts a platform through mishaps at every step at once. The
whole of delivery runs as in the worker, over a real database and a fake platform on loopback;
only the clock is ours, so that an hour of waiting takes no time. A kill is a real one: the
process that delivers is a fork, and the fake ends it with SIGKILL at the step.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.servers import x_signature
from tests.servers.fake import Fake

FAKES = {
    "x": "tests.servers.fake_x:FakeX",
    "facebook": "tests.servers.fake_facebook:FakeFacebook",
    "facebook one-step": "tests.servers.fake_facebook:FakeFacebookAtOnce",
    "instagram": "tests.servers.fake_instagram:FakeInstagram",
    "threads": "tests.servers.fake_threads:FakeThreads",
    "linkedin": "tests.servers.fake_linkedin:FakeLinkedIn",
    "mastodon": "tests.servers.fake_mastodon:FakeMastodon",
    "mastodon slow with pictures": "tests.servers.fake_mastodon:FakeSlowMastodon",
    "bluesky": "tests.servers.fake_bluesky:FakeBluesky",
    "webhook": "tests.servers.fake_webhook:FakeWebhook",
}
FAULTS = ("refused", "lost before", "lost after", "garbled", "killed before", "killed after")
MISHAPS = {
    "refused": "429",
    "lost before": "cut before",
    "lost after": "answer lost",
    "garbled": "garbled answer",
}
ROUNDS = 60
TEXT = "Call 999 first. Say where you are: northshire-police.example/where"
SECOND = "Then check that they are OK. Do it only if it is safe."
WHAT = ("picture", "words", "thread")
ALT = "A hand holds a phone that is calling 999."
GRACE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of one post."""

    platform: str
    step: str
    fault: str
    state: str  # published | uncertain | anything else is lost
    asked: bool  # a person was asked
    there: int  # how often the platform shows it
    described: bool  # every picture shown has its alt text
    violations: tuple[str, ...] = ()

    @property
    def duplicate(self) -> bool:
        return self.there > 1

    @property
    def uncertain(self) -> bool:
        return self.state == "uncertain" and self.asked

    @property
    def lost(self) -> bool:
        """Tell whether the ledger and the platform disagree and nobody was asked."""
        settled = self.state == "published" and self.there == 1
        return not (settled or self.uncertain) or not self.described or bool(self.violations)


def found(names: list[str]) -> Iterator[tuple[str, type[Fake], Any]]:
    """Return each platform's fake and the module it lives in."""
    for name, path in FAKES.items():
        if not names or name in names:
            module, _, attribute = path.partition(":")
            home = import_module(module)
            yield name, getattr(home, attribute), home


def main(names: list[str], *, storm: int = 0) -> int:
    """Run the matrix, or a storm; return how many cells broke the promise."""
    with tempfile.TemporaryDirectory() as folder:
        from campaign.store.database import connect

        connect(Path(folder))
        x_signature.SKEW = math.inf  # tweepy signs at the machine's time, of which we run ahead
        if storm:
            cells = [cell for one in found(names) for cell in _storm(Path(folder), storm, *one)]
            _count(cells)
        else:
            cells = [cell for one in found(names) for cell in _platform(Path(folder), *one)]
            _show(cells)
    print(_sum(cells))
    return sum(cell.duplicate or cell.lost for cell in cells)


def _platform(folder: Path, name: str, kind: type[Fake], home: Any) -> Iterator[Cell]:
    for what in WHAT:
        for step in _steps(folder, name, kind, home, what):
            for fault in FAULTS:
                with kind() as server:
                    yield Run(folder, name, server, home, what).cell(step, fault)


def _steps(folder: Path, name: str, kind: type[Fake], home: Any, what: str) -> list[str]:
    """Return the steps that such a post really takes there; none where it is not to be had."""
    with kind() as server:
        run = Run(folder, name, server, home, what)
        if not run.takes():
            return []
        run.cell("none", "storm")
        heard = {step for step, _ in server.heard}
    return [step for step in dict.fromkeys(kind.PUBLISHING) if step in heard]


def _storm(folder: Path, posts: int, name: str, kind: type[Fake], home: Any) -> Iterator[Cell]:
    """Send posts while every step of the platform, reading too, goes wrong now and then."""
    for number in range(posts):
        random.seed(f"{name} {number}")
        with kind() as server:
            server.odds = {
                step: dict.fromkeys((*MISHAPS.values(), "500"), 0.07) for step in kind.STEPS
            }
            yield Run(folder, name, server, home).cell("any", "storm")


class Run:
    """One post on its way through delivery, with one mishap."""

    def __init__(
        self, folder: Path, name: str, server: Fake, home: Any, what: str = "picture"
    ) -> None:
        from campaign.delivery.desk import Desks
        from campaign.delivery.publish import Publisher
        from campaign.delivery.reconcile import Reconciler
        from tests.servers.scripted import Clock

        self.folder, self.name, self.server, self.what = folder, name, server, what
        self.clock = Clock(datetime.now(timezone.utc).replace(microsecond=0))
        self.settings = settings_of(server, home)
        self.channel = f"northshire-{name.replace(' ', '-')}-{os.urandom(4).hex()}"
        self.worker = "matrix"
        desks = Desks(self._build, self.clock)
        self.publisher = Publisher(desks, worker=self.worker, clock=self.clock)
        self.reconciler = Reconciler(desks, worker=self.worker, clock=self.clock)

    def _build(self, channel: Any, permit: Callable[[], None]) -> Any:
        from campaign import registry
        from campaign.store import pictures

        adapter = registry.build(
            channel,
            folder=self.folder / ".campaign",
            read=pictures.read,
            permit=permit,
            clock=self.clock,
        )
        return type(adapter)(replace(adapter.account, share=self._share))

    def _share(self, data: bytes, media_type: str) -> str:
        """Put a picture where the fake can fetch it: on the fake itself."""
        return self.server.host_picture(data, media_type)

    def takes(self) -> bool:
        """Tell whether the platform takes such a post."""
        from campaign.adapter import Can
        from campaign.adapters.limits import LIMITS

        limits = LIMITS[self.settings["platform"]]
        if self.what == "thread":
            return Can.REPLY in limits.can and not limits.image_required
        return not (self.what == "words" and limits.image_required)

    def cell(self, step: str, fault: str) -> Cell:
        """Let one mishap befall one step; return what became of the post."""
        row = self._post()
        if self.what == "thread":
            self._settle(row)
            row = self._post(row)
        if fault in MISHAPS:
            self.server.befall(step, MISHAPS[fault])
        elif fault != "storm":
            self._killed(step, after=fault == "killed after")
        self._settle(row)
        row.refresh_from_db()
        shown = [one for one, text in self.server.posts.items() if _is_it(text, self.what)]
        alts = [self.server.alts.get(one) for one in shown] if self.what == "picture" else []
        return Cell(
            f"{self.name}, {self.what}",
            step,
            fault,
            str(row.state),
            row.check_at is None,
            len(shown),
            all(ALT in (alt or []) for alt in alts),
            tuple(self.server.violations),
        )

    def _post(self, after: Any = None) -> Any:
        from campaign.adapter import Content, Image
        from campaign.content import PART_BEFORE
        from campaign.store import pictures
        from campaign.store.channels import service_of
        from campaign.store.models import ChannelState
        from tests.servers.rows import approve, speaker_row
        from tests.servers.rows import content_post as make

        data = picture()
        image = Image(pictures.keep(data), "image/jpeg", ALT, 1080, 1080, len(data))
        content = Content(TEXT, images=(image,) if self.what == "picture" else ())
        if after is not None:
            content = Content(SECOND, reply_to=PART_BEFORE, thread="2/2 whole")
        channel = after.channel if after else speaker_row(self.channel, **self.settings)
        ChannelState.objects.filter(pk=channel.pk).update(service=service_of(channel))
        row = make(channel, content, due=self.clock.now, grace=GRACE)
        if after is not None:
            part = {"after": after, "thread": after, "part": 2, "parts": 2}
            type(row).objects.filter(pk=row.pk).update(**part)
            row.refresh_from_db()
        approve(row)
        return row

    def _killed(self, step: str, *, after: bool) -> None:
        """Deliver in a process of its own that dies at a step."""
        from django.db import connections

        from campaign.store import claims

        connections.close_all()
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                for _ in range(ROUNDS):
                    self.publisher.drain(self.channel)
                    self.clock.forward(seconds=31)
            os._exit(0)
        self.server.kill(step, child, after=after)
        os.waitpid(child, 0)
        self.clock.forward(seconds=1)
        claims.lose_leases(self.clock.now, worker=self.worker)

    def _settle(self, row: Any) -> None:
        """Go on as a worker would until nothing more happens by itself."""
        for _ in range(ROUNDS):
            self.publisher.drain(self.channel)
            self.reconciler.sweep()
            row.refresh_from_db()
            if row.state in {"published", "failed", "missed", "cancelled"}:
                return
            if row.state == "uncertain" and row.check_at is None:
                return
            self._forward(row)

    def _forward(self, row: Any) -> None:
        from campaign.store.models import Service

        service = Service.objects.filter(pk=row.channel.service).first()
        rests = (service.free_at, service.open_until) if service else ()
        times = (row.not_before, row.check_at, row.channel.free_at, *rests)
        later = [time for time in times if time and time > self.clock.now]
        wait = max(max(later) - self.clock.now, timedelta(seconds=1)) if later else None
        step = wait or timedelta(seconds=15)
        self.clock.now += step
        self.server.lag += step.total_seconds()
        row.channel.refresh_from_db()


def settings_of(server: Fake, home: Any) -> dict[str, Any]:
    """Return the columns of a channel that speaks to a fake; its secrets go to the environment."""
    own = getattr(server, "channel", None)
    told = own() if own else home.channel(server.url)
    names = {}
    for name, value in told["secrets"].items():
        names[name] = f"MATRIX_{told['platform']}_{name}".upper()
        os.environ[names[name]] = value
    return {
        "platform": told["platform"],
        "network": "live",
        "base_url": told["base_url"],
        "handle": told.get("handle", ""),
        "secrets": names,
        "options": told["options"],
    }


def picture() -> bytes:
    """Return a JPEG that every platform takes as it is."""
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (1080, 1080), "navy").save(file, "JPEG")
    return file.getvalue()


def _is_it(text: str, what: str) -> bool:
    begins = SECOND if what == "thread" else TEXT
    return begins.partition(".")[0] in text.replace("\\", "")


def _show(cells: list[Cell]) -> None:
    wide = max((len(f"{cell.platform} {cell.step}") for cell in cells), default=0)
    print(f"{'':{wide}}  " + "  ".join(f"{fault:>13}" for fault in FAULTS))
    for row in dict.fromkeys((cell.platform, cell.step) for cell in cells):
        mine = {cell.fault: cell for cell in cells if (cell.platform, cell.step) == row}
        print(f"{' '.join(row):{wide}}  " + "  ".join(f"{_word(mine[f]):>13}" for f in FAULTS))
    for cell in cells:
        for violation in cell.violations:
            print(f"{cell.platform}, {cell.step}, {cell.fault}: {violation}")


def _count(cells: list[Cell]) -> None:
    """Say how the posts of a storm ended, platform by platform."""
    for name in dict.fromkeys(cell.platform for cell in cells):
        words = Counter(_word(cell) for cell in cells if cell.platform == name)
        print(f"{name}: {', '.join(f'{word} {number}' for word, number in words.most_common())}")
    for violation in {v for cell in cells for v in cell.violations}:
        print(violation)


def _sum(cells: list[Cell]) -> str:
    duplicates, lost = (sum(getattr(c, n) for c in cells) for n in ("duplicate", "lost"))
    uncertain = sum(cell.uncertain for cell in cells)
    return f"cells {len(cells)}, duplicates {duplicates}, lost {lost}, uncertain {uncertain}"


def _word(cell: Cell) -> str:
    if cell.duplicate:
        return f"TWICE ({cell.there})"
    if cell.lost:
        return f"LOST ({cell.state})"
    return "ask a person" if cell.uncertain else "once"


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    asked = argparse.ArgumentParser(description="Mishaps at every step of every adapter.")
    asked.add_argument("platforms", nargs="*", metavar="PLATFORM")
    asked.add_argument("--storm", type=int, default=0, metavar="N")
    told = asked.parse_args()
    sys.exit(1 if main(told.platforms, storm=told.storm) else 0)
