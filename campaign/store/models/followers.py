"""How many follow a channel."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override


class FollowerCount(models.Model):
    """The followers of one channel on one day, as its platform counts them: a number, no names."""

    channel = models.CharField(max_length=100)
    day = models.DateField()  # in the campaign's zone
    count = models.PositiveBigIntegerField()
    taken_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)  # on the sandbox network

    class Meta:
        """One count a channel and day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "day"], name="followers_day"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.channel} on {self.day}: {self.count}"
