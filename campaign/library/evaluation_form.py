"""The settings of campaign.yaml for the evaluation report: objectives and inputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, model_validator

from campaign.library import values
from campaign.library.block import Block
from campaign.library.evaluation import Input, Objective
from campaign.library.form import Form, Line, Text, UkDate
from campaign.library.source import Source

KINDS = ("hours", "spend", "partner", "asset", "capacity", "other")
NUMBER = r"[£$€]?\s*(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.[0-9]{1,4})?\s*%?"
"""A count, a share in per cent or an amount of money, as people write it."""


def number(value: Any) -> Decimal:
    """Return a figure without its signs: “1,250”, “45%”, “£640.50”."""
    typed = values.text(value)
    if not re.fullmatch(NUMBER, typed):
        message = f"“{typed[:40]}” is not a figure."
        raise values.wrong("figure", message, "Write digits only, such as 1,250 or 12.5.")
    return Decimal(re.sub(r"[^0-9.]", "", typed))


Number = Annotated[Decimal, PlainValidator(number)]
Counted = Annotated[str, PlainValidator(values.choice("total", "latest"))]
Kind = Annotated[str, PlainValidator(values.choice(*KINDS))]


class ObjectiveForm(Form):
    """One objective: a sentence, or a group of lines that says how it is measured."""

    objective: Text = Field(description="What is to be achieved, in a sentence.")
    measure: Line = Field(
        "", description="The name of the figure that tells: one that is imported, or a rate."
    )
    unit: Line = Field("", description="What the figure counts, such as uploads.")
    counted: Counted = Field(
        "total", description="total: added up since the campaign began; latest: the newest."
    )
    baseline: Number | None = Field(None, description="The figure before the campaign.")
    baseline_of: Text = Field("", description="Of what time it is, and who counted it.")
    target: Number | None = Field(None, description="The figure that is wanted.")
    by: UkDate | None = Field(None, description="The day by which it is wanted.")
    organisation: Line = Field("", description="Whose objective it is; everybody's if left out.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "text": "objective",
        "name": "objective",
        "until": "by",
        "due": "by",
        "deadline": "by",
        "source": "baseline_of",
    }

    @model_validator(mode="before")
    @classmethod
    def _sentence(cls, value: Any) -> Any:
        return {"objective": value} if isinstance(value, str) else value

    def meant(self) -> Objective:
        """Return the objective the lines stand for."""
        return Objective(
            text=self.objective,
            measure=self.measure,
            unit=self.unit,
            counted=self.counted,
            baseline=self.baseline,
            baseline_of=self.baseline_of,
            target=self.target,
            by=self.by,
            organisation=self.organisation,
        )


class InputForm(Form):
    """Something put into the campaign, or what it had to do with."""

    what: Line = Field(description="What it is, such as Staff hours.")
    kind: Kind = Field("other", description="hours, spend, partner, asset, capacity or other.")
    amount: Number | None = Field(None, description="How much of it.")
    unit: Line = Field("", description="Of what, such as hours or pounds.")
    first: UkDate | None = Field(
        None, alias="from", description="Its first day; the whole campaign's if left out."
    )
    last: UkDate | None = Field(None, alias="to", description="Its last day.")
    organisation: Line = Field("", description="Whose it is; everybody's if left out.")
    note: Text = Field("", description="What a reader should know of it.")

    synonyms: ClassVar[Mapping[str, str]] = {
        "name": "what",
        "start": "from",
        "end": "to",
        "until": "to",
    }

    def meant(self) -> Input:
        """Return what the lines stand for."""
        return Input(
            what=self.what,
            kind=self.kind,
            amount=self.amount,
            unit=self.unit,
            first=self.first,
            last=self.last,
            organisation=self.organisation,
            note=self.note,
        )


def check_evaluation(
    source: Source,
    block: Block,
    objectives: tuple[Objective, ...],
    inputs: tuple[Input, ...],
) -> None:
    """Report objectives that can never be told to be met, and days the wrong way round."""
    for at, objective in enumerate(objectives):
        _check_objective(source, block, at, objective)
    for at, one in enumerate(inputs):
        if one.first and one.last and one.last < one.first:
            message, place = "This ends before it starts.", block.place("inputs", at, "to")
            source.report(place, "dates-turned", message, "Change one of the two dates.")


def _check_objective(source: Source, block: Block, at: int, objective: Objective) -> None:
    if objective.measure and objective.target is None:
        message = "This objective has a measure and no target, so nobody can tell if it is met."
        place = block.key_place("objectives", at, "measure")
        source.report(place, "no-target", message, "Add a line “target: …”.")
    if objective.target is not None and not objective.measure:
        message = "This objective has a target and no measure, so nobody can tell if it is met."
        place = block.key_place("objectives", at, "target")
        source.report(place, "no-measure", message, "Add a line “measure: …”.")
