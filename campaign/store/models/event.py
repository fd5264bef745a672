"""A row of the audit log."""

from __future__ import annotations

from django.db import models
from typing_extensions import override

from campaign.store.models.post import Post


class Event(models.Model):
    """One row of the audit log; each holds the hash of the one before."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=40)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="events")
    subject = models.CharField(max_length=200, blank=True, default="")
    data = models.TextField()  # canonical JSON
    previous = models.CharField(max_length=64, unique=True)  # no two rows may follow the same one
    hash = models.CharField(max_length=64)

    @override
    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor}: {self.kind} {self.subject}"
