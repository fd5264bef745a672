"""What is saved in a campaign's folder, as it happens."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from watchfiles import Change, watch

from campaign.library.folder import ASSETS, MESSAGES
from campaign.worker.mounts import is_elsewhere

logger = logging.getLogger(__name__)

_MOMENT = 250  # milliseconds after which it is asked whether the folders are still the same
_STEP = 100  # milliseconds without a change after which a save is taken to be over
_MOST = 2_000  # milliseconds: after them it is told in any case
_POLL = 2_000  # milliseconds between two looks at a folder that tells nothing by itself
_LONGEST = 10.0  # seconds: edits that never pause are told after them all the same

Changes = set[tuple[Change, str]]


def saves(
    folder: Path, *, settle: float = 0.0, stop: threading.Event | None = None
) -> Iterator[list[str]]:
    """Give the files of each save, below the campaign's folder; and once when watching begins.

    Saves that follow each other within ``settle`` seconds are given as one. Folders are watched
    and not files, since many editors save by putting a new file in the place of the old one.
    When one of the folders itself is made, renamed or replaced (as Git does), watching begins
    anew. It has always begun before the files are looked at, and goes on while the caller is
    at work: no save is missed. Raise ``OSError`` when watching is not possible.
    """
    ended = stop or threading.Event()
    while not ended.is_set():
        here = _identity(folder)
        known = False
        try:
            for changes in _settled(_changes(folder, here, ended), settle):
                if _identity(folder) != here:
                    break
                if changes or not known:
                    known = True
                    yield sorted(_names(folder, changes) or {f"{name}/" for name in here})
        except FileNotFoundError:
            time.sleep(_MOMENT / 1000)  # it was taken away just now: look for it again


def _settled(changes: Iterable[Changes], settle: float) -> Iterator[Changes]:
    """Put together what changes before there is quiet; between changes give nothing."""
    waiting: Changes = set()
    first = last = 0.0
    for some in changes:
        time_now = time.monotonic()
        if some:
            first, last = first if waiting else time_now, time_now
            waiting |= some
        if waiting and (time_now - last >= settle or time_now - first >= _LONGEST):
            told, waiting = waiting, set()
            yield told
        elif not waiting:
            yield set()


def _names(folder: Path, changes: Changes) -> set[str]:
    """Return the files that changed; not those an editor wrote and took away again."""
    paths = {Path(path) for _, path in changes}
    ours = {path for path in paths if path.suffix in {".md", ".yaml"} or path.exists()}
    return {path.relative_to(folder).as_posix() for path in ours or paths}


def _changes(folder: Path, names: Iterable[str], stop: threading.Event) -> Iterator[Changes]:
    """Give what changes, and every moment nothing; watching has begun when it first does.

    Where the system has no watchers left, or the folder tells nothing by itself, the files are
    looked at again and again instead.
    """
    places = [folder / name for name in names]
    if any(map(is_elsewhere, places or [folder])):
        yield from _watched(folder, places, stop, poll=True)
        return
    try:
        yield from _watched(folder, places, stop, poll=False)
    except FileNotFoundError:
        raise
    except OSError as error:
        logger.warning("Files are looked at every two seconds: %s", error)
        yield from _watched(folder, places, stop, poll=True)


def _watched(
    folder: Path, places: list[Path], stop: threading.Event, *, poll: bool
) -> Iterator[Changes]:
    return watch(
        *(places or [folder]),
        recursive=bool(places),
        watch_filter=_is_ours,
        step=_STEP,
        debounce=_MOST,
        rust_timeout=_MOMENT,
        yield_on_timeout=True,
        stop_event=stop,
        force_polling=True if poll else None,  # None: as the environment has it
        poll_delay_ms=_POLL,
    )


def _identity(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the folders to watch that there are, and what tells one from its successor."""
    found = {}
    for name in (MESSAGES, ASSETS):
        try:
            status = (folder / name).stat()
        except OSError:
            continue
        found[name] = status.st_dev, status.st_ino
    return found


def _is_ours(_: Change, path: str) -> bool:
    return is_ours(path)


def is_ours(path: str) -> bool:
    """Leave out what the reader leaves out too, and what editors keep for themselves."""
    name = Path(path).name
    return not name.startswith((".", "~$")) and not name.endswith(("~", ".swp", ".tmp"))
