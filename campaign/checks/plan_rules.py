"""Checks a plan: what no single message can show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from campaign.checks.case import Outlook, Planned
from campaign.checks.rules import PLAN_RULES
from campaign.library.finding import Finding
from campaign.library.library import Library

__all__ = ["Planned", "check_plan"]


def check_plan(library: Library, posts: Iterable[Planned], today: date) -> list[Finding]:
    """Return what the rules find in a plan, in the order of the files.

    What a message waives is among the result, marked as ``waived``.
    """
    ordered = sorted(posts, key=lambda post: (post.at, post.channel))
    outlook = Outlook(library, tuple(ordered), today)
    found = {finding for rule in PLAN_RULES for finding in rule.findings(outlook)}
    waivers = {(m.file, w.code): w for m in library.messages.values() for w in m.waivers}
    return sorted(
        finding
        if finding.blocks
        else replace(finding, waived=waivers.get((finding.file, finding.code)))
        for finding in found
    )
