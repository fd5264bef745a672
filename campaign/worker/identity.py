"""Which process a claim belongs to, and which of them are dead."""

from __future__ import annotations

import functools
import hashlib
import os
import socket
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from campaign.store import silence
from campaign.store.models import Beat, Post


class AlreadyRunning(Exception):
    """Another process works in this folder; the message says what to do."""


def name() -> str:
    """Return this process's name as it stands on claims: host and home, number, start.

    An earlier version takes that for another host's, and leaves it alone.
    """
    home = f"/{_home()}" if _home() else ""
    return f"{socket.gethostname()}{home}:{os.getpid()}:{_started(os.getpid())}"


@functools.cache
def _home() -> str:
    """Return a mark of what numbers of processes hold for: this run of the machine, or container.

    Machines may have one name, such as copies of one image; "" where it cannot be told.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
        space = Path("/proc/self/ns/pid").readlink()
    except OSError:
        return ""
    return hashlib.sha256(f"{boot} {space}".encode()).hexdigest()[:8]


def _started(pid: int) -> str:
    """Return when a process started, in the kernel's ticks; "" where that cannot be read.

    Numbers of processes are used again after a restart, so the number alone proves nothing.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def dead_workers(now: datetime) -> list[str]:
    """Return the names on open claims of processes of this host that are certainly gone."""
    names = Post.objects.filter(state="publishing").values_list("worker", flat=True).distinct()
    return [worker for worker in names if is_dead(worker, now)]


def is_dead(worker: str, now: datetime) -> bool:
    """Say whether a worker of this host is certainly gone.

    One from before the machine was started again is. But so seems one that lives on another machine
    of the same name, or in another container: as long as it gives signs of life, it is not.
    """
    place, _, rest = worker.rpartition(":")[0].rpartition(":")
    host, _, home = place.partition("/")
    started = worker.rpartition(":")[2]
    if host != socket.gethostname() or not rest.isdigit():
        return False
    if home and home != _home():
        signs = Beat.objects.filter(worker=worker, stopped_at__isnull=True)
        return not signs.filter(at__gte=now - silence.SILENT).exists()
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # it lives, as somebody else
    there = _started(int(rest))
    return bool(started and there) and there != started  # what may not be looked at may live


class FolderLock:
    """At most one worker in a folder: a second one would only be in the way."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / ".campaign" / "run.lock"
        self._file: IO[str] | None = None

    def __enter__(self) -> FolderLock:
        import fcntl  # noqa: PLC0415 - not there on Windows, where only this command needs it

        self._file = self._path.open("w", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            self._file.close()
            raise AlreadyRunning(
                "Campaign is running in this folder already: stop it there with Ctrl-C, or use "
                "its page."
            ) from exc
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
