"""A live case of the register, where the worker can see it."""

from __future__ import annotations

import json

from django.db import models
from typing_extensions import override


class CaseState(models.Model):
    """A case that is not closed: what names it, and whether it is live now."""

    id = models.CharField(max_length=100, primary_key=True)
    keywords = models.TextField()  # a JSON list
    status = models.CharField(max_length=20)
    active = models.BooleanField()  # from this status on it counts as live
    checked = models.DateField(null=True)  # when somebody last asked how it stands
    stale_at = models.DateTimeField()  # from then on nobody knows, and it counts as live

    @override
    def __str__(self) -> str:
        return self.id

    @property
    def words(self) -> list[str]:
        """Return the words that point at it."""
        found: list[str] = json.loads(self.keywords)
        return found
