"""A person's yes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from campaign.store.models.defaults import in_ninety_days


class Approval(models.Model):
    """A person's yes to the hash of a content."""

    class Kind(models.TextChoices):
        """What the yes is."""

        APPROVAL = "approval"
        EMERGENCY = "emergency"  # one of two, in place of what the tier asks for
        PARTNER = "partner"  # a partner's, as somebody of ours wrote it down

    digest = models.CharField(max_length=64, db_index=True)
    message = models.CharField(max_length=200)
    channel = models.CharField(max_length=100)
    author = models.CharField(max_length=150)
    by = models.CharField(max_length=150)
    by_person = models.CharField(max_length=200)  # the same, as names are compared
    at = models.DateTimeField()
    note = models.TextField(blank=True, default="")  # of an emergency: the reason
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.APPROVAL)
    roles = models.CharField(max_length=100, blank=True, default="")  # of the person, that day
    rank = models.PositiveSmallIntegerField(default=0)  # the weight these roles gave the yes
    partner = models.CharField(max_length=200, blank=True, default="")  # whose sign-off it is
    grounds = models.TextField(blank=True, default="")  # what else it rests on: see ``Post``
    expires_at = models.DateTimeField(default=in_ninety_days)
    ran_out = models.BooleanField(default=False)  # its posts were told that it has expired
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        """The index finds what has just run out, and stays small."""

        indexes: ClassVar = [
            models.Index(
                fields=["expires_at"],
                name="approval_ends",
                condition=Q(revoked_at__isnull=True, ran_out=False),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.message} on {self.channel}, approved by {self.by}"
