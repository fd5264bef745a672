"""A quiet window, or a pre-election period."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class Blackout(models.Model):
    """A quiet window or a pre-election period of the settings, where the worker can see it."""

    class Kind(models.TextChoices):
        """What it comes from; the words are those of the sentence a person reads."""

        QUIET = "quiet window"
        ELECTION = "pre-election period"

    class Effect(models.TextChoices):
        """What it stops."""

        STOP = "stop"  # everything
        PLANNED = "planned"  # everything that was not approved before ``notice_at``

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.QUIET)
    effect = models.CharField(max_length=10, choices=Effect, default=Effect.STOP)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField(db_index=True)
    notice_at = models.DateTimeField(null=True)  # of the election
    organisation = models.CharField(max_length=100, blank=True, default="")  # "": all
    reason = models.TextField()

    @override
    def __str__(self) -> str:
        return self.reason
