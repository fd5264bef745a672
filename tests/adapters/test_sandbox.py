"""The built-in network keeps the contract, whoever it imitates and however it is treated."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from campaign.adapter import (
    BadContent,
    Can,
    Content,
    Deferred,
    Gone,
    Link,
    Metrics,
    PostKey,
    Refused,
    Withheld,
)
from campaign.adapters import sandbox_file
from campaign.adapters.limits import LIMITS
from campaign.adapters.sandbox import Sandbox, SandboxPost, timeline
from campaign.adapters.sandbox_file import NAME, SandboxFile
from campaign.adapters.simulated import CROWDS, grown, simulated_metrics
from campaign.testing import KEY, OTHER_KEY, LocalContract, account, pictures

POST = Content("Seen an officer hurt? Call 999 first.")
AT = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.utc)


def key(number: int) -> PostKey:
    return PostKey(f"{number:032x}", AT)


def sandbox(folder: Path, **how: object) -> Sandbox:
    return Sandbox(replace(account(folder=folder, platform="x", handle="@Northshire"), **how))


class Shown:
    """What the sandbox shows, as the contract wants to see it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def _visible(self) -> list[SandboxPost]:
        return [post for post in timeline(self._folder) if not post.deleted]

    @property
    def posts(self) -> dict[str, str]:
        return {post.remote_id: post.text for post in self._visible}

    @property
    def alts(self) -> dict[str, list[str]]:
        return {post.remote_id: [one.alt for one in post.images] for post in self._visible}

    @property
    def parents(self) -> dict[str, str | None]:
        return {post.remote_id: post.reply_to for post in self._visible}


@pytest.fixture
def platform(tmp_path: Path) -> Shown:
    return Shown(tmp_path)


@pytest.fixture(params=LIMITS)
def adapter(tmp_path: Path, request: pytest.FixtureRequest) -> Sandbox:
    return sandbox(tmp_path, platform=request.param)


class TestSandbox(LocalContract):
    pass


@pytest.mark.parametrize("platform", LIMITS)
def test_it_has_the_limits_of_whom_it_imitates(platform: str, tmp_path: Path) -> None:
    limits = sandbox(tmp_path, platform=platform).capabilities
    expected = LIMITS[platform]
    assert limits.text_limit == expected.text_limit
    assert limits.metrics == expected.metrics
    asked = {Can.FOLLOWERS, Can.REPLY}
    assert {Can.FIND, Can.MEASURE, Can.DELETE} == limits.can - asked
    assert limits.can & asked == expected.can & asked
    assert limits.honours_key
    assert limits.costs is None


def test_a_reply_needs_what_it_replies_to_and_shows_it(tmp_path: Path) -> None:
    line = sandbox(tmp_path, platform="x")
    with pytest.raises(Gone, match="not on the sandbox"):
        line.publish(Content("Then check on them.", reply_to="nowhere"), KEY)
    first = line.publish(Content("Call 999 first."), KEY)
    line.publish(Content("Then check on them.", reply_to=first.remote_id), OTHER_KEY)
    assert [post.reply_to for post in timeline(tmp_path)] == [first.remote_id, None]
    with pytest.raises(BadContent, match="no threads"):
        sandbox(tmp_path, platform="facebook").publish(
            Content("Then check on them.", reply_to=first.remote_id), OTHER_KEY
        )


def test_a_platform_nobody_knows_is_imitated_generously(tmp_path: Path) -> None:
    assert sandbox(tmp_path, platform="chirp").capabilities.text_limit == 5000


def test_it_refuses_what_the_real_platform_would(tmp_path: Path) -> None:
    with pytest.raises(BadContent, match="281 of 280"):
        sandbox(tmp_path).publish(Content("x" * 281), KEY)
    assert timeline(tmp_path) == []


def test_a_repeat_gives_the_first_receipt(tmp_path: Path) -> None:
    times = iter([AT, AT + timedelta(minutes=5)])
    adapter = sandbox(tmp_path, clock=lambda: next(times))
    first = adapter.publish(POST, KEY)
    again = adapter.publish(replace(POST, text="Other words under the same key."), KEY)
    assert first == again
    assert first.published_at == AT
    assert [post.text for post in timeline(tmp_path)] == [POST.text]


