"""The tables. Only the modules beside this one change their rows."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from typing_extensions import override

from campaign.adapter import Content, PostKey
from campaign.lifecycle import State


def _new_key() -> str:
    return uuid4().hex


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class ChannelState(models.Model):
    """What the program remembers of a channel between posts."""

    id = models.CharField(primary_key=True, max_length=100)
    organisation = models.CharField(max_length=100)
    platform = models.CharField(max_length=40)
    network = models.CharField(max_length=20)
    speaker = models.CharField(max_length=200, blank=True, default="")  # the name readers see
    handle = models.CharField(max_length=200, blank=True, default="")
    base_url = models.CharField(max_length=300, blank=True, default="")
    secret_names = models.TextField(default="{}")  # JSON: the adapter's name -> the variable's
    paused = models.BooleanField(default=False)
    why_paused = models.TextField(blank=True, default="")
    free_at = models.DateTimeField(null=True)  # a rate limit was met: not before

    @override
    def __str__(self) -> str:
        return self.id

    @property
    def secrets(self) -> dict[str, str]:
        """Return the names of the variables that hold the channel's secrets."""
        names: dict[str, str] = json.loads(self.secret_names)
        return names


class Post(models.Model):
    """One message on one channel at one time."""

    key = models.CharField(max_length=32, unique=True, default=_new_key)
    keyed_at = models.DateTimeField(default=_utc_now)
    slot_key = models.CharField(max_length=400, unique=True, null=True)  # noqa: DJ001 - NULL: no slot
    channel = models.ForeignKey(ChannelState, on_delete=models.PROTECT, db_index=False)
    message = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    theme = models.CharField(max_length=100)
    author = models.CharField(max_length=150)
    author_person = models.CharField(max_length=200)  # the same, as ``person`` compares names
    due_at = models.DateTimeField()
    local = models.CharField(max_length=16)  # wall time, 2026-12-01T17:30
    late_at = models.DateTimeField()  # from then on it is too late
    valid_from = models.DateTimeField(null=True)  # a fact's embargo ends
    valid_until = models.DateTimeField(null=True)  # a fact expires
    body = models.TextField()  # the content, as JSON
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=[(s, s) for s in State], default=State.PENDING)
    cause = models.TextField(blank=True, default="")  # why it is where it is, in a sentence
    not_before = models.DateTimeField(null=True)  # the one back-off column
    attempt = models.PositiveIntegerField(default=0)  # the fence: an outcome names its attempt
    worker = models.CharField(max_length=100, blank=True, default="")
    leased_until = models.DateTimeField(null=True)
    handle = models.TextField(blank=True, default="")  # of a post the platform still processes
    check_at = models.DateTimeField(null=True)  # when to ask the platform about it
    looks = models.PositiveSmallIntegerField(default=0)  # how often it was looked for
    absent_at = models.DateTimeField(null=True)  # when the platform first said it is not there
    remote_id = models.TextField(blank=True, default="")
    url = models.TextField(blank=True, default="")
    published_at = models.DateTimeField(null=True)
    reading_at = models.DateTimeField(null=True)  # when the next reading is due
    simulated = models.BooleanField(default=False)  # on the sandbox network
    by_hand = models.BooleanField(default=False)  # a person placed it: no plan moves or drops it
    created_at = models.DateTimeField(default=_utc_now)

    class Meta:
        """Each index answers one question of the worker; partial ones stay small."""

        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="post_due", condition=Q(state="scheduled")),
            models.Index(
                fields=["channel", "due_at"], name="post_next", condition=Q(state="scheduled")
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


class Approval(models.Model):
    """A person's yes to the hash of a content."""

    digest = models.CharField(max_length=64, db_index=True)
    message = models.CharField(max_length=200)
    channel = models.CharField(max_length=100)
    author = models.CharField(max_length=150)
    by = models.CharField(max_length=150)
    by_person = models.CharField(max_length=200)  # the same, as ``person`` compares names
    at = models.DateTimeField()
    note = models.TextField(blank=True, default="")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True, default="")

    @override
    def __str__(self) -> str:
        return f"{self.message} on {self.channel}, approved by {self.by}"


class Hold(models.Model):
    """A stop with a scope and a reason, placed by a person."""

    class Scope(models.TextChoices):
        """What a hold may stop."""

        ALL = "all"
        ORGANISATION = "organisation"
        PLATFORM = "platform"
        CHANNEL = "channel"
        THEME = "theme"

    scope = models.CharField(max_length=20, choices=Scope)
    value = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField()
    placed_by = models.CharField(max_length=150)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=150, blank=True, default="")
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.TextField(blank=True, default="")

    class Meta:
        """The worker asks for standing holds before every call."""

        indexes: ClassVar = [
            models.Index(
                fields=["scope"], name="hold_standing", condition=Q(lifted_at__isnull=True)
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.where

    @property
    def where(self) -> str:
        """Say what is stopped."""
        return "everything" if self.scope == self.Scope.ALL else f"{self.scope} {self.value}"


class Blackout(models.Model):
    """A quiet window of the campaign's settings, where the worker can see it."""

    start_at = models.DateTimeField()
    end_at = models.DateTimeField(db_index=True)
    organisation = models.CharField(max_length=100, blank=True, default="")  # "": all
    reason = models.TextField()

    @override
    def __str__(self) -> str:
        return self.reason


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
        """One reading of a post at one age."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "age"], name="reading_age"),
        ]

    @override
    def __str__(self) -> str:
        return f"post {self.post_id} at {self.age} s"


class Event(models.Model):
    """One row of the audit log; each holds the hash of the one before."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=40)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="events")
    subject = models.CharField(max_length=200, blank=True, default="")
    data = models.TextField()  # canonical JSON
    previous = models.CharField(max_length=64, unique=True)  # no two rows may follow the same one
    hash = models.CharField(max_length=64)

    @override
    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor}: {self.kind} {self.subject}"


class Beat(models.Model):
    """When a worker last ticked."""

    worker = models.CharField(primary_key=True, max_length=100)
    at = models.DateTimeField()
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)  # it ended in good order
    trouble = models.TextField(blank=True, default="")  # what a person should know, in a sentence

    @override
    def __str__(self) -> str:
        return f"{self.worker} at {self.at}"
