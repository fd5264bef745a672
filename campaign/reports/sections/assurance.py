"""Assurance: what kept the campaign safe, and where somebody went past it."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports import wording
from campaign.reports.document import Block, Section, Words
from campaign.reports.material import Material

_WAIVERS = (
    "A waiver lets a warning or a piece of advice stand. The message gives the reason and the "
    "name of whoever decided; an error cannot be waived. These are the waivers in the message "
    "files as they are now."
)


def section(material: Material) -> Section:
    """Return holds, emergencies and waivers."""
    blocks = (*_holds(material), *_emergencies(material), *_waivers(material))
    return Section("assurance", "Assurance", blocks)


def _holds(material: Material) -> Iterator[Block]:
    found = tuple(wording.hold_sentence(h, material.period) for h in material.results.holds)
    none = () if found else ("No hold stood in this period.",)
    yield Words(none, found, "Holds in this period")


def _emergencies(material: Material) -> Iterator[Block]:
    yield Words((material.emergencies.sentence,), heading="Approved in an emergency")
    if material.emergencies.found:
        yield material.emergencies.table


def _waivers(material: Material) -> Iterator[Block]:
    waivers = material.waivers
    if waivers is not None:
        yield Words((_WAIVERS, " ".join(waivers.sentences)), heading="Waivers")
        yield from waivers.tables
