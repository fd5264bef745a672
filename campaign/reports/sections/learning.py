"""Learning and innovation: what was tried, and what will be stopped, started, changed."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports import commentary, variants
from campaign.reports.commentary import Commentary
from campaign.reports.document import Block, Section, Words
from campaign.reports.material import Material

_NO_TESTS = "No message went out in two versions in this period."


def section(material: Material) -> Section:
    """Return the tests, the times of posting and what people decided."""
    return Section("learning", "Learning and innovation", tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    results = material.results
    if results.trials:
        told = tuple(trial.sentence for trial in results.trials)
        yield Words((variants.NOTE,), told, "Tests of two versions")
        yield variants.table(results.trials, results.period.words)
    else:
        yield Words((_NO_TESTS,), heading="Tests of two versions")
    yield Words(results.timing.sentences, heading="When to post")
    yield from _decided(material.commentary)


def _decided(told: Commentary) -> Iterator[Block]:
    """Yield what people will stop, start and change; one sentence where they wrote nothing."""
    headings = (commentary.STOP, commentary.START, commentary.CHANGE)
    if any(told.under(heading) for heading in headings):
        for heading in headings:
            yield from told.under(heading, heading)
    else:
        yield from told.asked(commentary.STOP, "What we will stop, start and change")
