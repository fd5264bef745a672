"""``campaign run``: rehearsal, report, then the live worker and its page, in one process."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from django.db import DatabaseError, connection

from campaign.adapter import Deferred
from campaign.reports.material import Question
from campaign.reports.report import ReportFiles, write_report
from campaign.store import restored, upgrading
from campaign.store.calendar import Applied, NotApplied
from campaign.worker import rehearsal
from campaign.worker.files import Files
from campaign.worker.identity import FolderLock
from campaign.worker.live import Live
from campaign.worker.planner import Planner
from campaign.worker.rehearsal import Rehearsal, approve_sandbox, pending_window
from campaign.worker.role import Role, Share
from campaign.worker.saved import Saved, files_of
from campaign.worker.server import PageServer
from campaign.worker.worker import Worker, task, utc_now

LOOK = 10  # seconds between looks for newer tables
# Seconds for which a thread may go on while others wait for the interpreter. A plan of many posts
# computes for seconds, and a delivery asks the database some twenty times: with Python's own 5 ms
# it would wait a tenth of a second for the plan, most of it while nobody else can write.
TURN = 0.0005


class Observer(Protocol):
    """Whoever shows the person what is going on."""

    def stage(self, title: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Show a progress bar; the function is told how much of ``total`` is done."""

    def rehearsed(self, window: rehearsal.Window, posts: int) -> None:
        """The simulated weeks were played."""

    def reported(self, files: ReportFiles) -> None:
        """A report was written."""

    def planned(self, applied: Applied) -> None:
        """The weeks ahead were planned."""

    def warned(self, what: str) -> None:
        """Something was found that a person should know."""

    def not_planned(self, why: str) -> None:
        """The calendar was left as it is."""

    def live(self, role: Role, port: int) -> None:
        """The process does its part of the work; the page is up where it shows one."""

    def stopping(self) -> None:
        """Calls in hand are being finished."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person who starts the program wants of it."""

    port: int = 8000  # of the page
    rehearse: bool = False  # play the last weeks first, if nothing was played yet


class Session:
    """One run of the program in a folder; only who plans or rehearses needs its ``files``."""

    def __init__(
        self,
        folder: Path,
        files: Files | None,
        *,
        observer: Observer,
        application: Callable[..., Any],
        wish: Wish,
        share: Share,
    ) -> None:
        self._share, self._role = share, share.role
        self._folder, self._files = folder, files
        self._observer, self._application = observer, application
        self._port, self._rehearse = wish.port, wish.rehearse
        self._seen = files_of(folder)  # what is saved from now on is an edit
        self._pages = f"http://127.0.0.1:{wish.port}"
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask the session to end, from any thread (a signal handler hands over to one)."""
        self._stop.set()

    def run(self) -> None:
        """Do it all; return when ``stop`` was called and nothing is left in hand."""
        with ExitStack() as stack:
            if connection.vendor == "sqlite" or self._rehearse:
                stack.enter_context(FolderLock(self._folder))
            if self._role.shows:
                stack.enter_context(PageServer(self._application, self._port))
            self._look_for_a_restore()
            window = pending_window(utc_now()) if self._rehearse else None
            if window is not None and self._files is not None:
                self._play(self._files, window)
            if not self._stop.is_set():
                self._go_live()

    def _look_for_a_restore(self) -> None:
        """Hold everything where the database is an older copy, before anything is done."""
        found = restored.watch(self._folder, now=utc_now())
        if found is not None:
            self._observer.warned(
                f"The database is an older one than was here before: everything is held "
                f"(hold {found.hold}), for what was sent since then is not known to it."
            )

    def _play(self, files: Files, window: rehearsal.Window) -> None:
        played = Rehearsal(self._folder, files.library, files.platforms, window, pages=self._pages)
        try:
            total = played.prepare()
        except NotApplied as exc:
            self._observer.not_planned(str(exc))
            return
        with self._observer.stage("Playing four weeks on a simulated clock", total) as progress:
            played.play(progress, self._stop.is_set)
        if self._stop.is_set():
            return
        self._observer.rehearsed(window, played.published())
        self._report(files, window.start, window.end)

    def _report(self, files: Files, start: datetime, end: datetime) -> None:
        with self._observer.stage("Writing the evaluation report", 1) as progress:
            question = Question(
                start=start,
                end=end,
                now=utc_now(),
                campaign=files.library.campaign,
                platforms=files.platforms,
                library=files.library,
            )
            written = write_report(self._folder, question)
            progress(1)
        self._observer.reported(written)

    def _go_live(self) -> None:
        planner = Planner(
            self._folder,
            clock=utc_now,
            after=approve_sandbox if self._rehearse else lambda _: None,
        )
        sys.setswitchinterval(TURN)
        with ExitStack() as stack:
            if self._role is not Role.CONSOLE:
                trouble = self._plan_ahead(planner) if self._role.keeps_time else ""
                worker = Worker(
                    self._folder, plan=planner.plan, pages=self._pages, share=self._share
                )
                worker.start(plan_after=timedelta(hours=1), trouble=trouble)
                stack.callback(worker.stop)
                if self._role.keeps_time:
                    stack.callback(self._follow_files(planner, worker).stop)
            self._observer.live(self._role, self._port)
            stack.callback(self._observer.stopping)
            self._wait()

    def _wait(self) -> None:
        """Wait for the end; raise ``Outdated`` when a newer program has changed the tables."""
        look = task(upgrading.step_aside)
        # Python runs signal handlers between two steps of this thread: one that never
        # woke could sleep through a signal that came just before it lay down.
        for halves in count(1):
            if self._stop.wait(timeout=0.5):
                return
            if halves % (2 * LOOK) == 0:
                with suppress(DatabaseError):  # it is away: the next look may tell
                    look()

    def _plan_ahead(self, planner: Planner) -> str:
        """Plan the weeks ahead; a plan that cannot be applied stops nothing that is approved."""
        if self._files is None:
            return ""
        try:
            self._observer.planned(planner.extend(self._files.library))
        except (NotApplied, Deferred) as exc:  # the files are at fault, or the storage is away
            self._observer.not_planned(str(exc))
            return str(exc)
        return ""

    def _follow_files(self, planner: Planner, worker: Worker) -> Live:
        """Have the plan follow every save."""

        @task
        def replan(saved: Saved) -> None:
            worker.replan(lambda: planner.follow(saved))

        @task
        def unwatched(why: str) -> None:
            planner.unwatched = why
            worker.replan(planner.plan)

        live = Live(self._folder, replan=replan, unwatched=unwatched, seen=self._seen)
        live.start()
        return live
