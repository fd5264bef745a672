"""A campaign's folder and database that a benchmark may fill and throw away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def database() -> Iterator[Path]:
    """Connect to a new database on disk, for the one benchmark of this process."""
    from campaign.store.database import connect

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        connect(folder)
        yield folder