def test_two_channels_may_use_the_same_key(tmp_path: Path) -> None:
    for channel in ("one", "two"):
        sandbox(tmp_path, channel=channel).publish(POST, KEY)
    assert len(timeline(tmp_path)) == 2
    assert [post.channel for post in timeline(tmp_path, channel="two")] == ["two"]


def test_a_channel_touches_only_its_own_posts(tmp_path: Path) -> None:
    receipt = sandbox(tmp_path, channel="one").publish(POST, KEY)
    other = sandbox(tmp_path, channel="two")
    other.delete(receipt.remote_id)
    assert other.measure([receipt.remote_id]) == {}
    assert [post.deleted for post in timeline(tmp_path)] == [False]


def test_find_respects_since(tmp_path: Path) -> None:
    adapter = sandbox(tmp_path, clock=lambda: AT)
    receipt = adapter.publish(POST, KEY)
    assert adapter.find(POST, KEY, AT) == receipt
    assert adapter.find(POST, KEY, AT + timedelta(seconds=59)) == receipt
    assert adapter.find(POST, KEY, AT + timedelta(minutes=2)) is None


def test_the_timeline_shows_everything_newest_first(tmp_path: Path) -> None:
    times = iter(AT + timedelta(minutes=n) for n in range(9))
    adapter = sandbox(tmp_path, clock=lambda: next(times))
    card = Link("https://www.police.uk", "Police", "About us", pictures(1)[0])
    adapter.publish(replace(POST, language="cy", images=pictures(2)), key(1))
    receipt = adapter.publish(replace(POST, text="With a card", link=card), key(2))
    adapter.publish(replace(POST, text="Gone soon"), key(3))
    adapter.delete(timeline(tmp_path)[0].remote_id)
    gone, carded, pictured = timeline(tmp_path)
    assert (gone.text, gone.deleted) == ("Gone soon", True)
    assert carded.link == card
    assert (carded.url, carded.remote_id) == (receipt.url, receipt.remote_id)
    assert carded.published_at == receipt.published_at
    assert (pictured.images, pictured.language) == (pictures(2), "cy")
    assert (pictured.platform, pictured.handle) == ("x", "@Northshire")
    assert timeline(tmp_path, limit=1) == [gone]


def test_a_time_without_microseconds_sorts_like_any_other(tmp_path: Path) -> None:
    times = iter([AT, AT + timedelta(microseconds=1), AT - timedelta(microseconds=1)])
    adapter = sandbox(tmp_path, clock=lambda: next(times))
    for number in range(3):
        adapter.publish(Content(f"Number {number}"), key(number))
    assert [post.text for post in timeline(tmp_path)] == ["Number 1", "Number 0", "Number 2"]


def test_where_nothing_was_posted_nothing_is_made(tmp_path: Path) -> None:
    assert timeline(tmp_path / "new") == []
    assert not (tmp_path / "new").exists()


def test_its_addresses_lead_to_the_page(tmp_path: Path) -> None:
    receipt = sandbox(tmp_path).publish(POST, KEY)
    assert receipt.url == f"http://127.0.0.1:8000/sandbox/{receipt.remote_id}"
    moved = sandbox(tmp_path, base_url="sandbox:?pages=http://127.0.0.1:9000/")
    assert moved.publish(POST, OTHER_KEY).url.startswith("http://127.0.0.1:9000/sandbox/")
    assert timeline(tmp_path, pages="http://127.0.0.1:9000")[0].url.startswith(
        "http://127.0.0.1:9000/sandbox/"
    )


def test_it_can_be_as_slow_as_a_network(tmp_path: Path) -> None:
    began = time.monotonic()
    sandbox(tmp_path, base_url="sandbox:?delay=0.05").publish(POST, KEY)
    assert time.monotonic() - began >= 0.05


@pytest.mark.parametrize(
    "base_url",
    ["sandbox:?delay=soon", "sandbox:?delay=-1", "sandbox:?delay=nan", "sandbox:?dealy=1", "http:"],
)
def test_a_setting_it_does_not_understand_is_named(tmp_path: Path, base_url: str) -> None:
    for call in (lambda one: one.publish(POST, KEY), lambda one: one.identify()):
        with pytest.raises(Refused, match="does not understand"):
            call(sandbox(tmp_path, base_url=base_url))


