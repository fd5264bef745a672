"""The page of a folder's database, in a process of its own that delivers nothing.

    python -m tests.servers.page_alone FOLDER PORT

It is what a monitor asks when the worker's own process has died or stands still.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.servers.command import environment
from tests.servers.paths import ROOT
from tests.servers.ports import free_ports


@contextmanager
def page_of(folder: Path, *before: str) -> Iterator[str]:
    """Serve the page, by way of another command where one is given; give its address."""
    [port] = free_ports(1)
    command = [*before, sys.executable, "-m", "tests.servers.page_alone", str(folder), str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment()) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/page.css", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, "the page could not be served"
        try:
            urlopen(address, timeout=5).close()
        except URLError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the page did not answer")


def main() -> None:
    """Serve until killed."""
    os.environ["CAMPAIGN_FOLDER"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "campaign.settings"
    from django.core.wsgi import get_wsgi_application

    from campaign.worker.server import PageServer

    with PageServer(get_wsgi_application(), int(sys.argv[2])):
        signal.pause()


if __name__ == "__main__":
    main()
