"""A channel, as the worker remembers it."""

from __future__ import annotations

import json

from django.db import models
from typing_extensions import override

from campaign.library.readings import AGES


class ChannelState(models.Model):
    """What the program remembers of a channel between posts."""

    id = models.CharField(primary_key=True, max_length=100)
    organisation = models.CharField(max_length=100)
    platform = models.CharField(max_length=40)
    network = models.CharField(max_length=20)
    speaker = models.CharField(max_length=200, blank=True, default="")  # the name readers see
    handle = models.CharField(max_length=200, blank=True, default="")
    base_url = models.CharField(max_length=300, blank=True, default="")
    secret_names = models.TextField(default="{}")  # JSON: the adapter's name -> the variable's
    option_values = models.TextField(default="{}")  # JSON: the adapter's own settings
    service = models.CharField(max_length=200, default="")  # the ``Service`` it depends on
    paused = models.BooleanField(default=False)
    why_paused = models.TextField(blank=True, default="")
    monthly_cap = models.DecimalField(max_digits=12, decimal_places=4, null=True)  # US dollars
    zone = models.CharField(max_length=60, default="Europe/London")  # whose months are meant
    free_at = models.DateTimeField(null=True)  # a rate limit was met: not before
    gap = models.PositiveIntegerField(default=0)  # minutes between two posts of the plan
    spaced_until = models.DateTimeField(null=True)  # … since the last one that may be out
    reading_ages = models.TextField(default="")  # JSON: seconds; "": the usual ones
    count_at = models.DateTimeField(null=True)  # when its followers are counted again

    @override
    def __str__(self) -> str:
        return self.id

    @property
    def secrets(self) -> dict[str, str]:
        """Return the names of the variables that hold the channel's secrets."""
        names: dict[str, str] = json.loads(self.secret_names)
        return names

    @property
    def ages(self) -> tuple[int, ...]:
        """Return the ages of a post, in seconds, at which its engagement is read."""
        return tuple(json.loads(self.reading_ages)) if self.reading_ages else AGES

    @property
    def options(self) -> dict[str, str]:
        """Return the adapter's own settings."""
        values: dict[str, str] = json.loads(self.option_values)
        return values