def test_a_hold_stops_it_before_anything_is_there(tmp_path: Path) -> None:
    def held() -> None:
        raise Withheld("On hold.")

    with pytest.raises(Withheld):
        sandbox(tmp_path, permit=held).publish(POST, KEY)
    assert timeline(tmp_path) == []


class TestSimulatedEngagement:
    @pytest.mark.parametrize("platform", [*CROWDS, "sandbox", "chirp"])
    def test_it_grows_and_levels_off(self, platform: str) -> None:
        ages = [timedelta(hours=h) for h in (-1, 0, 1, 6, 24, 72, 168, 672, 1344)]
        for post in range(50):
            rows = [simulated_metrics(f"{post}", platform, age) for age in ages]
            for name in Metrics.names():
                counts = [getattr(row, name) for row in rows]
                assert counts == sorted(counts)
                assert counts[:2] == [0, 0]
            assert rows[-1].impressions > rows[3].impressions > 0
            assert rows[-1].impressions - rows[-2].impressions <= rows[-1].impressions * 0.05

    def test_it_is_the_same_every_time(self) -> None:
        age = timedelta(hours=24)
        assert simulated_metrics("a", "x", age) == simulated_metrics("a", "x", age)
        assert simulated_metrics("a", "x", age) != simulated_metrics("b", "x", age)
        assert simulated_metrics("a", "x", age) != simulated_metrics("a", "facebook", age)

    @pytest.mark.parametrize("platform", CROWDS)
    def test_it_is_plausible(self, platform: str) -> None:
        rows = [simulated_metrics(f"{n}", platform, timedelta(days=28)) for n in range(500)]
        middle = sorted(row.impressions for row in rows)[250]
        assert CROWDS[platform].views * 0.7 < middle < CROWDS[platform].views * 1.3
        assert all(row.reach <= row.impressions for row in rows)
        reactions = sum(row.reactions for row in rows) / sum(row.impressions for row in rows)
        assert 0.005 < reactions < 0.08

    def test_it_is_all_there_in_the_end(self) -> None:
        assert grown(timedelta(days=3650), 3) == pytest.approx(1)

    @pytest.mark.parametrize("platform", LIMITS)
    def test_what_the_platform_does_not_report_is_not_reported(
        self, platform: str, tmp_path: Path
    ) -> None:
        adapter = sandbox(tmp_path, platform=platform)
        images = pictures(1)
        receipt = adapter.publish(replace(POST, images=images), KEY)
        day = receipt.published_at + timedelta(days=1)
        (shown,) = timeline(tmp_path)
        later = sandbox(tmp_path, platform=platform, clock=lambda: day)
        metrics = later.measure([receipt.remote_id])[receipt.remote_id]
        assert metrics == shown.metrics(day)
        given = {name for name in Metrics.names() if getattr(metrics, name) is not None}
        assert given == set(LIMITS[platform].metrics)


def test_twenty_threads_make_each_post_once(tmp_path: Path) -> None:
    def work(worker: int) -> set[str]:
        adapter = sandbox(tmp_path)
        return {adapter.publish(POST, key(number)).remote_id for number in range(40)}

    with ThreadPoolExecutor(20) as pool:
        seen = list(pool.map(work, range(20)))
    assert all(one == seen[0] for one in seen)
    assert len(timeline(tmp_path, limit=1000)) == 40


WORKER = """
import sys, time
from datetime import datetime, timezone
from pathlib import Path
from campaign.adapter import Account, Content, PostKey
from campaign.adapters.sandbox import Sandbox
folder, count = Path(sys.argv[1]), int(sys.argv[2])
adapter = Sandbox(Account(channel="c", platform="x", read=lambda _: b"", folder=folder))
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    key = PostKey(f"{number:032x}", datetime.now(timezone.utc))
    print(number, adapter.publish(Content(f"Number {number}"), key).remote_id, flush=True)
"""


