"""A summary that goes out by e-mail or to a chat channel."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override


class Digest(models.Model):
    """One summary of one period for one organisation, on its way to one address."""

    class Rhythm(models.TextChoices):
        """How often there is one."""

        DAILY = "daily"
        WEEKLY = "weekly"
        MONTHLY = "monthly"

    class State(models.TextChoices):
        """Where a summary stands."""

        WAITING = "waiting"
        SENDING = "sending"  # it may have arrived: never sent again by itself
        SENT = "sent"
        FAILED = "failed"  # it certainly did not arrive, and is not tried any more
        LEFT_OUT = "left out"  # its time was over before the program ran again

    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)
    organisation = models.CharField(max_length=100, blank=True, default="")  # "": all of them
    first = models.DateField()  # the first day it tells of
    address = models.CharField(max_length=300)  # an e-mail address, or the key of a chat target
    name = models.CharField(max_length=300)  # the same for people, without secrets
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()  # later than this it is not sent by itself
    next_at = models.DateTimeField(null=True)  # when it is tried; while it is sent: the end of that
    sent_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="")  # why it did not arrive, or may not have

    class Meta:
        """Nobody gets the same summary twice."""

        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="digest_next", condition=Q(next_at__isnull=False))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rhythm", "organisation", "first", "address"], name="digest_once"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.rhythm} from {self.first} to {self.name}"
