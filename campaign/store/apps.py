"""The store's place in Django."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Posts, attempts, approvals, holds, readings and events."""

    name = "campaign.store"
    label = "store"
