"""One message on one channel at one time."""

from __future__ import annotations

import json
from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from campaign.adapter import Content, PostKey
from campaign.lifecycle import State
from campaign.store.models.channel import ChannelState
from campaign.store.models.defaults import new_key, utc_now


class Post(models.Model):
    """One message on one channel at one time."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    keyed_at = models.DateTimeField(default=utc_now)
    slot_key = models.CharField(max_length=400, unique=True, null=True)  # noqa: DJ001 - NULL: no slot
    channel = models.ForeignKey(ChannelState, on_delete=models.PROTECT, db_index=False)
    message = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    theme = models.CharField(max_length=100)
    audience = models.CharField(max_length=100, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    tags = models.TextField(blank=True, default="")  # ",one,two,": a comma on either side of each
    author = models.CharField(max_length=150)
    author_person = models.CharField(max_length=200)  # the same, as ``person`` compares names
    due_at = models.DateTimeField()
    local = models.CharField(max_length=16)  # wall time, 2026-12-01T17:30
    late_at = models.DateTimeField()  # from then on it is too late
    valid_from = models.DateTimeField(null=True)  # a fact's embargo ends
    valid_until = models.DateTimeField(null=True)  # a fact expires
    body = models.TextField()  # the content, as JSON
    digest = models.CharField(max_length=64)
    grounds = models.TextField(blank=True, default="")  # JSON: what else the digest covers
    tier = models.PositiveSmallIntegerField(default=1)  # how much say it needs: 1 to 3
    partners = models.PositiveSmallIntegerField(default=0)  # that have to sign it off
    price = models.DecimalField(max_digits=12, decimal_places=4, default=0)  # US dollars: …
    picture_price = models.DecimalField(max_digits=12, decimal_places=4, default=0)  # … before it
    state = models.CharField(max_length=12, choices=[(s, s) for s in State], default=State.PENDING)
    cause = models.TextField(blank=True, default="")  # why it is where it is, in a sentence
    not_before = models.DateTimeField(null=True)  # the one back-off column
    attempt = models.PositiveIntegerField(default=0)  # the fence: an outcome names its attempt
    worker = models.CharField(max_length=100, blank=True, default="")
    leased_until = models.DateTimeField(null=True)
    handle = models.TextField(blank=True, default="")  # what the adapter staged, or still waits for
    check_at = models.DateTimeField(null=True)  # when to ask the platform about it
    looks = models.PositiveSmallIntegerField(default=0)  # how often it was looked for
    absent_at = models.DateTimeField(null=True)  # when it was said not to be there; NULL: it may be
    remote_id = models.TextField(blank=True, default="")
    url = models.TextField(blank=True, default="")
    published_at = models.DateTimeField(null=True)
    reading_at = models.DateTimeField(null=True)  # when the next reading is due
    simulated = models.BooleanField(default=False)  # on the sandbox network
    part = models.PositiveSmallIntegerField(default=1)  # of a thread, from 1
    parts = models.PositiveSmallIntegerField(default=1)
    after = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    thread = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    variant = models.CharField(max_length=1, blank=True, default="")  # of an A/B test: a, b
    tone = models.CharField(max_length=9, blank=True, default="")  # normal | solemn | sensitive
    format = models.CharField(max_length=7, blank=True, default="")  # words | picture | link
    pair = models.CharField(max_length=400, blank=True, default="")  # same in both languages
    by_hand = models.BooleanField(default=False)  # a person placed it: no plan moves or drops it
    handed = models.BooleanField(default=False)  # a person posts it, whatever the platform
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        """Each index answers one question of the worker; partial ones stay small."""

        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="post_due", condition=Q(state="scheduled")),
            models.Index(
                fields=["channel", "due_at"], name="post_next", condition=Q(state="scheduled")
            ),
            # Every turn asks for these, and without it PostgreSQL expects to read the channel for
            # each of its posts, and chooses badly for all the rest as well.
            models.Index(
                fields=["channel"],
                name="post_retrying",
                condition=Q(state="scheduled", not_before__isnull=False),
            ),
            models.Index(
                fields=["late_at"],
                name="post_late",
                condition=Q(state__in=["pending", "scheduled"]),
            ),
            models.Index(
                fields=["leased_until"], name="post_lease", condition=Q(state="publishing")
            ),
            models.Index(
                fields=["check_at"],
                name="post_check",
                condition=Q(state__in=["uncertain", "processing"]),
            ),
            models.Index(
                fields=["reading_at"], name="post_reading", condition=Q(reading_at__isnull=False)
            ),
            models.Index(fields=["digest"], name="post_digest", condition=Q(state="pending")),
            models.Index(fields=["state", "due_at"], name="post_state"),
            models.Index(fields=["published_at"], name="post_published"),
            models.Index(fields=["pair", "keyed_at"], name="post_pair", condition=~Q(pair="")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(state="publishing"),
                name="one_in_flight_per_channel",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.message} on {self.channel_id} at {self.local}"

    @property
    def content(self) -> Content:
        """Return the frozen content."""
        return Content.from_json(json.loads(self.body))

    @property
    def post_key(self) -> PostKey:
        """Return what makes a repeat recognisable to the platform."""
        return PostKey(self.key, self.keyed_at)
