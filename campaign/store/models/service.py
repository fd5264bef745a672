"""A platform's server as a whole, as the worker remembers it."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class Service(models.Model):
    """What befell a platform's server: rate limits of our app, and failures in a row.

    A channel names it in ``service``: "x", "mastodon@social.example", "sandbox".
    """

    id = models.CharField(primary_key=True, max_length=200)
    free_at = models.DateTimeField(null=True)  # a rate limit of our whole app: not before
    failures = models.PositiveIntegerField(default=0)  # in a row
    failed_at = models.DateTimeField(null=True)  # the last of them
    failing = models.CharField(max_length=100, blank=True, default="")  # the channel; "*": several
    opened_at = models.DateTimeField(null=True)  # the breaker: since then the platform is down
    open_until = models.DateTimeField(null=True)  # … nobody asks before
    rest = models.PositiveIntegerField(default=0)  # … seconds from one probe to the next
    probed_at = models.DateTimeField(null=True)  # … when the last probe began
    why = models.TextField(blank=True, default="")

    @override
    def __str__(self) -> str:
        return self.id
