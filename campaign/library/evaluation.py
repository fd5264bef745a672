"""What a campaign means to achieve, and what is put into it: the settings its report rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """Something the campaign is meant to achieve; one with a measure and a target can be met.

    ``counted`` says what the measure's figure is: "total" adds up what was counted since the
    campaign began; "latest" takes the newest (a share, followers, a survey's answer).
    """

    text: str
    measure: str = ""  # the name of a figure
    unit: str = ""
    counted: str = "total"
    baseline: Decimal | None = None
    baseline_of: str = ""  # of what time, and who counted it
    target: Decimal | None = None
    by: date | None = None
    organisation: str = ""  # whose it is; "" is everybody's

    @property
    def measurable(self) -> bool:
        """Say whether a figure can tell how it stands."""
        return bool(self.measure) and self.target is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Something put into the campaign: hours, money, a partner's help; or what it had to do with.

    Without days it holds for the whole campaign.
    """

    what: str
    kind: str = "other"  # hours | spend | partner | asset | capacity | other
    amount: Decimal | None = None
    unit: str = ""
    first: date | None = None
    last: date | None = None
    organisation: str = ""  # whose; "" is everybody's
    note: str = ""

    def within(self, first: date, last: date) -> bool:
        """Say whether any of its days lies in a span, both ends included."""
        return (self.first is None or self.first <= last) and (
            self.last is None or self.last >= first
        )
