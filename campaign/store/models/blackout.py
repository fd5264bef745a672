"""A quiet window."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class Blackout(models.Model):
    """A quiet window of the campaign's settings, where the worker can see it."""

    start_at = models.DateTimeField()
    end_at = models.DateTimeField(db_index=True)
    organisation = models.CharField(max_length=100, blank=True, default="")  # "": all
    reason = models.TextField()

    @override
    def __str__(self) -> str:
        return self.reason
