"""A name somebody goes by."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class PersonName(models.Model):
    """A name of campaign.yaml's people, as names are compared, and whose it is."""

    key = models.CharField(primary_key=True, max_length=200)
    person = models.CharField(max_length=200)  # the key of that person's own name
    name = models.CharField(max_length=200)  # as it is written
    roles = models.CharField(max_length=100, blank=True, default="")  # "senior, legal"
    rank = models.PositiveSmallIntegerField(default=0)  # the weight of their yes
    organisations = models.TextField(blank=True, default="")  # ",one,two,"; "": all

    @override
    def __str__(self) -> str:
        return self.name
