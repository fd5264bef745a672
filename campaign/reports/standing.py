"""How the objectives stand: the figure of each beside its baseline and its target.

Red, amber and green are only given where a target, a day and a figure are known, and never without
them. What is expected by now lies on a straight line from the beginning to the target: from 0 where
the figure is added up, from the baseline where it is the newest. Green is on the line or beyond it,
amber at four fifths of the way or more, red less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from campaign.library.evaluation import Objective
from campaign.reports.followers_chart import Counts
from campaign.reports.group import Group
from campaign.reports.material import Material
from campaign.reports.outside import share_of
from campaign.reports.outside_table import sure
from campaign.store.models import ExternalFigure

RULE = (
    "What is expected by now lies on a straight line from the campaign’s beginning to the target: "
    "from 0 for a figure that is added up, from the baseline for any other. Green: there or "
    "beyond. Amber: at least four fifths of the way there. Red: less. An objective without a "
    "figure, a target or a day has no colour."
)
_AMBER = Decimal("0.8")

RATES: Mapping[str, str] = {
    "engagement rate": "rate",
    "amplification": "amplification",
    "conversation": "conversation",
    "save rate": "save_rate",
    "click-through rate": "click_through",
}
"""Measures that the posts of the period themselves give, and the names of their rates."""

FOLLOWERS = "followers"
OF_PERIOD = "of this period"


class Colour(StrEnum):
    """How an objective stands."""

    GREEN = "Green"
    AMBER = "Amber"
    RED = "Red"
    NONE = "No colour"


@dataclass(frozen=True, slots=True)
class Standing:
    """An objective, its figure and what is expected of it by the report's last day."""

    objective: Objective
    value: Decimal | None
    expected: Decimal | None
    colour: Colour
    note: str = ""  # of the figure: its interval, or why there is none


def standings(material: Material) -> tuple[Standing, ...]:
    """Return how the objectives of the scope stand that can be met."""
    return tuple(_standing(one, material) for one in objectives(material) if one.measurable)


def objectives(material: Material) -> list[Objective]:
    """Return the objectives of the scope."""
    campaign, scope = material.question.campaign, material.question.scope
    found: Iterable[Objective] = campaign.objectives if campaign else ()
    return [one for one in found if scope.touches(one.organisation, "")]


def _standing(one: Objective, material: Material) -> Standing:
    value, note = _figure(one, material)
    begun, last = material.question.begun, material.period.last
    expected = expected_of(one, begun, last)
    return Standing(one, value, expected, colour_of(one, value, expected), note)


def expected_of(one: Objective, begun: date, last: date) -> Decimal | None:
    """Return what lies on the line to the target on a day; ``None`` where there is no line."""
    start = _start(one)
    if one.target is None or start is None or one.by is None or one.by <= begun:
        return None
    passed, whole = (min(last, one.by) - begun).days, (one.by - begun).days
    return start + (one.target - start) * passed / whole


def _start(one: Objective) -> Decimal | None:
    return Decimal(0) if _is_total(one) else one.baseline


def _is_total(one: Objective) -> bool:
    """Say whether its figure is added up: never a rate or the followers, whatever is written."""
    return one.counted == "total" and _name(one) not in {*RATES, FOLLOWERS}


def _name(one: Objective) -> str:
    return " ".join(one.measure.casefold().split())


def colour_of(one: Objective, value: Decimal | None, expected: Decimal | None) -> Colour:
    """Return how a figure stands beside what is expected of it."""
    start = _start(one)
    if value is None or expected is None or start is None or one.target is None:
        return Colour.NONE
    way, come = expected - start, value - start
    if one.target < start:
        way, come = -way, -come
    if come >= way:
        return Colour.GREEN
    return Colour.AMBER if come >= way * _AMBER else Colour.RED


def _figure(one: Objective, material: Material) -> tuple[Decimal | None, str]:
    name = _name(one)
    if name in RATES:
        return _rate(RATES[name], one, material)
    if name == FOLLOWERS:
        return _followers(one, material)
    found = _apart([figure for figure in material.figures if _is_meant(figure, one)])
    if not found:
        return None, f"no figure called “{one.measure}” has been imported"
    if _is_total(one):
        return sum((figure.value for figure in found), Decimal(0)), ""
    return _latest(found)


def _is_meant(figure: ExternalFigure, one: Objective) -> bool:
    """Say whether a figure is of an objective's measure: its name, unit and organisation."""
    units = {one.unit.casefold(), figure.unit.casefold()} - {""}
    return (
        " ".join(figure.name.casefold().split()) == _name(one)
        and one.organisation in ("", figure.organisation)
        and len(units) < _TWO
        and not figure.audience
    )


def _apart(found: list[ExternalFigure]) -> list[ExternalFigure]:
    """Leave out what lies within another: a week of its month, a channel's part of the whole."""
    return [one for one in found if not any(_holds(other, one) for other in found)]


def _holds(whole: ExternalFigure, part: ExternalFigure) -> bool:
    return (
        whole.key != part.key
        and (whole.stage, whole.unit) == (part.stage, part.unit)
        and whole.first <= part.first
        and part.last <= whole.last
        and all(getattr(whole, name) in ("", getattr(part, name)) for name in _SCOPES)
    )


_SCOPES = ("organisation", "theme", "message", "channel")
_TWO = 2


def _latest(found: list[ExternalFigure]) -> tuple[Decimal | None, str]:
    newest = max(found, key=lambda figure: (figure.last, figure.first, figure.key))
    share = share_of(newest)
    return (share.value, sure(share)) if share else (newest.value, "")


def _rate(name: str, one: Objective, material: Material) -> tuple[Decimal | None, str]:
    group = _group(one, material)
    rate = group.rates[name].value if group else None
    return rate, OF_PERIOD if rate is not None else "no rate in this period"


def _group(one: Objective, material: Material) -> Group | None:
    results = material.results
    if not one.organisation:
        return results.headline
    simulated = results.headline.simulated
    groups = (g for g in results.organisations if g.simulated is simulated)
    return next((group for group in groups if group.key == one.organisation), None)


def _followers(one: Objective, material: Material) -> tuple[Decimal | None, str]:
    counts = Counts.of(material.results)
    mine = _channels(one, material)
    last = [
        rows[-1].count for key, rows in counts.by_channel.items() if mine is None or key in mine
    ]
    if not last:
        return None, "no followers were counted in this period"
    return Decimal(sum(last)), "follows of all its channels"


def _channels(one: Objective, material: Material) -> set[str] | None:
    library = material.question.library
    if not one.organisation or library is None:
        return None
    organisation = library.organisations.get(one.organisation)
    return {channel.id for channel in organisation.channels} if organisation else set()
