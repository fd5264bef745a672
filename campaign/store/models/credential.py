"""A channel's credential, sealed."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class Credential(models.Model):
    """What a channel signs in with; only ``store/credentials.py`` opens it."""

    channel = models.CharField(primary_key=True, max_length=100)
    platform = models.CharField(max_length=40)
    sealed = models.TextField()  # JSON of all secrets, encrypted with the key of the environment
    speaks_as = models.CharField(max_length=200, blank=True, default="")
    expires_at = models.DateTimeField(null=True)  # the secrets are good until then
    ends_at = models.DateTimeField(null=True)  # a person must sign in again before then
    connected_by = models.CharField(max_length=150)
    connected_at = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True)
    renew_at = models.DateTimeField(null=True)  # whoever renews it moves this on first
    trouble = models.TextField(blank=True, default="")  # why it could not be renewed

    @override
    def __str__(self) -> str:
        return f"credential of {self.channel}"
