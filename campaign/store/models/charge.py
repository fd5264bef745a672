"""What a platform charges us."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override

from campaign.store.models.post import Post


class Charge(models.Model):
    """One call that costs money, at the price of the table in use that day."""

    channel = models.CharField(max_length=100)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="charges")
    at = models.DateTimeField(db_index=True)
    month = models.CharField(max_length=7)  # in the campaign's zone, such as 2026-12
    what = models.CharField(max_length=40)
    dollars = models.DecimalField(max_digits=12, decimal_places=4)

    class Meta:
        """What a channel has spent in a month is asked before every post."""

        indexes: ClassVar = [
            models.Index(fields=["channel", "month"], name="charge_month"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.what} on {self.channel}: ${self.dollars}"
