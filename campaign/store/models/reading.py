"""How a post is doing at one age."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from campaign.store.models.post import Post


class Reading(models.Model):
    """One engagement measurement of a post at one age; NULL is "not reported"."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="readings")
    age = models.PositiveIntegerField()  # seconds after publication at which it was due
    taken_at = models.DateTimeField()
    impressions = models.PositiveBigIntegerField(null=True)
    reach = models.PositiveBigIntegerField(null=True)
    reactions = models.PositiveBigIntegerField(null=True)
    comments = models.PositiveBigIntegerField(null=True)
    shares = models.PositiveBigIntegerField(null=True)
    saves = models.PositiveBigIntegerField(null=True)
    link_clicks = models.PositiveBigIntegerField(null=True)
    gone = models.BooleanField(default=False)  # the platform no longer has the post
    simulated = models.BooleanField(default=False)

    class Meta:
        """One reading of a post at one age; a report asks of every post whether it is gone."""

        indexes: ClassVar = [
            models.Index(fields=["post"], name="reading_gone", condition=Q(gone=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "age"], name="reading_age"),
        ]

    @override
    def __str__(self) -> str:
        return f"post {self.post_id} at {self.age} s"
