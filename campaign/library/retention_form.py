"""The settings of campaign.yaml that say how long records are kept."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator

from campaign.library import values
from campaign.library.form import Form, Words
from campaign.library.retention import Retention

Years = Annotated[int, PlainValidator(values.years)]


class RetentionForm(Form):
    """How long texts and pictures are kept as records."""

    routine: Years = Field(6, description="Years that most posts are kept.")
    incident: Years = Field(10, description="Years for what was taken back, and for incidents.")
    incidents: Words = Field((), description="Themes and messages that count as incidents.")

    def rules(self) -> Retention:
        """Return what the lines stand for."""
        return Retention(self.routine, self.incident, self.incidents)
