"""``campaign run``: rehearsal, delivery and the page, in one process."""
# ruff: noqa: PLC0415 - what needs Django is loaded when the command runs

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from campaign.cli import clock, reading, show
from campaign.cli.ending import ended_when_moved
from campaign.cli.findings import summary
from campaign.cli.logbook import Form, open_logbook, speak_json
from campaign.cli.opening import open_store
from campaign.cli.options import HERE, Folder
from campaign.cli.plan import told
from campaign.cli.show import count, say
from campaign.cli.trouble import Trouble
from campaign.library.finding import Severity
from campaign.secret import secret
from campaign.worker.files import Files
from campaign.worker.role import Role, Share

if TYPE_CHECKING:
    from campaign.reports.report import ReportFiles
    from campaign.store.calendar import Applied
    from campaign.worker.rehearsal import Window
    from campaign.worker.session import Session

_UNPRIVILEGED, _LAST_PORT = 1024, 65535

Port = Annotated[
    int, typer.Option(metavar="NUMBER", min=1, max=65535, help="The port of the page.")
]
Log = Annotated[
    Form,
    typer.Option(
        envvar="CAMPAIGN_LOG",
        show_envvar=False,
        show_default=False,
        help="How it notes what it does: plain for people, json for a log collector. "
        "CAMPAIGN_LOG says it, too. Default: plain.",
    ),
]
Rehearse = Annotated[
    bool,
    typer.Option(
        "--rehearse/--no-rehearse",
        show_default=False,
        help="Before the first start, play four weeks on a simulated clock, on the sandbox "
        "network, and approve everything there by itself: for trying it out. Default: no.",
    ),
]
Part = Annotated[
    Role,
    typer.Option(
        show_default=False,
        help="Which part of the work this process takes, where several share one PostgreSQL "
        "database: scheduler, worker, console. Default: all of it.",
    ),
]


def run(
    port: Port = 8000,
    rehearse: Rehearse = False,
    role: Part = Role.ALL,
    log: Log = Form.PLAIN,
    folder: Folder = HERE,
) -> None:
    """Keep time, send what is due and show the page, until Ctrl-C.

    The page is on http://127.0.0.1:8000, for this machine only. Ctrl-C finishes the call in
    hand and stops, with exit code 0; a second Ctrl-C stops at once, with 130. The next start
    carries on where this one stopped and repeats nothing. With --log json every line that it
    writes is a JSON object, with the post, the channel and the attempt it is about.

    For example:
        campaign run
        campaign run --port 8080 --rehearse
        campaign run --log json
        campaign run --role worker
    """
    if log is Form.JSON:
        speak_json()
    _require_role(role, rehearse=rehearse)
    screen = Screen()
    files = None if role is Role.WORKER else _files(folder, screen)
    _open(folder, files)
    from django.core.wsgi import get_wsgi_application

    open_logbook(folder, log)
    if role.delivers:
        _warn_of_missing_secrets(files, folder)
    from campaign.worker.server import PortTaken
    from campaign.worker.session import Session, Wish

    session = Session(
        folder,
        files,
        observer=screen,
        application=get_wsgi_application(),
        wish=Wish(port=port, rehearse=rehearse),
        share=_share(role),
    )
    try:
        with ended_when_moved(session.stop), _stopped_by_signals(session):
            session.run()
    except PortTaken as exc:
        raise Trouble(f"{exc} {_with_another(port)}") from exc
    say("Stopped. Nothing is left in hand.")


def _files(folder: Path, screen: Screen) -> Files:
    """Read the campaign's files, and say how they are."""
    with screen.stage("Checking the library", 1) as progress:
        library, platforms = reading.read(folder)
        findings = reading.findings(library, platforms)
        progress(1)
    say(f"{summary(findings)}; {count(len(library.messages), 'message')} read.")
    if any(finding.severity is Severity.ERROR for finding in findings):
        say("“campaign check” shows them; what has errors stays out of the plan.")
    screen.sandbox = any(c.network == "sandbox" for c in library.channels.values())
    return Files(library, platforms)


def _open(folder: Path, files: Files | None) -> None:
    """Open the database; without files, as a worker does, it and the pictures are enough."""
    if files is None:
        from campaign.store.database import connect

        connect(folder)
        return
    if files.library.campaign.public_address:  # read with the other settings
        os.environ.setdefault("CAMPAIGN_PUBLIC_ADDRESS", files.library.campaign.public_address)
    open_store(folder)


def _require_role(role: Role, *, rehearse: bool) -> None:
    """Raise where a part of the work cannot be had, before anything is done."""
    if role is Role.ALL:
        return
    if rehearse:
        raise Trouble("A rehearsal is played by one process: leave --role out, or --rehearse.")
    if not secret("DATABASE_URL"):
        raise Trouble(
            f"--role {role} shares the work among several processes, and they need a PostgreSQL "
            "database: name it in DATABASE_URL, or leave --role out."
        )
    if role is not Role.CONSOLE and not find_spec("procrastinate"):
        raise Trouble(
            f"--role {role} needs the queue between processes, which is not installed here: "
            "python -m pip install 'campaign[cluster]', or leave --role out."
        )


