"""``/healthz`` and ``/metrics``: what a monitor asks, without signing in.

Neither tells anything but figures and the sentences of ``campaign.store.health``. Each answer is
kept for a moment, so that whoever asks a thousand times a second costs no more than one who asks
now and then.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Generic, TypeVar

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from campaign.store.health import Health, Level, look

PATHS = ("/healthz", "/metrics")
FRESH, COUNTED = 1.0, 5.0  # seconds an answer is good for

T = TypeVar("T")


class Kept(Generic[T]):
    """Something that is made anew when it is older than so many seconds, by one at a time."""

    def __init__(self, make: Callable[[], T], seconds: float) -> None:
        self._make, self._seconds = make, seconds
        self._lock = threading.Lock()
        self._value: T | None = None
        self._until = 0.0  # by the steady clock: it does not jump

    def get(self) -> T:
        """Return it; what making it raises is not kept."""
        with self._lock:
            if self._value is None or time.monotonic() >= self._until:
                self._value = self._make()
                self._until = time.monotonic() + self._seconds
            return self._value


def _look() -> Health:
    return look(datetime.now(timezone.utc))


def _count() -> bytes:
    from campaign.web.prometheus import exposition  # noqa: PLC0415 - most programs are not asked

    return exposition(_look())


_health, _metrics = Kept(_look, FRESH), Kept(_count, COUNTED)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say whether posts go out: 200, or 503 when something is wrong; JSON, or words on request."""
    health = _health.get()
    status = 503 if health.level is Level.WRONG else 200
    if request.get_preferred_type(["application/json", "text/plain"]) == "text/plain":
        return HttpResponse(_in_words(health), content_type=_TEXT, status=status)
    return JsonResponse(_in_json(health), status=status)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures for Prometheus; 503 where the database cannot be asked."""
    from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4  # noqa: PLC0415 - as above

    try:
        return HttpResponse(_metrics.get(), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    except DatabaseError:
        sentence = "The database does not answer, so nothing can be counted.\n"
        return HttpResponse(sentence, content_type=_TEXT, status=503)


_TEXT = "text/plain; charset=utf-8"


def _in_words(health: Health) -> str:
    lines = [health.words, *(f"{part.name}: {part.level}. {part.words}" for part in health.parts)]
    return "\n".join(lines) + "\n"


def _in_json(health: Health) -> dict[str, object]:
    parts = {
        part.name: {"level": part.level, "words": part.words, **part.figures}
        for part in health.parts
    }
    at = health.at.isoformat(timespec="seconds")
    return {"level": health.level, "words": health.words, "at": at, "parts": parts}
