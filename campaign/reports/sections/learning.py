"""Learning and innovation: what was tried, and what will be stopped, started, changed."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.reports import commentary, variants
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
    for heading in (commentary.STOP, commentary.START, commentary.CHANGE):
        yield from material.commentary.asked(heading)
