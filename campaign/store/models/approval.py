"""A person's yes."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class Approval(models.Model):
    """A person's yes to the hash of a content."""

    digest = models.CharField(max_length=64, db_index=True)
    message = models.CharField(max_length=200)
    channel = models.CharField(max_length=100)
    author = models.CharField(max_length=150)
    by = models.CharField(max_length=150)
    by_person = models.CharField(max_length=200)  # the same, as ``person`` compares names
    at = models.DateTimeField()
    note = models.TextField(blank=True, default="")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True, default="")

    @override
    def __str__(self) -> str:
        return f"{self.message} on {self.channel}, approved by {self.by}"
