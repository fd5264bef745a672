"""Debian's Chromium, driven by Playwright: a real browser that reaches loopback only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.servers.need import missing

QUIET = (
    "--no-sandbox",  # a test machine is root in a container; the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)
"""Nothing phones home, and a page of ours that asks a third party for anything fails."""


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser without a window."""
    program = shutil.which("chromium")
    if program is None:
        missing("The browser Chromium", "run .ci/install")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        try:
            yield started
        finally:
            started.close()
