"""Something people must be told, once."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class Alert(models.Model):
    """One event, its words, and whether they were sent."""

    class State(models.TextChoices):
        """Where an alert stands."""

        WAITING = "waiting"
        SENDING = "sending"  # it may have arrived: never sent again
        SENT = "sent"
        FAILED = "failed"  # it certainly did not arrive, and is too old to be sent now

    key = models.CharField(max_length=200, unique=True)  # one alert an event
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    what = models.TextField()  # happened
    advice = models.TextField()  # what to do
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    not_before = models.DateTimeField(null=True)  # while it is being sent: the end of that
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    reached = models.TextField(default="{}")  # JSON: address without secrets -> sent, doubt
    trouble = models.TextField(blank=True, default="")  # why somebody may not have it

    @override
    def __str__(self) -> str:
        return self.subject
