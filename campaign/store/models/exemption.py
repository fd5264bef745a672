"""A person's word that one content goes out all the same."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class Exemption(models.Model):
    """A named yes to the hash of a content, in spite of the stops that had begun by then.

    It counts against no stop that begins later.
    """

    digest = models.CharField(max_length=64, db_index=True)
    message = models.CharField(max_length=200)
    channel = models.CharField(max_length=100)
    by = models.CharField(max_length=150)
    by_person = models.CharField(max_length=200)  # the same, as ``person`` compares names
    at = models.DateTimeField()
    why = models.TextField()

    @override
    def __str__(self) -> str:
        return f"{self.message} on {self.channel}, let through by {self.by}"
