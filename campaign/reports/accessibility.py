"""How many of the posts sent pass every accessibility check: the accessible rate.

The checks read the messages as their files are now. A message that is no longer in the library
cannot be judged: its posts are counted as unknown, not as passing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from campaign.library.finding import Finding
from campaign.library.library import Library
from campaign.reports import figures
from campaign.reports.group import Group

_FAMILY = "A11Y-"  # how the codes of the checks begin


@dataclass(frozen=True, slots=True)
class Accessible:
    """The posts that were sent, by what the checks say of their messages."""

    passing: int
    failing: int
    unknown: int  # their messages are no longer in the library
    codes: tuple[str, ...]  # of the checks that were not passed

    @property
    def rate(self) -> Decimal | None:
        """Return the accessible rate in per cent, over the posts that can be judged."""
        return figures.accessible_rate(self.passing, self.passing + self.failing)


def accessible(
    messages: Iterable[Group], library: Library, findings: Iterable[Finding]
) -> Accessible:
    """Judge the posts sent of some messages (``Results.messages``) by the checks' findings.

    A finding that a message waives was not passed either.
    """
    faults: dict[str, set[str]] = {}
    for finding in findings:
        if finding.code.startswith(_FAMILY):
            faults.setdefault(finding.file, set()).add(finding.code)
    known = {**library.messages, **library.faulty}
    passing = failing = unknown = 0
    codes: set[str] = set()
    for group in messages:
        message = known.get(group.key)
        if message is None:
            unknown += group.sent
        elif message.file in faults:
            failing += group.sent
            codes |= faults[message.file] if group.sent else set()
        else:
            passing += group.sent
    return Accessible(passing, failing, unknown, tuple(sorted(codes)))
