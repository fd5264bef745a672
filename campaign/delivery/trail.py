"""What the program is busy with, so that whatever is noted meanwhile says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_about: ContextVar[Mapping[str, int | str]] = ContextVar("about", default={})  # noqa: B039 - never changed


@contextmanager
def about(**what: int | str) -> Iterator[None]:
    """Say what the steps inside concern: a post, a channel, the number of an attempt."""
    token = _about.set({**_about.get(), **what})
    try:
        yield
    finally:
        _about.reset(token)


def current() -> Mapping[str, int | str]:
    """Return what this thread is busy with."""
    return _about.get()
