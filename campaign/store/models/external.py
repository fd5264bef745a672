"""A figure from elsewhere."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override


class ExternalFigure(models.Model):
    """One figure somebody else counted: visits, uploads of footage, answers of a survey.

    ``value`` is the count; ``base`` what it is a part of (380 of 1,020 asked), where there is
    such a thing. What it does not say (organisation, theme, message, channel, audience) is "".
    """

    class Stage(models.TextChoices):
        """The step of the evaluation cycle it belongs to."""

        INPUT = "input"
        OUTPUT = "output"
        OUTTAKE = "outtake"
        OUTCOME = "outcome"
        IMPACT = "impact"

    key = models.CharField(
        max_length=64, unique=True
    )  # of what it counts: importing again replaces
    stage = models.CharField(max_length=8, choices=Stage.choices)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=60, blank=True, default="")
    first = models.DateField()
    last = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    base = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    organisation = models.CharField(max_length=100, blank=True, default="")
    theme = models.CharField(max_length=100, blank=True, default="")
    message = models.CharField(max_length=200, blank=True, default="")
    channel = models.CharField(max_length=100, blank=True, default="")
    audience = models.CharField(max_length=100, blank=True, default="")  # the part it counts
    source = models.CharField(max_length=200)  # who counted it, and how
    note = models.TextField(blank=True, default="")
    imported_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        """A report asks for a period."""

        indexes: ClassVar = [models.Index(fields=["first", "last"], name="external_days")]

    @override
    def __str__(self) -> str:
        return f"{self.name}, {self.first} to {self.last}: {self.value}"
