"""What was done and what happened, in a few plain sentences for the summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from campaign.reports import beside, standing
from campaign.reports.assurance import stops
from campaign.reports.followers_chart import Counts
from campaign.reports.formats import count, day, decimal, listed, number, percent
from campaign.reports.group import Group
from campaign.reports.intervals import Verdict, difference
from campaign.reports.material import Material
from campaign.reports.outside import share_of
from campaign.reports.outside_table import small
from campaign.reports.standing import Colour
from campaign.reports.tables import PART_TITLES
from campaign.store.models import ExternalFigure

_MOST = 3  # figures from elsewhere in the summary; the others stand in their section


def did(material: Material) -> Iterator[str]:
    """Yield what went out, where, and in which languages."""
    results = material.results
    simulated = results.headline.simulated

    def mine(groups: Sequence[Group]) -> list[Group]:
        return [group for group in groups if group.sent and group.simulated is simulated]

    messages, channels = mine(results.messages), mine(results.channels)
    if not messages:
        yield "Nothing went out in this period."
        return
    known = [group.title for group in mine(results.languages) if group.key]
    languages = f", in {listed(known)}" if known else ""
    speakers = [group.title for group in mine(results.organisations)]
    yield (
        f"{count(len(messages), 'message')} went out as {count(results.headline.sent, 'post')} on "
        f"{count(len(channels), 'channel')} of {listed(speakers)}{languages}."
    )
    holds = [hold for hold in stops.of_scope(results.holds, material.question) if not hold.drill]
    if holds:
        yield f"{count(len(holds), 'hold')} stood at some time: see the assurance section."


def happened(material: Material) -> Iterator[str]:
    """Yield how people responded beside the past, what others counted, and the objectives."""
    yield from _kinds(material.results.headline)
    yield from beside_the_past(material)
    yield from followers(material)
    yield from _counted_elsewhere(material)
    yield from _objectives(material)
    if material.gaps:
        told = " The annex has all gaps." if len(material.gaps) > 1 else ""
        yield f"Mind a gap in the figures: {material.gaps[0]}{told}"


def _kinds(group: Group) -> Iterator[str]:
    names = ("reactions", "comments", "shares", "saves", "link_clicks")
    found = [
        f"{number(group.totals[name].value)} {PART_TITLES[name]}"
        for name in names
        if group.totals[name].value is not None
    ]
    if found:
        yield f"The engagements were {listed(found)}, as far as the platforms report them."
    elif group.sent:
        yield "No engagements have been reported."
    else:
        yield "There was nothing to respond to."


def beside_the_past(material: Material) -> Iterator[str]:
    """Yield how the engagement rate stands beside that of the period before."""
    results = material.results
    past = results.previous
    if past is None or not past.headline.due:
        return
    if past.headline.simulated is not results.headline.simulated:
        return
    verdict, ends = beside.told(difference(results.headline.estimate, past.headline.estimate))
    what = f"Beside {past.period.words}, the engagement rate"
    if verdict == Verdict.TOO_FEW:
        yield f"{what} cannot be compared: {verdict}."
    elif verdict == Verdict.UNCLEAR:
        yield f"{what} shows {verdict} ({ends})."
    else:
        yield f"{what} was {verdict} ({ends})."
    if verdict != Verdict.TOO_FEW and results.headline.young:
        yield f"Mind that {beside.young(results.headline)}: their figures still change."


def followers(material: Material) -> Iterator[str]:
    """Yield how the followers of the channels that are counted have changed."""
    change = Counts.of(material.results).change
    if change is not None:
        sign = "more" if change >= 0 else "fewer"
        yield f"The channels counted have {number(abs(change))} {sign} followers than at the start."


def _counted_elsewhere(material: Material) -> Iterator[str]:
    found = [one for one in outcomes(material) if not small(one)]
    for one in found[:_MOST]:
        yield _told(one)
    if len(found) > _MOST:
        rest = count(len(found) - _MOST, "further figure stands", "further figures stand")
        yield f"{rest} under outcomes."


def outcomes(material: Material) -> list[ExternalFigure]:
    """Return the figures of what people did; complaints have a place of their own."""
    return [one for one in material.outside("outcome") if not complaint(one)]


def complaint(one: ExternalFigure) -> bool:
    """Say whether a figure counts complaints."""
    return "complaint" in one.name.casefold()


def _told(one: ExternalFigure) -> str:
    share = share_of(one)
    figure = decimal(one.value)
    if share is not None and share.value is not None:
        figure = f"{percent(share.value)} ({figure} of {decimal(one.base)})"
    unit = f" {one.unit}" if one.unit and share is None else ""
    return f"{one.name}: {figure}{unit}, to {day(one.last)}."


_STANDS = {
    Colour.GREEN: "green",
    Colour.AMBER: "amber",
    Colour.RED: "red",
    Colour.NONE: "without a colour",
}


def _objectives(material: Material) -> Iterator[str]:
    found = Counter(one.colour for one in standing.standings(material))
    if found:
        told = [f"{found[colour]} {_STANDS[colour]}" for colour in Colour if found[colour]]
        yield (
            f"Of {count(found.total(), 'objective')} with a target, {listed(told)}: the numbers "
            "stand in the next section."
        )