def _share(role: Role) -> Share:
    """Say how channels come to workers: by a queue among machines, or threads of this process."""
    if not (secret("DATABASE_URL") and find_spec("procrastinate")):
        return Share(role)
    from campaign.cluster import Queue
    from campaign.worker.worker import utc_now

    return Share(role, partial(Queue, clock=utc_now, works=role.delivers))


def _with_another(port: int) -> str:
    """Say the whole command with a free-looking port, for both ways to start the program."""
    other = port + 1 if _UNPRIVILEGED <= port < _LAST_PORT else 8000
    return (
        f"In full: “campaign run --port {other}”, or in place of make run: "
        f"“.venv/bin/campaign run --rehearse --port {other}”."
    )


def _warn_of_missing_secrets(files: Files | None, folder: Path) -> None:
    from django.conf import settings

    from campaign.adapter import AdapterError
    from campaign.registry import UnknownAdapter, build
    from campaign.store.models import ChannelState
    from campaign.store.pictures import read
    from campaign.store.speakers import speaker

    rows = [] if files else map(speaker, ChannelState.objects.order_by("pk"))
    for channel in files.library.channels.values() if files else rows:
        try:
            adapter = build(channel, folder=folder / ".campaign", read=read)
        except (AdapterError, UnknownAdapter) as exc:
            say(("Warning: ", "yellow"), str(exc))
            continue
        fetches = adapter.capabilities.shared_pictures and channel.network != "sandbox"
        if fetches and not settings.PUBLIC_ADDRESS:
            say(
                ("Warning: ", "yellow"),
                f"The platform of {channel.id} fetches pictures from a public address, and none"
                " is set: write “public_address:” in messages/campaign.yaml, or set "
                "CAMPAIGN_PUBLIC_ADDRESS.",
            )


@contextmanager
def _stopped_by_signals(session: Session) -> Iterator[None]:
    """End in good order at the first signal; a second Ctrl-C ends at once.

    The handler only writes a byte, and a thread of its own does the rest: a handler that took
    a lock could meet the very code it interrupts holding it.
    """
    heard, tell = os.pipe()

    def ring(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.write(tell, b"!")

    def listen() -> None:
        if os.read(heard, 1):
            session.stop()

    before = {number: signal.signal(number, ring) for number in (signal.SIGINT, signal.SIGTERM)}
    listener = threading.Thread(target=listen, name="signals", daemon=True)
    listener.start()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(tell)
        listener.join()
        os.close(heard)


class Screen:
    """Shows a person what the program is doing."""

    sandbox = True  # whether a channel speaks on the sandbox network

    @contextmanager
    def stage(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show a progress bar on a terminal, one line elsewhere; say so when it ended early."""
        reached = 0
        with self._bar(title, total) as advance:

            def progress(done: int) -> None:
                nonlocal reached
                reached = done
                advance(done)

            yield progress
        if reached < total:
            say(f"{title}: stopped after {reached:,} of {total:,}; the next start goes on there.")
        elif not show.terminal():
            say(f"{title}: done.")

    @contextmanager
    def _bar(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        if not show.terminal():
            yield lambda _: None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeRemainingColumn(), console=show.console()) as bar:
            task = bar.add_task(title, total=total)
            yield lambda done: bar.update(task, completed=done)

    def rehearsed(self, window: Window, posts: int) -> None:
        """The simulated weeks were played."""
        span = " to ".join(show.day(clock.day_of(at)) for at in (window.start, window.end))
        if not posts:
            say(f"Rehearsed {span}: nothing went out. {self._why_nothing()}")
            return
        say(f"Rehearsed {span}: {count(posts, 'post')} went out on the sandbox network.")
        say("Times, approvals and engagement of a rehearsal are simulated, and labelled so.")

    def _why_nothing(self) -> str:
        if not self.sandbox:
            return (
                "No channel is on the sandbox network, and a rehearsal speaks nowhere else: "
                "write “network: sandbox” for one in messages/organisations/ to try it."
            )
        return "No message was due there in these weeks: “campaign plan” says what is left out."

    def reported(self, files: ReportFiles) -> None:
        """A report was written."""
        say(("Evaluation report: ", "bold"), str(files.html))

    def planned(self, applied: Applied) -> None:
        """The weeks ahead were planned."""
        say(f"Planned four weeks ahead: {told(applied)}.")
        if applied.waiting:
            say(f"{count(applied.waiting, 'post')} await approval: campaign approvals")

    def warned(self, what: str) -> None:
        """Something was found that a person should know."""
        say(("Warning: ", "yellow"), what)

    def not_planned(self, why: str) -> None:
        """The calendar was left as it is."""
        self.warned(why)

    def live(self, role: Role, port: int) -> None:
        """The process does its part of the work; the page is up where it shows one."""
        part = "" if role is Role.ALL else f"As {role}. "
        page = f"The page is on http://127.0.0.1:{port} – " if role.shows else ""
        say(("Running. ", "green"), f"{part}{page}Ctrl-C stops.")
        show.flush()

    def stopping(self) -> None:
        """Calls in hand are being finished."""
        say("Stopping: the call in hand is being finished …" if _in_hand() else "Stopping …")
        show.flush()


def _in_hand() -> bool:
    """Say whether a post is being sent; where that cannot be asked, that one may be."""
    from django.db import DatabaseError

    from campaign.lifecycle import State
    from campaign.store.models import Post

    try:
        return Post.objects.filter(state=State.PUBLISHING).exists()
    except DatabaseError:
        return True
