"""A person's stop."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override


class Hold(models.Model):
    """A stop with a scope and a reason, placed by a person."""

    class Scope(models.TextChoices):
        """What a hold may stop."""

        ALL = "all"
        ORGANISATION = "organisation"
        PLATFORM = "platform"
        CHANNEL = "channel"
        THEME = "theme"
        AREA = "area"  # a tag of the message
        AUDIENCE = "audience"
        LANGUAGE = "language"

    class Kind(models.TextChoices):
        """What a hold is placed for."""

        MANUAL = "manual"
        CRITICAL_INCIDENT = "critical-incident"
        LINE_OF_DUTY = "line-of-duty"
        NATIONAL_MOURNING = "national-mourning"
        PRE_ELECTION = "pre-election"
        LIVE_CASE = "live-case"
        PLATFORM = "platform"
        MOVED = "moved"  # another installation works on: nothing is let through
        FILE = "file"  # a file named STOP stands in a folder: it goes when the file goes

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.MANUAL)
    drill = models.BooleanField(default=False)  # an exercise: written down, stops nothing
    planned_end = models.DateTimeField(null=True)  # prompts a person, and lifts nothing
    scope = models.CharField(max_length=20, choices=Scope)
    value = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField()
    placed_by = models.CharField(max_length=150)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=150, blank=True, default="")
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.TextField(blank=True, default="")

    class Meta:
        """The worker asks for standing holds before every call."""

        indexes: ClassVar = [
            models.Index(
                fields=["scope"], name="hold_standing", condition=Q(lifted_at__isnull=True)
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.where

    @property
    def where(self) -> str:
        """Say what is stopped."""
        return "everything" if self.scope == self.Scope.ALL else f"{self.scope} {self.value}"
