"""A browser without a screen: goes to an address and follows where it leads.

``BROWSER="python -m tests.servers.fake_browser %s"`` makes the program open it. With a second
argument it writes down there what it was told, page by page.
"""

from __future__ import annotations

import sys
from pathlib import Path

import requests


def visit(address: str, *, stop_at: str = "") -> list[tuple[int, str, str]]:
    """Go to an address and on from there; give status, address and page of each stop.

    ``stop_at``: addresses that begin so are not gone to, as if nobody answered there.
    """
    seen = []
    while address and not (stop_at and address.startswith(stop_at)):
        answer = requests.get(address, allow_redirects=False, timeout=10)
        seen.append((answer.status_code, address, answer.text))
        address = answer.headers.get("Location", "")
    if address:
        seen.append((0, address, ""))
    return seen


if __name__ == "__main__":
    stops = visit(sys.argv[1])
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text("\n\n".join(f"{c} {a}\n{p}" for c, a, p in stops))
