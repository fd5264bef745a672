"""A worker's sign of life."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class Beat(models.Model):
    """When a worker last ticked."""

    worker = models.CharField(primary_key=True, max_length=100)
    at = models.DateTimeField()
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)  # it ended, or was found dead
    role = models.CharField(max_length=20, default="all", db_default="all")  # its part of the work
    trouble = models.TextField(blank=True, default="")  # what a person should know, in a sentence

    @override
    def __str__(self) -> str:
        return f"{self.worker} at {self.at}"