def start(folder: Path, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_five_processes_that_start_at_once_make_each_post_once(tmp_path: Path) -> None:
    workers = [start(tmp_path, 100) for _ in range(5)]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    said = [worker.communicate()[0].splitlines() for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 5
    assert all(len(lines) == 100 and lines == said[0] for lines in said)
    assert len(timeline(tmp_path, limit=1000)) == 100


def test_what_was_acknowledged_survives_a_kill_and_nothing_is_there_twice(tmp_path: Path) -> None:
    acknowledged: set[str] = set()
    for round_ in range(6):
        worker = start(tmp_path, 100_000)
        worker.stdout.readline()
        worker.stdin.write("go\n")
        worker.stdin.flush()
        time.sleep(0.03 * (round_ + 1))
        os.kill(worker.pid, signal.SIGKILL)
        said = worker.communicate()[0]
        acknowledged |= {line.split()[1] for line in said.splitlines() if len(line.split()) == 2}
        posts = timeline(tmp_path, limit=1_000_000)
        shown = [post.remote_id for post in posts]
        assert acknowledged - {""} <= set(shown) | {line_end(said)}
        assert len(shown) == len(set(shown)) == len({post.text for post in posts})
    assert SandboxFile(tmp_path).read("PRAGMA integrity_check", ()) == [("ok",)]
    assert SandboxFile(tmp_path).read("PRAGMA journal_mode", ()) == [("wal",)]
    assert len(acknowledged) > 100


def line_end(said: str) -> str:
    """Return the last id, which the kill may have cut in the pipe."""
    return said.rsplit(maxsplit=1)[-1] if said.split() and not said.endswith("\n") else ""


def test_a_fork_gets_a_line_of_its_own(tmp_path: Path) -> None:
    adapter = sandbox(tmp_path)
    adapter.publish(POST, key(1))
    inherited = SandboxFile(tmp_path)._line()
    child = os.fork()
    if child == 0:
        own = 1
        try:
            adapter.publish(POST, key(2))
            own = int(SandboxFile(tmp_path)._line() is inherited)
        finally:
            os._exit(own)
    assert os.waitpid(child, 0)[1] == 0
    adapter.publish(POST, key(3))
    assert len(timeline(tmp_path)) == 3


def test_a_file_that_was_moved_away_is_made_anew(tmp_path: Path) -> None:
    adapter = sandbox(tmp_path)
    adapter.publish(POST, key(1))
    for file in tmp_path.iterdir():
        file.unlink()
    adapter.publish(POST, key(2))
    assert len(timeline(tmp_path)) == 1


def test_a_full_disk_creates_nothing_and_says_so(tmp_path: Path) -> None:
    adapter = sandbox(tmp_path)
    adapter.publish(POST, key(0))
    SandboxFile(tmp_path).read("PRAGMA max_page_count = 12", ())

    def fill() -> None:
        for number in range(1, 100):
            adapter.publish(Content("x" * 280), key(number))

    with pytest.raises(Deferred, match="the disk is full"):
        fill()
    shown = len(timeline(tmp_path, limit=1000))
    SandboxFile(tmp_path).read("PRAGMA max_page_count = 100000", ())
    adapter.publish(Content("x" * 280), key(shown))
    assert len(timeline(tmp_path, limit=1000)) == shown + 1


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    adapter = sandbox(tmp_path / "file" / "folder")
    for call in (lambda: adapter.publish(POST, KEY), lambda: adapter.find(POST, KEY, AT)):
        with pytest.raises(Deferred, match="Check that the folder is there"):
            call()


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("not a database, but long enough to be looked at" * 100)
    with pytest.raises(Deferred, match="damaged"):
        sandbox(tmp_path).publish(POST, KEY)


def test_a_file_another_program_holds_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox_file, "PATIENCE", 0.1)
    adapter = sandbox(tmp_path)
    adapter.publish(POST, key(1))
    other = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Deferred, match="busy"):
            adapter.publish(POST, key(2))
        assert len(timeline(tmp_path)) == 1, "reading goes on"
    finally:
        other.execute("ROLLBACK")
        other.close()
    adapter.publish(POST, key(2))
    assert len(timeline(tmp_path)) == 2


def test_a_thread_keeps_one_line_for_all_channels(tmp_path: Path) -> None:
    before = threading.active_count()
    for number in range(50):
        sandbox(tmp_path, channel=f"channel-{number}").publish(POST, KEY)
    lines = vars(sandbox_file._open)["lines"]
    assert len([place for place in lines if place[1].startswith(str(tmp_path))]) == 1
    assert threading.active_count() <= before
