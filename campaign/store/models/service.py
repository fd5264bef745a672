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
    open_until = models.DateTimeField(null=True)  # the breaker: nobody asks before
    why = models.TextField(blank=True, default="")

    @override
    def __str__(self) -> str:
        return self.id
