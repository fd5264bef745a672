"""A back-up is made while posts go out, and put back: nothing goes out twice."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing

import pytest

from tests.cluster.machines import Machines
from tests.servers.postgresql import clone, programs

pytestmark = pytest.mark.chaos


class OnPostgreSQL(Machines):
    """``pg_dump`` and ``pg_restore``."""

    roles = ("scheduler", "worker")

    def save(self) -> None:
        self._run("pg_dump", "--format=custom", f"--file={self.home}/copy", self.address)

    def put_back(self) -> None:
        server, _, name = self.address.rpartition("/")
        clone(f"{server}/postgres", name, "template0")
        self._run("pg_restore", "--no-owner", f"--dbname={self.address}", f"{self.home}/copy")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([programs() / program, *arguments], check=True, capture_output=True)


class OnSQLite(Machines):
    """SQLite's online back-up."""

    roles = ("all",)

    def save(self) -> None:
        with closing(self._open()) as ours, closing(sqlite3.connect(self.home / "copy")) as copy:
            ours.backup(copy)

    def put_back(self) -> None:
        state = self.folder / ".campaign"
        for name in ("campaign.sqlite3-wal", "campaign.sqlite3-shm"):
            (state / name).unlink(missing_ok=True)
        (self.home / "copy").replace(state / "campaign.sqlite3")

    def ask(self, sql, *values):
        with closing(self._open()) as database:
            row = database.execute(sql.replace("%s", "?"), values).fetchone()
        return row[0] if row else None

    def tale(self):
        return "\n---\n".join(map(self.said, self.running))

    def _open(self):
        return sqlite3.connect(self.folder / ".campaign/campaign.sqlite3", timeout=20)


@pytest.fixture
def installation(request, tmp_path, platform, migrated):
    if request.param == "postgresql":
        them = OnPostgreSQL(tmp_path, clone(migrated, "backup", "migrated"), platform.url)
    else:
        them = OnSQLite(tmp_path, "", platform.url)
        them.env.pop("DATABASE_URL")
    try:
        yield them
    finally:
        them.end()


@pytest.mark.parametrize(
    ("installation", "anchors"),
    [("postgresql", "kept"), ("sqlite", "lost")],
    indirect=["installation"],
)
def test_what_went_out_since_a_back_up_does_not_go_out_again(installation, platform, anchors):
    them = installation
    them.fill(3, 0, "before")
    running = them.start(*them.roles)
    them.until(lambda: them.count("published") == 3)
    them.fill(5, 3, "since")
    them.save()
    them.until(lambda: them.count("published") == 8)
    for program in running:
        them.stop(program)

    them.put_back()
    assert (them.count("published"), them.count("scheduled")) == (3, 5)
    if anchors == "lost":  # the whole machine was put back: nobody but a person can know
        (them.folder / ".campaign/audit-anchors").unlink()
        done = them.campaign("restored", "--by", "Sam Hale")
        assert "5 posts may be out already: campaign posts list --state missed" in done.stdout
    again = them.start(*them.roles)
    if anchors == "kept":
        warning = "The database is an older one than was here before"
        assert any(warning in them.said(program) for program in again)  # the first, or both
    assert them.count("missed") == 5
    assert them.ask("SELECT count(*) FROM store_hold WHERE lifted_at IS NULL") == 1
    them.fill(1, 0, "held")
    for program in again:
        them.stop(program)
    assert (platform.writes, them.count("published"), them.count("scheduled")) == (8, 3, 1)
    verified = them.campaign("audit", "verify")
    print(verified.stdout)
    assert verified.returncode == (1 if anchors == "kept" else 0), verified.stdout
