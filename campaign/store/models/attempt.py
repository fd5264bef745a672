"""One try to deliver a post."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override

from campaign.store.models.post import Post


class Attempt(models.Model):
    """One try to deliver a post: written before the call, completed after, never deleted."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    worker = models.CharField(max_length=100)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")
    detail = models.TextField(blank=True, default="")

    class Meta:
        """An attempt's number is its own."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "number"], name="attempt_number"),
        ]

    @override
    def __str__(self) -> str:
        return f"attempt {self.number} of post {self.post_id}"
