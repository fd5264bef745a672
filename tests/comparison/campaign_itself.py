"""Campaign, as it is installed: on SQLite, on PostgreSQL, and where a platform is mute."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

from typing_extensions import override

from tests.comparison import posts as posts_file
from tests.comparison.campaign_folder import write_campaign, write_messages, write_package
from tests.comparison.contender import WORKERS, Contender, installed, sqlite_size
from tests.comparison.database import database_size, durable_postgresql, no_postgresql
from tests.comparison.posts import Post
from tests.servers.ports import free_ports

_ROWS = "tests.comparison.campaign_rows"


class Campaign(Contender):
    """``campaign run``, one process."""

    name: ClassVar[str] = "campaign"
    title: ClassVar[str] = "Campaign, SQLite"
    packages: ClassVar[tuple[str, ...]] = ("campaign", "django")
    adapter: ClassVar[str] = "Square"
    settings: ClassVar[str] = f"""\
- posts for the year ahead: `campaign plan --weeks 104 --apply` on message files with `when:`, the
  whole command, which reads, checks, renders and lists them; approving is left out, as nobody
  else has that step
- posts for a given second: rendered, frozen and approved by the same functions, as a plan knows
  only minutes
- `campaign run`, {WORKERS} calls at a time (its own figure)
"""

    @override
    def open(self, stack: ExitStack) -> None:
        write_campaign(self._home, self.channels, self.platform)
        write_package(self.folder / "site", self.adapter)
        self.env["PYTHONPATH"] = os.pathsep.join([str(self.folder / "site"), *_paths()])
        self.env["PYTHONWARNINGS"] = "ignore"

    @override
    def environment(self) -> dict[str, str]:
        return {**super().environment(), "PYTHONPATH": self.env["PYTHONPATH"]}

    @property
    def _home(self) -> Path:
        return self.folder / "campaign"

    @override
    def ahead(self, posts: list[Post]) -> float:
        texts = {post.message: post.text for post in posts}
        write_messages(self._home, texts, {post.message: post.due for post in posts})
        start = time.perf_counter()
        self._campaign("plan", "--weeks", "104", "--apply")
        took = time.perf_counter() - start
        added = int(self.run("-m", _ROWS, str(self._home), "schedule"))
        if added != len(posts):
            raise RuntimeError(f"{added} of {len(posts)} posts were planned")
        return took

    @override
    def add(self, posts: Iterable[Post]) -> float:
        file, rows = self.folder / "posts.jsonl", list(posts)
        posts_file.write(file, rows)
        write_messages(self._home, {post.message: post.text for post in rows})
        return float(self.run("-m", _ROWS, str(self._home), "add", str(file)))

    def _campaign(self, *arguments: str) -> str:
        return self.run("-m", "campaign", *arguments, "--folder", str(self._home))

    @override
    def commands(self) -> list[list[str]]:
        [port] = free_ports(1)
        where = ["--folder", str(self._home), "--port", str(port)]
        return [[sys.executable, "-m", "campaign", "run", *where]]

    @override
    def size(self) -> int:
        return sqlite_size(self._home / ".campaign" / "campaign.sqlite3")

    @override
    def open_posts(self) -> int:
        return int(self.run("-m", _ROWS, str(self._home), "open"))

    @override
    def asked(self) -> set[tuple[str, str]]:
        told = json.loads(self.run("-m", _ROWS, str(self._home), "asked"))
        return {(channel, text) for channel, text in told}


class CampaignMute(Campaign):
    """The same on a platform that cannot be asked what is there."""

    name: ClassVar[str] = "campaign-mute"
    title: ClassVar[str] = "Campaign, SQLite, where the platform cannot be asked"
    adapter: ClassVar[str] = "SilentSquare"
    settings: ClassVar[str] = """\
- as Campaign, with an adapter that cannot look
"""


class CampaignPostgreSQL(Campaign):
    """The same program with DATABASE_URL set."""

    name: ClassVar[str] = "campaign-postgresql"
    title: ClassVar[str] = "Campaign, PostgreSQL"
    settings: ClassVar[str] = """\
- as Campaign, with `DATABASE_URL`
"""

    @classmethod
    @override
    def missing(cls) -> str:
        return no_postgresql()

    @override
    def open(self, stack: ExitStack) -> None:
        super().open(stack)
        self.env["DATABASE_URL"] = stack.enter_context(durable_postgresql())

    @override
    def size(self) -> int:
        return database_size(self.env["DATABASE_URL"])


class CampaignCluster(CampaignPostgreSQL):
    """A scheduler and a worker, as on two machines; Procrastinate carries between them."""

    name: ClassVar[str] = "campaign-roles"
    title: ClassVar[str] = "Campaign, PostgreSQL, scheduler and worker"
    packages: ClassVar[tuple[str, ...]] = ("campaign", "django", "procrastinate")
    settings: ClassVar[str] = """\
- as Campaign, PostgreSQL, with `campaign run --role scheduler` and `campaign run --role worker`;
  both are killed together
"""

    @classmethod
    @override
    def missing(cls) -> str:
        return installed("procrastinate") or super().missing()

    @override
    def commands(self) -> list[list[str]]:
        [command] = super().commands()
        return [[*command, "--role", role] for role in ("scheduler", "worker")]


def _paths() -> list[str]:
    from tests.servers.paths import ROOT

    return [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
