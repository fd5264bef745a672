"""Threads: long messages as several posts."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.case import Case
from campaign.checks.example import Example
from campaign.checks.rule import Hit, rule
from campaign.library.finding import Severity
from campaign.library.values import joined


@rule(
    "TECH-08",
    Severity.ERROR,
    wants="A thread (parts between lines of +++) goes only where a post can reply to another.",
    reason="Facebook, Instagram and LinkedIn have no threads: only the first part would appear.",
    source="The platform's own documentation: see the source of its limits",
    fix="Write a text of one part for it, under a heading such as ## Facebook.",
    bad=Example(text="Call 999 first.\n+++\nThen send us what you filmed.", platforms="facebook"),
    good=Example(text="Call 999 first.\n+++\nThen send us what you filmed.", platforms="x"),
)
def threads(case: Case) -> Iterator[Hit]:
    """Report threads on platforms that have none."""
    titles: dict[int, dict[str, None]] = {}
    for said in case.said:
        if any(problem.code == "no-threads" for problem in said.problems):
            first = case.message.thread_for(said.channel.platform, said.section.variant)[0]
            titles.setdefault(first.line, {})[said.limits.title] = None
    for line, names in titles.items():
        section = next(one for one in case.message.sections if one.line == line)
        yield Hit(case.start(section), f"{joined(list(names))} cannot show a thread.")
